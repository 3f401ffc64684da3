"""Where a mark stands in a text as words of their own, and not by chance across others.

5年 is not in 2025年, 五年 not in 十五年, nor 2 in 1.2 or GDP in GDPR; 市长 is in 城市长期 only by
chance. Works on folded texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

_NUMERALS = "〇零一二两三四五六七八九十百千"
# A mark that begins or ends with one of these ends where the number or the word does.
_BORDERED = re.compile(
    "[0-9a-z〇零一二两三四五六七八九十百千].*|.*[0-9a-z〇零一二两三四五六七八九十百千]"
)
# Nothing but a number: its own borders say all, for 第二 is a word too, in 第二百七十四条.
_NUMBER = re.compile("[0-9〇零一二两三四五六七八九十百千]+")
# A short Chinese one may stand across two words by chance.
_SHORT = re.compile("[\u3400-\u9fff]{2,3}")
# Words beside it are looked for so many characters before it and behind it.
_BESIDE = 3
# Laws say the same over and over: what stands beside marks is remembered, so many of each kind.
_REMEMBERED = 8192
# Of marks of so many characters.
_LONGEST = 8

# Whether a text is a word of the dictionaries.
Known = Callable[[str], bool]


def no_word(_: str) -> bool:
    """Where the borders of Chinese words are not looked at."""
    return False


@dataclass(frozen=True, slots=True)
class Borders:
    """Of a query's marks: ``numbers`` are those that must not begin or end inside of a number or a
    Latin word, ``checked`` those whose borders are looked at: these, and short Chinese ones where
    ``words`` are known."""

    numbers: frozenset[str]
    checked: frozenset[str]
    words: _Words | None

    def find(self, folded: str, mark: str, start: int, end: int | None = None) -> int:
        """The first place of a mark in a stretch, -1 where it stands nowhere."""
        position = folded.find(mark, start, end)
        if mark in self.checked:
            length = len(mark)
            while position >= 0 and self.cut(folded, mark, position, position + length):
                position = folded.find(mark, position + 1, end)
        return position

    def cut(self, folded: str, mark: str, start: int, end: int) -> bool:
        """Whether one that is ``checked`` begins or ends inside a number or a Latin word, or of
        Chinese words begins inside one and ends inside another."""
        if mark in self.numbers:
            if _splits(folded, start, end):
                return True
            if _NUMBER.fullmatch(mark):
                return False
        return self.words is not None and self.words.parted(folded, start, end)


def borders_of(marks: Sequence[str], known: Known = no_word) -> Borders:
    """For marks of one query; asked for each of its hits."""
    return _borders(tuple(marks), known)


@lru_cache(maxsize=1024)
def _borders(marks: tuple[str, ...], known: Known) -> Borders:
    numbers = frozenset(m for m in marks if _BORDERED.fullmatch(m))
    if known is no_word:
        return Borders(numbers, numbers, None)
    short = frozenset(m for m in marks if _SHORT.fullmatch(m))
    return Borders(numbers, numbers | short, _words(known))


# ---------------------------------------------------------------- numbers and Latin words


def _splits(text: str, start: int, end: int) -> bool:
    """Whether a mark begins or ends inside a number or a Latin word."""
    return (
        (start > 0 and _joins(text[start - 1], text[start]))
        or (end < len(text) and _joins(text[end - 1], text[end]))
        or _is_decimal(text, start - 1)
        or _is_decimal(text, end)
    )


def _joins(before: str, after: str) -> bool:
    if before.isdecimal():
        return after.isdecimal()
    if before in _NUMERALS:
        return after in _NUMERALS
    return before.isascii() and before.isalpha() and after.isascii() and after.isalpha()


def _is_decimal(folded: str, point: int) -> bool:
    """Whether a decimal point stands there."""
    beside = folded[max(0, point - 1) : point] + folded[point + 1 : point + 2]
    return folded[point : point + 1] == "." and len(beside) == 2 and beside.isdecimal()


# ---------------------------------------------------------------- Chinese words


@lru_cache(maxsize=8)
def _words(known: Known) -> _Words:
    return _Words(known)


class _Words:
    """Whether words end or begin at a place inside of a mark that reach beyond it."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._ending, self._beginning = _looks(known, _LONGEST)

    def parted(self, text: str, start: int, end: int) -> bool:
        """Whether one word ends in a mark that begins before it, and another begins behind that
        which ends behind it. No word goes over a sign."""
        if not (start and text[start - 1].isalnum() and text[end : end + 1].isalnum()):
            return False
        first = start - _BESIDE if start > _BESIDE else 0
        ending, beginning = self._ending, self._beginning
        if end - start > _LONGEST:
            ending, beginning = _looks(self._known, end - start)  # such marks are few
        for border in range(start + 1, end):
            if (
                ending[border - start][text[first:border]]
                and beginning[end - border][text[border : end + _BESIDE]]
            ):
                return True
        return False


def _looks(known: Known, longest: int) -> tuple[list[_Remembered], list[_Remembered]]:
    """Of words that end, and that begin, by how many of their characters are of the mark."""
    counts = range(longest)
    ending = [_Remembered(partial(_ends, known, inside)) for inside in counts]
    return ending, [_Remembered(partial(_begins, known, inside)) for inside in counts]


class _Remembered(dict[str, bool]):
    """What ``look`` tells of a text."""

    def __init__(self, look: Callable[[str], bool]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, text: str) -> bool:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[text] = self._look(text)
        return found


def _ends(known: Known, inside: int, text: str) -> bool:
    """Whether a word that begins before the mark ends where the text does, ``inside`` characters
    of which are of the mark."""
    for first in range(len(text) - inside - 1, -1, -1):
        if not text[first].isalnum():
            return False
        if known(text[first:]):
            return True
    return False


def _begins(known: Known, inside: int, text: str) -> bool:
    """Whether a word that ends behind the mark begins where the text does."""
    for last in range(inside, len(text)):
        if not text[last].isalnum():
            return False
        if known(text[: last + 1]):
            return True
    return False
