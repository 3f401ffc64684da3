"""What a session on a PostgreSQL server holds for as long as it lives: the right to write, or to do
what one host does for all, and what one of several workers has in hand.

All by advisory locks: the server frees them when the session ends, however that ends. Of a host
that is gone without a word it learns within half a minute.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import ARRAY, Text

from indexer.model.errors import CatalogueError, LibraryBusy

# Names of our locks, which are two numbers: what it is, and which one of these.
_WRITER, _WORKER, _NAMED = 0x706F6C02, 0x706F6C04, 0x706F6C05


@contextmanager
def session(engine: Engine) -> Iterator[Connection]:
    """A connection of its own, each statement a transaction."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


@contextmanager
def writer_lock(engine: Engine, *, alone: bool) -> Iterator[None]:
    """Hold the right to write the library, across hosts: shared with other workers, or ``alone``.
    Raises LibraryBusy, naming a session, where another one stands in the way."""
    shared = "" if alone else "_shared"
    with session(engine) as connection:
        if not _taken(connection, _WRITER, 0, shared):
            holder = _holder(connection, _WRITER) or "另一进程"
            raise LibraryBusy(holder)
        with _freed(connection, _WRITER, 0, shared):
            yield


@contextmanager
def name_lock(engine: Engine, name: str) -> Iterator[bool]:
    """Hold a name that all hosts know alike; False where another one has it."""
    number = _number(name)
    with session(engine) as connection:
        if not _taken(connection, _NAMED, number):
            yield False
            return
        with _freed(connection, _NAMED, number):
            yield True


@contextmanager
def working(engine: Engine, worker: int) -> Iterator[Connection]:
    """The session of a worker of this number: what it reserves by it is its own until it ends."""
    with session(engine) as connection:
        if not _taken(connection, _WORKER, worker):
            raise CatalogueError("登记入库进程失败，请再次运行")
        with _freed(connection, _WORKER, worker):
            try:
                yield connection
            finally:
                # What a session leaves that was cut is as good as free.
                with suppress(SQLAlchemyError):
                    release(connection, worker)


def _taken(connection: Connection, what: int, which: int, shared: str = "") -> bool:
    asked = f"SELECT pg_try_advisory_lock{shared}({what}, {which})"
    return bool(connection.exec_driver_sql(asked).scalar())


@contextmanager
def _freed(connection: Connection, what: int, which: int, shared: str = "") -> Iterator[None]:
    try:
        yield
    finally:
        # A session that was cut has let it go already.
        try:
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock{shared}({what}, {which})")
        except SQLAlchemyError:
            connection.invalidate()


# ---------------------------------------------------------------- who holds what

_LIVING = """
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_HOLDING = text(
    "SELECT a.pid, a.client_addr, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')"
    f"{_LIVING} AND l.classid::bigint = :what AND l.objid::bigint = :which"
)


def writer_of(engine: Engine) -> str | None:
    """Who writes the library, on any host."""
    with session(engine) as connection:
        return _holder(connection, _WRITER)


def holder_of(engine: Engine, name: str) -> str | None:
    with session(engine) as connection:
        return _holder(connection, _NAMED, _number(name))


def _holder(connection: Connection, what: int, which: int = 0) -> str | None:
    row = connection.execute(_HOLDING, {"what": what, "which": which}).first()
    if row is None:
        return None
    pid, address, since = row
    return f"数据库会话 {pid}，来自 {address or '本机'}，自 {since}"


def _number(name: str) -> int:
    """31 bits of it: two that share one wait for each other at times, and no more."""
    return zlib.crc32(name.encode()) & 0x7FFFFFFF


# ---------------------------------------------------------------- what workers have in hand

_ALIVE = (
    f"EXISTS (SELECT 1 {_LIVING} AND l.classid::bigint = {_WORKER} "
    "AND l.objid::bigint = reserved.worker)"
)


def _on_names(statement: str, *more: str) -> Any:
    arrays = [bindparam(name, type_=ARRAY(Text)) for name in ("names", *more)]
    return text(statement).bindparams(*arrays)


# Sorted, so that two workers that want the same do not wait for each other. Whether a holder lives
# is looked at once its row is ours to change.
_RESERVE = _on_names(
    "INSERT INTO reserved (what, worker) "
    "SELECT name, :worker FROM unnest(:names) AS name ORDER BY name "
    "ON CONFLICT (what) DO UPDATE SET worker = EXCLUDED.worker "
    f"WHERE reserved.worker = EXCLUDED.worker OR NOT {_ALIVE} RETURNING what"
)
_IN_HAND = _on_names(
    f"SELECT 1 FROM reserved WHERE what = ANY(:names) AND worker <> :worker AND {_ALIVE} LIMIT 1"
)
_OURS = _on_names(
    "SELECT what FROM reserved WHERE what = ANY(:names) AND worker = :worker "
    "ORDER BY what FOR UPDATE"
)
_FREE = _on_names("DELETE FROM reserved WHERE what = ANY(:names) AND worker = :worker")


def reserve(connection: Connection, names: Sequence[str], worker: int) -> list[str]:
    """Those of the names that are this worker's now: free ones, and those of the dead."""
    given = {"names": list(names), "worker": worker}
    return list(connection.execute(_RESERVE, given).scalars())


def in_hand(connection: Connection, names: Sequence[str], worker: int) -> bool:
    """Whether a living worker other than this one has one of them."""
    given = {"names": list(names), "worker": worker}
    return connection.execute(_IN_HAND, given).first() is not None


def confirm(connection: Connection, names: Sequence[str], free: Sequence[str], worker: int) -> bool:
    """Whether all of them are this worker's; nobody takes them before the transaction ends, and
    those to be freed are free with it."""
    given = {"names": list(names), "worker": worker}
    ours = list(connection.execute(_OURS, given).scalars())
    connection.execute(_FREE, {"names": list(free), "worker": worker})
    return len(ours) == len(names)


def release(connection: Connection, worker: int) -> None:
    """All that this worker has."""
    connection.execute(text("DELETE FROM reserved WHERE worker = :worker"), {"worker": worker})
