"""A catalogue on a PostgreSQL server: one writer at a time, snapshots, and a server that restarts.

Reached by any number of hosts, so nothing here is held by files: writers queue for an advisory lock
of the database, in each transaction and, for a whole ingestion, in a session of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from indexer.model.errors import CatalogueError

# How long a writer waits for another one's transaction before it gives up.
BUSY_SECONDS = 30
# Names of our advisory locks, which are numbers: "policy" and what is locked.
_WRITING, _WRITER, _MAKING = 0x706F6C69637901, 0x706F6C69637902, 0x706F6C69637903
# A server that does not answer, or a network that swallows packets, costs this long and no longer.
_CONNECT_SECONDS, _SILENT_MS = 5, 10_000


def open_engine(url: URL, pool: dict[str, Any]) -> Engine:
    """The catalogue's: see ``_begin``."""
    engine = connect(url, pool)
    event.listen(engine, "begin", _begin)
    return engine


def connect(url: URL, pool: dict[str, Any]) -> Engine:
    """By psycopg, whatever the address says: ``postgresql://`` alone would mean another driver."""
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        **pool,
        pool_pre_ping=True,  # a restarted server has cut what lies in the pool
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "tcp_user_timeout": _SILENT_MS,
            "application_name": "policy-search",
        },
    )


def _begin(connection: Connection) -> None:
    """Writers queue, so that keys and revisions are numbered one after the other; readers see one
    state from their first statement to their last."""
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    if not options.get("write"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITING})")


def make_tables(connection: Connection, metadata: MetaData) -> None:
    """Where several processes may begin at once."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")
    metadata.create_all(connection)


@contextmanager
def writer_lock(engine: Engine) -> Iterator[None]:
    """Hold the library's writer lock, across hosts. It ends with the session, however that ends.
    Raises CatalogueError, naming the session, where another one has it."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_WRITER})").scalar():
            holder = _holder(connection) or "另一进程"
            raise CatalogueError(f"正在入库或重建，请稍后再试（{holder}）")
        try:
            yield
        finally:
            # A session that was cut has let it go already.
            try:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_WRITER})")
            except DBAPIError:
                connection.invalidate()


def is_held(engine: Engine) -> bool:
    """Whether somebody writes the library, on any host."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return _holder(connection) is not None


# A lock's 64 bits lie in two columns of 32; objsubid 1 says so.
_HOLDING = text(
    """
    SELECT a.pid, a.client_addr, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.classid::bigint = :high AND l.objid::bigint = :low
    """
)


def _holder(connection: Connection) -> str | None:
    halves = {"high": _WRITER >> 32, "low": _WRITER & 0xFFFFFFFF}
    row = connection.execute(_HOLDING, halves).first()
    if row is None:
        return None
    pid, address, since = row
    return f"数据库会话 {pid}，来自 {address or '本机'}，自 {since}"


def integrity(connection: Connection, references: list[tuple[str, str, str, str]]) -> list[str]:
    """Rows whose ``(table, column, referred table, its column)`` is missing. The server keeps these
    itself; a copy restored with its triggers off may not."""
    found = []
    for table, column, referred, key in references:
        rows = connection.execute(
            text(
                f'SELECT r."{column}" FROM "{table}" r LEFT JOIN "{referred}" d '
                f'ON d."{key}" = r."{column}" WHERE r."{column}" IS NOT NULL AND d."{key}" IS NULL'
            )
        )
        found += [f"{table}({row[0]}) → {referred}" for row in rows]
    return found
