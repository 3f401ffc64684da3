"""Exact counts of values, by ``bincount`` over code arrays.

Several facets are counted at once: documents that agree in all of them share a *combination*,
combinations are counted in one pass over the hits, and facets are summed from the few
combinations. A document's further values (a second issuer) are counted apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns import STATUSES
from indexer.engines.whoosh.view import Documents, SegmentView

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """A facet's codes in one segment by the whole commit's table of values.

    ``first``: each document's first value, ``size`` for none.
    """

    size: int
    first: NDArray[np.intp]
    more: NDArray[np.intp]
    more_codes: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Combinations:
    """``of``: each document's combination; ``codes``: each combination's code in every facet."""

    of: NDArray[np.intp]
    codes: tuple[NDArray[np.intp], ...]

    @property
    def nbytes(self) -> int:
        return self.of.nbytes + sum(codes.nbytes for codes in self.codes)

    @classmethod
    def build(cls, columns: Sequence[Column]) -> Combinations:
        # Numbered anew after each column, so that no product of sizes overflows.
        of = np.zeros(len(columns[0].first), np.int64)
        codes: list[NDArray[np.intp]] = []
        for column in columns:
            mixed = of * (column.size + 1) + column.first
            distinct, of = np.unique(mixed, return_inverse=True)
            codes = [earlier[distinct // (column.size + 1)] for earlier in codes]
            codes.append(distinct % (column.size + 1))
        return cls(of, tuple(codes))


@dataclass(frozen=True)
class Values:
    """The values of one facet over all segments of a commit, sorted."""

    table: tuple[str, ...]
    recoded: tuple[NDArray[np.intp], ...]  # for each segment: own code → code here

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

    @cached_property
    def codes(self) -> dict[str, int]:
        return {value: code for code, value in enumerate(self.table)}


def count(
    documents: Documents, columns: Sequence[Column], combinations: Combinations, size: int
) -> list[Counts]:
    """For each column, the counts of its values among the documents of a segment of ``size``."""
    each = np.bincount(combinations.of[documents], minlength=len(combinations.codes[0]))
    found = []
    marked: NDArray[np.bool_] | None = None
    for column, codes in zip(columns, combinations.codes, strict=True):
        counts = np.bincount(codes, each, column.size + 1)[: column.size]
        if len(column.more):
            if marked is None:
                marked = np.zeros(size, bool)
                marked[documents] = True
            counts = counts + np.bincount(
                column.more_codes[marked[column.more]], minlength=column.size
            )
        found.append(counts.astype(np.int64))
    return found


def ranked(values: Values, counts: Counts, selected: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """(value, count), highest first, then by value; without zeros, but for what is selected."""
    present = np.flatnonzero(counts)
    present = present[np.argsort(-counts[present], kind="stable")]
    table = values.table
    found = [
        (table[code], n) for code, n in zip(present.tolist(), counts[present].tolist(), strict=True)
    ]
    held = {value for value, _ in found} if selected else ()
    found += sorted((value, 0) for value in dict.fromkeys(selected) if value not in held)
    return tuple(found)


def cross(documents: Documents, rows: Column, columns: Column, size: int) -> NDArray[np.int64]:
    """Counts by (row value, column value); each value of a document with each."""
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
    return np.bincount(cells, minlength=rows.size * columns.size).reshape(rows.size, columns.size)


def _entries(
    documents: Documents, column: Column, size: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
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
