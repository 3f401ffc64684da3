"""What only a server does: several hosts at once, restarts, its own order of letters."""

from __future__ import annotations

import multiprocessing
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text

from indexer.catalogue import Catalogue
from indexer.catalogue.database import integrity
from indexer.catalogue.tables import access_keys
from indexer.catalogue.types import KnownSource, SourceOutcome
from indexer.model.errors import CatalogueError, DocumentNotFound
from indexer.pipeline.lock import is_held, writer_lock
from indexer.runtime.deadline import within
from indexer.usage.store import UsageStore
from tests.indexer.catalogue.making import document
from tests.servers import PostgreSQL

pytestmark = pytest.mark.cluster


@pytest.fixture
def url(postgresql: PostgreSQL) -> str:
    return postgresql.database()


def write(url: str, name: str, commits: int) -> None:
    with Catalogue.open(url) as catalogue:
        for i in range(commits):
            with catalogue.write() as writer:
                writer.put(document(f"{name}{i}", f"关于{name}{i}的通知"))


def together(url: str, tasks: int, commits: int) -> list[int | None]:
    start = multiprocessing.get_context("spawn")
    running = [start.Process(target=write, args=(url, f"w{n}-", commits)) for n in range(tasks)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    return [process.exitcode for process in running]


def test_writers_that_begin_together_make_the_tables_once_and_number_each_change(url: str) -> None:
    assert together(url, 4, 5) == [0] * 4
    with Catalogue.open(url) as catalogue:
        assert [c.revision for c in catalogue.changes_since(0)] == list(range(1, 21))
        assert integrity(catalogue.database) == []


def test_a_snapshot_sees_one_state(url: str) -> None:
    count = text("SELECT count(*) FROM documents")
    with Catalogue.open(url) as catalogue, catalogue.database.snapshot() as connection:
        assert connection.execute(count).scalar() == 0
        write(url, "a", 2)
        assert connection.execute(count).scalar() == 0
        assert len(catalogue.cards(["a0", "a1"])) == 2


def test_a_server_that_was_killed_and_came_back_is_asked_again(
    url: str, postgresql: PostgreSQL
) -> None:
    with Catalogue.open(url) as catalogue:
        write(url, "a", 1)
        assert set(catalogue.cards(["a0"])) == {"a0"}
        postgresql.kill()
        with pytest.raises(CatalogueError):
            catalogue.cards(["a0"])
        with pytest.raises(CatalogueError):
            catalogue.revision()
        with pytest.raises(CatalogueError), catalogue.write() as writer:
            writer.put(document("lost", "通知"))
        postgresql.start()
        assert set(catalogue.cards(["a0", "lost"])) == {"a0"}
        with catalogue.write() as writer:
            writer.put(document("b", "通知"))
        assert catalogue.revision() == 2
        postgresql.stop("fast")
        postgresql.start()
        assert catalogue.document("b").id == "b"


def test_a_reader_waits_for_a_server_that_is_coming_back_and_not_for_ever(
    url: str, postgresql: PostgreSQL
) -> None:
    with Catalogue.open(url) as catalogue, ThreadPoolExecutor(1) as elsewhere:
        keys = select(access_keys.c.id)
        assert catalogue.database.read(keys) == []
        postgresql.kill()
        started = elsewhere.submit(postgresql.start)
        # All without an error: what was looked up, what was selected, what is a snapshot.
        assert catalogue.database.read(keys) == []
        assert catalogue.cards(["a"]) == {}
        assert catalogue.revision() == 0
        started.result()
        postgresql.kill()
        # Not for longer than the work at hand has left.
        with within(0.0), pytest.raises(CatalogueError, match="没有应答"):
            catalogue.database.read(keys)
        postgresql.start()
        # Not once only: what a thread had open is made anew.
        assert catalogue.database.read(keys) == []
        assert catalogue.database.read(keys) == []


def test_hosts_write_together_unless_one_wants_to_be_alone(url: str, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "a", tmp_path / "b"
    refused = pytest.raises(CatalogueError, match="正在入库或重建")
    with Catalogue.open(url) as one, Catalogue.open(url) as other:
        with writer_lock(ours, one):
            assert is_held(theirs, other)
            with refused, writer_lock(theirs, other, alone=True):
                pass
            with refused, writer_lock(ours, other):
                pass
            with writer_lock(theirs, other):
                pass
        assert not is_held(theirs, other)
        with writer_lock(theirs, other, alone=True), refused, writer_lock(ours, one):
            pass


def test_one_host_brings_up_an_index_that_they_share(url: str, tmp_path: Path) -> None:
    with Catalogue.open(url) as one, Catalogue.open(url) as other:
        with one.database.sole("index") as first, other.database.sole("index") as second:
            assert (first, second) == (True, False)
            assert is_held(tmp_path, other, "index")
            assert not is_held(tmp_path, other, "another")
            with other.database.sole("another") as third:
                assert third
        assert other.database.holder_of("index") is None
        with other.database.sole("index") as second:
            assert second


def test_the_lock_of_a_session_that_was_cut_is_free(
    url: str, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    with Catalogue.open(url) as one, Catalogue.open(url) as other:
        with writer_lock(tmp_path / "a", one):
            postgresql.stop("fast")
            postgresql.start()
            with writer_lock(tmp_path / "b", other):
                assert is_held(tmp_path / "c", one)
        assert not is_held(tmp_path / "c", one)


def test_names_sort_as_they_do_in_a_file(url: str) -> None:
    names = ["/b", "/甲", "/a", "/B", "/乙", "/a/b", "/a b"]
    with Catalogue.open(url) as catalogue:
        with catalogue.write() as writer:
            for name in names:
                writer.remember(
                    KnownSource(name, Path(name).name, 1, 1, "0" * 64, SourceOutcome.QUARANTINED)
                )
        assert [s.location for s in catalogue.sources.all()] == sorted(names)


def test_ids_and_names_of_any_length_and_content(url: str) -> None:
    rng = random.Random(1)
    title = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(5_000))
    with Catalogue.open(url) as catalogue:
        with catalogue.write() as writer:
            writer.put(document("long", title=title))
        assert catalogue.document("long").title == title
        with pytest.raises(DocumentNotFound):
            catalogue.document("a\x00b")
        assert catalogue.cards(["a\x00b", "long", "\ud800"]).keys() == {"long"}


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="无法打开") as caught:
        Catalogue.open("postgresql://someone:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def test_use_is_kept_on_the_server_too(url: str) -> None:
    stores: list[UsageStore] = []

    def opening() -> None:
        stores.append(UsageStore(url))

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one, other = stores[:2]
    assert one.add_judgements([("养犬", "a")]) == 1
    assert one.add_judgements([("养犬", "a")]) == 1
    assert [(j.document_id, j.count) for j in other.judgements()] == [("a", 1)]
    assert other.stamp() == 2
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    "act", ["UPDATE audit SET who = ''", "DELETE FROM audit", "TRUNCATE audit"]
)
def test_the_audit_log_cannot_be_changed(url: str, act: str) -> None:
    with (
        Catalogue.open(url) as catalogue,
        pytest.raises(CatalogueError, match="append-only"),
        catalogue.database.writing() as connection,
    ):
        connection.execute(text(act))


def test_a_copy_in_a_file_has_the_documents_and_goes_on_by_itself(url: str, tmp_path: Path) -> None:
    with Catalogue.open(url) as catalogue:
        write(url, "a", 3)
        with catalogue.write() as writer:
            writer.remember(
                KnownSource("/a", "a", 1, 1, "0" * 64, SourceOutcome.INDEXED, document_id="a0")
            )
            writer.delete("a2")
        catalogue.database.copy_to(tmp_path / "copy.db")
        with Catalogue.open(f"sqlite:///{tmp_path / 'copy.db'}", create=False) as copy:
            assert copy.document("a0") == catalogue.document("a0")
            assert copy.revision() == catalogue.revision()
            assert copy.mark(copy.revision()) == catalogue.mark(catalogue.revision())
            assert copy.sources.all() == catalogue.sources.all()
            with copy.write() as writer:
                writer.put(document("b", "通知"))
            assert [c.id for c in copy.changes_since(catalogue.revision())] == ["b"]
            assert integrity(copy.database) == []
