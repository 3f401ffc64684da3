"""Exact counts of values, by ``bincount`` over code arrays.

The facets of a query are counted together: each value of each facet has a *slot*, a document has
a slot in every facet, and one pass counts them all. For many hits, documents that agree in all
facets share a *combination*; hits are counted by combination, and slots from the combinations.
A document's further values (a second issuer) are counted apart: they are few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import Array, narrow
from indexer.engines.whoosh.columns import STATUSES
from indexer.engines.whoosh.terms import Documents
from indexer.engines.whoosh.view import SegmentView
from indexer.model.queries import Tally

Counts = NDArray[np.int64]
Codes = NDArray[np.intp]

# More hits than this part of the documents are counted by combinations; more combinations than
# this part are not worth it.
_MANY_SHARE = 8
# For more hits than this part, further values are found by marking all hits.
_FEW_SHARE = 64
# Counts of no more values are put in order by Python: NumPy's calls take longer.
_SHORT = 200
# So many combinations are marked, rather than sorted, in a library of any size.
_MARKED = 4_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """A facet's codes in one segment, by the commit's table of values.

    ``first``: each document's first value, ``size`` for none. ``more``: documents with further
    values, ascending, and those values. All are of the smallest types that hold them.
    """

    size: int
    first: Array
    more: Array
    more_codes: Array


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one facet over all segments of a commit, sorted."""

    table: tuple[str, ...]
    recoded: tuple[Codes, ...]  # for each segment: own code → code here

    @classmethod
    def of(cls, views: Sequence[SegmentView], name: str) -> Values:
        if name == "status":
            order = sorted(range(len(STATUSES)), key=STATUSES.__getitem__)
            recoded = np.argsort(np.array(order))
            return cls(tuple(STATUSES[i] for i in order), (recoded,) * len(views))
        tables = [view.keywords(name).values for view in views]
        table = tuple(sorted(set().union(*tables)))
        code = {value: i for i, value in enumerate(table)}
        return cls(table, tuple(np.array([code[v] for v in t], np.intp) for t in tables))

    def column(self, view: SegmentView, segment: int, name: str, day: int) -> Column:
        size = len(self.table)
        if name == "status":
            first = narrow(self.recoded[segment])[view.statuses(day)]
            return Column(size, first, _NONE, _NONE)
        keywords = view.keywords(name)
        first, more_codes = keywords.recoded(self.recoded[segment], size)
        return Column(size, first, keywords.more, more_codes)


_NONE = np.empty(0, np.uint8)


class Stack:
    """Several facets' slots in one segment. ``slots``: how many there are, those for "no value"
    among them; facet i's are ``starts[i]`` to ``starts[i] + size`` (which is "no value").

    Kept for as long as the segment is searched, so in the smallest types: of half a million
    documents and four facets, 4 MB."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.starts, self.slots = starts_of([c.size for c in columns])
        dtype = np.min_scalar_type(self.slots)
        self._of = np.empty((len(columns[0].first), len(columns)), dtype)
        for i, (column, start) in enumerate(zip(columns, self.starts, strict=True)):
            self._of[:, i] = column.first.astype(dtype) + dtype.type(start)
        more = np.concatenate([c.more for c in columns])
        shifted = zip(columns, self.starts, strict=True)
        slots = np.concatenate([c.more_codes.astype(dtype) + dtype.type(s) for c, s in shifted])
        order = np.argsort(more, kind="stable")
        # Of a type that holds every document: they are looked for among these.
        self._more = more[order].astype(np.min_scalar_type(len(self._of)))
        self._more_slots = slots[order]

    @property
    def nbytes(self) -> int:
        """With the combinations, which may come later."""
        return 2 * self._of.nbytes + self._more.nbytes + self._more_slots.nbytes

    def count(self, documents: Documents) -> Counts:
        """How many of the documents have each slot."""
        size, facets = self._of.shape
        if facets > 1 and _MANY_SHARE * len(documents) > size:
            counts = self._combinations.count(documents)
        else:
            slots = self._of.take(documents, axis=0).ravel()
            counts = np.bincount(slots, minlength=self.slots)
        if len(self._more):
            counts = counts + np.bincount(self._further(documents, size), minlength=self.slots)
        return counts

    def _further(self, documents: Documents, size: int) -> Array:
        """The slots of the further values of the documents."""
        if _FEW_SHARE * len(documents) > size:
            marked = np.zeros(size, bool)
            marked[documents] = True
            marked_slots: Array = self._more_slots[marked[self._more]]
            return marked_slots
        # In the array's own type: another one would copy the array.
        wanted = documents.astype(self._more.dtype)
        begin = self._more.searchsorted(wanted)
        each = self._more.searchsorted(wanted, side="right") - begin
        first = np.repeat(begin - (np.cumsum(each) - each), each)
        slots: Array = self._more_slots[first + np.arange(len(first))]
        return slots

    @cached_property
    def _combinations(self) -> Combinations:
        return Combinations(self._of, self.slots)


class Combinations:
    """Facets put together, as long as few combinations of their values come of it: then there is
    less to count for each hit."""

    def __init__(self, of: Array, slots: int) -> None:
        most = len(of) // _MANY_SHARE
        groups: list[tuple[Array, list[Codes]]] = []
        for column in sorted(of.T, key=lambda column: int(np.ptp(column))):
            distinct, own = _distinct(column, slots)
            if groups:
                joined = _joined(groups[-1], distinct, own)
                if len(joined[1][0]) <= most:
                    groups[-1] = joined
                    continue
            groups.append((own, [distinct]))
        starts = np.cumsum([0, *(len(codes[0]) for _, codes in groups)])
        pairs = list(zip(groups, starts.tolist(), strict=False))
        self._size = int(starts[-1])
        dtype = np.min_scalar_type(self._size)
        self._of = np.empty((len(of), len(groups)), dtype)
        for i, ((own, _), start) in enumerate(pairs):
            self._of[:, i] = own.astype(dtype) + dtype.type(start)
        self._slots = np.concatenate([codes for _, each in groups for codes in each])
        self._from = np.concatenate(
            [np.arange(len(codes)) + start for (_, each), start in pairs for codes in each]
        )
        self._all_slots = slots

    def count(self, documents: Documents) -> Counts:
        each = np.bincount(self._of.take(documents, axis=0).ravel(), minlength=self._size)
        counts = np.bincount(self._slots, each.take(self._from), self._all_slots)
        return counts.astype(np.int64)


def _distinct(codes: Array, bound: int) -> tuple[Codes, Array]:
    """The distinct codes, which are below ``bound``, ascending; and each one's place among them.
    By marking them: sorting half a million takes a hundred times as long."""
    held = np.zeros(bound, bool)
    held[codes] = True
    distinct = np.flatnonzero(held)
    places = np.empty(bound, np.min_scalar_type(len(distinct)))
    places[distinct] = np.arange(len(distinct))
    return distinct, places[codes]


def _joined(
    group: tuple[Array, list[Codes]], distinct: Codes, own: Array
) -> tuple[Array, list[Codes]]:
    """A group with one more facet: each document's combination, and their slots by facet."""
    of, slots = group
    bound = len(slots[0]) * len(distinct)
    dtype = np.min_scalar_type(bound)
    codes = np.multiply(of, dtype.type(len(distinct)), dtype=dtype)
    codes += own
    if bound <= max(_MARKED, 8 * len(of)):
        both, mixed = _distinct(codes, bound)
    else:
        found, mixed = np.unique(codes, return_inverse=True)
        both = found.astype(np.intp)
    earlier = both // len(distinct)
    return mixed, [*(codes[earlier] for codes in slots), distinct[both % len(distinct)]]


def starts_of(sizes: Sequence[int]) -> tuple[list[int], int]:
    """Where each facet's slots begin, and how many slots there are in all."""
    starts, total = [], 0
    for size in sizes:
        starts.append(total)
        total += size + 1
    return starts, total


_count_of = itemgetter(1)


def ranked(
    table: tuple[str, ...], counts: Counts, selected: Sequence[str]
) -> tuple[tuple[str, int], ...]:
    """(value, count), highest first, then by value; without zeros, but for what is selected."""
    # Stable: equal counts stay in the order of the table.
    if len(table) <= _SHORT:
        listed = counts.tolist()
        found = list(compress(zip(table, listed, strict=True), listed))
        found.sort(key=_count_of, reverse=True)
    else:
        held = counts.nonzero()[0]
        numbers = counts[held]
        order = (-numbers).argsort(kind="stable")
        values = map(table.__getitem__, held[order].tolist())
        found = list(zip(values, numbers[order].tolist(), strict=True))
    if selected:
        present = {value for value, _ in found}
        found += sorted((value, 0) for value in dict.fromkeys(selected) if value not in present)
    return tuple(found)


def tally(table: tuple[str, ...], counts: Counts) -> Tally:
    """Counts that are looked up by value: no list of all is made."""

    def of(value: str) -> int:
        place = bisect_left(table, value)
        return int(counts[place]) if place < len(table) and table[place] == value else 0

    return Tally(int(counts.max(initial=0)), of)


# Of more pairs of values than this, only those that occur are counted: two facets of ten thousand
# values have a hundred million.
_DENSE = 1_000_000


def cross(
    documents: Documents, rows: Column, columns: Column, size: int
) -> tuple[Codes, NDArray[np.int64]]:
    """Pairs (row value · columns + column value) that occur, and how often; each value of a
    document with each."""
    row_documents, row_codes = _entries(documents, rows, size)
    column_documents, column_codes = _entries(documents, columns, size)
    order = np.argsort(column_documents, kind="stable")
    column_documents, column_codes = column_documents[order], column_codes[order]
    begin = column_documents.searchsorted(row_documents, side="left")
    each = column_documents.searchsorted(row_documents, side="right") - begin
    # For every row entry, the run of column entries of the same document.
    first = np.repeat(begin - (np.cumsum(each) - each), each)
    met = column_codes[first + np.arange(len(first))]
    cells = np.repeat(row_codes, each) * columns.size + met
    if rows.size * columns.size > _DENSE:
        pairs, counts = np.unique(cells, return_counts=True)
        return pairs, counts.astype(np.int64)
    every = np.bincount(cells)
    pairs = every.nonzero()[0]
    return pairs, every[pairs].astype(np.int64)


def _entries(documents: Documents, column: Column, size: int) -> tuple[Codes, Codes]:
    """(document, value) of the given documents, one for each value."""
    first = column.first[documents].astype(np.intp)
    valued = first < column.size
    marked = np.zeros(size, bool)
    marked[documents] = True
    more = marked[column.more]
    return (
        np.concatenate([documents[valued], column.more[more]]),
        np.concatenate([first[valued], column.more_codes[more].astype(np.intp)]),
    )
