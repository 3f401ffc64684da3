"""Exact counts of values, by ``bincount`` over code arrays.

The facets of a query are counted together: each value of each facet has a *slot*, a document has
a slot in every facet, and one pass counts them all. For many hits, documents that agree in all
facets share a *combination*; hits are counted by combination, and slots from the combinations.
A document's further values (a second issuer) are counted apart: they are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns import STATUSES
from indexer.engines.whoosh.view import Documents, SegmentView

Counts = NDArray[np.int64]
Codes = NDArray[np.intp]

# More hits than this part of the documents are counted by combinations; more combinations than
# this part are not worth it.
_MANY_SHARE = 8

_count_of = itemgetter(1)


@dataclass(frozen=True, slots=True)
class Column:
    """A facet's codes in one segment, by the commit's table of values.

    ``first``: each document's first value, ``size`` for none. ``more``: documents with further
    values, and those values.
    """

    size: int
    first: Codes
    more: Codes
    more_codes: Codes

    @property
    def nbytes(self) -> int:
        return self.first.nbytes + self.more.nbytes + self.more_codes.nbytes


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
        none = np.empty(0, np.intp)
        if name == "status":
            first = self.recoded[segment][view.statuses(day)]
            return Column(len(self.table), first, none, none)
        keywords = view.keywords(name)
        first, more_codes = keywords.recoded(self.recoded[segment], len(self.table))
        return Column(len(self.table), first, keywords.more.astype(np.intp), more_codes)


class Stack:
    """Several facets' slots in one segment. ``slots``: how many there are, those for "no value"
    among them; facet i's are ``starts[i]`` to ``starts[i] + size`` (which is "no value")."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.starts, self.slots = starts_of([c.size for c in columns])
        shifted = zip(columns, self.starts, strict=True)
        self._of = np.stack([c.first + start for c, start in shifted], axis=1)
        shifted = zip(columns, self.starts, strict=True)
        self._more = np.concatenate([c.more for c in columns])
        self._more_slots = np.concatenate([c.more_codes + start for c, start in shifted])

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
            marked = np.zeros(size, bool)
            marked[documents] = True
            more = self._more_slots[marked[self._more]]
            counts = counts + np.bincount(more, minlength=self.slots)
        return counts

    @cached_property
    def _combinations(self) -> Combinations:
        return Combinations(self._of, self.slots)


class Combinations:
    """Facets put together, as long as few combinations of their values come of it: then there is
    less to count for each hit."""

    def __init__(self, of: Codes, slots: int) -> None:
        most = len(of) // _MANY_SHARE
        groups: list[tuple[Codes, list[Codes]]] = []
        for column in sorted(of.T, key=lambda column: int(np.ptp(column))):
            distinct, own = np.unique(column, return_inverse=True)
            if groups:
                joined = _joined(groups[-1], distinct, own)
                if len(joined[1][0]) <= most:
                    groups[-1] = joined
                    continue
            groups.append((own, [distinct]))
        starts = np.cumsum([0, *(len(codes[0]) for _, codes in groups)])
        pairs = list(zip(groups, starts.tolist(), strict=False))
        self._of = np.stack([own + start for (own, _), start in pairs], axis=1)
        self._size = int(starts[-1])
        self._slots = np.concatenate([codes for _, each in groups for codes in each])
        self._from = np.concatenate(
            [np.arange(len(codes)) + start for (_, each), start in pairs for codes in each]
        )
        self._all_slots = slots

    def count(self, documents: Documents) -> Counts:
        each = np.bincount(self._of.take(documents, axis=0).ravel(), minlength=self._size)
        counts = np.bincount(self._slots, each.take(self._from), self._all_slots)
        return counts.astype(np.int64)


def _joined(
    group: tuple[Codes, list[Codes]], distinct: Codes, own: Codes
) -> tuple[Codes, list[Codes]]:
    """A group with one more facet: each document's combination, and their slots by facet."""
    of, slots = group
    both, mixed = np.unique(of * len(distinct) + own, return_inverse=True)
    earlier = both // len(distinct)
    return mixed, [*(codes[earlier] for codes in slots), distinct[both % len(distinct)]]


def starts_of(sizes: Sequence[int]) -> tuple[list[int], int]:
    """Where each facet's slots begin, and how many slots there are in all."""
    starts, total = [], 0
    for size in sizes:
        starts.append(total)
        total += size + 1
    return starts, total


def ranked(
    table: tuple[str, ...], counts: list[int], selected: Sequence[str]
) -> tuple[tuple[str, int], ...]:
    """(value, count), highest first, then by value; without zeros, but for what is selected."""
    found = list(compress(zip(table, counts, strict=True), counts))
    # Stable: equal counts stay in the order of the table.
    found.sort(key=_count_of, reverse=True)
    if selected:
        held = {value for value, _ in found}
        found += sorted((value, 0) for value in dict.fromkeys(selected) if value not in held)
    return tuple(found)


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
    first = column.first[documents]
    valued = first < column.size
    marked = np.zeros(size, bool)
    marked[documents] = True
    more = marked[column.more]
    return (
        np.concatenate([documents[valued], column.more[more]]),
        np.concatenate([first[valued], column.more_codes[more]]),
    )
