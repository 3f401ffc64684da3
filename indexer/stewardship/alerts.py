"""Alerts as they stand in the catalogue: who wishes to be told of what, and what was told."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import RowMapping, delete, insert, select, update

from indexer.catalogue.auditing import Act, append, now
from indexer.catalogue.database import Database
from indexer.catalogue.tables import alert_notices, alerts
from indexer.model.errors import UsageError
from indexer.model.labels import LabelledEnum
from indexer.runtime.sole import alone
from indexer.stewardship.noticing import NoticeKind

LOCK = "alerts.lock"
_MOST = 100


class AlertKind(LabelledEnum):
    SEARCH = "search", "检索"
    DOCUMENT = "document", "文件"


class NoticeState(LabelledEnum):
    KNOWN = "known", "订阅时已有"
    WAITING = "waiting", "待发"
    SENT = "sent", "已发"
    FAILED = "failed", "未能送达"


@dataclass(frozen=True, slots=True)
class Alert:
    """``access_key``: the id of the key that it was made with; it ends with that."""

    id: str
    access_key: str
    url: str
    secret: str
    kind: AlertKind
    target: Mapping[str, Any]
    created_at: str


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that an alert tells, told before or to be told."""

    notice: str
    document: str
    kind: NoticeKind
    day: str
    tries: int = 0
    state: NoticeState = NoticeState.WAITING
    error: str = ""


@dataclass(frozen=True, slots=True)
class Calls:
    """How those of an alert went. ``error``: of the last that did not arrive."""

    waiting: int
    failed: int
    error: str


def calls_of(told: Sequence[Told]) -> Calls:
    return Calls(
        sum(one.state is NoticeState.WAITING for one in told),
        sum(one.state is NoticeState.FAILED for one in told),
        next((one.error for one in reversed(told) if one.error), ""),
    )


class Alerts:
    """Of a library. Raises CatalogueError where the catalogue fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, key: str, url: str, kind: AlertKind, target: Mapping[str, Any],
        known: Sequence[Told], act: Act,
    ) -> Alert:  # fmt: skip
        """A new one, which tells nothing of what is ``known``. Raises UsageError where the key has
        too many."""
        if len(self.of_key(key)) >= _MOST:
            raise UsageError(f"一个密钥最多 {_MOST} 项订阅")
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
        made = Alert(secrets.token_hex(8), key, url, secret, kind, target, now())
        row = {
            "id": made.id, "access_key": key, "url": url, "secret": secret, "kind": kind.value,
            "target": orjson.dumps(dict(target)).decode(), "created_at": made.created_at,
        }  # fmt: skip
        with self._database.writing() as connection:
            connection.execute(insert(alerts), [row])
            rows = [_row(made.id, one, NoticeState.KNOWN) for one in known]
            if rows:
                connection.execute(insert(alert_notices), rows)
            append(connection, replace(act, subject=made.id), now())
        return made

    def all(self) -> list[Alert]:
        return self._select(select(alerts).order_by(alerts.c.created_at))

    def of_key(self, key: str) -> list[Alert]:
        wanted = select(alerts).where(alerts.c.access_key == key)
        return self._select(wanted.order_by(alerts.c.created_at))

    def remove(self, identity: str, act: Act) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(alert_notices).where(alert_notices.c.alert == identity))
            connection.execute(delete(alerts).where(alerts.c.id == identity))
            append(connection, act, now())

    def told(self, alert: Alert) -> list[Told]:
        return self._notices(alert_notices.c.alert == alert.id)

    def due(self, alert: Alert, at: str) -> list[Told]:
        """What is to be told by now, the longest waiting first. While one fails the others wait:
        each would fail, too, and be given up in its turn."""
        waiting = select(alert_notices).where(
            alert_notices.c.alert == alert.id,
            alert_notices.c.state == NoticeState.WAITING.value,
        )
        order = (alert_notices.c.tries.desc(), alert_notices.c.next_at)
        rows = list(self._database.read(waiting.order_by(*order)))
        if rows and rows[0]["tries"] and rows[0]["next_at"] > at:
            return []
        return [_notice(row) for row in rows if row["next_at"] <= at]

    def add(self, alert: Alert, fresh: Sequence[tuple[Told, NoticeState]]) -> None:
        with self._database.writing() as connection:
            connection.execute(
                insert(alert_notices), [_row(alert.id, one, state) for one, state in fresh]
            )

    def settle(
        self, alert: Alert, told: Told, state: NoticeState, *, tries: int, next_at: str, error: str
    ) -> None:
        statement = (
            update(alert_notices)
            .where(alert_notices.c.alert == alert.id, alert_notices.c.notice == told.notice)
            .values(state=state.value, tries=tries, next_at=next_at, error=error)
        )
        with self._database.writing() as connection:
            connection.execute(statement)

    def _select(self, wanted: Any) -> list[Alert]:
        return [
            Alert(
                row["id"], row["access_key"], row["url"], row["secret"], AlertKind(row["kind"]),
                orjson.loads(row["target"]), row["created_at"],
            )
            for row in self._database.read(wanted)
        ]  # fmt: skip

    def _notices(self, *wanted: Any) -> list[Told]:
        statement = select(alert_notices).where(*wanted).order_by(alert_notices.c.next_at)
        return [_notice(row) for row in self._database.read(statement)]


def _notice(row: RowMapping) -> Told:
    return Told(
        row["notice"], row["document"], NoticeKind(row["kind"]), row["day"],
        row["tries"], NoticeState(row["state"]), row["error"],
    )  # fmt: skip


def _row(alert: str, told: Told, state: NoticeState) -> dict[str, Any]:
    return {
        "alert": alert, "notice": told.notice, "document": told.document,
        "kind": told.kind.value, "day": told.day, "state": state.value, "tries": 0,
        "next_at": now(), "error": "",
    }  # fmt: skip


def sole(home: Path) -> AbstractContextManager[bool]:
    """Whether nobody else is telling: one process does it for all."""
    return alone(home / LOCK)
