"""Figures with what they count, as they are marked: 5年, 第五条.

An index holds 第5条 and 第五条 as one, so both are shown as found; and a figure says something with
its unit only: 5 stands everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzers.analyzer import Token
from analyzers.numerals import in_chinese, to_arabic

_FIGURE = re.compile(r"(第?)(\d{1,4})(\D.*)")
_LAST_FIGURE = re.compile(r"\d+(?:\.\d+)?$")
_DIGITS = "〇一二三四五六七八九"


def figure_with_unit(text: str, words: Sequence[Token], number: int) -> tuple[int, int]:
    """Where a figure's own place is, with the 第 before it and the word behind it."""
    start, end = words[number].start, words[number].end
    if text[start - 1 : start] == "第":
        start -= 1
    for following in words[number + 1 : number + 2]:
        if following.start == end and not following.term.isdecimal():
            end = following.end
    return start, end


def figure_before(folded: str, place: int) -> str:
    """The figure that ends at a place: the 120 of 120平方米; empty where none does."""
    found = _LAST_FIGURE.search(folded, 0, place)
    return found[0] if found else ""


def figure_spellings(folded: str) -> Iterator[str]:
    """As typed, in figures and in Chinese: 第5条, 第五条; 2025年, 二〇二五年."""
    yield folded
    arabic = to_arabic(folded).replace(" ", "")
    if arabic != folded:
        yield arabic
    if (found := _FIGURE.fullmatch(arabic)) is not None:
        as_year = len(found[2]) == 4 and found[3].startswith("年")
        said = "".join(_DIGITS[int(d)] for d in found[2]) if as_year else in_chinese(int(found[2]))
        yield f"{found[1]}{said}{found[3]}"
