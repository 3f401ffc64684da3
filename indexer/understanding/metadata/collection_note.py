"""What a collection of laws puts before a text: 注:本篇法规已被《甲》(发布日期:… 实施日期:…)废止.

It is no word of the document's own: read as such, its days would be the document's, and the
document would repeal what has ended it. Often the title goes on in the same line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.model import Basis, StatusValue, Value
from indexer.understanding.metadata.evidence import claim

_NOTE = re.compile(
    r"\s{0,40}(?P<note>[*＊※]?\s{0,4}[(（\[【]?(?:编者)?注[:：\]】]\s{0,4}本篇?(?:法规|文件|规章|规定|办法|通知|条例)"
    r"已经?被《(?:[^《》\n]|《[^《》\n]{1,80}》){2,160}》(?:[(（][^()（）\n]{0,120}[)）])?"
    r"(?P<what>废止|失效|代替|替代|修[改订正])[)）]?)"
)


class CollectionNote(NamedTuple):
    """``text[start:end]``, and the status that it states."""

    start: int
    end: int
    status: StatusValue

    def of(self, text: str) -> Value:
        """The status as a claim."""
        return claim(
            self.status.value, "note of a collection", text[self.start : self.end],
            start=self.start, end=self.end, confidence=0.8, basis=Basis.DECLARED,
        )  # fmt: skip

    def taken_from(self, text: str) -> str:
        """The text with blanks in its place, so that places stay what they are."""
        return text[: self.start] + " " * (self.end - self.start) + text[self.end :]


def collection_note(text: str) -> CollectionNote | None:
    """The note that the text begins with.

    >>> text = "*注:本篇法规已被《甲通知》(实施日期:2008年1月1日)废止乙市通知"
    >>> note = collection_note(text)
    >>> note.status.value, note.taken_from(text).strip()
    ('repealed', '乙市通知')
    >>> collection_note("本办法已被《甲》废止。") is None
    True
    """
    found = _NOTE.match(text)
    if found is None:
        return None
    amended = found["what"].startswith("修")
    status = StatusValue.AMENDED if amended else StatusValue.REPEALED
    return CollectionNote(found.start("note"), found.end("note"), status)
