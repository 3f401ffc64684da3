"""Where a mark stands in a text as words of their own, and not by chance across others.

5年 is not in 2025年, 五年 not in 十五年, nor 2 in 1.2 or GDP in GDPR; 市长 is in 城市长期 only by
chance. Works on folded texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

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


# Whether a mark that stands at a place of a folded text begins or ends inside a number or a Latin
# word, or of Chinese words begins inside one and ends inside another.
Cut = Callable[[str, int], bool]


class Mark(NamedTuple):
    """A folded text to be marked. ``cut``: None where it is marked wherever it stands."""

    text: str
    length: int
    cut: Cut | None

    def find(self, folded: str, start: int, end: int | None = None) -> int:
        """Its first place in a stretch, -1 where it stands nowhere as a whole."""
        text, cut = self.text, self.cut
        position = folded.find(text, start, end)
        if cut is not None:
            while position >= 0 and cut(folded, position):
                position = folded.find(text, position + 1, end)
        return position


def with_borders(marks: Sequence[str], known: Known = no_word) -> tuple[Mark, ...]:
    """The marks of one query, each once; asked for each of its hits. Those of numbers and Latin
    letters, and short Chinese ones where ``known`` tells words, are looked at where they stand."""
    return _with_borders(tuple(marks), known)


@lru_cache(maxsize=1024)
def _with_borders(marks: tuple[str, ...], known: Known) -> tuple[Mark, ...]:
    return tuple(Mark(m, len(m), _cut(m, known)) for m in dict.fromkeys(marks))


def _cut(mark: str, known: Known) -> Cut | None:
    bordered = _BORDERED.fullmatch(mark) is not None
    parted = None
    if known is not no_word and (bordered or _SHORT.fullmatch(mark)):
        parted = _words(known).parting(len(mark))
    if not bordered:
        return parted
    return _split(len(mark), None if _NUMBER.fullmatch(mark) else parted)


def _split(length: int, parted: Cut | None) -> Cut:
    def cut(folded: str, start: int) -> bool:
        if _splits(folded, start, start + length):
            return True
        return parted is not None and parted(folded, start)

    return cut


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
        self._ending = [_Ending(known, inside) for inside in range(_LONGEST)]
        self._beginning = [_Beginning(known, inside) for inside in range(_LONGEST)]

    def parting(self, length: int) -> Cut:
        """Whether in a mark of this length one word ends that begins before it, and another begins
        behind that which ends behind it. No word goes over a sign."""
        ending, beginning = self._ending, self._beginning
        if length > _LONGEST:  # such marks are few
            ending = [_Ending(self._known, inside) for inside in range(length)]
            beginning = [_Beginning(self._known, inside) for inside in range(length)]
        if length == 2:
            return _parting_two(ending[1], beginning[1])

        def parted(text: str, start: int) -> bool:
            end = start + length
            if not (start and text[start - 1].isalnum() and text[end : end + 1].isalnum()):
                return False
            first = start - _BESIDE if start > _BESIDE else 0
            for border in range(start + 1, end):
                if (
                    ending[border - start][text[first:border]]
                    and beginning[end - border][text[border : end + _BESIDE]]
                ):
                    return True
            return False

        return parted


def _parting_two(ending: _Ending, beginning: _Beginning) -> Cut:
    """Of two characters, as most are: there is one place inside."""

    def parted(text: str, start: int) -> bool:
        border = start + 1
        if not (start and text[start - 1].isalnum() and text[border + 1 : border + 2].isalnum()):
            return False
        return (
            ending[text[start - _BESIDE if start > _BESIDE else 0 : border]]
            and beginning[text[border : border + 1 + _BESIDE]]
        )

    return parted


class _Ending(dict[str, bool]):
    """Whether a word that begins before a mark ends where a text does, ``inside`` characters of
    which are of the mark: remembered."""

    def __init__(self, known: Known, inside: int) -> None:
        super().__init__()
        self._known, self._inside = known, inside

    def __missing__(self, text: str) -> bool:
        if len(self) >= _REMEMBERED:
            self.clear()
        known, found = self._known, False
        for first in range(len(text) - self._inside - 1, -1, -1):
            if not text[first].isalnum():
                break
            if known(text[first:]):
                found = True
                break
        self[text] = found
        return found


class _Beginning(dict[str, bool]):
    """The same of a word that begins where the text does, and ends behind the mark."""

    def __init__(self, known: Known, inside: int) -> None:
        super().__init__()
        self._known, self._inside = known, inside

    def __missing__(self, text: str) -> bool:
        if len(self) >= _REMEMBERED:
            self.clear()
        known, found = self._known, False
        for last in range(self._inside, len(text)):
            if not text[last].isalnum():
                break
            if known(text[: last + 1]):
                found = True
                break
        self[text] = found
        return found
