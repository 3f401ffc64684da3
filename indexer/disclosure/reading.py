"""What stands around a match: its line, its cell, the head of its column."""

from __future__ import annotations

import re

_AROUND = 40  # characters before a number, in which a word says what it is
_LONGEST = 400  # characters of a line that are looked at on either side
_ROWS = 60  # of a table, up to its head
_CELLS = re.compile(r"\s?[\t|]\s?")
QUOTES = ('"', "'", "「", "『")


def before(match: re.Match[str], most: int = _AROUND) -> str:
    return match.string[max(0, match.start() - most) : match.start()]


def after(match: re.Match[str], most: int = _AROUND) -> str:
    return match.string[match.end() : match.end() + most]


def unquoted(match: re.Match[str]) -> bool:
    """What stands between quotation marks is spoken of: as in “机密★1年”."""
    return not match.string[max(0, match.start() - 1) : match.start()].endswith(QUOTES)


def line_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The line of a place, as far as one is looked at."""
    first = text.rfind("\n", max(0, start - _LONGEST), start) + 1
    last = text.find("\n", end, end + _LONGEST)
    return (
        first or max(0, start - _LONGEST),
        last if last >= 0 else min(len(text), end + _LONGEST),
    )


def line_of(match: re.Match[str]) -> str:
    start, end = line_span(match.string, *match.span())
    return match.string[start:end]


def neighbours(match: re.Match[str]) -> tuple[str, str]:
    """The lines before and after the match's own that are not blank."""
    text = match.string
    start, end = line_span(text, *match.span())
    above = text[max(0, start - 200) : start].rstrip().rpartition("\n")[2].strip()
    below = text[end : end + 200].lstrip().partition("\n")[0].strip()
    return above, below


def cells(line: str) -> list[str]:
    return _CELLS.split(line.strip("| "))


def head_of(match: re.Match[str]) -> str:
    """The head of the match's column, where its line is a table's row; else nothing."""
    text = match.string
    start, end = line_span(text, *match.span())
    mark = "\t" if "\t" in text[start:end] else "|"
    columns, place = text.count(mark, start, end), text.count(mark, start, match.start())
    head = ""
    for _ in range(_ROWS if columns else 0):
        above = text.rfind("\n", max(0, start - _LONGEST), max(0, start - 1)) + 1
        if start == 0 or text.count(mark, above, start) != columns:
            break
        head, start = text[above : start - 1].split(mark)[place], above
    return head.strip()


def rows_below(match: re.Match[str], most: int = 3) -> list[list[str]]:
    """The first rows under a table's head that the match stands in."""
    start, end = line_span(match.string, *match.span())
    columns = len(cells(match.string[start:end]))
    rows = (cells(line) for line in match.string[end + 1 : end + 600].split("\n")[:most])
    return [row for row in rows if len(row) == columns] if columns > 1 else []
