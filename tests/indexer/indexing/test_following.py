from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue
from indexer.engines.base import SearchEngine
from indexer.engines.memory import MemoryStore
from indexer.indexing import following as indexing
from indexer.indexing.following import catch_up, check, is_current, rebuild, update_index
from indexer.indexing.standing import Trouble, standing
from indexer.model.errors import EngineError
from indexer.model.queries import Everything
from indexer.runtime.progress import Silent, Stop
from tests.indexer.catalogue.making import document, repeals
from tests.indexer.library import open_catalogue, open_store, put


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_catalogue(tmp_path) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> MemoryStore:
    return open_store(tmp_path)


def holds(engine: SearchEngine, *ids: str) -> list[bool]:
    return list(engine.matches(Everything(), ids))


def test_the_index_follows_by_revision(catalogue: Catalogue, store: MemoryStore) -> None:
    put(catalogue, document("a", "甲办法"), document("b", "乙办法"))
    assert update_index(catalogue, store) == 2
    engine = store.current()
    assert engine.status().revision == catalogue.revision() == 2
    assert update_index(catalogue, store) == 0
    with catalogue.write() as writer:
        writer.delete("a")
        writer.put(document("c", "丙办法"))
    assert update_index(catalogue, store) == 2
    engine.refresh()
    assert holds(engine, "a", "b", "c") == [False, True, True]


def test_changes_are_read_by_and_by(
    catalogue: Catalogue, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_LISTED", 2)
    put(catalogue, *(document(name, f"{name}办法") for name in "abcde"))
    with catalogue.write() as writer:
        writer.delete("b")
    assert update_index(catalogue, store) == 5
    engine = store.current()
    assert engine.status().revision == catalogue.revision()
    assert holds(engine, *"abcde") == [True, False, True, True, True]
    assert list(check(catalogue, engine)) == []


def test_a_withheld_document_leaves_the_index(catalogue: Catalogue, store: MemoryStore) -> None:
    put(catalogue, document("a", "甲办法"))
    update_index(catalogue, store)
    with catalogue.write() as writer:
        writer.publish("a", False)
    update_index(catalogue, store)
    assert holds(store.current(), "a") == [False]
    with catalogue.write() as writer:
        writer.publish("a", True)
    update_index(catalogue, store)
    assert holds(store.current(), "a") == [True]


def test_a_document_whose_status_changed_is_indexed_again(
    catalogue: Catalogue, store: MemoryStore
) -> None:
    put(catalogue, document("old", "甲规定", effective="2010-01-01"))
    update_index(catalogue, store)
    put(catalogue, document("new", "乙办法", effective="2020-01-01", mentions=(repeals("甲规定"),)))
    assert update_index(catalogue, store) == 2


def test_a_stopped_run_goes_on_where_it_was(
    catalogue: Catalogue, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_COMMIT_CHARACTERS", 1)
    put(catalogue, *(document(str(n), f"办法{n}") for n in range(5)))
    rebuild(catalogue, store)
    put(catalogue, *(document(str(n), f"条例{n}") for n in range(5, 10)))
    stop = Stop()

    class StopAtFirst(Silent):
        def advance(self, amount: int, documents: int = 0) -> None:
            stop.set()

    engine = store.current()
    assert catch_up(catalogue, engine, StopAtFirst(), stop) == 1
    assert engine.status().revision == 6
    assert catch_up(catalogue, engine) == 4
    assert engine.status().revision == catalogue.revision()


def test_a_stop_need_not_wait_for_a_commit(
    catalogue: Catalogue, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_READ", 1)
    put(catalogue, document("a", "甲办法"))
    rebuild(catalogue, store)
    put(catalogue, *(document(str(n), f"条例{n}") for n in range(5)))
    stop = Stop()
    seen = []

    class StopAtSecond(Silent):
        def advance(self, amount: int, documents: int = 0) -> None:
            seen.append(documents)
            if len(seen) == 2:
                stop.set()

    engine = store.current()
    assert catch_up(catalogue, engine, StopAtSecond(), stop) == 0
    assert seen == [1, 1]
    assert (engine.status().revision, engine.status().documents) == (1, 1)
    assert catch_up(catalogue, engine) == 5


def test_whether_there_is_anything_to_do(catalogue: Catalogue, store: MemoryStore) -> None:
    assert not indexing.is_current(catalogue, store)
    update_index(catalogue, store)
    assert indexing.is_current(catalogue, store)
    put(catalogue, document("a", "甲办法"))
    assert not indexing.is_current(catalogue, store)
    update_index(catalogue, store)
    assert indexing.is_current(catalogue, store)


def test_a_stopped_rebuild_changes_nothing(catalogue: Catalogue, store: MemoryStore) -> None:
    put(catalogue, document("a", "甲办法"))
    rebuild(catalogue, store)
    serving = store.current().status().generation
    stop = Stop()
    stop.set()
    assert rebuild(catalogue, store, stop=stop) == 0
    assert store.current().status().generation == serving


def test_a_rebuild_that_loses_documents_is_not_published(
    catalogue: Catalogue, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(catalogue, document("a", "甲办法"), document("b", "乙办法"))
    rebuild(catalogue, store)
    serving = store.current().status().generation
    whole = indexing.read
    monkeypatch.setattr(indexing, "read", lambda *of: dict([*whole(*of).items()][:1]))
    with pytest.raises(EngineError, match="未通过检查"):
        rebuild(catalogue, store)
    assert store.current().status().generation == serving


def test_the_check_probes_what_is_said(catalogue: Catalogue, store: MemoryStore) -> None:
    put(catalogue, document("a", "甲办法", text="关于规范城市养犬管理的若干规定"))
    rebuild(catalogue, store)
    assert list(check(catalogue, store.current())) == []
    with catalogue.database.writing() as connection:
        connection.exec_driver_sql("UPDATE texts SET text = '别的文字，与索引不同'")
    assert any("找不到" in message for message in check(catalogue, store.current()))


def test_an_empty_catalogue_gives_an_empty_index(catalogue: Catalogue, store: MemoryStore) -> None:
    assert update_index(catalogue, store) == 0
    assert store.current().status().documents == 0


def test_an_older_state_that_was_put_back_means_a_new_index(
    tmp_path: Path, store: MemoryStore
) -> None:
    """Also where what was done since has reached the same numbers: what was lost must not be
    found, and what came after must."""
    database = tmp_path / "home" / "catalogue.db"
    database.parent.mkdir(exist_ok=True)

    def opened() -> Catalogue:
        return Catalogue.open(f"sqlite:///{database}")

    with opened() as catalogue:
        put(catalogue, document("a", "甲办法"))
        update_index(catalogue, store)
    older = database.read_bytes()
    with opened() as catalogue:
        put(catalogue, document("lost", "失办法"))
        put(catalogue, document("lost too", "失办法"))
        update_index(catalogue, store)
    for name in ("catalogue.db-wal", "catalogue.db-shm"):
        (database.parent / name).unlink(missing_ok=True)
    database.write_bytes(older)
    with opened() as catalogue:
        put(catalogue, document("b", "乙办法"))
        put(catalogue, document("c", "丙办法"), document("d", "丁办法"))
        assert catalogue.revision() > store.current().status().revision
        assert not is_current(catalogue, store)
        found = standing(catalogue, store.current)
        assert found.trouble is Trouble.OTHER_CATALOGUE
        update_index(catalogue, store)
        assert holds(store.current(), "a", "b", "c", "d", "lost", "lost too") == [
            True, True, True, True, False, False,
        ]  # fmt: skip
        assert is_current(catalogue, store)
        assert standing(catalogue, store.current).trouble is None
