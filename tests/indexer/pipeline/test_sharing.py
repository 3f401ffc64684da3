"""Several workers ingest into one catalogue on a server: nothing twice, nothing lost."""

from __future__ import annotations

import json
import threading
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from indexer.catalogue import AttemptOutcome, Catalogue, SourceOutcome
from indexer.catalogue.database import integrity
from indexer.catalogue.sharing import of_content, of_id
from indexer.model.errors import CatalogueError
from indexer.pipeline.locations import digest, short_digest
from indexer.runtime.progress import Stop
from tests.indexer.pipeline.conftest import Library, counts
from tests.servers import PostgreSQL
from tests.waiting import until

pytestmark = pytest.mark.cluster


@pytest.fixture
def hosts(postgresql: PostgreSQL, tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    """Two data folders, one catalogue, one folder of files."""
    url, files = postgresql.database(), tmp_path / "files"
    files.mkdir()
    with ExitStack() as opened:
        first, second = (
            Library(opened.enter_context(Catalogue.open(url)), files, tmp_path / name)
            for name in ("one", "other")
        )
        yield first, second


def records(path: Path, count: int) -> None:
    lines = [
        {"id": f"r{n}", "title": f"第{n}号", "text": f"第{n}号通知\n内容{n}"} for n in range(count)
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")


def reserved(catalogue: Catalogue) -> int:
    with catalogue.database.snapshot() as connection:
        return int(connection.execute(text("SELECT count(*) FROM reserved")).scalar_one())


def test_two_that_begin_together_share_the_work(hosts: tuple[Library, Library]) -> None:
    one, other = hosts
    for n in range(70):
        one.write(f"{n % 7}/通知{n}.txt", f"关于{n}的通知\n" + "内容" * n)
    one.write("0/副本.txt", "关于5的通知\n" + "内容" * 5)
    records(one.files / "records.jsonl", 350)
    for name in ("a", "b"):
        with zipfile.ZipFile(one.files / f"{name}.zip", "w") as packed:
            for n in range(3):
                packed.writestr(f"{name}{n}.txt", f"压缩包{name}中的第{n}份通知")
            packed.writestr("相同.txt", "两个压缩包中相同的通知")
    with ThreadPoolExecutor() as threads:
        done = [threads.submit(library.ingest) for library in hosts]
        summaries = [one.result() for one in done]
    catalogue, made = one.catalogue, 70 + 350 + 6 + 1
    assert catalogue.counts().documents == made
    assert sum(s.counts[AttemptOutcome.ADDED] for s in summaries) == made
    assert all(s.clean for s in summaries)
    attempts = Counter((a.location, a.outcome) for a in catalogue.sources.attempts(limit=10_000))
    assert set(attempts.values()) == {1}
    outcomes = Counter(source.outcome for source in catalogue.sources.all())
    assert outcomes[SourceOutcome.DUPLICATE] == 2
    assert outcomes[SourceOutcome.CONTAINER] == 3
    assert sorted(c.revision for c in catalogue.changes_since(0))[-1] >= made
    assert integrity(catalogue.database) == []
    assert reserved(catalogue) == 0
    assert counts(other.ingest()) == {"unchanged": made, "duplicate": 2}


def test_what_a_worker_has_in_hand_is_put_off_until_it_is_dead(
    hosts: tuple[Library, Library],
) -> None:
    one, other = hosts
    held = one.write("a.txt", "甲通知")
    one.write("b.txt", "乙通知")
    records(one.files / "records.jsonl", 3)
    names = {of_content(digest(held)), of_id("r1")}
    with other.catalogue.sharing() as sharing, ThreadPoolExecutor() as threads:
        assert sharing.take(names) == names
        ingesting = threads.submit(one.ingest)
        assert until(lambda: len(other.titles()) == 3)
        assert not ingesting.done()
        sharing.release()
        summary = ingesting.result()
    assert counts(summary) == {"added": 5}
    assert len(other.titles()) == 5


def test_a_worker_whose_session_was_cut_writes_nothing_another_has_taken(
    hosts: tuple[Library, Library],
) -> None:
    one, other = hosts
    ours, theirs = of_content("1"), of_content("2")
    with one.catalogue.sharing() as cut, other.catalogue.sharing() as taker:
        assert cut.take({ours, theirs}) == {ours, theirs}
        assert taker.take({ours}) == set()
        with other.catalogue.database.snapshot() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = current_database() "
                    "AND query LIKE '%reserved%'"
                )
            )
        assert until(lambda: _is_cut(taker, other, ours))
        with pytest.raises(CatalogueError, match="连接中断"), one.catalogue.write() as writer:
            writer.last(lambda connection: cut.confirm(connection, {ours, theirs}, set()))


def _is_cut(taker: object, other: Library, name: str) -> bool:
    with other.catalogue.sharing() as again:
        return again.take({name}) == {name}


def test_an_id_that_another_is_about_to_give_is_waited_for(
    hosts: tuple[Library, Library],
) -> None:
    """Two files of one name in two folders: the second one's id is made of its whole path."""
    one, other = hosts
    path = one.write("甲/通知.txt", "甲地的通知")
    with other.catalogue.sharing() as sharing, ThreadPoolExecutor() as threads:
        sharing.take({of_id(short_digest("通知.txt"))})
        ingesting = threads.submit(one.ingest, path)
        second = other.write("乙/通知.txt", "乙地的通知")
        assert not until_done(ingesting)
        sharing.release()
        ingesting.result()
    other.ingest(second)
    assert len(one.titles()) == 2


def until_done(ingesting: Future[Any]) -> bool:
    threading.Event().wait(0.2)
    return ingesting.done()


def test_a_file_that_moved_is_not_taken_for_gone(hosts: tuple[Library, Library]) -> None:
    one, other = hosts
    path = one.write("a.txt", "甲通知")
    one.write("b.txt", "乙通知")
    one.ingest()
    sha256 = digest(path)
    path.rename(one.files / "c.txt")
    with other.catalogue.sharing() as sharing, ThreadPoolExecutor() as threads:
        sharing.take({of_content(sha256)})
        pruning = [threads.submit(library.ingest, prune=True) for library in hosts]
        sharing.release()
        results = [done.result() for done in pruning]
    assert set(one.titles()) == {"甲通知", "乙通知"}
    assert sum(s.counts[AttemptOutcome.MOVED] for s in results) == 1
    assert sum(s.counts[AttemptOutcome.REMOVED] for s in results) == 0


def test_one_that_is_asked_to_stop_does_not_wait(hosts: tuple[Library, Library]) -> None:
    one, other = hosts
    path = one.write("a.txt", "甲通知")
    stop = Stop()
    with other.catalogue.sharing() as sharing, ThreadPoolExecutor() as threads:
        sharing.take({of_content(digest(path))})
        waiting = threads.submit(one.ingest, stop=stop)
        stop.set()
        assert waiting.result().interrupted
    assert one.titles() == {}
