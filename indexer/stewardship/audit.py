"""The audit log, read: filtered, as a table, and checked. It is written by
``catalogue.write().audit`` in the transaction of what was done, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, Select, select

from indexer.catalogue import Catalogue
from indexer.catalogue.auditing import HEAD_NAME, digest
from indexer.catalogue.tables import audit, audit_head
from indexer.stewardship.sheets import Sheet

FORMATS = ("table", "csv", "xlsx", "json", "jsonl")
HEADS = ("序号", "时间", "何人", "途径", "操作", "对象", "详情", "校验值")
VIA_LABELS = {"command": "命令行", "api": "接口", "desk": "工作台", "program": "程序"}
_STEP = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """``at`` is an instant, UTC. ``hash`` covers the entry and the hash of the one before."""

    key: int
    at: str
    who: str
    via: str
    action: str
    subject: str
    details: dict[str, Any]
    hash: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: all that is given must fit. ``action`` also by what stands before its dot
    (``document``); ``since`` and ``until`` are days or instants, both included; ``before`` is an
    entry's number, to read on."""

    who: str | None = None
    action: str | None = None
    subject: str | None = None
    via: str | None = None
    since: str | None = None
    until: str | None = None
    before: int | None = None
    limit: int | None = None


def entries(catalogue: Catalogue, asked: Asked | None = None) -> Iterator[Entry]:
    """The newest first, read bit by bit: a writer is not kept waiting by who reads slowly."""
    asked = asked or Asked()
    before, left = asked.before, asked.limit
    while left is None or left > 0:
        step = _STEP if left is None else min(_STEP, left)
        wanted = _filtered(select(audit), asked).order_by(audit.c.key.desc()).limit(step)
        if before is not None:
            wanted = wanted.where(audit.c.key < before)
        with catalogue.database.snapshot() as connection:
            found = connection.execute(wanted).mappings().all()
        yield from (_entry(row) for row in found)
        if len(found) < step:
            return
        before = found[-1]["key"]
        left = None if left is None else left - len(found)


def _filtered(wanted: Select[Any], asked: Asked) -> Select[Any]:
    for column in ("who", "subject", "via"):
        if (value := getattr(asked, column)) is not None:
            wanted = wanted.where(audit.c[column] == value)
    if asked.action is not None:
        family = audit.c.action.startswith(f"{asked.action}.", autoescape=True)
        wanted = wanted.where((audit.c.action == asked.action) | family)
    if asked.since is not None:
        wanted = wanted.where(audit.c.at >= asked.since)
    if asked.until is not None:
        # A day without its hours: all of it. ``~`` sorts after what an instant may hold.
        wanted = wanted.where(audit.c.at <= f"{asked.until}~")
    return wanted


def _entry(row: Any) -> Entry:
    return Entry(
        key=row["key"],
        at=row["at"],
        who=row["who"],
        via=row["via"],
        action=row["action"],
        subject=row["subject"],
        details=orjson.loads(row["details"]),
        hash=row["hash"],
    )


def sheet(found: Iterator[Entry]) -> Sheet:
    """The entries as a table for people."""
    return Sheet("审计记录", HEADS, (_cells(entry) for entry in found))


def _cells(entry: Entry) -> tuple[str | int, ...]:
    details = orjson.dumps(entry.details).decode() if entry.details else ""
    via = VIA_LABELS.get(entry.via, entry.via)
    return entry.key, entry.at, entry.who, via, entry.action, entry.subject, details, entry.hash


# ---------------------------------------------------------------- checking


def head(catalogue: Catalogue) -> tuple[int, str]:
    """The number of the last entry and its hash: noted elsewhere, they prove the log later."""
    with catalogue.database.snapshot() as connection:
        return _head(connection)


def _head(connection: Connection) -> tuple[int, str]:
    wanted = select(audit_head.c.entries, audit_head.c.hash)
    found = connection.execute(wanted.where(audit_head.c.name == HEAD_NAME)).one_or_none()
    return (found.entries, found.hash) if found is not None else (-1, "")


def unsound(catalogue: Catalogue, most: int = 3) -> tuple[str, ...]:
    """The first places where the chain does not hold; none if the log is as it was written."""
    with catalogue.database.snapshot() as connection:
        return tuple(f"{entry}：{told}" for entry, told in islice(broken_links(connection), most))


def broken_links(connection: Connection) -> Iterator[tuple[str, str]]:
    """(entry, what is wrong) of each that was changed, removed or put in afterwards."""
    number, previous = 0, ""
    rows = connection.execution_options(yield_per=_STEP).execute(
        select(audit).order_by(audit.c.key)
    )
    for row in rows.mappings():
        number += 1
        if row["key"] != number:
            yield f"审计记录 {number}", f"缺少第 {number} 至 {row['key'] - 1} 条"
            number = row["key"]
        elif row["previous"] != previous:
            yield f"审计记录 {number}", "与前一条不衔接"
        if digest(dict(row)) != row["hash"]:
            yield f"审计记录 {number}", "内容被改动过"
        previous = row["hash"]
    if (number, previous) != _head(connection):
        yield "审计记录", f"末尾与登记的不符：现有 {number} 条，登记 {_head(connection)[0]} 条"
