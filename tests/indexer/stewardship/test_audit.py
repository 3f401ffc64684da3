from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.catalogue import Act, Catalogue
from indexer.model.errors import CatalogueError
from indexer.stewardship.audit import Asked, broken_links, entries, head, sheet
from tests.indexer.catalogue.making import document
from tests.indexer.library import open_catalogue, put


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_catalogue(tmp_path) as opened:
        yield opened


def act(catalogue: Catalogue, who: str, action: str, subject: str = "", **details: object) -> None:
    with catalogue.write() as writer:
        writer.audit(Act(who, action, subject, details))


def wrong(catalogue: Catalogue) -> list[str]:
    with catalogue.database.snapshot() as connection:
        return [message for _, message in broken_links(connection)]


def test_entries_are_told_the_newest_first(catalogue: Catalogue) -> None:
    act(catalogue, "王五", "document.correct", "a", before="甲", after="乙", why="印错了")
    act(catalogue, "李四", "key.create", "k1")
    newest, first = entries(catalogue)
    assert (newest.key, newest.who, newest.action) == (2, "李四", "key.create")
    assert first.details == {"before": "甲", "after": "乙", "why": "印错了"}
    assert head(catalogue) == (2, newest.hash)
    assert wrong(catalogue) == []


def test_an_act_and_its_entry_come_together(catalogue: Catalogue) -> None:
    put(catalogue, document("a", "甲办法"))

    def interrupted() -> None:
        with catalogue.write() as writer:
            writer.publish("a", False)
            writer.audit(Act("王五", "document.withhold", "a"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(entries(catalogue)) == []
    assert catalogue.document("a").published


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    program = """
import sys
from indexer.catalogue import Act, Catalogue
with Catalogue.open(sys.argv[1]) as catalogue:
    for number in range(10_000):
        with catalogue.write() as writer:
            writer.audit(Act("程序", "document.correct", str(number)))
        print(number, flush=True)
"""
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    process = subprocess.Popen([sys.executable, "-c", program, url], stdout=subprocess.PIPE)
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(20)]
    os.kill(process.pid, signal.SIGKILL)
    told += [int(line) for line in process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    with open_catalogue(tmp_path) as catalogue:
        kept = {int(entry.subject) for entry in entries(catalogue)}
        assert kept >= set(told)
        assert wrong(catalogue) == []


def test_entries_are_neither_changed_nor_removed(catalogue: Catalogue) -> None:
    act(catalogue, "王五", "document.correct", "a")
    for statement in ("UPDATE audit SET who = '某某'", "DELETE FROM audit"):
        with (
            pytest.raises(CatalogueError, match="append-only"),
            catalogue.database.writing() as connection,
        ):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit SET who = '某某' WHERE key = 2", "内容被改动过"),
        ("UPDATE audit SET details = '{}' WHERE key = 1", "内容被改动过"),
        ("DELETE FROM audit WHERE key = 2", "缺少第 2 至 2 条"),
        ("DELETE FROM audit WHERE key = 3", "末尾与登记的不符：现有 2 条，登记 3 条"),
        ("DELETE FROM audit", "末尾与登记的不符：现有 0 条，登记 3 条"),
        ("UPDATE audit SET previous = '00' WHERE key = 3", "与前一条不衔接"),
        ("DELETE FROM audit_head", "末尾与登记的不符：现有 3 条，登记 -1 条"),
    ],
)
def test_tampering_shows(tmp_path: Path, statement: str, told: str) -> None:
    with open_catalogue(tmp_path) as catalogue:
        for number in range(3):
            act(catalogue, "王五", "document.correct", str(number), why="印错了")
    with sqlite3.connect(tmp_path / "catalogue.db") as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("DROP TRIGGER audit_no_delete")
        connection.execute(statement)
    connection.close()
    with open_catalogue(tmp_path) as catalogue:
        assert told in wrong(catalogue)


def test_filters(catalogue: Catalogue) -> None:
    act(catalogue, "王五", "document.correct", "a")
    act(catalogue, "李四", "document.publish", "a")
    act(catalogue, "李四", "documents.upload", "b")

    def found(**asked: object) -> list[int]:
        return [entry.key for entry in entries(catalogue, Asked(**asked))]  # type: ignore[arg-type]

    assert found(who="李四") == [3, 2]
    assert found(action="document") == [2, 1]
    assert found(action="document.correct") == [1]
    assert found(subject="a", who="王五") == [1]
    assert found(limit=1) == [3]
    assert found(before=3, limit=5) == [2, 1]
    day = next(entries(catalogue)).at[:10]
    assert found(since=day, until=day) == [3, 2, 1]
    assert found(since="9999-01-01") == found(until="1999-12-31") == []


def test_long_logs_are_read_bit_by_bit(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.stewardship.audit._STEP", 2)
    with catalogue.write() as writer:
        for number in range(5):
            writer.audit(Act("王五", "document.correct", str(number)))
    assert [e.key for e in entries(catalogue)] == [5, 4, 3, 2, 1]
    assert [e.key for e in entries(catalogue, Asked(limit=3))] == [5, 4, 3]
    assert wrong(catalogue) == []


def test_the_sheet(catalogue: Catalogue) -> None:
    act(catalogue, "王五", "document.correct", "a", why="印错了")
    row = next(iter(sheet(entries(catalogue)).rows))
    assert row[:1] + row[2:7] == (1, "王五", "命令行", "document.correct", "a", '{"why":"印错了"}')
