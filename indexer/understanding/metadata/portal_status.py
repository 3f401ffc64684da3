"""What a portal says of a document's validity: in its table, in its status line, in the title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzers.folding import fold
from indexer.model import StatusValue, Value
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.known import OPENING, Known
from indexer.understanding.metadata.labels import labelled_values
from indexer.understanding.metadata.layout import Role

_PORTAL_STATUS = (
    # 部分失效 before 失效: the longer word holds the shorter.
    (("部分失效", "部分废止", "条款失效", "条款废止"), StatusValue.PARTIALLY_IN_FORCE),
    (("尚未生效", "未生效"), StatusValue.NOT_YET_EFFECTIVE),
    (("已修改", "已修订", "已修正"), StatusValue.AMENDED),
    (("废止",), StatusValue.REPEALED),
    (("失效", "已过有效期"), StatusValue.EXPIRED),
    (("全文有效", "现行有效", "有效"), StatusValue.IN_FORCE),
)


def status_claims(known: Known) -> Iterator[tuple[str, Value]]:
    """What a portal's line or a mark in the title says of the validity."""
    if known.title is not None and known.title.status:
        status = portal_status(known.title.status)
        if status is not None:
            yield (
                "status",
                claim(status.value, "mark in the title", known.title.status, confidence=0.9),
            )
    for _, line in known.head.with_role(Role.LABELLED):
        stated = next(
            (item.value for item in labelled_values(line) if item.field == "status"), None
        )
        if stated is None and line.tight.startswith(("全文", "条款失效", "部分失效", "现行有效")):
            stated = line.tight[:4]
        status = portal_status(stated) if stated else None
        if status is not None:
            yield (
                "status",
                claim(
                    status.value, "portal's status line", line.raw,
                    start=line.start, end=line.end, page=line.page, confidence=0.85,
                ),
            )  # fmt: skip
            return
    yield from _noted(known)


# 【注释】根据某公告，本文件全文失效废止。 编者注：本法规已经被…废止: what a collection adds.
_NOTED = re.compile(
    r"(?:^|\n)[ \[(]*(?:注释|编者注|编者按|备注|注|提示)[\]):][^\n]{0,160}?"
    r"(?:(?:本|该|此)(?:文件?|法规|办法|规定|通知|条例|公告|决定|批复)|全文)[^\n。;]{0,60}?"
    r"(?P<status>失效废止|废止|失效)"
)
_OF_A_PART = re.compile(r"第[一二三四五六七八九十0-9]{1,4}[条款项]|部分|条款")
_ENDS = 800


def _noted(known: Known) -> Iterator[tuple[str, Value]]:
    """What a collection's note above or below a text says of it."""
    text = known.text
    for start, stop in ((0, OPENING), (max(OPENING, len(text) - _ENDS), len(text))):
        found = _NOTED.search(fold(text[start:stop]))
        if found is None or "拟" in found[0]:
            continue
        part = _OF_A_PART.search(found[0]) is not None
        status = portal_status("部分失效" if part else found["status"])
        if status is not None:
            at, end = start + found.start(), start + found.end()
            yield (
                "status",
                claim(
                    status.value, "note of a collection", text[at:end].strip(),
                    start=at, end=end, confidence=0.8,
                ),
            )  # fmt: skip
            return


def portal_status(stated: str) -> StatusValue | None:
    """The status that a portal's words mean.

    >>> [portal_status(s).value for s in ("全文有效", "条款失效", "部分失效", "已废止", "失效")]
    ['in_force', 'partially_in_force', 'partially_in_force', 'repealed', 'expired']
    >>> portal_status("待清理") is None
    True
    """
    for words, status in _PORTAL_STATUS:
        if any(word in stated for word in words):
            return status
    return None
