"""Articles and sections of a text: where each begins, and which one holds a place.

Numbering follows GB/T 9704 (一、 （一） 1. （1）) and that of laws (第一章 第二节 第三条).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.model.queries import Passage

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

# With which the line of a heading may begin.
_MAY_BEGIN = {*"#第一二三四五六七八九十（(附", *filter(str.isspace, map(chr, range(0x3001)))} - {
    "\n"
}
# What stands above articles: a new one ends the 一、 that a （一） stood under.
DIVISIONS = "编章节"
# Parts longer than so many lines are tables.
_LINES_BACK = 400


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
        kind, heading, start = match.lastgroup, _heading(match), _begin(match)
        if kind == "second":
            heading = above + heading
        elif kind == "first":
            above = heading
        elif kind == "annex" or heading[-1] in DIVISIONS:
            above = ""
        found.append(Section(heading, f"s{start}", start))
    return tuple(found)


def passage_at(text: str, position: int) -> Passage | None:
    """The innermost part that holds the position; None before the first.

    Read backwards line by line, since the heading is near and the text may be long.
    """
    end = text.find("\n", position)
    if end < 0:
        end = len(text)
    inner: tuple[str, int] | None = None
    for _ in range(_LINES_BACK):
        start = text.rfind("\n", 0, end) + 1
        # A look at the first character spares most lines the pattern.
        match = _HEADING.match(text, start, end) if text[start : start + 1] in _MAY_BEGIN else None
        if match is not None and inner is not None and match.lastgroup == "law":
            # Most of what stands above are articles, which neither hold it nor end its part.
            if text[match.end() - 1] in DIVISIONS:
                break
        elif match is not None and (begin := _begin(match)) <= position:
            heading = _heading(match)
            if inner is None and not match["second"]:
                return Passage(heading, f"s{begin}")
            inner = inner or (heading, begin)
            if match["first"]:
                return Passage(heading + inner[0], f"s{inner[1]}")
            if match["annex"] or (match["law"] and heading[-1] in DIVISIONS):
                break
        if not start:
            break
        end = start - 1
    return Passage(inner[0], f"s{inner[1]}") if inner else None


def _begin(match: re.Match[str]) -> int:
    kind = match.lastgroup or ""
    return match.start(kind) - (kind == "second")  # of （一） the bracket is no part of the group


def _heading(match: re.Match[str]) -> str:
    """As it stands, of a （一） without the 一、 above it."""
    kind = match.lastgroup
    if kind == "law":
        return match["law"].replace(" ", "")
    if kind == "first":
        return f"{match['first']}、"
    if kind == "second":
        return f"（{match['second']}）"
    return match["annex"].strip()
