"""What a collection of laws puts before a text: 注:本篇法规已被《甲》(发布日期:… 实施日期:…)废止.

It is no word of the document's own: read as such, its days would be the document's, and the
document would repeal what has ended it. Often the title goes on in the same line.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from analyzers.folding import fold
from indexer.model import Basis, StatusValue, Value
from indexer.understanding.metadata.dates import find_dates
from indexer.understanding.metadata.evidence import claim

_NOTE = re.compile(
    r"\s{0,40}(?P<note>[*＊※]?\s{0,4}[(（\[【]?(?:编者)?注[:：\]】]\s{0,4}本篇?(?:法规|文件|规章|规定|办法|通知|条例)"
    r"已经?被《(?:[^《》\n]|《[^《》\n]{1,80}》){2,160}》(?:[(（][^()（）\n]{0,120}[)）])?"
    r"(?P<what>废止|失效|代替|替代|修[改订正])[)）]?)"
)


# From when on: the day on which what ended it took effect; where that is not said, on which it was
# published.
_SINCE = (re.compile(r"(?:实施|施行|生效)日期:"), re.compile(r"(?:发布|公布)日期:"))

# 根据1997年9月8日甲部发布的关于公布失效规章目录的通知失效: on a line of its own, no sentence.
_ACCORDING = re.compile(
    r"^[ \t　]*(?P<note>根据[^。，,；;\n]{0,40}(?:发布|公布|印发)的[^。；;\n]{4,100}"
    r"(?:通知|公告|决定|目录)[)）》]?[ ，,]?(?:本文|全文)?(?:已经?)?(?P<what>失效|废止))[ \t　]*$",
    re.MULTILINE,
)
_HEAD = 1_500


class CollectionNote(NamedTuple):
    """``text[start:end]``, the status that it states, and from which day on."""

    start: int
    end: int
    status: StatusValue
    since: date | None

    def of(self, text: str) -> dict[str, list[Value]]:
        """The status and its day as claims, by field."""
        stated = {"status": self.status.value}
        if self.since is not None:
            stated["status_date"] = self.since.isoformat()
        return {
            field: [
                claim(
                    value, "note of a collection", text[self.start : self.end],
                    start=self.start, end=self.end, confidence=0.8, basis=Basis.DECLARED,
                )
            ]
            for field, value in stated.items()
        }  # fmt: skip

    def taken_from(self, text: str) -> str:
        """The text with blanks in its place, so that places stay what they are."""
        return text[: self.start] + " " * (self.end - self.start) + text[self.end :]


def collection_note(text: str) -> CollectionNote | None:
    """The note that the text begins with, or that stands on a line of its own above it.

    >>> text = "*注:本篇法规已被《甲通知》(实施日期:2008年1月1日)废止乙市通知"
    >>> note = collection_note(text)
    >>> note.status.value, str(note.since), note.taken_from(text).strip()
    ('repealed', '2008-01-01', '乙市通知')
    >>> collection_note("甲通知\\n根据1997年9月8日甲部发布的关于公布目录的通知失效\\n正文").since
    datetime.date(1997, 9, 8)
    >>> collection_note("本办法已被《甲》废止。") is None
    True
    """
    found = _NOTE.match(text) or _ACCORDING.search(text, 0, _HEAD)
    if found is None:
        return None
    status, since = _status_said(found["what"]), _day_said(found["note"])
    return CollectionNote(found.start("note"), found.end("note"), status, since)


def _status_said(what: str) -> StatusValue:
    if what.startswith("修"):
        return StatusValue.AMENDED
    return StatusValue.EXPIRED if what == "失效" else StatusValue.REPEALED


def _day_said(note: str) -> date | None:
    folded = fold(note)
    for label in _SINCE:
        for found in label.finditer(folded):
            days = find_dates(folded, found.end(), found.end() + _DAY)
            if days and not folded[found.end() : days[0].start].strip():
                return days[0].date
    given = find_dates(folded, 0, _DAY) if folded.startswith("根据") else []
    return given[0].date if given else None


_DAY = 20
