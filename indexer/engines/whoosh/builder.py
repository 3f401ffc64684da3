"""Documents → the arrays of a segment, in bulk.

Words become numbers through one dictionary. Documents wait until there are enough of them for
one pass: their pairs are coded together, and both are sorted document by document and counted.
The whole segment is sorted once more at the end, by then a quarter of the size.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzers.analyzer import Analysed, Analyzer
from analyzers.pairs import pair_codes
from indexer.engines.ranking import DATE_FIELDS, KEYWORD_FIELDS
from indexer.engines.whoosh.arrays import Array, narrow
from indexer.engines.whoosh.columns import Keywords, Timelines, id_arrays
from indexer.engines.whoosh.postings import TEXTS, Occurrences, build
from indexer.engines.whoosh.segment import REWRITTEN
from indexer.engines.whoosh.strings import encode, string_arrays
from indexer.model import IndexedDocument, Timeline

# Documents are counted whenever they have come to so many characters: enough for the cost of a
# call to be nothing, and few enough for the processor's cache.
_AT_ONCE = 60_000

# Characters that stand together in no document: first tried, and the others after it.
_SELDOM = "\u3400"


_NOTHING = Analysed([], True)


class Numbering(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class Counted:
    """What one text field gives, batch by batch: (key, document) and how often, and lengths."""

    def __init__(self) -> None:
        self._keys: list[NDArray[np.uint32]] = []
        self._each: list[NDArray[np.int64]] = []
        self._counts: list[NDArray[np.uint32]] = []
        self._lengths: list[NDArray[np.int64]] = []
        self.size = 0

    def add(self, keys: NDArray[np.uint32], lengths: NDArray[np.int64]) -> None:
        """The keys of some documents, one after the other, so many of each. Sorts ``keys``."""
        ends = np.cumsum(lengths)
        starts = ends - lengths
        # One document's keys fit into the processor's nearest cache: three times the speed.
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            if end > start:
                keys[start:end].sort()
        first = np.ones(len(keys), bool)
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        first[starts[lengths > 0]] = True
        begins = np.flatnonzero(first)
        self._keys.append(keys[begins])
        self._counts.append(np.diff(begins, append=len(keys)).astype(np.uint32))
        self._each.append(np.diff(begins.searchsorted(ends), prepend=0))
        self._lengths.append(lengths)
        self.size += len(begins)

    def lengths(self) -> Array:
        return np.concatenate([*self._lengths, np.empty(0, np.int64)])

    def occurrences(self) -> Occurrences:
        each = np.concatenate([*self._each, np.empty(0, np.int64)])
        return Occurrences(
            keys=np.concatenate([*self._keys, np.empty(0, np.uint32)]),
            documents=np.repeat(np.arange(len(each), dtype=np.uint32), each),
            counts=np.concatenate([*self._counts, np.empty(0, np.uint32)]),
        )


def pairs_of(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The pair codes of several folded texts, one after the other, and how many of each."""
    between = _SELDOM * 2
    whole = "\n".join(texts)
    while between in whole:
        between = chr(ord(between[0]) + 1) * 2
    codes = pair_codes(f"\n{between}\n".join(texts))
    borders = np.flatnonzero(codes == pair_codes(between)[0])
    lengths = np.diff(borders, prepend=-1, append=len(codes)) - 1
    return np.delete(codes, borders), lengths


class SegmentBuilder:
    """Collects documents; ``arrays`` is the segment. Document numbers are in order of ``add``."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._numbering = Numbering()
        self._words = {name: Counted() for name in TEXTS}
        self._pairs = {name: Counted() for name in TEXTS}
        self._waiting_words: dict[str, list[NDArray[np.uint32]]] = {name: [] for name in TEXTS}
        self._waiting_texts: dict[str, list[str]] = {name: [] for name in TEXTS}
        self._waiting_size = 0
        # Postings counted so far: what the builder's memory grows with (about 20 bytes each).
        self.size = 0
        self._texts: dict[str, list[bytes]] = {name: [] for name in TEXTS}
        self._rewritten: list[int] = []
        self._ids: list[bytes] = []
        self._revisions = array("q")
        self._keywords: dict[str, list[tuple[str, ...]]] = {f.name: [] for f in KEYWORD_FIELDS}
        self._dates: dict[str, array[int]] = {f.name: array("i") for f in DATE_FIELDS}
        self._timelines: list[Timeline] = []

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: IndexedDocument) -> int:
        """Take the document up; its number in the segment. Ids are not looked at."""
        fold, analysed = self._analyzer.fold, self._analyzer.analysed
        # What can fail comes first, so that a failing document leaves nothing of it.
        texts = [document.texts.get(name, "") for name in TEXTS]
        each = [(analysed(text), fold(text)) if text else (_NOTHING, "") for text in texts]
        if not all(found.as_they_stand for found, _ in each):
            self._rewritten.append(len(self._ids))
        for name, ((found, _), folded) in zip(TEXTS, each, strict=True):
            # At once, while the words are in the processor's cache: half the time of later.
            numbers = map(self._numbering.__getitem__, found)
            self._waiting_words[name].append(np.fromiter(numbers, np.uint32, len(found)))
            self._waiting_texts[name].append(folded)
            self._waiting_size += len(folded)
        for name, rows in self._keywords.items():
            rows.append(document.keywords.get(name, ()))
        for name, days in self._dates.items():
            day = document.dates.get(name)
            days.append(day.toordinal() if day else 0)
        self._timelines.append(document.timeline)
        self._revisions.append(document.revision)
        self._ids.append(encode(document.id))
        if self._waiting_size >= _AT_ONCE:
            self._count()
        return len(self._ids) - 1

    def _count(self) -> None:
        """Count the documents that wait."""
        if not self._waiting_texts[TEXTS[0]]:
            return
        for name in TEXTS:
            words, texts = self._waiting_words[name], self._waiting_texts[name]
            lengths = np.fromiter(map(len, words), np.int64, len(words))
            self._words[name].add(np.concatenate(words), lengths)
            self._pairs[name].add(*pairs_of(texts))
            self._texts[name] += map(encode, texts)
            words.clear()
            texts.clear()
        self._waiting_size = 0
        counted = (*self._words.values(), *self._pairs.values())
        self.size = sum(c.size for c in counted)

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """Every array of the segment file, one after the other, so that what one is made of is
        given up before the next one is made. The builder is used up by it."""
        self._count()
        yield from id_arrays(self._ids).items()
        yield "revisions", np.array(self._revisions, np.int64)
        yield from self._word_arrays().items()
        yield REWRITTEN, narrow(np.array(self._rewritten, np.int64))
        self._words.clear()
        yield from self._pair_arrays().items()
        self._pairs.clear()
        for name, texts in self._texts.items():
            yield from string_arrays(f"folded.{name}", texts).items()
        for name, rows in self._keywords.items():
            yield from Keywords.build(rows).arrays(name).items()
        for name, days in self._dates.items():
            yield f"date.{name}", np.array(days, np.int32)
        yield from Timelines.build(self._timelines).arrays().items()

    def _word_arrays(self) -> dict[str, Array]:
        ordered = sorted(self._numbering)
        arrival = np.fromiter(map(self._numbering.__getitem__, ordered), np.int64, len(ordered))
        renumbered = np.empty(len(ordered), np.uint64)
        renumbered[arrival] = np.arange(len(ordered), dtype=np.uint64)
        fields = {}
        for name, counted in self._words.items():
            found = counted.occurrences()
            fields[name] = Occurrences(renumbered[found.keys], found.documents, found.counts)
        _, postings = build(fields, {n: c.lengths() for n, c in self._words.items()})
        return string_arrays("words.terms", map(encode, ordered)) | postings.arrays("words")

    def _pair_arrays(self) -> dict[str, Array]:
        fields = {}
        for name, counted in self._pairs.items():
            found = counted.occurrences()
            keys = narrowed(found.keys.astype(np.uint64))
            fields[name] = Occurrences(keys, found.documents, found.counts)
        distinct, postings = build(fields, {n: c.lengths() for n, c in self._pairs.items()})
        return {"pairs.codes": widened(distinct).astype(np.uint32)} | postings.arrays("pairs")


def narrowed(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Pair codes (two times 16 bits, of which 15 are used) as 30 bits, in the same order."""
    return codes >> np.uint64(16) << np.uint64(15) | codes & np.uint64(0x7FFF)


def widened(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The reverse of ``narrowed``."""
    return keys >> np.uint64(15) << np.uint64(16) | keys & np.uint64(0x7FFF)
