"""Keeping what people did to the library: an entry is written in the transaction of the act, so
that neither is ever there without the other.

Each entry holds the hash of the one before, and ``audit_head`` the hash of the last: a changed,
removed or inserted one shows (``indexer/stewardship/audit.py``). Whoever may write the file could
make the whole chain anew; the last hash, noted elsewhere, tells of that too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, insert, select, update

from indexer.catalogue.tables import audit, audit_head

Via = Literal["command", "api", "desk", "program"]

HEAD_NAME = "audit"
_WHERE_HEAD = audit_head.c.name == HEAD_NAME


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did.

    ``who``: a person or a key, as it is told to others. ``action``: ``document.correct``,
    ``key.create`` and the like: what it was done to, a dot, what was done. ``subject``: the id of
    that. ``details``: anything else, as JSON: the values before and after, the reason. No secret,
    and no text that the gate would withhold: whoever may read the log reads it.
    """

    who: str
    action: str
    subject: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    via: Via = "command"


def now() -> str:
    """This instant as the catalogue writes it."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> str:
    """As the catalogue writes it: such texts sort as time does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def append(connection: Connection, act: Act, at: str) -> int:
    """Write the entry; its number. The caller's transaction must be one that writes."""
    entries, previous = connection.execute(
        select(audit_head.c.entries, audit_head.c.hash).where(_WHERE_HEAD).with_for_update()
    ).one()
    row = {
        "key": entries + 1,
        "at": at,
        "who": act.who,
        "via": act.via,
        "action": act.action,
        "subject": act.subject,
        "details": orjson.dumps(
            dict(act.details), option=orjson.OPT_SORT_KEYS, default=str
        ).decode(),
        "previous": previous,
    }
    row["hash"] = digest(row)
    connection.execute(insert(audit), [row])
    connection.execute(
        update(audit_head).where(_WHERE_HEAD).values(entries=row["key"], hash=row["hash"])
    )
    return int(row["key"])


def digest(row: Mapping[str, Any]) -> str:
    """Of everything in the entry, the hash before it included."""
    told = [row[name] for name in ("key", "at", "who", "via", "action", "subject", "details")]
    return hashlib.sha256(orjson.dumps([*told, row["previous"]])).hexdigest()
