"""Large writes, merging, and what merging leaves of deleted documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.analyzer import Analysed, default_analyzer
from indexer.engines.whoosh import builder, merging, writing
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.merging import to_merge
from indexer.engines.whoosh.store import WhooshStore
from indexer.model.queries import EngineQuery, Substring, Terms, WeightedTerm
from tests.contracts.engine import document


@pytest.fixture
def store(tmp_path: Path) -> WhooshStore:
    return WhooshStore(tmp_path / "index", default_analyzer(), 2**20)


def test_a_large_write_goes_by_parts_and_equals_one(
    store: WhooshStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [
        document(f"d{n % 30}", f"停车管理第{n}号", f"车位{n}" * (n % 5), issuer=f"局{n % 4}")
        for n in range(50)
    ]

    def built() -> WhooshEngine:
        engine = store.build()
        with engine.write(1) as writer:
            for d in documents:
                writer.put(d)
            writer.delete("d3")
        engine.publish()
        return engine

    one = built()
    monkeypatch.setattr(writing.WhooshWriter.__init__, "__defaults__", (150,))
    monkeypatch.setattr(builder, "_AT_ONCE", 20)
    monkeypatch.setattr(writing, "to_merge", lambda sizes, shares: [])
    parts = built()
    assert parts.status().segments > one.status().segments == 1
    query = EngineQuery(Substring("理第"), (WeightedTerm("车位"),), facets=("issuer",), limit=50)
    assert one.search(query).total == 29
    assert parts.search(query) == one.search(query)
    assert parts.revisions() == one.revisions()
    assert parts.vocabulary("", 999) == one.vocabulary("", 999)


def test_a_failing_document_leaves_the_writer_whole(
    store: WhooshStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever goes on after one document's error commits the others, undamaged."""
    engine = store.build()
    analyzer = default_analyzer()

    def analysed(text: str) -> Analysed:
        if "坏" in text:
            raise RuntimeError("cannot analyse")
        return analyzer.analysed(text)

    with engine.write(1) as writer:
        writer.put(document("a", "停车", "收费"))
        monkeypatch.setattr(writer._builder, "_analyzer", _Analyzer(analysed))
        with pytest.raises(RuntimeError):
            writer.put(document("bad", "好的标题", "坏的正文"))
        writer.put(document("b", "电梯", "加装"))
    assert sorted(engine.revisions()) == ["a", "b"]
    assert [h.id for h in engine.search(EngineQuery(Terms(("加装",), ("body",)))).hits] == ["b"]
    assert [h.id for h in engine.search(EngineQuery(Terms(("电梯",), ("title",)))).hits] == ["b"]
    assert [h.id for h in engine.search(EngineQuery(Substring("收费", ("body",)))).hits] == ["a"]
    assert [h.id for h in engine.search(EngineQuery(Substring("好的标"))).hits] == []


class _Analyzer:
    def __init__(self, analysed: object) -> None:
        self.analysed = analysed
        self.fold = default_analyzer().fold


def test_segments_stay_few_and_merges_small(store: WhooshStore) -> None:
    engine = store.build()
    with engine.write(0) as writer:
        for n in range(400):
            writer.put(document(f"old{n}", f"停车管理第{n}号", "车位收费"))
    most = 0
    for n in range(60):
        with engine.write(n) as writer:
            writer.put(document(f"new{n}", "电梯"))
        most = max(most, engine.status().segments)
    assert 2 <= most <= 4
    assert engine.status().documents == 460


def test_a_segment_of_mostly_deleted_documents_is_written_anew(store: WhooshStore) -> None:
    engine = store.build()
    with engine.write(1) as writer:
        for n in range(100):
            writer.put(document(f"d{n}", f"停车管理第{n}号", "独有词" if n else "电梯"))
    size = engine.status().size_bytes
    with engine.write(2) as writer:
        for n in range(1, 100):
            writer.delete(f"d{n}")
    assert engine.status().segments == 1
    assert engine.status().size_bytes < size
    assert engine.vocabulary("独", 5) == []
    assert engine.document_frequency("电梯") == 1


@pytest.mark.parametrize(
    ("sizes", "deleted", "expected"),
    [
        ([], [], []),
        ([100], [0.0], []),
        ([100, 1], [0.0, 0.0], []),
        ([100, 1, 1], [0.0] * 3, [1, 2]),
        ([100, 8, 1], [0.0] * 3, [1, 2]),
        ([100, 15, 8, 1], [0.0] * 4, [0, 1, 2, 3]),
        # What a bulk write put out last is small, and no reason to leave the others apart.
        ([merging._LARGE - 9, merging._LARGE - 8, 7], [0.0] * 3, [0, 1, 2]),
        ([10_000, 100, 100, 1], [0.0] * 4, [1, 2, 3]),
        ([100], [0.5], [0]),
        ([100, 1], [0.5, 0.0], [0]),
        ([3 * merging._LARGE, merging._LARGE], [0.0] * 2, []),
        ([2 * merging._LARGE, merging._LARGE], [0.0] * 2, [0, 1]),
    ],
)
def test_what_is_merged(sizes: list[int], deleted: list[float], expected: list[int]) -> None:
    assert to_merge(sizes, deleted) == expected
