"""Reading what is known of files, archive members and records, and of attempts to ingest them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from indexer.catalogue.database import Database
from indexer.catalogue.selection import chunks
from indexer.catalogue.tables import attempts, documents, sources
from indexer.catalogue.types import Attempt, AttemptOutcome, KnownSource, SourceOutcome

_COLUMNS = [
    sources.c[name]
    for name in (
        "location", "name", "size", "mtime_ns", "sha256", "outcome", "container", "reason",
        "detail", "fingerprint", "declared",
    )
]  # fmt: skip
_LINES = select(*_COLUMNS, documents.c.id.label("document_id")).outerjoin(
    documents, documents.c.key == sources.c.document
)

# Sources read at once where all are gone through.
_AT_ONCE = 2_000


class Sources:
    """The sources and attempts of a catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def at(self, locations: Iterable[str]) -> dict[str, KnownSource]:
        return {s.location: s for s in self._where_in(sources.c.location, locations)}

    def with_content(self, digests: Iterable[str]) -> dict[str, list[KnownSource]]:
        """By SHA-256, in the order of location."""
        return _grouped(self._where_in(sources.c.sha256, digests), lambda s: s.sha256)

    def of_documents(self, ids: Iterable[str]) -> dict[str, list[KnownSource]]:
        """By public id: the source it was made of, and those that repeat it."""
        return _grouped(self._where_in(documents.c.id, ids), lambda s: s.document_id or "")

    def under(self, location: str) -> list[KnownSource]:
        """The source at a location and all below it: files of a folder, members, records."""
        return self._select(_LINES.where(_is_under(location)))

    def each_under(self, location: str) -> Iterator[KnownSource]:
        """The same one by one, in the order of locations, as they are when they are come to."""
        inside = _is_under(location)
        wanted = _LINES.where(inside)
        while found := self._select(wanted, _AT_ONCE):
            yield from found
            wanted = _LINES.where(inside, sources.c.location > found[-1].location)

    def in_container(self, location: str) -> list[KnownSource]:
        return self._select(_LINES.where(sources.c.container == location))

    def quarantined(self) -> list[KnownSource]:
        return self._select(_LINES.where(sources.c.outcome == SourceOutcome.QUARANTINED.value))

    def all(self) -> list[KnownSource]:
        return self._select(_LINES)

    def attempts(self, *, location: str | None = None, limit: int = 1000) -> list[Attempt]:
        """The newest first."""
        wanted = select(attempts).order_by(attempts.c.key.desc()).limit(limit)
        if location is not None:
            wanted = wanted.where(attempts.c.location == location)
        with self._database.snapshot() as connection:
            found = connection.execute(wanted).mappings().all()
        return [_attempt(row) for row in found]

    def attempts_at(self, locations: Iterable[str]) -> Iterator[Attempt]:
        """All that were made of these locations, the oldest first."""
        for chunk in chunks(locations):
            wanted = select(attempts).where(attempts.c.location.in_(chunk))
            with self._database.snapshot() as connection:
                found = connection.execute(wanted.order_by(attempts.c.key)).mappings().all()
            yield from (_attempt(row) for row in found)

    def _where_in(self, column: ColumnElement[Any], wanted: Iterable[str]) -> Iterator[KnownSource]:
        for chunk in chunks(wanted):
            yield from self._select(_LINES.where(column.in_(chunk)))

    def _select(self, statement: Select[Any], most: int | None = None) -> list[KnownSource]:
        ordered = statement.order_by(sources.c.location).limit(most)
        with self._database.snapshot() as connection:
            found = connection.execute(ordered).mappings().all()
        return [KnownSource(**{**row, "outcome": _outcome(row)}) for row in found]


def _outcome(row: Any) -> SourceOutcome:
    """A word that is none, in a damaged database, stops nobody: ``verify`` tells of it."""
    try:
        return SourceOutcome(row["outcome"])
    except ValueError:
        return SourceOutcome.INDEXED if row["document_id"] else SourceOutcome.QUARANTINED


def _is_under(location: str) -> ColumnElement[bool]:
    below = (location.rstrip(os.sep) + os.sep, location + "!/")
    column = sources.c.location
    return or_(column == location, *(func.substr(column, 1, len(b)) == b for b in below))


def _grouped(found: Iterable[KnownSource], by: Any) -> dict[str, list[KnownSource]]:
    groups: dict[str, list[KnownSource]] = {}
    for source in found:
        groups.setdefault(by(source), []).append(source)
    return groups


def _attempt(row: Any) -> Attempt:
    fields = {name: row[name] for name in Attempt.__dataclass_fields__}
    return Attempt(**{**fields, "outcome": AttemptOutcome(row["outcome"])})
