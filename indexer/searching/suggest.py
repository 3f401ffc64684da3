"""Suggestions while typing: terms, titles and document numbers, by Chinese, pinyin or initials.

One string holds all entries, one a line, for each way of spelling: looking for what was typed is
then a search in a string, which takes well under a millisecond for tens of thousands of titles,
and holds no object for an entry. To make one takes readings (analyzers/pinyin.py), to use one
doesn't: it can be pickled, and is made in another process (making.py).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise, takewhile
from typing import Self

import numpy as np

from analyzers.folding import fold, is_chinese
from analyzers.pinyin import (
    is_whole_pinyin,
    looks_like_pinyin,
    may_be_initials,
    plain_letters,
    readings,
    split_pinyin,
    word_readings,
)
from indexer.searching.mixed import pattern, spelled, units

# Places that are looked at where letters stand, but seldom where a syllable begins: ang, ou.
_PLACES = 500
# Entries that are held against what is typed in characters and letters at once.
_HELD_AGAINST = 200
# Titles that are read to see which of their characters were spelled.
_TITLES_READ = 20


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``kind``: title, term or number; ``id``: the document of a title or number."""

    text: str
    kind: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class _Lines:
    """Texts joined by line breaks, one before the first and one after the last.

    ``starts``: the place of the break before each text, and of the last break.
    """

    joined: str
    starts: array[int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        lines = [text.replace("\n", " ") for text in texts]
        starts = accumulate((len(line) + 1 for line in lines), initial=0)
        return cls("\n".join(["", *lines, ""]) if lines else "\n", array("I", starts))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> str:
        return self.joined[self.starts[number] + 1 : self.starts[number + 1]]

    def beginning(self, text: str) -> Iterator[int]:
        return (number for number, _ in self.places("\n" + text))

    def holding(self, text: str) -> Iterator[int]:
        return (number for number, _ in self.places(text))

    def being(self, text: str) -> Iterator[int]:
        return (number for number, _ in self.places(f"\n{text}\n"))

    def places(self, wanted: str, every: bool = False, since: int = 0) -> Iterator[tuple[int, int]]:
        """(number, place) of the first place in each text, or of every one; ``since`` a text."""
        place = self.joined.find(wanted, self.starts[since])
        while 0 <= place < len(self.joined) - 1:
            # A text's break stands before it; what is found begins there or after it.
            number = bisect_right(self.starts, place) - 1
            yield number, place
            place = self.joined.find(wanted, place + 1 if every else self.starts[number + 1])


@dataclass(frozen=True, slots=True)
class _Pinyin:
    """Texts as they are read. ``begins``: a bit for each letter that begins a syllable."""

    lines: _Lines
    begins: bytes

    @classmethod
    def of(cls, read: Iterable[list[str]]) -> Self:
        syllables = list(read)
        lines = _Lines.of(map("".join, syllables))
        begins = np.zeros(len(lines.joined), np.uint8)
        for start, line in zip(lines.starts, syllables, strict=False):
            begins[list(accumulate(map(len, line[:-1]), initial=start + 1))] = 1
        return cls(lines, np.packbits(begins, bitorder="little").tobytes())

    def begins_at(self, place: int) -> bool:
        return bool(self.begins[place >> 3] >> (place & 7) & 1)

    def holding(self, letters: str) -> Iterator[tuple[int, int]]:
        """(number, place), where the letters begin with a syllable, once for each text."""
        last = -1
        for number, place in islice(self.lines.places(letters, every=True), _PLACES):
            if number != last and self.begins_at(place):
                last = number
                yield number, place

    def syllables(self, number: int) -> list[str]:
        """Those of a text."""
        start, end = self.lines.starts[number] + 1, self.lines.starts[number + 1]
        begins = [place for place in range(start, end) if self.begins_at(place)]
        return [self.lines.joined[a:b] for a, b in pairwise([*begins, end])]

    def syllables_between(self, start: int, end: int) -> int:
        return sum(map(self.begins_at, range(start, end)))


@dataclass(frozen=True, slots=True)
class Suggester:
    """Suggestions over fixed entries; make another one when the library changed.

    Terms come before titles of equal fit: they are shorter and lead to more. Titles come in the
    order that they were given in; those that have ended, which are the last, after all others.
    """

    _texts: _Lines
    _folded: _Lines
    _pinyin: _Pinyin
    _initials: _Lines
    _ids: _Lines  # of the titles, which come after the terms
    _ended: int  # the first title that has ended
    _numbers: _Lines
    _keys: _Lines  # of the numbers: without brackets and blanks
    _numbered: _Lines  # the documents of the numbers

    @classmethod
    def of(
        cls,
        terms: Iterable[str],
        titles: Iterable[tuple[str, str]],
        ended: Iterable[tuple[str, str]] = (),
        numbers: Iterable[tuple[str, str]] = (),
    ) -> Self:
        """``terms``: folded, most frequent first. ``titles``: (id, title), the best first, and
        behind them those that have ``ended``. ``numbers``: (id, document number)."""
        words = list(dict.fromkeys(terms))
        taken = set(words)
        by_title: dict[str, str] = {}
        for identity, title in titles:
            if title not in taken:
                by_title.setdefault(title, identity)
        current = len(words) + len(by_title)
        for identity, title in ended:
            if title not in taken:
                by_title.setdefault(title, identity)
        by_number: dict[str, str] = {}
        for identity, number in numbers:
            by_number.setdefault(number, identity)
        texts = [*words, *by_title]
        read = [*map(_spelt, map(word_readings, words)), *map(_spelt, map(readings, by_title))]
        return cls(
            _Lines.of(texts),
            _Lines.of(map(fold, texts)),
            _Pinyin.of(read),
            _Lines.of("".join(syllable[0] for syllable in line) for line in read),
            _Lines.of(by_title.values()),
            current,
            _Lines.of(by_number),
            _Lines.of(map(_number_key, by_number)),
            _Lines.of(by_number.values()),
        )

    def suggest(self, typed: str, size: int) -> list[Suggestion]:
        """At most ``size``: those that begin so first, then those that hold it."""
        wanted = fold(typed).strip().strip('《》"“”')
        if not wanted or "\n" in wanted:
            return []
        found: dict[Suggestion, None] = {}
        for one in self._suggestions(wanted, _letters(typed)):
            found[one] = None
            if len(found) >= size:
                break
        return list(found)

    def _suggestions(self, wanted: str, letters: str) -> Iterator[Suggestion]:
        """A figure or bracket says that a number is meant."""
        numbered = _IN_NUMBERS.search(wanted) is not None
        if numbered:
            yield from self._numbers_holding(wanted)
        yield from map(self._suggestion, self._candidates(wanted, letters))
        if not numbered:
            yield from self._numbers_holding(wanted)

    def _numbers_holding(self, wanted: str) -> Iterator[Suggestion]:
        key = _number_key(wanted)
        for find in (self._keys.beginning, self._keys.holding) if len(key) > 1 else ():
            for number in find(key):
                yield Suggestion(self._numbers[number], "number", self._numbered[number])

    def spelled(self, typed: str, most: int) -> list[str]:
        """What a query in pinyin or initials means: terms that are spelled so, else the pieces of
        titles that are, the most frequent first. Empty for what is no pinyin."""
        letters = _letters(typed)
        if pattern(letters) is not None:
            met = Counter(piece for _, piece in self._candidates_mixed(letters))
            return [piece for piece, _ in met.most_common(most)]
        if len(letters) < 3 or not looks_like_pinyin(letters):
            return []
        whole = list(self._pinyin.lines.being(letters)) or list(self._initials.being(letters))
        if whole:
            return [self._texts[number] for number in whole[:most]]
        pieces = Counter(self._pieces(letters))
        return [piece for piece, _ in pieces.most_common(most)]

    def _pieces(self, letters: str) -> Iterator[str]:
        """Of titles, what is spelled so, else what has these initials."""
        found = False
        for number, place in islice(self._pinyin.holding(letters), _TITLES_READ):
            if piece := self._piece(number, place, place + len(letters)):
                found = True
                yield piece
        if found or not may_be_initials(letters):
            return
        for number, place in islice(self._initials.places(letters), _TITLES_READ):
            first = place - self._initials.starts[number] - 1
            piece = self._characters(number)[first : first + len(letters)]
            if is_chinese(piece):
                yield piece

    def _characters(self, number: int) -> str:
        """Those of a text that are read, a syllable each."""
        return "".join(filter(str.isalnum, self._folded[number]))

    def _suggestion(self, number: int) -> Suggestion:
        title = number - (len(self._texts) - len(self._ids))
        if title < 0:
            return Suggestion(self._texts[number], "term")
        return Suggestion(self._texts[number], "title", self._ids[title])

    def _candidates(self, wanted: str, letters: str) -> Iterator[int]:
        if looks_like_pinyin(letters):
            yield from self._candidates_spelled(letters)
        yield from self._candidates_written(wanted)
        if len(words := wanted.split()) > 1:
            yield from self._candidates_written("".join(words))
            yield from self._holding_all(words)
        yield from (number for number, _ in self._candidates_mixed(letters))

    def _candidates_written(self, wanted: str) -> Iterator[int]:
        """What has ended comes after all else, though it begins so."""
        folded, ended = self._folded, self._ended
        if wanted not in folded.joined:
            return
        for text in ("\n" + wanted, wanted):
            yield from takewhile(lambda n: n < ended, (n for n, _ in folded.places(text)))
        if ended < len(folded):
            for text in ("\n" + wanted, wanted):
                yield from (number for number, _ in folded.places(text, since=ended))

    def _holding_all(self, words: Sequence[str]) -> Iterator[int]:
        rarest = max(words, key=len)
        for number in islice(self._folded.holding(rarest), _PLACES):
            text = self._folded[number]
            if all(word in text for word in words):
                yield number

    def _candidates_mixed(self, letters: str) -> Iterator[tuple[int, str]]:
        """(number, what of it was meant) of what was typed in characters and letters at once."""
        found = pattern(letters)
        if found is None:
            return
        characters, meant = found
        for number in islice(self._folded.holding(characters), _HELD_AGAINST):
            text = units(self._characters(number), self._pinyin.syllables(number))
            if (match := meant.search(text)) is not None:
                yield number, spelled(match)

    def _candidates_spelled(self, letters: str) -> Iterator[int]:
        """Neither way is looked at that the letters cannot be meant in: it takes milliseconds where
        there are 50,000 titles."""
        initials, pinyin = self._initials, self._pinyin
        as_initials = may_be_initials(letters) and letters in initials.joined
        as_pinyin = split_pinyin(letters) is not None and letters in pinyin.lines.joined
        syllables_first = len(letters) > 1 and is_whole_pinyin(letters)  # an, he
        if as_pinyin and syllables_first:
            yield from pinyin.lines.beginning(letters)
        if as_initials:
            yield from initials.beginning(letters)
        if as_pinyin and not syllables_first:
            yield from pinyin.lines.beginning(letters)
        if as_initials:
            yield from initials.holding(letters)
        if as_pinyin:
            yield from (number for number, _ in pinyin.holding(letters))

    def _piece(self, number: int, start: int, end: int) -> str | None:
        """What of a text is spelled from one place of its pinyin to another; None where the last
        syllable is only begun, for a single character, or where other than Chinese stands."""
        lines = self._pinyin.lines
        if not (lines.joined[end] == "\n" or self._pinyin.begins_at(end)):
            return None
        first = self._pinyin.syllables_between(lines.starts[number] + 1, start)
        last = first + self._pinyin.syllables_between(start, end)
        piece = self._characters(number)[first:last]
        return piece if is_chinese(piece) and len(piece) > 1 else None


# Figures and brackets of document numbers, and what these leave out where they are typed.
_IN_NUMBERS = re.compile(r"[0-9\[\]{}〔〕【】]")
_NO_PART = re.compile(r"[\[\](){}〔〕【】〈〉<>「」\s第]")


def _number_key(folded: str) -> str:
    return _NO_PART.sub("", fold(folded))


def _letters(typed: str) -> str:
    return plain_letters(typed).replace(" ", "").replace("'", "")


def _spelt(read: Iterable[str]) -> list[str]:
    return [syllable for syllable in read if syllable]
