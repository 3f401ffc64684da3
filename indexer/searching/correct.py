"""“您是不是要找”: repairs of a wrong character or homophone, by the library's own words and titles.

Only proposed, never done: what was typed is what is searched for.

Each stretch of Chinese characters that stands in no document is repaired by itself. Proposals are
words of the library in the place of a piece of it, pieces of titles in the place of the whole,
single characters that sound the same, and the stretch with two characters exchanged, one left out
or one put in. Each costs by its slips: a character that sounds the same little, one that sounds
nearly so (zheng for zen, liu for niu) more, any other one most. The cheapest that stands as a whole
in some document is taken. Where none does, a word is still put in for characters that belong to no
word of the library, if most of its characters or its sound agree and it stands beside a neighbour.

Characters that belong to words of the library are changed for homophones only: a query may well be
right and stand in no document.

Costs are looked up in a table for each character typed, over the library's alphabet: all words of
one length are compared with a piece of the query in some 50 µs. What is held are arrays, without
an object for a word. To make them takes readings, to use them doesn't (see suggest.py).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from analyzers.folding import fold
from analyzers.pinyin import word_readings
from indexer.searching.alphabet import (
    FIRST,
    LAST,
    NEAR_SOUND,
    OTHER,
    SAME_SOUND,
    Alphabet,
    Codes,
    places_of,
)
from indexer.searching.spelling import parts, says_other_numbers

Stands = Callable[[str], bool]
Known = Callable[[str], Iterable[str]]


def _none(stretch: str) -> Iterable[str]:
    return ()


_STRETCH = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]+")
_LENGTHS = range(2, 9)
# So many words are read to see how the library's characters are.
_READ = 20_000
# Titles are searched through for every stretch: as many of their characters are held.
_TITLE_CHARACTERS = 200_000

# What slips cost that are no other character. A word in the place of a piece may cost as much as
# one slip of any kind, or two of sound.
_EXCHANGED, _DOUBLED, _LEFT_OUT, _TOO_MANY = 6, 4, 9, 10
_MOST = OTHER
# Words that stand in fewer documents may themselves be slips, of a library that is not small.
_TRUSTED = 3
_SMALL = 50
# What is as long may have a character too many, or its characters exchanged.
_LONG = 4

# Several slips are repaired one after the other. So many proposals are looked up in the index, half
# as many in the second round; so many of one kind at one place.
_LOOKED_UP = 60
_OF_A_PIECE = 12
_OF_A_SOUND = 12
_ROUNDS = 3


class _Repair(NamedTuple):
    """``text`` in the place of ``start:end``. Ordered by what is tried first.

    A named tuple since hundreds are made and sorted for a query.
    """

    cost: int
    minus_length: int
    minus_weight: int
    start: int
    end: int
    text: str

    def of(self, stretch: str) -> str:
        return stretch[: self.start] + self.text + stretch[self.end :]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one length, most frequent first. ``codes``: a row for each place in a word."""

    codes: Codes
    weights: NDArray[np.uint32]

    @classmethod
    def of(cls, words: Sequence[tuple[str, int]], alphabet: Alphabet) -> Self:
        codes = alphabet.codes("".join(word for word, _ in words)).reshape(len(words), -1)
        weights = np.array([documents for _, documents in words], np.uint32)
        order = np.argsort(-weights.astype(np.int64), kind="stable")
        return cls(np.ascontiguousarray(codes[order].T), weights[order])


@dataclass(frozen=True, slots=True)
class Corrector:
    """Knows the library's words with their frequencies, and its titles."""

    _alphabet: Alphabet
    _words: Mapping[int, _Words]
    _titles: Codes  # 0 between stretches
    _trusted: int

    @classmethod
    def of(cls, words: Iterable[tuple[str, int]], titles: Iterable[str]) -> Self:
        """``words``: (folded word, documents that hold it), each once, most frequent first."""
        by_length: dict[int, list[tuple[str, int]]] = defaultdict(list)
        seen: Counter[str] = Counter()
        read: dict[str, Counter[str]] = defaultdict(Counter)
        for number, (word, documents) in enumerate(words):
            if len(word) in _LENGTHS and _STRETCH.fullmatch(word):
                by_length[len(word)].append((word, documents))
                seen.update(dict.fromkeys(word, documents))
                if number < _READ:
                    for character, reading in zip(word, word_readings(word), strict=True):
                        read[character][reading] += documents
        stretches = [s for title in dict.fromkeys(titles) for s in _STRETCH.findall(fold(title))]
        seen.update("".join(stretches))
        alphabet = Alphabet.of(seen, read)
        places = places_of("㐀".join(stretches)[:_TITLE_CHARACTERS])
        most = max((d for of_length in by_length.values() for _, d in of_length), default=0)
        return cls(
            alphabet,
            {length: _Words.of(found, alphabet) for length, found in by_length.items()},
            np.where(places == 0, 0, alphabet.numbers[places]).astype(np.uint16),
            1 if most < _SMALL else _TRUSTED,
        )

    def correct(self, query: str, stands: Stands, known: Known = _none) -> str | None:
        """The query with its least costly repair; None where there is nothing to repair.

        ``stands`` tells whether a text stands in any document: what stands is never repaired.
        ``known`` gives the words of a stretch that are right, wherever they stand.
        """
        folded = fold(query)
        repaired = "".join(
            part
            if field
            else _STRETCH.sub(lambda match: self._repaired(match[0], stands, known), part)
            for part, field in parts(folded)
        )
        return repaired if repaired != folded else None

    def _repaired(self, typed: str, stands: Stands, known: Known) -> str:
        kept = frozenset(known(typed))
        if typed in kept:
            return typed
        stretch = self._changed(typed, stands, kept)
        return typed if says_other_numbers(typed, stretch) else stretch

    def _changed(self, stretch: str, stands: Stands, kept: frozenset[str]) -> str:
        for turn in range(1, _ROUNDS + 1):
            if len(stretch) < 2 or stands(stretch):
                break
            view = _Stretch(stretch, self._alphabet, self._words, self._titles, self._trusted)
            view.keep(kept)
            for repair in islice(view.whole(stands), _LOOKED_UP // turn):
                if stands(repair.of(stretch)):
                    return repair.of(stretch)
            found = next((r for r in view.words_alone() if view.fits(r, stands)), None)
            if found is None:
                break
            stretch = found.of(stretch)
        return stretch


class _Stretch:
    """What can be put in the place of pieces of one stretch."""

    def __init__(
        self,
        text: str,
        alphabet: Alphabet,
        words: Mapping[int, _Words],
        titles: Codes,
        trusted: int,
    ) -> None:
        self._text = text
        self._alphabet = alphabet
        self._titles = titles
        self._words = words
        self._costs = alphabet.costs(text)
        self._kept: frozenset[str] = frozenset()
        self._known: list[tuple[int, int]] = []
        self._put_in: list[_Repair] = []
        for length in _LENGTHS:
            if length in words:
                for start in range(len(text) - length + 1):
                    self._compare(start, words[length], trusted)

    def keep(self, words: frozenset[str]) -> None:
        """Words that every repair leaves as they are."""
        self._kept = words

    def _keeps(self, repair: _Repair) -> bool:
        repaired = repair.of(self._text)
        return all(word in repaired for word in self._kept)

    def _compare(self, start: int, words: _Words, trusted: int) -> None:
        """Words of one length with the piece that starts here."""
        length = len(words.codes)
        end = start + length
        costs = self._costs[start].take(words.codes[0])
        for place in range(1, length):
            costs += self._costs[start + place].take(words.codes[place])
        close = np.flatnonzero(costs <= _MOST)
        order = np.argsort(costs[close], kind="stable")[: _OF_A_PIECE + 1]
        for at in close[order].tolist():
            weight = int(words.weights[at])
            if costs[at]:
                text = self._alphabet.text(words.codes[:, at])
                self._put_in.append(_Repair(int(costs[at]), -length, -weight, start, end, text))
            elif weight >= trusted:
                self._known.append((start, end))

    # ------------------------------------------------------------ what is doubtful

    @cached_property
    def _covered(self) -> tuple[list[int], list[int]]:
        """How many characters known words can cover: up to each place, and from it on."""
        size = len(self._text)
        before, after = [0] * (size + 1), [0] * (size + 1)
        for end in range(1, size + 1):
            ways = [before[s] + e - s for s, e in self._known if e == end]
            before[end] = max([before[end - 1], *ways])
        for start in range(size - 1, -1, -1):
            ways = [after[e] + e - s for s, e in self._known if s == start]
            after[start] = max([after[start + 1], *ways])
        return before, after

    @cached_property
    def doubtful(self) -> frozenset[int]:
        """Places that no known word covers, where known words cover as much as they can."""
        before, after = self._covered
        best = after[0]
        covered = {
            place
            for start, end in self._known
            if before[start] + end - start + after[end] == best
            for place in range(start, end)
        }
        return frozenset(range(len(self._text))) - covered

    def _is_allowed(self, repair: _Repair) -> bool:
        """Whether it changes nothing but doubtful characters, and others for homophones; in a
        longer text, for ones that sound nearly the same."""
        most = SAME_SOUND if len(repair.text) < _LONG else NEAR_SOUND
        return all(
            place in self.doubtful or self._cost(place, character) <= most
            for place, character in enumerate(repair.text, repair.start)
        )

    def _cost(self, place: int, character: str) -> int:
        return int(self._costs[place][self._alphabet.codes(character)[0]])

    # ------------------------------------------------------------ repairs

    def whole(self, stands: Stands) -> Iterator[_Repair]:
        """Repairs to be taken if the whole stretch then stands, the cheapest first."""
        first, last = self._broken(stands)
        replaced = [*self._put_in, *self._of_titles(), *self._of_sounds()]
        for repair in sorted([*replaced, *self._moved(), *self._filled()]):
            moved = len(repair.text) != repair.end - repair.start
            reaches = repair.start <= first and last <= repair.end
            if reaches and (moved or self._is_allowed(repair)) and self._keeps(repair):
                yield repair

    def _broken(self, stands: Stands) -> tuple[int, int]:
        """Where two neighbours stand together in no document, between them: the first place and
        the last. A repair with which the whole stands reaches over both."""
        text = self._text
        broken = [i for i in range(1, len(text)) if not stands(text[i - 1 : i + 1])]
        return (broken[0], broken[-1]) if broken else (len(text), 0)

    def _of_titles(self) -> Iterator[_Repair]:
        """Pieces of titles, as long as the stretch."""
        size = len(self._text)
        places = len(self._titles) - size + 1
        if size < 3 or places < 1:
            return
        costs = np.zeros(places, np.uint16)
        for place in range(size):
            costs += self._costs[place].take(self._titles[place : place + places])
        found = Counter(
            (int(costs[at]), self._alphabet.text(self._titles[at : at + size]))
            for at in np.flatnonzero(costs <= _most(size)).tolist()
        )
        for (cost, text), times in found.items():
            yield _Repair(cost, -size, -times, 0, size, text)

    def _of_sounds(self) -> Iterator[_Repair]:
        """Single characters that sound the same, for doubtful ones."""
        for place in self.doubtful:
            same = np.flatnonzero(self._costs[place] == SAME_SOUND)[:_OF_A_SOUND]
            for code in same.tolist():
                text = self._alphabet.characters[code - 1]
                yield _Repair(SAME_SOUND, -1, code, place, place + 1, text)

    def _moved(self) -> Iterator[_Repair]:
        """Neighbours exchanged, or one character left out; of a short text, where a word of the
        library comes out (民典法)."""
        text = self._text
        if len(text) < _LONG:
            yield from self._exchanged_to_a_word()
            return
        for place, (first, second) in enumerate(pairwise(text)):
            if first == second:
                yield _Repair(_DOUBLED, 0, 0, place, place + 1, "")
            elif not self.doubtful.isdisjoint((place, place + 1)):
                yield _Repair(_EXCHANGED, -2, 0, place, place + 2, second + first)
        for place in self.doubtful.difference((0, len(text) - 1)):
            yield _Repair(_TOO_MANY, 0, 0, place, place + 1, "")

    def _exchanged_to_a_word(self) -> Iterator[_Repair]:
        text = self._text
        words = self._words.get(len(text))
        if words is None or len(text) < _LONG - 1 or not self.doubtful:
            return
        for place in range(len(text) - 1):
            exchanged = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            same = words.codes == self._alphabet.codes(exchanged)[:, None]
            if exchanged != text and same.all(axis=0).any():
                yield _Repair(_EXCHANGED, -len(text), 0, 0, len(text), exchanged)

    def _filled(self) -> Iterator[_Repair]:
        """Pieces of titles that hold one character more than the stretch."""
        size = len(self._text)
        wanted = self._alphabet.codes(self._text)
        if size < 3 or not self.doubtful or len(self._titles) <= size:
            return
        starts = np.flatnonzero(self._titles[:-size] == wanted[0])
        windows = self._titles[starts[:, None] + np.arange(size + 1)]
        agreeing = np.cumprod(windows[:, :-1] == wanted, axis=1).sum(axis=1)
        agreeing += np.cumprod((windows[:, 1:] == wanted)[:, ::-1], axis=1).sum(axis=1)
        full = (agreeing >= size) & (windows != 0).all(axis=1)
        for text, times in Counter(map(self._alphabet.text, windows[full])).items():
            yield _Repair(_LEFT_OUT, -size, -times, 0, size, text)

    def words_alone(self) -> list[_Repair]:
        """Words to be put in though the whole stretch then stands nowhere, the best first: those
        with which most is covered. Of a stretch that stays mostly unknown there are none."""
        before, after = self._covered
        best = after[0]

        def covered(repair: _Repair) -> int:
            return before[repair.start] + len(repair.text) + after[repair.end]

        sure = [
            r
            for r in self._put_in
            if r.cost <= SAME_SOUND * (len(r.text) // 2)
            and covered(r) > best
            and 2 * covered(r) >= len(self._text)
            and self._is_allowed(r)
            and self._keeps(r)
        ]
        return sorted(sure, key=lambda r: (-covered(r), r))[:_OF_A_PIECE]

    def fits(self, repair: _Repair, stands: Stands) -> bool:
        """Whether the word stands beside its left or its right neighbour in some document."""
        left = self._text[max(0, repair.start - 1) : repair.start] + repair.text
        right = repair.text + self._text[repair.end : repair.end + 1]
        return any(stands(text) for text in (left, right) if text != repair.text)


def _most(length: int) -> int:
    """What a repair of so long a text may cost: the longer it is, the surer is what agrees."""
    return _MOST if length < 5 else _MOST + SAME_SOUND
