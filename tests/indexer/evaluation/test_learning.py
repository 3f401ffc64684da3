"""Cross-validation of learning: what is asked must not have been taught."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.evaluation.learning import cross_validate, deal, judgements
from indexer.evaluation.retrieval import JudgedQuery
from indexer.model.errors import UsageError
from indexer.searching.service import SearchService
from tests import library

ALIKE = [
    JudgedQuery("1", "高楼电梯怎么装？", {"guide": 1}),
    JudgedQuery("2", "旧楼电梯怎么装？", {"guide": 1}),
]
ALONE = JudgedQuery("3", "住房公积金缴存比例", {"old-lift": 1, "fund": 0})


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SearchService]:
    with library.opened(tmp_path, library.ALL) as opened:
        yield opened


def test_queries_profit_from_others_judgements(service: SearchService) -> None:
    folds = cross_validate(service, ALIKE, 2, [10])
    assert [f.queries for f in folds] == [1, 1]
    assert all(f.without["RR@10"] < 1.0 for f in folds)
    assert all(f.learned["RR@10"] == 1.0 for f in folds)


def test_no_query_profits_from_its_own(service: SearchService) -> None:
    queries = [*ALIKE, ALONE]
    folds = cross_validate(service, queries, 3, [10], seed=5)
    by_query = {q.id: f for (q,), f in zip(deal(queries, 3, seed=5), folds, strict=True)}
    alone = by_query[ALONE.id]
    assert alone.without["R@10"] == 0.0  # what was judged for it holds none of its words
    assert alone.learned["R@10"] == 0.0


def test_nothing_stays_taught(service: SearchService) -> None:
    service.usage.add_judgements([("老楼", "lift")])
    cross_validate(service, ALIKE, 2, [10])
    assert service.usage.judgements() == []


def test_each_query_is_in_one_fold_and_chance_decides_in_which() -> None:
    queries = [JudgedQuery(str(i), f"查询{i}", {"a": 1}) for i in range(23)]
    dealt = deal(queries, 5, seed=1)
    assert sorted(map(len, dealt)) == [4, 4, 5, 5, 5]
    assert sorted(int(q.id) for fold in dealt for q in fold) == list(range(23))
    assert dealt == deal(queries, 5, seed=1) != deal(queries, 5, seed=2)


@pytest.mark.parametrize("folds", [0, 1, 3])
def test_folds_that_cannot_be(service: SearchService, folds: int) -> None:
    with pytest.raises(UsageError):
        cross_validate(service, ALIKE, folds, [10])


def test_what_was_judged_irrelevant_teaches_nothing() -> None:
    assert judgements([ALONE]) == [("住房公积金缴存比例", "old-lift")]
