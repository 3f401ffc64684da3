"""Tables of strings as one UTF-8 blob with offsets, read from the map without decoding it all.

UTF-8 sorts as code points do, and as Python's strings do, so a sorted table is searched by
bytes. Lone surrogates, which a text may hold, are kept by ``surrogatepass``.
"""

from __future__ import annotations

import itertools
import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from functools import cached_property

import numpy as np

from indexer.engines.whoosh.arrays import Array, ArrayFile, narrow

# Strings kept decoded, of one table: those that are shown most are found soon.
_REMEMBERED = 20_000
# From so many on, reading them all costs less than looking each one up.
_MANY = 40
# Every so-manieth string of the order is kept: of half a million, half a megabyte.
_FENCED = 64


def encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def string_arrays(name: str, encoded: Iterable[bytes]) -> dict[str, Array]:
    """``name.text``, the blob, and ``name.offsets``, one more than there are strings."""
    parts = list(encoded)
    offsets = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=offsets[1:])
    return {
        f"{name}.text": np.frombuffer(b"".join(parts), np.uint8),
        f"{name}.offsets": narrow(offsets),
    }


def all_holding(
    blob: mmap.mmap, base: int, offsets: Array, wanted: bytes, first: int, last: int
) -> list[int]:
    """All strings from ``first`` to before ``last`` that hold ``wanted``: one pass over a blob."""
    find = blob.find
    end = base + int(offsets[last])
    found = []
    at = find(wanted, base + int(offsets[first]), end)
    while at >= 0:
        index = int(offsets.searchsorted(offsets.dtype.type(at - base), side="right")) - 1
        following = base + int(offsets[index + 1])
        # A match across the border of two strings is none.
        if at + len(wanted) <= following:
            found.append(index)
            at = find(wanted, following, end)
        else:
            at = find(wanted, at + 1, end)
    return found


class Strings:
    """``strings[i]``, and searching where the table is sorted (or an order is given)."""

    def __init__(self, file: ArrayFile, name: str, order: Array | None = None) -> None:
        self._map: mmap.mmap = file.map
        self._base = file.offset(f"{name}.text")
        self._offsets = file[f"{name}.offsets"]
        # One number of them is read several times as soon as by NumPy.
        self._bounds = self._offsets.data
        self._order = None if order is None else order.data
        self._size = len(self._offsets) - 1
        self._known: dict[int, str] = {}

    def __len__(self) -> int:
        return self._size

    def encoded(self, index: int) -> bytes:
        bounds, base = self._bounds, self._base
        return self._map[base + bounds[index] : base + bounds[index + 1]]

    def __getitem__(self, index: int) -> str:
        known = self._known.get(index)
        if known is None:
            known = decode(self.encoded(index))
            if len(self._known) < _REMEMBERED:
                self._known[index] = known
        return known

    def several(self, indexes: Array) -> list[str]:
        """Those of the indexes, in their order; of many, all that are decoded anew in one go."""
        if len(indexes) < _MANY:
            return [*map(self.__getitem__, indexes.tolist())]
        starts = (self._offsets.take(indexes).astype(np.int64) + self._base).tolist()
        ends = (self._offsets[1:].take(indexes).astype(np.int64) + self._base).tolist()
        blob = self._map
        return [decode(blob[start:end]) for start, end in zip(starts, ends, strict=True)]

    def __iter__(self) -> Iterator[str]:
        return map(decode, self.all_encoded())

    def all_encoded(self) -> list[bytes]:
        bounds = self._offsets.tolist()
        blob = self._map[self._base : self._base + bounds[-1]]
        return [blob[a:b] for a, b in itertools.pairwise(bounds)]

    def _place(self, rank: int) -> int:
        return rank if self._order is None else self._order[rank]

    def _ranked(self, rank: int) -> bytes:
        return self.encoded(self._place(rank))

    @cached_property
    def _fences(self) -> list[bytes]:
        """What every search would look at first, at hand: a question looks hundreds of ids up."""
        return [self._ranked(rank) for rank in range(0, self._size, _FENCED)]

    def _rank(self, wanted: bytes) -> int:
        """How many strings are smaller."""
        after = bisect_left(self._fences, wanted) * _FENCED
        first = max(0, after - _FENCED)
        return bisect_left(
            range(self._size), wanted, first, min(after, self._size), key=self._ranked
        )

    def find(self, text: str, but: Set[int] = frozenset()) -> int:
        """Its index, or -1. Where it stands several times: the first that is none of ``but``."""
        wanted = encode(text)
        for rank in range(self._rank(wanted), self._size):
            index = self._place(rank)
            if self.encoded(index) != wanted:
                break
            if index not in but:
                return index
        return -1

    def holding(self, text: str) -> list[int]:
        """Indexes of those that hold ``text``, which is not empty."""
        return all_holding(self._map, self._base, self._offsets, encode(text), 0, self._size)

    @property
    def nbytes(self) -> int:
        return int(self._offsets[-1])

    def with_prefix(self, prefix: str) -> range:
        """Ranks of those that begin with ``prefix``."""
        wanted = encode(prefix)
        first = self._rank(wanted)
        # No UTF-8 byte is 0xFF, so this is above all that begin with the prefix.
        return range(first, max(first, self._rank(wanted + b"\xff")))
