"""The OpenSearch engine against the contract, the reference, and servers that die."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from analyzers.analyzer import Analyzer, default_analyzer
from indexer.engines.base import EngineStore
from indexer.engines.memory import MemoryStore
from indexer.model.errors import EngineError
from indexer.model.queries import (
    AnyOf,
    EngineQuery,
    Everything,
    Preferences,
    Sort,
    Substring,
    Terms,
    WeightedTerm,
)
from indexer.runtime.settings import Settings
from tests.contracts.engine import EngineContract, document, ids
from tests.servers import OpenSearchCluster

pytestmark = pytest.mark.cluster

_numbers = itertools.count()


def settings_of(cluster: OpenSearchCluster, prefix: str, **others: object) -> Settings:
    given = {"home": Path("unused"), "opensearch_hosts": cluster.hosts, "opensearch_prefix": prefix}
    return Settings(**{"opensearch_replicas": 0, **given, **others})  # type: ignore[arg-type]


@pytest.fixture
def prefix(opensearch: OpenSearchCluster) -> Iterator[str]:
    name = f"t{next(_numbers)}"
    yield name
    opensearch.forget(name)


class TestOpenSearch(EngineContract):
    """``place``: the prefix of a library's indices."""

    tolerance = 2e-3
    averages_move = False

    @pytest.fixture
    def place(self, prefix: str) -> object:
        return prefix

    @pytest.fixture(autouse=True)
    def _cluster(self, opensearch: OpenSearchCluster) -> None:
        self.cluster = opensearch

    def open_store(self, place: object, analyzer: Analyzer) -> EngineStore:
        from indexer.engines.opensearch.store import OpenSearchStore

        return OpenSearchStore(settings_of(self.cluster, str(place)), analyzer)

    # ------------------------------------------------------------ what only a cluster does

    def test_one_build_and_one_writer_at_a_time(
        self, place: object, store: EngineStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("indexer.engines.opensearch.engine._WRITER_SECONDS", 0.0)
        other = self.open_store(place, default_analyzer())
        building = store.build()
        with pytest.raises(EngineError, match="正在重建"):
            other.build()
        store.publish(building)
        other.build().close()
        with building.write(1) as writer:
            writer.put(document("a", "电梯"))
            with pytest.raises(EngineError, match="正在写入"), other.current().write(2):
                pass
        assert other.current().status().documents == 1

    def test_a_writer_that_died_in_the_middle_is_mended_by_the_next(
        self, store: EngineStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine = self.built(store, [document("a", "电梯"), document("b", "停车")])
        from indexer.engines.opensearch import writer as writing

        sent = []

        def dies(client: object, index: str, portion: bytes) -> None:
            sent.append(portion)
            if len(sent) > 1:
                raise EngineError("killed")
            send(client, index, portion)  # type: ignore[arg-type]

        send = writing._send
        monkeypatch.setattr(writing, "_send", dies)
        monkeypatch.setattr(writing, "_BULK_BYTES", 1)
        changed = [document(i, "公开") for i in ("a", "b", "c")]
        with pytest.raises(EngineError, match="killed"), engine.write(8) as collecting:
            for one in changed:
                collecting.put(one)
        monkeypatch.undo()
        assert engine.status().revision == 7
        assert ids(engine.search(EngineQuery(Terms(("电梯",))))) == ["a"]
        with engine.write(8) as collecting:
            for one in changed:
                collecting.put(one)
        assert ids(engine.search(EngineQuery(Terms(("公开",))))) == ["a", "b", "c"]
        assert (engine.status().documents, engine.status().revision) == (3, 8)

    def test_a_lost_point_in_time_is_taken_anew(self, store: EngineStore) -> None:
        engine = self.built(store, [document("a", "电梯")])
        for _ in range(2):
            self.cluster.ask("DELETE", "/_search/point_in_time/_all")
            assert engine.search(EngineQuery(Everything())).total == 1

    def test_pages_far_down_a_long_list(
        self, store: EngineStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("engine", "mapping"):
            monkeypatch.setattr(f"indexer.engines.opensearch.{module}.REACH", 20)
        engine = self.built(store, [document(f"{n:03}", "电梯" * (n % 7 + 1)) for n in range(150)])
        for sort in Sort:
            query = EngineQuery(Everything(), (WeightedTerm("电梯"),), sort=sort, limit=10)
            pages = [ids(engine.search(replace(query, offset=n))) for n in range(0, 160, 10)]
            whole = [i for page in pages for i in page]
            assert sorted(whole) == [f"{n:03}" for n in range(150)]
            assert ids(engine.search(replace(query, offset=75))) == whole[75:85]
            assert engine.search(replace(query, offset=10_000)).total == 150

    def test_many_values_and_many_terms_are_counted_in_turns(
        self, store: EngineStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("indexer.engines.opensearch.counting._VALUES", 3)
        monkeypatch.setattr("indexer.engines.opensearch.counting.PIVOT_PAGE", 4)
        monkeypatch.setattr("indexer.engines.opensearch.engine._TERMS", 4)
        library = [
            document(f"{n}", f"第{n}条电梯", issuer=(f"局{n % 9}", "厅"), year=str(2000 + n % 5))
            for n in range(40)
        ]
        engine = self.built(store, library)
        reference = self.built(MemoryStore(Path(), default_analyzer(), 0), library)
        query = EngineQuery(Everything(), filters={"issuer": ("局3",)}, facets=("issuer", "year"))
        assert engine.search(query).facets == reference.search(query).facets
        assert engine.pivot(query, "issuer", "year") == reference.pivot(query, "issuer", "year")
        assert engine.vocabulary("", 1000) == reference.vocabulary("", 1000)

    def test_no_score_is_negative_within_the_server(self, store: EngineStore) -> None:
        engine = self.built(store, [document("a", "电梯"), document("b", "停车")])
        query = EngineQuery(
            Everything(),
            (WeightedTerm("电梯", 0.5),),
            boosts=((Terms(("停车",)), -9.0), (Substring("梯"), -3.0)),
            bonus={"b": -1.0},
        )
        found = {hit.id: hit.score for hit in engine.search(query).hits}
        assert found["b"] == pytest.approx(-10.0, abs=1e-3)
        assert -3.0 < found["a"] < -2.0


# ---------------------------------------------------------------- nodes that die


def test_a_killed_node_never_makes_a_total_smaller(
    opensearch: OpenSearchCluster, prefix: str
) -> None:
    from indexer.engines.opensearch.store import OpenSearchStore

    settings = settings_of(opensearch, prefix, opensearch_replicas=1, opensearch_shards=3)
    store = OpenSearchStore(settings, default_analyzer())
    engine = store.build()
    with engine.write(1) as writer:
        for n in range(300):
            writer.put(document(f"{n:03}", "电梯", issuer=f"局{n % 3}"))
    store.publish(engine)
    opensearch.wait(3, "green")
    query = EngineQuery(
        AnyOf((Terms(("电梯",)), Substring("梯"))), (WeightedTerm("电梯"),), facets=("issuer",),
        preferences=Preferences(0.1, 0.1),
    )  # fmt: skip
    whole = engine.search(query)
    assert whole.total == 300
    for node in opensearch.nodes:
        node.kill()
        answered = 0
        while answered < 5:
            try:
                found = engine.search(query)
            except EngineError:
                continue
            answered += 1
            assert (found.total, found.facets) == (300, whole.facets)
        node.start()
        opensearch.wait(3, "green")


@pytest.mark.parametrize("replicas", [1, 3])
def test_replicas_come_when_a_generation_is_published(
    opensearch: OpenSearchCluster, prefix: str, replicas: int
) -> None:
    """All that there are nodes for, before anybody is answered from it."""
    from indexer.engines.opensearch.store import OpenSearchStore

    settings = settings_of(opensearch, prefix, opensearch_replicas=replicas, opensearch_shards=2)
    store = OpenSearchStore(settings, default_analyzer())
    engine = store.build()
    with engine.write(1) as writer:
        writer.put(document("a", "电梯"))
    copies = f"/_cat/shards/{engine.index}?format=json"
    assert [shard["prirep"] for shard in opensearch.ask("GET", copies)] == ["p", "p"]
    store.publish(engine)
    states = sorted(shard["state"] for shard in opensearch.ask("GET", copies))
    started = 2 * min(3, 1 + replicas)  # no node has two copies of a shard
    assert states == ["STARTED"] * started + ["UNASSIGNED"] * (2 * (1 + replicas) - started)
    assert store.current().search(EngineQuery(Terms(("电梯",)))).total == 1


def test_a_generation_whose_rows_are_lost_is_not_published(
    opensearch: OpenSearchCluster, prefix: str
) -> None:
    """Until it is published it is on one node; what served goes on serving."""
    from indexer.engines.opensearch.store import OpenSearchStore

    settings = settings_of(opensearch, prefix, opensearch_replicas=1)
    store = OpenSearchStore(settings, default_analyzer())
    for title in ("旧", "新"):
        engine = store.build()
        with engine.write(1) as writer:
            writer.put(document("a", title))
        if title == "旧":
            store.publish(engine)
    (copy,) = opensearch.ask("GET", f"/_cat/shards/{engine.index}?format=json")
    node = opensearch.node_named(copy["node"])
    node.kill()
    try:
        opensearch.wait(2, "red")
        with pytest.raises(EngineError, match="没有启用"):
            store.publish(engine)
        assert store.current().search(EngineQuery(Terms(("旧",)))).total == 1
    finally:
        node.start()
        opensearch.wait(3)


def test_a_cluster_that_is_not_there(tmp_path: Path) -> None:
    from indexer.engines.opensearch.store import OpenSearchStore

    hosts = ("http://127.0.0.1:1", "http://127.0.0.1:2")
    settings = Settings(home=tmp_path, opensearch_hosts=hosts, opensearch_seconds=1.0)
    with pytest.raises(EngineError, match="没有应答"):
        OpenSearchStore(settings, default_analyzer()).current()
