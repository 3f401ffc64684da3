"""Postings as arrays: for each key (a word, or a pair of characters) the documents it stands in,
ascending, with its frequency in each text field beside them.

    <name>.offsets         one more than there are keys: key k's postings are offsets[k:k+2]
    <name>.documents       document numbers within the segment
    <name>.<field>         frequencies in that text field, 0 where it does not stand there
    <name>.length.<field>  for each document: how many words (pairs) the field has

One list for all fields makes BM25F, which adds fields before saturation, one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
# Postings that are merged at once.
_BLOCK = 1_000_000


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
    packed |= np.left_shift(o.documents, np.uint64(_COUNT_BITS), dtype=np.uint64)
    packed |= np.minimum(o.counts, MOST)
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
    sorted. The parts' documents must follow one another. By blocks: beside what comes of it, a
    merge of any size takes the memory of one block."""
    counts = [_live_counts(part) for part in parts]
    offsets = np.zeros(keys + 1, np.int64)
    for part, count in zip(parts, counts, strict=True):
        offsets[1:][part.keys] += count
    np.cumsum(offsets, out=offsets)
    size, top = int(offsets[-1]), max((int(p.documents.max(initial=0)) for p in parts), default=0)
    documents = np.empty(size, np.min_scalar_type(top))
    frequencies = {
        f: np.empty(
            size, np.result_type(np.uint8, *(p.postings.frequencies[f].dtype for p in parts))
        )
        for f in TEXTS
    }
    start = offsets[:-1].copy()
    for part, count in zip(parts, counts, strict=True):
        for own in _blocks(part.postings):
            rows, numbers = _kept(part, own)
            each, new = count[own], part.keys[own]
            before = np.cumsum(each) - each
            place = np.repeat(start[new] - before, each) + np.arange(len(numbers))
            documents[place] = numbers
            for name, target in frequencies.items():
                target[place] = part.postings.frequencies[name][rows]
            start[new] += each
    lengths = {f: np.concatenate([_live_lengths(p, f) for p in parts]) for f in TEXTS}
    return Postings(offsets, documents, frequencies, lengths)


def _blocks(postings: Postings) -> Iterator[slice]:
    """Ranges of keys, each with so many postings or with one key."""
    ends = postings.offsets[1:].astype(np.int64)
    first = 0
    while first < len(ends):
        held = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(ends.searchsorted(held + _BLOCK, side="right")))
        yield slice(first, last)
        first = last


def _rows(postings: Postings, keys: slice) -> slice:
    """The postings of a range of keys."""
    return slice(int(postings.offsets[keys.start]), int(postings.offsets[keys.stop]))


def _live_counts(part: Part) -> NDArray[np.int64]:
    """For each of the part's keys: in how many living documents it stands."""
    if (part.documents >= 0).all():
        return part.postings.counts()
    counts = np.zeros(part.postings.keys, np.int64)
    for keys in _blocks(part.postings):
        rows = _rows(part.postings, keys)
        living = np.zeros(rows.stop - rows.start + 1, np.int64)
        np.cumsum(part.documents[part.postings.documents[rows]] >= 0, out=living[1:])
        bounds = part.postings.offsets[keys.start : keys.stop + 1].astype(np.int64) - rows.start
        counts[keys] = np.diff(living[bounds])
    return counts


def _kept(part: Part, keys: slice) -> tuple[NDArray[np.intp] | slice, NDArray[np.int64]]:
    """Old row and new document of each posting of these keys whose document lives."""
    rows = _rows(part.postings, keys)
    numbers = part.documents[part.postings.documents[rows]]
    live = numbers >= 0
    if live.all():
        return rows, numbers
    return np.flatnonzero(live) + rows.start, numbers[live]


def _live_lengths(part: Part, name: str) -> Array:
    lengths: Array = part.postings.lengths[name][part.documents >= 0]
    return lengths
