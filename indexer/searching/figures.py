"""Figures with what they count, as they are marked: 5年, 第五条.

An index holds 第5条 and 第五条 as one, so both are shown as found; and a figure says something with
its unit only: 5 stands everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzers.analyzer import Token
from analyzers.numerals import UNITS, in_chinese, to_arabic

_FIGURE = re.compile(r"(第?)(\d{1,4})(\D.*)")
_SAID = re.compile(r"(第?)(\d+|[〇零一二三四五六七八九十百]+)(\D.*)")
# A small one stands in most texts, and so does its unit. A year is one with 〔2025〕, too.
_SMALL = re.compile(rf"第?\d{{1,3}}(?:{UNITS}).*")
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


def together(folded: str) -> tuple[str, ...]:
    """What a text holds in which a small figure and its unit stand as one: 5年, 5 年, 五年. None
    for others: 2000元 is told apart by its figure."""
    if _SMALL.fullmatch(to_arabic(folded).replace(" ", "")) is None:
        return ()
    spellings = list(figure_spellings(folded))
    return tuple(dict.fromkeys(said for s in spellings for said in (s, *_spaced(s))))


def _spaced(spelling: str) -> Iterator[str]:
    """As it is often printed: 5 年, 第 5 条."""
    if (found := _SAID.fullmatch(spelling)) is not None:
        yield f"{found[1]}{found[2]} {found[3]}"
        if found[1]:
            yield f"{found[1]} {found[2]} {found[3]}"
