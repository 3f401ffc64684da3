from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path

import psutil
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from indexer.catalogue import Catalogue, database, sqlite
from indexer.catalogue.mending import Orphans, orphans
from indexer.catalogue.tables import HEAD, metadata
from indexer.model.errors import CatalogueError


def test_the_migrations_build_the_tables(catalogue: Catalogue) -> None:
    with catalogue.database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD


def test_head_is_the_newest_migration() -> None:
    config = Config()
    folder = Path(database.__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_tables_can_be_made_elsewhere_than_in_sqlite() -> None:
    for table in metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_a_catalogue_of_a_newer_program_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    Catalogue.open(sqlite_url).close()
    with sqlite3.connect(tmp_path / "home" / "catalogue.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(CatalogueError, match="更新的版本"):
        Catalogue.open(sqlite_url)
    # What was opened on the way is closed again.
    assert not [f for f in psutil.Process().open_files() if f.path.startswith(str(tmp_path))]


def test_a_file_that_is_no_database(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "catalogue.db").write_bytes(b"not a database" * 100)
    with pytest.raises(CatalogueError):
        Catalogue.open(sqlite_url)


def test_opening_waits_while_another_process_makes_the_library(
    sqlite_url: str, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    path = tmp_path / "home" / "catalogue.db"
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE begun (a)")

    def give_way() -> None:
        time.sleep(0.3)  # not a timed wait: those never end where faketime sets the clock
        other.execute("ROLLBACK")

    ending = threading.Thread(target=give_way)
    ending.start()
    Catalogue.open(sqlite_url).close()
    ending.join()
    other.close()


def test_a_url_that_cannot_be_read() -> None:
    for url in ("nonsense", "sqlite://", "sqlite:///:memory:"):
        with pytest.raises(CatalogueError):
            Catalogue.open(url)


def test_integrity_finds_broken_references(sqlite_catalogue: Catalogue, tmp_path: Path) -> None:
    assert database.integrity(sqlite_catalogue.database) == []
    with sqlite3.connect(tmp_path / "home" / "catalogue.db") as connection:
        connection.execute("INSERT INTO texts (document, text) VALUES (99, 'x')")
    connection.close()
    with sqlite_catalogue.database.snapshot() as connection:
        assert list(orphans(connection)) == [Orphans("texts", "document", 1, kept=False)]


@pytest.mark.parametrize("end", ["-wal", "-shm"])
def test_a_log_that_another_process_takes_away_meanwhile_makes_nothing_unwritable(
    tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the last one that closes the file does: a command that began just then was refused."""
    path = tmp_path / "catalogue.db"
    log = Path(f"{path}{end}")
    path.touch()
    log.touch()
    access = os.access

    def after_it_went(asked: Path, mode: int) -> bool:
        if asked == log:
            log.unlink(missing_ok=True)
        return access(asked, mode)

    monkeypatch.setattr(sqlite.os, "access", after_it_went)
    assert not sqlite.is_for_reading(path)
    assert not log.exists()
