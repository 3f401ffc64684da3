"""Boosts: the best are the same as where all of them are added to all hits, and few are asked."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from indexer.engines.whoosh.boosting import Boosts
from indexer.engines.whoosh.matching import Matcher, reads_texts
from indexer.engines.whoosh.terms import Documents
from indexer.model.queries import Node, Substring, Terms

SIZE = 3_000
WANTED = 20


class Known:
    """Stands for a matcher: what matches, and what may. Keeps of how many it was asked."""

    def __init__(self, seed: int, boosts: list[tuple[Node, float]]) -> None:
        chance = np.random.default_rng(seed)
        self._may = {node: chance.random(SIZE) < chance.random() for node, _ in boosts}
        # Most of what may hold a string holds it.
        self._holds = {
            node: may & ((chance.random(SIZE) < 0.9) | (not reads_texts(node)))
            for node, may in self._may.items()
        }
        self.looked = 0
        self.asked = 0

    def matching(self, node: Node, within: Documents) -> Documents:
        self.asked += 1
        if isinstance(node, Substring):
            self.looked = max(self.looked, len(within))
        return within[self._holds[node][within]]

    def possible(self, node: Node, within: Documents) -> Documents:
        return within[self._may[node][within]]


@pytest.mark.parametrize("spread", [0.0, 0.5, 5.0, 5_000.0])
@pytest.mark.parametrize(
    "boosts",
    [
        [(Substring("人民法院", ("body",)), 2.0)],
        [(Terms(("人民",), ("title",)), 8.0), (Substring("可以", ("body",)), 2.0)],
        [(Terms(("人民",), ("title",)), 8.0), (Substring("人民法院", ("body",)), 2.0)],
        [
            (Substring("人民法院", ("body",)), 2.0),
            (Substring("人民法院", ("title",)), 8.0),
            (Terms(("人民",)), -1.0),
            (Substring("上级人民", ("body",)), -0.7),
            (Substring("人民政府"), 0.3),
        ],
    ],
    ids=len,
)
@pytest.mark.parametrize("seed", range(4))
def test_the_best_are_those_of_all(
    seed: int, boosts: list[tuple[Node, float]], spread: float
) -> None:
    known = Known(seed, boosts)
    chance = np.random.default_rng(seed + 100)
    hits = np.flatnonzero(chance.random(SIZE) < 0.6)
    scores = (chance.random(len(hits)) * spread).astype(np.float32) + np.float32(1)
    asked = Boosts(cast(Matcher, known), SIZE, boosts)

    whole = scores.copy()
    asked.add(hits, whole)
    known.looked = 0
    documents, found = asked.best(hits, scores, WANTED)

    assert (np.diff(documents) > 0).all()
    assert found.tolist() == whole[hits.searchsorted(documents)].tolist()
    assert np.sort(found)[-WANTED:].tolist() == np.sort(whole)[-WANTED:].tolist()
    # Where scores differ, what none of the best can be is not asked about.
    if spread:
        assert known.looked < len(hits)


def test_few_hits_are_all_asked_about() -> None:
    boosts: list[tuple[Node, float]] = [(Substring("人民法院", ("body",)), 2.0)]
    known = Known(1, boosts)
    hits = np.arange(0, 90, 3)
    documents, found = Boosts(cast(Matcher, known), SIZE, boosts).best(
        hits, np.ones(len(hits), np.float32), WANTED
    )
    assert documents.tolist() == hits.tolist()
    assert known.looked == len(hits) and set(found.tolist()) <= {1.0, 3.0}


def test_what_the_index_knows_is_asked_once_however_many_are_equal() -> None:
    boosts: list[tuple[Node, float]] = [(Substring("可以", ("body",)), 2.0)]
    known = Known(2, boosts)
    hits = np.arange(SIZE)
    documents, found = Boosts(cast(Matcher, known), SIZE, boosts).best(
        hits, np.zeros(SIZE, np.float32), WANTED
    )
    assert documents.tolist() == hits.tolist()
    assert known.asked == 1
    assert known.matching(boosts[0][0], hits).tolist() == hits[found == 2.0].tolist()
