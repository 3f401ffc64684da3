"""What a portal says of a document's validity: in its table, in its status line, in the title."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.model import StatusValue, Value
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.known import Known
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
