"""Uses of hits: what counts, and for how long.

Anybody may send one, so one says nothing. A document speaks for a query where several people, on
several days, used it: three of them, on two days at least. Who they were is not kept: a client is
told apart within a day by a keyed hash, whose key is drawn for the day and thrown away after it, so
that the same person on two days is two, and nobody can be found out from either. What is
kept is bounded: a share of a day by document and query, a sum a day, ninety days.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select

from indexer.usage.tables import click, click_salt

DAYS_AGREEING, PEOPLE_AGREEING = 2, 3
_KEPT_DAYS = 90
_MOST_A_DAY = 20_000
_MOST_OF_ONE = 20


class Clicks:
    """Raises SQLAlchemyError. ``insert`` is the database's own."""

    def __init__(self, engine: Engine, insert: Callable[..., Any]) -> None:
        self._engine = engine
        self._insert = insert

    def add(self, day: date, query: str, document_id: str, client: str) -> bool:
        told = day.isoformat()
        with self._engine.begin() as connection:
            salt = self._salt(connection, day)
            held = connection.execute(
                select(func.count()).select_from(click).where(click.c.day == told)
            ).scalar_one()
            same = connection.execute(
                select(func.count())
                .select_from(click)
                .where(
                    click.c.day == told,
                    click.c.query == query,
                    click.c.document_id == document_id,
                )
            ).scalar_one()
            if held >= _MOST_A_DAY or same >= _MOST_OF_ONE:
                return False
            token = blake2b(client.encode(), key=salt, digest_size=8).hexdigest()
            row = {"day": told, "query": query, "document_id": document_id, "client": token}
            done = connection.execute(self._insert(click).values(row).on_conflict_do_nothing())
            return bool(done.rowcount)

    def _salt(self, connection: Connection, day: date) -> bytes:
        """The day's; with the first of a day, those before go, and what is too old."""
        told = day.isoformat()
        wanted = select(click_salt.c.salt).where(click_salt.c.day == told)
        known = connection.execute(wanted).scalar()
        if known is None:
            connection.execute(delete(click_salt))
            first = (day - timedelta(days=_KEPT_DAYS)).isoformat()
            connection.execute(delete(click).where(click.c.day < first))
            drawn = self._insert(click_salt).values(day=told, salt=os.urandom(32).hex())
            connection.execute(drawn.on_conflict_do_nothing())
            known = connection.execute(wanted).scalar_one()
        return bytes.fromhex(known)

    def agreed(self, connection: Connection) -> list[tuple[str, str, int]]:
        """(query, document, how many people on days) of what enough of them say."""
        people = func.count()
        wanted = (
            select(click.c.query, click.c.document_id, people)
            .group_by(click.c.query, click.c.document_id)
            .having(func.count(click.c.day.distinct()) >= DAYS_AGREEING, people >= PEOPLE_AGREEING)
            .order_by(click.c.query, click.c.document_id)
        )
        return [(query, document, int(n)) for query, document, n in connection.execute(wanted)]
