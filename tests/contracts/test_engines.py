"""Every engine against the contract, and against the reference on random libraries."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.analyzer import Analyzer, default_analyzer
from indexer.engines.base import EngineStore, SearchEngine
from indexer.engines.memory import MemoryStore, Shelf
from indexer.engines.whoosh.store import WhooshStore
from indexer.model import IndexedDocument, StatusValue
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    EngineQuery,
    Everything,
    Keyword,
    Node,
    NoneOf,
    Preferences,
    Sort,
    Substring,
    Terms,
    WeightedTerm,
)
from tests.contracts.engine import EngineContract, document, since


class TestMemory(EngineContract):
    durable = False

    @pytest.fixture
    def place(self, tmp_path: Path) -> object:
        return Shelf()

    def open_store(self, place: object, analyzer: Analyzer) -> EngineStore:
        assert isinstance(place, Shelf)
        return MemoryStore(Path(), analyzer, 0, shelf=place)


class TestWhoosh(EngineContract):
    cache_bytes = 2**20

    def open_store(self, place: object, analyzer: Analyzer) -> EngineStore:
        assert isinstance(place, Path)
        return WhooshStore(place, analyzer, self.cache_bytes)


class TestWhooshWithoutCache(TestWhoosh):
    """Nothing may depend on what a cache holds."""

    cache_bytes = 0


# ---------------------------------------------------------------- random libraries

WORDS = ("电梯", "电梯安全", "信息", "公开", "政府信息", "管理", "办法", "2020年", "第三条", "GB1")
TERMS = ("电梯", "安全", "信息", "公开", "2020", "无")
SCORED = (
    WeightedTerm("电梯"),
    WeightedTerm("信息", 0.5),
    WeightedTerm("梯安", 0.3, pair=True),
)
VALUES = ("甲", "乙", "丙")
DAYS = (date(2019, 1, 1), date(2020, 6, 1), date(2024, 2, 29))

texts = st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
some_values = st.lists(st.sampled_from(VALUES), max_size=2, unique=True).map(tuple)
timelines = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(list(StatusValue))), max_size=2
).map(lambda changes: since(*sorted(changes, key=lambda c: c[0])))


@st.composite
def libraries(draw: st.DrawFn) -> list[list[IndexedDocument]]:
    """Commits of documents; an id may come again."""
    return [
        [
            document(
                f"d{draw(st.integers(0, 12))}",
                draw(texts),
                draw(texts),
                number=draw(st.sampled_from(("", "云政发〔2020〕3号"))),
                published=draw(st.none() | st.sampled_from(DAYS)),
                effective=draw(st.none() | st.sampled_from(DAYS)),
                expires=draw(st.none() | st.sampled_from(DAYS)),
                timeline=draw(timelines),
                issuer=draw(some_values),
                kind=draw(some_values),
            )
            for _ in range(draw(st.integers(0, 6)))
        ]
        for _ in range(draw(st.integers(1, 4)))
    ]


fields = st.sampled_from(((), ("title",), ("body", "number")))
leaves: st.SearchStrategy[Node] = st.one_of(
    st.just(Everything()),
    st.builds(
        Terms,
        st.lists(st.sampled_from(TERMS), max_size=2).map(tuple),
        fields,
    ),
    st.builds(Substring, st.sampled_from(("梯安", "信息公", "理办法", "梯", "020", "3号")), fields),
    st.builds(Keyword, st.sampled_from(("issuer", "status")), st.just(("甲", "in_force", "draft"))),
)  # fmt: skip
nodes = st.recursive(
    leaves,
    lambda inner: st.one_of(
        *(
            st.builds(kind, st.lists(inner, max_size=3).map(tuple))
            for kind in (AllOf, AnyOf, NoneOf)
        ),
        st.builds(AtLeast, st.integers(0, 3), st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
queries = st.builds(
    EngineQuery,
    nodes,
    st.just(SCORED),
    filters=st.dictionaries(st.sampled_from(("issuer", "kind", "status")), some_values, max_size=2),
    ranges=st.dictionaries(
        st.sampled_from(("published", "effective", "expires")),
        st.tuples(st.none() | st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS)),
        max_size=2,
    ),
    as_of=st.sampled_from(DAYS),
    sort=st.sampled_from(list(Sort)),
    limit=st.just(50),
    facets=st.sampled_from(((), ("issuer",), ("issuer", "status", "kind"))),
    preferences=st.sampled_from((Preferences(), Preferences(0.15, 0.05))),
    boosts=st.lists(st.tuples(leaves, st.sampled_from((2.0, -1.0))), max_size=2).map(tuple),
    bonus=st.just({"d3": 5.0}),
    include=st.sampled_from(((), ("d1", "d99"))),
)  # fmt: skip

_folders = itertools.count()


def written(store: EngineStore, commits: Sequence[Sequence[IndexedDocument]]) -> SearchEngine:
    engine = store.build()
    for revision, documents in enumerate(commits):
        with engine.write(revision) as writer:
            for d in documents:
                writer.put(d)
    return engine


@settings(max_examples=40, deadline=None)
@given(commits=libraries(), asked=st.lists(queries, min_size=1, max_size=8))
def test_engines_agree_with_the_reference(
    commits: list[list[IndexedDocument]],
    asked: list[EngineQuery],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    analyzer = default_analyzer()
    reference = written(MemoryStore(Path(), analyzer, 0), commits)
    folder = tmp_path_factory.mktemp(f"agree{next(_folders)}")
    engine = written(WhooshStore(folder, analyzer, 2**20), commits)
    assert engine.revisions() == reference.revisions()
    assert engine.dates() == reference.dates()
    assert engine.vocabulary("", 1000) == reference.vocabulary("", 1000)
    for query in asked:
        found, expected = engine.search(query), reference.search(query)
        assert found.total == expected.total
        assert found.facets == expected.facets
        scores = {hit.id: hit.score for hit in expected.hits}
        assert {hit.id: hit.score for hit in found.hits} == pytest.approx(scores, abs=1e-4)
        assert engine.pivot(query, "issuer", "status") == reference.pivot(query, "issuer", "status")
