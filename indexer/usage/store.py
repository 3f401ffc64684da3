"""What is kept of use: judgements that ranking learns from, clicks that may become such,
and counts of queries by day.

Kept apart from the catalogue: a search never waits for an ingestion, and all of it can be reset
without touching a document. Neither addresses nor identities are kept, and a query that holds an
identity or telephone number is not kept at all.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Engine,
    case,
    create_engine,
    delete,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from indexer.catalogue import postgresql as server
from indexer.catalogue.database import guarded
from indexer.model.errors import CatalogueError
from indexer.model.labels import LabelledEnum
from indexer.runtime.disk import obstacle
from indexer.runtime.write_ahead import has_room, use_wal
from indexer.usage.clicks import Clicks
from indexer.usage.tables import click, judgement, judging, metadata, query_day, query_way

log = logging.getLogger(__name__)

IMPORT, CLICK = "import", "click"
# Runs of digits that may be an identity number, a telephone or a bank card.
_PERSONAL = re.compile(r"\d{11,}[\dXx]?")

# A log line's worth; longer queries are pasted texts and count for nothing as such.
_LONGEST_LOGGED = 200
_BUFFERED = 500
_BUSY_SECONDS = 5
_UNWRITABLE = "使用记录不能写入：本用户没有权限，或磁盘已满"


@dataclass(frozen=True, slots=True)
class Judgement:
    """This document answered this query: as somebody judged (``import``), or as ``count`` people
    on days agreed (``click``)."""

    query: str
    document_id: str
    origin: str
    count: int


@dataclass(frozen=True, slots=True)
class QueryCount:
    """``relaxed``: how often nothing had all of it; the milliseconds are those of the searches that
    were made, 0 where all answers were kept ones."""

    query: str
    searches: int
    without_hits: int
    relaxed: int = 0
    mean_ms: int = 0
    slowest_ms: int = 0


class QueryOrder(LabelledEnum):
    """What comes first in a list of queries, and what is left out of it."""

    FREQUENT = "frequent", "最常用"
    WITHOUT_HITS = "without_hits", "没有结果"
    RELAXED = "relaxed", "放宽过条件"
    SLOW = "slow", "最慢"


@dataclass(slots=True)
class _Way:
    relaxed: int = 0
    timed: int = 0
    total_ms: int = 0
    slowest_ms: int = 0


class UsageStore:
    """A SQLite file, or tables of the catalogue's PostgreSQL server, by ``url``. Raises
    CatalogueError where it cannot be read or written; but counting queries never raises: what
    cannot be kept is dropped and told in the log, and answers go on. Of a file that is broken
    or cannot be made, nothing is known and nothing kept. ``trouble``: why nothing is kept now."""

    def __init__(self, url: str) -> None:
        self._may_write = _may_write(url)
        self.trouble = None if self._may_write else _UNWRITABLE
        try:
            self._engine = _open(url, self._may_write)
        except CatalogueError as error:
            self.trouble = str(error)
            if make_url(url).get_backend_name() != "sqlite":
                raise  # the catalogue lies there too
            log.warning("queries are not counted, nothing is learned: %s", error)
            self._may_write = False
            self._engine = _empty()
            metadata.create_all(self._engine)
        # Both write "insert, or change what is there" alike; the other one's dialect is not loaded.
        self._insert = import_module(f"sqlalchemy.dialects.{self._engine.name}").insert
        first = self._insert(judging).values(id=1, changes=1)
        self._one_more_change = first.on_conflict_do_update(
            index_elements=["id"], set_={"changes": judging.c.changes + 1}
        )
        self._clicks = Clicks(self._engine, self._insert)
        self._lock = threading.Lock()
        self._searches: Counter[tuple[str, str]] = Counter()
        self._without: Counter[tuple[str, str]] = Counter()
        self._ways: dict[tuple[str, str], _Way] = {}

    # ------------------------------------------------------------ judgements

    def add_judgements(self, judgements: Iterable[tuple[str, str]]) -> int:
        """Add (query, document id) pairs that somebody judged; the same one counts once."""
        rows = [
            {"query": q, "document_id": d, "origin": IMPORT, "count": 1}
            for q, d in judgements
            if not _PERSONAL.search(q)
        ]
        if not rows:
            return 0
        statement = self._insert(judgement)
        statement = statement.on_conflict_do_nothing()
        if not self._may_write:
            raise CatalogueError(self.trouble or _UNWRITABLE)
        with guarded("cannot keep judgements"), self._engine.begin() as connection:
            connection.execute(statement, rows)
            connection.execute(self._one_more_change)
        return len(rows)

    def add_click(self, day: date, query: str, document_id: str, client: str) -> bool:
        """Keep that ``client`` used this hit; whether it is kept (``clicks.py``)."""
        if not self._may_write or len(query) > _LONGEST_LOGGED or _PERSONAL.search(query):
            return False
        with guarded("cannot keep a click"):
            kept = self._clicks.add(day, query, document_id, client)
            if kept:
                with self._engine.begin() as connection:
                    connection.execute(self._one_more_change)
        return kept

    def judgements(self) -> list[Judgement]:
        """Those imported, and what clicks agree on."""
        with guarded("cannot read judgements"), self._engine.connect() as connection:
            wanted = select(judgement).where(judgement.c.origin == IMPORT)
            rows = connection.execute(wanted.order_by(judgement.c.query)).all()
            agreed = self._clicks.agreed(connection)
        return [
            *(Judgement(query, document, origin, count) for query, document, origin, count in rows),
            *(Judgement(query, document, CLICK, count) for query, document, count in agreed),
        ]

    def stamp(self) -> int:
        """Changes whenever judgements do, also by another process."""
        with guarded("cannot read judgements"), self._engine.connect() as connection:
            changes = connection.execute(select(judging.c.changes)).scalar()
        return changes or 0

    def reset(self, origin: str | None = None) -> int:
        """Forget judgements: all, or those of one origin. Returns how many."""
        tables = {IMPORT: (judgement,), CLICK: (click,), None: (judgement, click)}[origin]
        with guarded("cannot reset judgements"), self._engine.begin() as connection:
            gone = sum(connection.execute(delete(table)).rowcount for table in tables)
            connection.execute(self._one_more_change)
        return gone

    # ------------------------------------------------------------ the query log

    def log_query(
        self,
        day: date,
        query: str,
        total: int,
        *,
        relaxed: bool = False,
        took_ms: float | None = None,
    ) -> None:
        """Count a search; written in bundles, so that no search waits. ``took_ms``: None for an
        answer that was kept."""
        if not query or len(query) > _LONGEST_LOGGED or _PERSONAL.search(query):
            return
        key = (day.isoformat(), query)
        with self._lock:
            self._searches[key] += 1
            self._without[key] += total == 0
            if relaxed or took_ms is not None:
                way = self._ways.setdefault(key, _Way())
                way.relaxed += relaxed
                if took_ms is not None:
                    way.timed += 1
                    way.total_ms += round(took_ms)
                    way.slowest_ms = max(way.slowest_ms, round(took_ms))
            full = len(self._searches) >= _BUFFERED
        if full:
            self.flush()

    def flush(self) -> None:
        """Write what was counted; where that fails it is dropped, and told."""
        with self._lock:
            searches, self._searches = self._searches, Counter()
            without, self._without = self._without, Counter()
            ways, self._ways = self._ways, {}
        if not searches or not self._may_write:
            return
        rows = [
            {"day": d, "query": q, "searches": n, "without_hits": without[d, q]}
            for (d, q), n in searches.items()
        ]
        statement = self._insert(query_day)
        statement = statement.on_conflict_do_update(
            index_elements=["day", "query"],
            set_={
                "searches": query_day.c.searches + statement.excluded.searches,
                "without_hits": query_day.c.without_hits + statement.excluded.without_hits,
            },
        )
        try:
            with self._engine.begin() as connection:
                connection.execute(statement, rows)
                if ways:
                    connection.execute(*self._adding(ways))
            self.trouble = None
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            self.trouble = f"使用记录没有写入：{obstacle(cause)}"
            log.warning("%d queries are not counted: %s", len(rows), error)

    def _adding(self, ways: Mapping[tuple[str, str], _Way]) -> tuple[Any, list[dict[str, Any]]]:
        """The statement that adds these to what is there, and its rows."""
        rows = [{"day": day, "query": query, **asdict(way)} for (day, query), way in ways.items()]
        statement = self._insert(query_way)
        new, old = statement.excluded, query_way.c
        slower = case((new.slowest_ms > old.slowest_ms, new.slowest_ms), else_=old.slowest_ms)
        added = {name: old[name] + new[name] for name in ("relaxed", "timed", "total_ms")}
        return statement.on_conflict_do_update(
            index_elements=["day", "query"], set_={**added, "slowest_ms": slower}
        ), rows

    def top_queries(
        self,
        first: date,
        last: date,
        *,
        order: QueryOrder = QueryOrder.FREQUENT,
        limit: int = 50,
    ) -> Sequence[QueryCount]:
        """The queries between two days that come first in an order."""
        self.flush()
        day, way = query_day.c, query_way.c
        searches, nothing = func.sum(day.searches), func.sum(day.without_hits)
        relaxed, slowest = (
            func.coalesce(func.sum(way.relaxed), 0), func.coalesce(func.max(way.slowest_ms), 0)
        )  # fmt: skip
        timed, total = (func.coalesce(func.sum(c), 0) for c in (way.timed, way.total_ms))
        by = {
            QueryOrder.FREQUENT: searches, QueryOrder.WITHOUT_HITS: nothing,
            QueryOrder.RELAXED: relaxed, QueryOrder.SLOW: slowest,
        }[order]  # fmt: skip
        statement = (
            select(day.query, searches, nothing, relaxed, timed, total, slowest)
            .outerjoin(query_way, (way.day == day.day) & (way.query == day.query))
            .where(day.day.between(first.isoformat(), last.isoformat()))
            .group_by(day.query)
            .having(by > 0)
            .order_by(by.desc(), day.query)
            .limit(limit)
        )
        with guarded("cannot read the query log"), self._engine.connect() as connection:
            if not inspect(connection).has_table(query_way.name):
                return []  # an older file that may only be read
            return [
                QueryCount(q, int(n), int(z), int(r), round(int(ms) / int(t)) if t else 0, int(s))
                for q, n, z, r, t, ms, s in connection.execute(statement)
            ]

    def most_searched(self, limit: int) -> Sequence[tuple[str, int]]:
        """(query, how often) of the most frequent queries that found something, of all days; none
        where the log cannot be read."""
        try:
            counted = self.top_queries(date.min, date.max, limit=limit)
        except CatalogueError as error:
            log.warning("%s", error)
            return []
        return [(c.query, c.searches) for c in counted if c.searches > c.without_hits]

    def close(self) -> None:
        self.flush()
        self._engine.dispose()


def _open(url: str, may_write: bool) -> Engine:
    parsed = make_url(url)
    try:
        if parsed.get_backend_name() != "sqlite":
            engine = server.connect(parsed, {"pool_size": 1, "max_overflow": -1})
        else:
            engine = _of_a_file(Path(parsed.database or ""), parsed, may_write)
        try:
            if engine.name == "sqlite":
                # A file that may only be read has the tables that it has.
                if may_write or not inspect(engine).get_table_names():
                    metadata.create_all(engine)
            else:
                with engine.begin() as connection:
                    server.make_tables(connection, metadata)
        except BaseException:
            engine.dispose()
            raise
    except (OSError, SQLAlchemyError) as error:
        cause = getattr(error, "orig", None) or error
        place = parsed.database if parsed.get_backend_name() == "sqlite" else parsed
        raise CatalogueError(f"使用记录无法打开（{place}）: {obstacle(cause)}") from error
    return engine


def trouble_of(url: str) -> str | None:
    """Why a store of this address would keep nothing; nothing is made or changed by looking."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None  # where the catalogue is, which is looked at
    path, writable = Path(parsed.database), _may_write(url)
    try:
        if path.exists():
            with closing(_reading(path, shared=writable)) as connection:
                [(told,)] = connection.execute("PRAGMA quick_check(1)")
            if told != "ok":
                return f"使用记录已损坏（{path}）：{told}"
    except sqlite3.Error as error:
        return f"使用记录无法打开（{path}）：{obstacle(error)}"
    return None if writable else _UNWRITABLE


def _reading(path: Path, *, shared: bool) -> sqlite3.Connection:
    """``shared``: somebody may write it meanwhile; only who may write there too can tell."""
    how = "mode=ro" if shared else "mode=ro&immutable=1"
    address = f"file:{quote(str(path.absolute()))}?{how}"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _may_write(url: str) -> bool:
    """False where this user has no right to, or there is no room; a folder that is not there yet
    may be made."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return True
    path = Path(parsed.database)
    if path.parent.exists() and not has_room(path.parent):
        return False
    return all(os.access(each, os.W_OK) for each in (path, path.parent) if each.exists())


def _of_a_file(path: Path, url: URL, may_write: bool) -> Engine:
    """Whoever may not write there reads what there is; nothing is kept then, and answers go on."""
    if may_write:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _writing(url)
    if path.exists():
        log.warning("%s cannot be written: queries are not counted", path)
        return create_engine(url, creator=lambda: _reading(path, shared=False))
    log.warning("%s cannot be made: queries are not counted", path)
    return _empty()


def _empty() -> Engine:
    """In memory, where nothing is kept."""
    return create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )


def _writing(url: URL) -> Engine:
    engine = create_engine(url)
    event.listen(engine, "connect", _configure)
    return engine


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    use_wal(cursor, _BUSY_SECONDS)
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={1000 * _BUSY_SECONDS}")
    cursor.close()
