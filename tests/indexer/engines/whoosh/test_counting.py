"""Facets, the best of many, and the cache, each against doing it the plain way."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.facets import Column, Stack, cross, ranked, tally
from indexer.engines.whoosh.scoring import best

SIZE = 400


def column(seed: int, size: int, more: int) -> Column:
    chance = np.random.default_rng(seed)
    first = chance.integers(0, size + 1, SIZE)
    extra = np.sort(chance.choice(np.flatnonzero(first < size), more, replace=False))
    codes = (first[extra] + 1) % size
    return Column(size, first, extra, codes)


def values(column: Column, document: int) -> list[int]:
    first = int(column.first[document])
    more = column.more_codes[column.more == document].tolist()
    return [] if first == column.size else [first, *more]


@pytest.mark.parametrize("many", [0, 5, 200, 400], ids="{} hits".format)
@pytest.mark.parametrize("sizes", [(3,), (9, 26), (300, 5, 2)], ids=str)
def test_facets_count_what_counting_one_by_one_counts(many: int, sizes: tuple[int, ...]) -> None:
    columns = [column(seed, size, more=seed * 20) for seed, size in enumerate(sizes)]
    stack = Stack(columns)
    documents = np.sort(np.random.default_rng(7).choice(SIZE, many, replace=False))
    counts = stack.count(documents)
    for start, c in zip(stack.starts, columns, strict=True):
        expected = Counter(v for d in documents.tolist() for v in values(c, d))
        found = counts[start : start + c.size].tolist()
        assert {v: n for v, n in enumerate(found) if n} == expected


def test_cross_counts_each_pair_of_values() -> None:
    rows, columns = column(1, 5, 40), column(2, 3, 30)
    documents = np.arange(50, 350)
    cells, counts = cross(documents, rows, columns, SIZE)
    found = zip(cells.tolist(), counts.tolist(), strict=True)
    expected = Counter(
        (r, c) for d in documents.tolist() for r in values(rows, d) for c in values(columns, d)
    )
    assert {divmod(cell, columns.size): n for cell, n in found} == expected


@pytest.mark.parametrize("size", [4, 500])
def test_values_are_ranked_by_count_then_value(size: int) -> None:
    table = tuple(f"{n:04}" for n in range(size))
    counts = np.arange(size) % 4
    found = ranked(table, counts, ("0000", "0003", "none"))
    counted = tally(table, counts)
    assert counted.most == 3
    assert [counted.of(value) for value in (*table, "", "none")] == [*counts.tolist(), 0, 0]
    expected = sorted(((v, c) for v, c in zip(table, counts.tolist(), strict=True) if c),
                      key=lambda pair: (-pair[1], pair[0]))  # fmt: skip
    assert found == (*expected, ("0000", 0), ("none", 0))


@given(
    keys=st.lists(st.integers(-3, 3), max_size=60).map(lambda keys: keys * 12),
    wanted=st.integers(1, 90),
    seed=st.integers(0, 9),
)
def test_the_best_are_those_of_a_full_sort(keys: list[int], wanted: int, seed: int) -> None:
    documents = np.arange(len(keys)) * 2
    ranks = np.random.default_rng(seed).permutation(2 * len(keys) + 1).astype(np.int32)
    found = best(np.array(keys, np.float32), documents, ranks, wanted)
    expected = sorted(range(len(keys)), key=lambda i: (-keys[i], ranks[documents[i]]))
    assert found.tolist() == expected[:wanted]
