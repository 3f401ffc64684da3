"""Postings as arrays: for each key (a word, or a pair of characters) the documents it stands in,
ascending, with its frequency in each text field beside them.

    <name>.offsets         one more than there are keys: key k's postings are offsets[k:k+2]
    <name>.documents       document numbers within the segment
    <name>.<field>         frequencies in that text field, 0 where it does not stand there
    <name>.length.<field>  for each document: how many words (pairs) the field has

One list for all fields makes BM25F, which adds fields before saturation, one pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.ranking import TEXT_FIELDS
from indexer.engines.whoosh.arrays import Array, ArrayFile, narrow

TEXTS: tuple[str, ...] = tuple(f.name for f in TEXT_FIELDS)

# How key, document and frequency share 64 bits while they are sorted. A frequency is kept up to
# what its bits hold: BM25 is saturated long before.
_COUNT_BITS = 14
_KEY_BITS = 30
MOST = (1 << _COUNT_BITS) - 1
MOST_DOCUMENTS = 1 << (64 - _COUNT_BITS - _KEY_BITS)


@dataclass(frozen=True, slots=True)
class Postings:
    offsets: Array
    documents: Array
    frequencies: Mapping[str, Array]
    lengths: Mapping[str, Array]

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> Postings:
        return cls(
            offsets=file[f"{name}.offsets"],
            documents=file[f"{name}.documents"],
            frequencies={f: file[f"{name}.{f}"] for f in TEXTS},
            lengths={f: file[f"{name}.length.{f}"] for f in TEXTS},
        )

    def arrays(self, name: str) -> dict[str, Array]:
        """As they are written to a file, in the smallest types."""
        parts = {"offsets": self.offsets, "documents": self.documents, **self.frequencies}
        parts |= {f"length.{f}": length for f, length in self.lengths.items()}
        return {f"{name}.{part}": narrow(array) for part, array in parts.items()}

    @property
    def keys(self) -> int:
        return len(self.offsets) - 1

    def counts(self) -> NDArray[np.int64]:
        """For each key: in how many documents it stands."""
        bounds: NDArray[np.int64] = self.offsets.astype(np.int64)
        return bounds[1:] - bounds[:-1]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """What one field gave, in any order: parallel arrays, one entry a (key, document)."""

    keys: Array
    documents: Array
    counts: Array


def build(
    fields: Mapping[str, Occurrences], lengths: Mapping[str, Array]
) -> tuple[NDArray[np.uint64], Postings]:
    """The keys that stand anywhere, ascending, and their postings, by one sort a field.

    Keys have 30 bits, and there are at most ``MOST_DOCUMENTS``: key, document and count are
    packed into 64 bits, so that sorting moves them together.
    """
    packed = {name: _packed(o) for name, o in fields.items()}
    places, rows = _union({name: p >> np.uint64(_COUNT_BITS) for name, p in packed.items()})
    frequencies = {}
    for name, p in packed.items():
        frequencies[name] = np.zeros(len(places), np.uint16)
        frequencies[name][rows[name]] = p & np.uint64(MOST)
    documents = (places & np.uint64(MOST_DOCUMENTS - 1)).astype(np.uint32)
    keys = places >> np.uint64(64 - _COUNT_BITS - _KEY_BITS)
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    offsets = np.append(begins, len(keys))
    return keys[begins], Postings(offsets, documents, frequencies, lengths)


def _packed(o: Occurrences) -> NDArray[np.uint64]:
    packed = o.keys.astype(np.uint64)
    packed <<= np.uint64(64 - _KEY_BITS)
    packed |= o.documents.astype(np.uint64) << np.uint64(_COUNT_BITS)
    packed |= np.minimum(o.counts, MOST).astype(np.uint64)
    packed.sort()
    return packed


Rows = NDArray[np.intp] | slice


def _union(
    fields: Mapping[str, NDArray[np.uint64]],
) -> tuple[NDArray[np.uint64], dict[str, Rows]]:
    """All (key, document) of any field, once each, and where each field's stand among them.

    The inputs are sorted, and one of them, the body, is nearly all.
    """
    main = max(fields, key=lambda name: len(fields[name]))
    places = fields[main]
    others = [p[~_among(p, places)] for name, p in fields.items() if name != main]
    extra = _distinct(np.sort(np.concatenate([*others, places[:0]])))
    rows: dict[str, Rows] = {main: slice(None)}
    if len(extra):
        inserted = places.searchsorted(extra) + np.arange(len(extra))
        own = np.ones(len(places) + len(extra), bool)
        own[inserted] = False
        rows[main] = np.flatnonzero(own)
        merged = np.empty(len(own), np.uint64)
        merged[own], merged[inserted] = places, extra
        places = merged
    for name, p in fields.items():
        if name != main:
            rows[name] = places.searchsorted(p)
    return places, rows


def _distinct(ascending: NDArray[np.uint64]) -> NDArray[np.uint64]:
    first = np.append(True, ascending[1:] != ascending[:-1])[: len(ascending)]
    distinct: NDArray[np.uint64] = ascending[first]
    return distinct


def _among(wanted: NDArray[np.uint64], places: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not len(places):
        return np.zeros(len(wanted), bool)
    at = np.minimum(places.searchsorted(wanted), len(places) - 1)
    found: NDArray[np.bool_] = places[at] == wanted
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's postings on their way into a merged one.

    ``keys``: old key → new key, ascending. ``documents``: old document → new one, -1 for a
    deleted one.
    """

    postings: Postings
    keys: NDArray[np.int64]
    documents: NDArray[np.int64]


def merge(parts: Sequence[Part], keys: int) -> Postings:
    """Several segments' postings as one: each posting's new place is computed, nothing is
    sorted. The parts' documents must follow one another."""
    kept = [_kept(part) for part in parts]
    counts = [np.bincount(key, minlength=keys) for key, _, _ in kept]
    offsets = np.zeros(keys + 1, np.int64)
    np.cumsum(np.sum(counts, axis=0), out=offsets[1:])
    size = int(offsets[-1])
    documents = np.empty(size, np.uint32)
    frequencies = {f: np.empty(size, np.uint16) for f in TEXTS}
    start = offsets[:-1].copy()
    for part, (_, rows, numbers), count in zip(parts, kept, counts, strict=True):
        own = np.cumsum(count) - count
        place = np.repeat(start - own, count) + np.arange(len(numbers))
        documents[place] = numbers
        for name, target in frequencies.items():
            target[place] = part.postings.frequencies[name][rows]
        start += count
    lengths = {f: np.concatenate([_live_lengths(p, f) for p in parts]) for f in TEXTS}
    return Postings(offsets, documents, frequencies, lengths)


def _kept(part: Part) -> tuple[NDArray[np.int64], NDArray[np.int64] | slice, NDArray[np.int64]]:
    """New key, old row and new document of each posting whose document lives."""
    key = np.repeat(part.keys, part.postings.counts())
    numbers = part.documents[part.postings.documents]
    live = numbers >= 0
    if live.all():
        return key, slice(None), numbers
    return key[live], np.flatnonzero(live), numbers[live]


def _live_lengths(part: Part, name: str) -> Array:
    lengths: Array = part.postings.lengths[name][part.documents >= 0]
    return lengths
