"""A catalogue in a file: SQLite's pragmas, transactions, and what it finds wrong with itself."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL

from indexer.model.errors import CatalogueError
from indexer.runtime.belonging import libraries_below
from indexer.runtime.write_ahead import has_room, use_wal

# How long a writer waits for another one's transaction before it gives up.
BUSY_SECONDS = 30
# Pages that a connection keeps. The system keeps the file too, and a service has a connection for
# each of its threads; a writer touches the same pages again and again.
_PAGES_KIB = 1_024
_PAGES_OF_WRITER_KIB = 8_192


def open_engine(url: URL, pool: dict[str, Any], *, create: bool) -> Engine:
    """Raises CatalogueError where there is no such file and none is to be made."""
    _prepare_folder(url.database, create=create)
    path = Path(url.database or "")
    arguments: dict[str, Any] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    if is_for_reading(path):
        address = address_for_reading(path)
        engine = create_engine(
            url, **pool, creator=lambda: sqlite3.connect(address, uri=True, **arguments)
        )
        event.listen(engine, "connect", _configure_for_reading)
    else:
        engine = create_engine(url, **pool, connect_args=arguments)
        event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def is_for_reading(path: Path) -> bool:
    """Whether there is a file, and what SQLite writes beside it even to read cannot be written:
    this user may not, or the disk is full."""
    beside = [path.with_name(path.name + end) for end in ("-wal", "-shm")]
    if not path.exists():
        return False
    if not has_room(path.parent) and is_still(path):
        return True
    return not (os.access(path, os.W_OK) and all(map(_may_be_written, beside)))


def _may_be_written(path: Path) -> bool:
    """Or made, where it is not there. The last process that closes the file takes it away, at any
    moment, between two of these looks too."""
    return (
        os.access(path, os.W_OK)
        or (not path.exists() and os.access(path.parent, os.W_OK))
        or os.access(path, os.W_OK)
    )


def is_still(path: Path) -> bool:
    """Whether no process writes the file: the last one takes its log away. What is left of one
    that could not be begun is empty, and as long as there is no room nothing comes into it."""
    log = path.with_name(path.name + "-wal")
    try:
        return log.stat().st_size == 0 and not has_room(path.parent)
    except OSError:
        return True


def address_for_reading(path: Path) -> str:
    """SQLite reads along with a writer whose log is there. Where there is none, it would have to
    make one, unless it is told that the file does not change meanwhile."""
    still = "&immutable=1" if is_still(path) else ""
    return f"file:{quote(str(path.absolute()))}?mode=ro{still}"


def integrity(connection: Connection) -> list[str]:
    """What the database itself finds wrong with its pages."""
    return [str(r[0]) for r in connection.execute(text("PRAGMA integrity_check")) if r[0] != "ok"]


def _nearby(home: Path) -> str:
    """As after ``make demo``, whose library lies in a folder of its own below the default one."""
    found = libraries_below(home)
    return f"；已有的资料库：{found[0]}，要用它请设 POLICY_SEARCH_HOME={found[0]}" if found else ""


def _prepare_folder(path: str | None, *, create: bool) -> None:
    if not path or path == ":memory:":
        raise CatalogueError("目录库需要一个文件")
    try:
        if not create and not Path(path).exists():
            nearby = _nearby(Path(path).parent)
            raise CatalogueError(
                f"目录库不存在: {path}，资料库中还没有文件。请先运行 policy-search ingest 文件夹"
                f"，收录其中的政策文件{nearby}"
            )
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueError(f"数据文件夹无法使用: {error}") from error


def _configure(connection: Any, record: Any) -> None:
    with closing(connection.cursor()) as cursor:
        use_wal(cursor, BUSY_SECONDS)
    _configure_for_reading(connection, record)


def _configure_for_reading(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are ours to begin, see _begin
    cursor = connection.cursor()
    for pragma in (
        "synchronous = FULL",  # what was acknowledged outlives a loss of power too
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        f"cache_size = -{_PAGES_KIB}",
        "mmap_size = 0",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: a reader that turns writer later can deadlock."""
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    if options.get("write"):
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_PAGES_OF_WRITER_KIB}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")
