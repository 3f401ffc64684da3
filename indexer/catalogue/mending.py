"""What damage leaves between rows, found and put right: rows of no document, numbers that disagree.
What staff said is never removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Select, Table, and_, delete, func, insert, select, update
from sqlalchemy.sql import ColumnElement

from indexer.catalogue.tables import (
    claims,
    corrections,
    counters,
    documents,
    mentions,
    metadata,
    rulings,
    settled,
)
from indexer.model import Basis

_STAFF = (corrections, rulings, settled)
_REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Orphans:
    """So many rows of a table whose ``column`` names what is not there. ``kept``: staff's words."""

    table: str
    column: str
    rows: int
    kept: bool


def orphans(connection: Connection) -> Iterator[Orphans]:
    for table, column in _referring():
        lost = _lost(column)
        parts = [(lost, table in _STAFF)]
        if table is claims:
            said = claims.c.basis == Basis.REVIEWED.value
            parts = [(and_(lost, ~said), False), (and_(lost, said), True)]
        for condition, kept in parts:
            wanted = select(func.count()).select_from(table).where(condition)
            if count := connection.execute(wanted).scalar_one():
                yield Orphans(table.name, column.name, count, kept)


def remove_orphans(connection: Connection) -> set[int]:
    """Remove what belongs to nothing, and what names what is not there; the documents (by key)
    whose mentions named such."""
    speakers: set[int] = set()
    for table, column in _referring():
        lost = _lost(column)
        (key,) = column.foreign_keys
        if key.ondelete == "SET NULL":
            if table is mentions:
                wanted = select(mentions.c.document).where(lost)
                speakers.update(connection.execute(wanted).scalars())
            connection.execute(update(table).where(lost).values({column.name: None}))
        elif table is claims:
            read = claims.c.basis != Basis.REVIEWED.value
            connection.execute(delete(claims).where(lost, read))
        elif table not in _STAFF:
            connection.execute(delete(table).where(lost))
    return speakers


def _referring() -> Iterator[tuple[Table, Column[object]]]:
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            yield table, key.parent


def _lost(column: Column[object]) -> ColumnElement[bool]:
    (key,) = column.foreign_keys
    return and_(column.is_not(None), column.not_in(select(key.column)))


# ---------------------------------------------------------------- revisions


def misnumbered(connection: Connection) -> Iterator[str]:
    """In Chinese, how the numbers of changes disagree."""
    last = _counted(connection)
    highest = connection.execute(select(func.max(documents.c.revision))).scalar() or 0
    if highest != last:
        yield f"计数为 {last}，而最新的变更是 {highest}"
    for revision in connection.execute(_shared().limit(10)).scalars():
        yield f"版本 {revision} 被多份文件占用"


def _counted(connection: Connection) -> int | None:
    wanted = select(counters.c.value).where(counters.c.name == _REVISION)
    return connection.execute(wanted).scalar()


def _shared() -> Select[tuple[int]]:
    return select(documents.c.revision).group_by(documents.c.revision).having(func.count() > 1)


def to_be_numbered(connection: Connection) -> set[int]:
    """Bring the counter up to the newest change; the documents (by key) that need a new number, so
    that both agree: the newest one, and those that share one."""
    last = _counted(connection)
    highest = connection.execute(select(func.max(documents.c.revision))).scalar()
    if last is None:
        connection.execute(insert(counters), {"name": _REVISION, "value": highest or 0})
    elif highest is None or last < highest:
        counter = update(counters).where(counters.c.name == _REVISION)
        connection.execute(counter.values(value=highest or 0))
    wanted = select(documents.c.key).where(
        (documents.c.revision == highest) | documents.c.revision.in_(_shared())
    )
    return set(connection.execute(wanted).scalars())
