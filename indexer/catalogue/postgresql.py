"""A catalogue on a PostgreSQL server: transactions one after the other, snapshots, and a server
that restarts. What its sessions hold is ``holding.py``'s.

Reached by any number of hosts, so nothing here is held by files: writers queue for an advisory lock
of the database.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine import URL

# How long a writer waits for another one's transaction before it gives up.
BUSY_SECONDS = 30
# Names of our advisory locks, which are numbers: "policy" and what is locked.
_WRITING, _MAKING = 0x706F6C69637901, 0x706F6C69637903
# A server that does not answer, or a network that swallows packets, costs this long and no longer.
_CONNECT_SECONDS, _SILENT_MS = 5, 10_000
# Each side asks one that says nothing whether it is there, and ends what is not: a host that is
# gone in the middle of its transaction would keep all others from writing for hours, by default.
_IDLE, _INTERVAL, _COUNT = 10, 5, 2
_SERVER = (
    f"-c tcp_keepalives_idle={_IDLE} -c tcp_keepalives_interval={_INTERVAL} "
    f"-c tcp_keepalives_count={_COUNT} -c tcp_user_timeout={2 * _SILENT_MS}"
)


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
            "keepalives_idle": _IDLE,
            "keepalives_interval": _INTERVAL,
            "keepalives_count": _COUNT,
            "options": _SERVER,
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
