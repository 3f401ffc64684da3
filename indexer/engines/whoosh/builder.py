"""Documents → the arrays of a segment, in bulk.

Each text is counted once by a C loop (``Counter``), its words become numbers through one
dictionary, and the whole segment is sorted once. Pairs of characters are packed with their
document into 64 bits and sorted by the million.
"""

from __future__ import annotations

from array import array
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from analyzers.analyzer import Analyzer
from analyzers.pairs import pair_codes
from indexer.engines.ranking import DATE_FIELDS, KEYWORD_FIELDS
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.columns import Keywords, Timelines, id_arrays
from indexer.engines.whoosh.postings import TEXTS, Occurrences, build
from indexer.engines.whoosh.strings import encode, string_arrays
from indexer.model import IndexedDocument, Timeline

# Pairs are packed and counted whenever so many have come together: 32 MB of numbers.
_PAIRS_AT_ONCE = 4_000_000


class Numbering(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class WordField:
    """What one text field's words give: word numbers, documents and counts, side by side."""

    def __init__(self) -> None:
        self._words = array("I")
        self._counts = array("I")
        self._distinct = array("I")
        self._lengths = array("I")

    def add(self, terms: list[str], numbering: Numbering) -> None:
        counted = Counter(terms)
        self._words.extend(map(numbering.__getitem__, counted))
        self._counts.extend(counted.values())
        self._distinct.append(len(counted))
        self._lengths.append(len(terms))

    def __len__(self) -> int:
        return len(self._words)

    @property
    def lengths(self) -> Array:
        return np.array(self._lengths, np.uint32)

    def occurrences(self, renumbered: NDArray[np.uint64]) -> Occurrences:
        """``renumbered``: word number by order of arrival → by order of the sorted words."""
        distinct = np.array(self._distinct, np.int64)
        return Occurrences(
            keys=renumbered[np.frombuffer(self._words, np.uint32)],
            documents=np.repeat(np.arange(len(distinct), dtype=np.uint64), distinct),
            counts=np.frombuffer(self._counts, np.uint32).astype(np.uint64),
        )


class PairField:
    """What one text field's pairs give: (code, document) as 64 bits, counted batch by batch."""

    def __init__(self) -> None:
        self._waiting: list[NDArray[np.uint64]] = []
        self._size = 0
        self._places: list[NDArray[np.uint64]] = []
        self._counts: list[NDArray[np.int64]] = []
        self._lengths = array("I")

    def add(self, codes: NDArray[np.uint32]) -> None:
        places = codes.astype(np.uint64)
        places <<= np.uint64(32)
        places |= np.uint64(len(self._lengths))
        self._waiting.append(places)
        self._lengths.append(len(codes))
        self._size += len(codes)
        if self._size >= _PAIRS_AT_ONCE:
            self._count()

    def _count(self) -> None:
        # No document is in two batches, so a batch's counts are final.
        places = np.concatenate(self._waiting) if self._waiting else np.empty(0, np.uint64)
        places.sort()
        begins = np.flatnonzero(np.append(True, places[1:] != places[:-1])[: len(places)])
        self._places.append(places[begins])
        self._counts.append(np.diff(np.append(begins, len(places))))
        self._waiting, self._size = [], 0

    def __len__(self) -> int:
        return self._size + sum(map(len, self._places))

    @property
    def lengths(self) -> Array:
        return np.array(self._lengths, np.uint32)

    def counted(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """(code, document) packed, and how often."""
        self._count()
        return np.concatenate(self._places), np.concatenate(self._counts)


class SegmentBuilder:
    """Collects documents; ``arrays`` is the segment. Document numbers are in order of ``add``."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._numbering = Numbering()
        self._words = {name: WordField() for name in TEXTS}
        self._pairs = {name: PairField() for name in TEXTS}
        self._texts: dict[str, list[bytes]] = {name: [] for name in TEXTS}
        self._ids: list[bytes] = []
        self._revisions = array("q")
        self._keywords: dict[str, list[tuple[str, ...]]] = {f.name: [] for f in KEYWORD_FIELDS}
        self._dates: dict[str, array[int]] = {f.name: array("i") for f in DATE_FIELDS}
        self._timelines: list[Timeline] = []

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def size(self) -> int:
        """Postings so far: what the builder's memory grows with (about 16 bytes each)."""
        words = sum(len(field) for field in self._words.values())
        return words + sum(len(field) for field in self._pairs.values())

    def add(self, document: IndexedDocument) -> int:
        """Take the document up; its number in the segment. Ids are not looked at."""
        # What can fail comes first, so that a failing document leaves nothing of it.
        analysed = [(name, *self._analysed(document.texts.get(name, ""))) for name in TEXTS]
        for name, terms, folded, codes in analysed:
            self._words[name].add(terms, self._numbering)
            self._pairs[name].add(codes)
            self._texts[name].append(encode(folded))
        for name, rows in self._keywords.items():
            rows.append(document.keywords.get(name, ()))
        for name, days in self._dates.items():
            day = document.dates.get(name)
            days.append(day.toordinal() if day else 0)
        self._timelines.append(document.timeline)
        self._revisions.append(document.revision)
        self._ids.append(encode(document.id))
        return len(self._ids) - 1

    def _analysed(self, text: str) -> tuple[list[str], str, NDArray[np.uint32]]:
        """Terms, folded text and pair codes."""
        if not text:
            return [], "", np.empty(0, np.uint32)
        folded = self._analyzer.fold(text)
        return self._analyzer.terms(text), folded, pair_codes(folded)

    def arrays(self) -> dict[str, Array]:
        """Every array of the segment file."""
        found = {**id_arrays(self._ids), "revisions": np.array(self._revisions, np.int64)}
        found |= self._word_arrays()
        found |= self._pair_arrays()
        for name, texts in self._texts.items():
            found |= string_arrays(f"folded.{name}", texts)
        for name, rows in self._keywords.items():
            found |= Keywords.build(rows).arrays(name)
        for name, days in self._dates.items():
            found[f"date.{name}"] = np.array(days, np.int32)
        return found | Timelines.build(self._timelines).arrays()

    def _word_arrays(self) -> dict[str, Array]:
        ordered = sorted(self._numbering)
        arrival = np.fromiter(map(self._numbering.__getitem__, ordered), np.int64, len(ordered))
        renumbered = np.empty(len(ordered), np.uint64)
        renumbered[arrival] = np.arange(len(ordered), dtype=np.uint64)
        fields = {name: f.occurrences(renumbered) for name, f in self._words.items()}
        postings = build(fields, {n: f.lengths for n, f in self._words.items()}, len(ordered))
        return string_arrays("words.terms", map(encode, ordered)) | postings.arrays("words")

    def _pair_arrays(self) -> dict[str, Array]:
        counted = {name: f.counted() for name, f in self._pairs.items()}
        codes = _distinct_codes([places for places, _ in counted.values()])
        fields = {
            name: Occurrences(
                keys=codes.searchsorted(places >> np.uint64(32)).astype(np.uint64),
                documents=places & np.uint64(0xFFFFFFFF),
                counts=counts.astype(np.uint64),
            )
            for name, (places, counts) in counted.items()
        }
        postings = build(fields, {n: f.lengths for n, f in self._pairs.items()}, len(codes))
        return {"pairs.codes": codes.astype(np.uint32)} | postings.arrays("pairs")


def _distinct_codes(places: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    return np.unique(np.concatenate([p >> np.uint64(32) for p in places]))
