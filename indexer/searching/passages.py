"""Articles and sections of a text: where each begins, and which one holds a place.

Numbering follows GB/T 9704 (一、 （一） 1. （1）) and that of laws (第一章 第二节 第三条).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from indexer.query import Passage

_NUMERAL = "一二三四五六七八九十百千零〇两0-9０-９"
_HEADING = re.compile(
    rf"^[#\s　]*(?:"
    rf"(?P<law>第[ ]?[{_NUMERAL}]+[ ]?[编章节条條](?:之[{_NUMERAL}]+)?)"
    rf"|(?P<first>[一二三四五六七八九十]{{1,3}})、"
    rf"|[（(](?P<second>[一二三四五六七八九十]{{1,3}})[）)]"
    rf"|(?P<annex>附件\s?[{_NUMERAL}]{{0,2}})[:：]?\s*$"
    rf")",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part: from its heading to the next one. ``anchor`` is an HTML id."""

    heading: str
    anchor: str
    start: int


def sections(text: str) -> tuple[Section, ...]:
    """All numbered parts in text order; （一） carries the 一、 that it stands under."""
    found: list[Section] = []
    above = ""
    for match in _HEADING.finditer(text):
        if match["law"]:
            heading = match["law"].replace(" ", "")
            above = "" if heading[-1] in "编章节" else above
        elif match["first"]:
            heading = above = f"{match['first']}、"
        elif match["second"]:
            heading = f"{above}（{match['second']}）"
        else:
            heading, above = match["annex"].strip(), ""
        start = match.start() + len(match.group(0)) - len(match.group(0).lstrip("#\n 　"))
        found.append(Section(heading, f"s{start}", start))
    return tuple(found)


def passage_at(parts: tuple[Section, ...], position: int) -> Passage | None:
    """The innermost part that holds the position; None before the first."""
    i = bisect_right(parts, position, key=lambda s: s.start) - 1
    return Passage(parts[i].heading, parts[i].anchor) if i >= 0 else None
