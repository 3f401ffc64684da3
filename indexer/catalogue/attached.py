"""Reading which documents are attached to which (``attaching`` finds it out), and which explain
which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from indexer.catalogue import rows
from indexer.catalogue.selection import CARD, DOCUMENT_CARD, LIVING, chunks
from indexer.catalogue.tables import attached, documents, mentions
from indexer.catalogue.types import Card
from indexer.model import RelationType
from indexer.understanding.validity.directory import DocumentCard


@dataclass(frozen=True, slots=True)
class AttachedDocument:
    """The other document, and what the notice calls the attachment."""

    card: Card
    name: str


@dataclass(frozen=True, slots=True)
class Attachments:
    """``files`` are attached to the document; ``notices`` have it attached."""

    files: tuple[AttachedDocument, ...] = ()
    notices: tuple[AttachedDocument, ...] = ()


def for_their_notices(
    connection: Connection, speakers: Mapping[int, DocumentCard]
) -> dict[int, DocumentCard]:
    """The documents, by key, as those that they are attached to mean them: a list without a day or
    a body of its own has those of its notice."""
    result = dict(speakers)
    for chunk in chunks(speakers):
        wanted = (
            select(attached.c.document, *DOCUMENT_CARD)
            .join(documents, and_(documents.c.key == attached.c.notice, LIVING))
            .where(attached.c.document.in_(chunk))
            .order_by(documents.c.key.desc())
        )
        for row in connection.execute(wanted):
            own, notice = speakers[row[0]], rows.document_card(row[1:])
            dated = own if own.dates else notice
            result[row[0]] = replace(
                own,
                issuers=own.issuers or notice.issuers,
                region=own.region or notice.region,
                written_date=dated.written_date,
                published_date=dated.published_date,
                effective_from=dated.effective_from,
            )
    return result


def attachments_of(connection: Connection, notices: Iterable[int]) -> set[int]:
    """The keys of what is attached to any of these."""
    found: set[int] = set()
    for chunk in chunks(sorted(notices)):
        wanted = select(attached.c.document).where(attached.c.notice.in_(chunk))
        found.update(connection.execute(wanted).scalars())
    return found


_EXPLAINED, _SPEAKER = documents.alias(), documents.alias()


def count_interpretations(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Of each document that published ones explain, how many do, by its id."""
    return dict(_of_interpretations(connection, ids, func.count(mentions.c.document.distinct())))


def read_first_interpretations(
    connection: Connection, ids: Sequence[str]
) -> dict[str, date | None]:
    """Of each document that published ones explain, the day of the first of these, by its id;
    None where none of them has one."""
    first = func.min(func.coalesce(_SPEAKER.c.published_date, _SPEAKER.c.written_date))
    return {i: rows.day(day) for i, day in _of_interpretations(connection, ids, first)}


def _of_interpretations(
    connection: Connection, ids: Sequence[str], what: ColumnElement[Any]
) -> Iterator[tuple[str, Any]]:
    """``what`` of the published documents that explain each of these, by the id of that."""
    for chunk in chunks(ids):
        wanted = (
            select(_EXPLAINED.c.id, what)
            .join(mentions, mentions.c.target == _EXPLAINED.c.key)
            .join(_SPEAKER, _SPEAKER.c.key == mentions.c.document)
            .where(
                _EXPLAINED.c.id.in_(chunk),
                mentions.c.type == RelationType.INTERPRETS.value,
                _SPEAKER.c.deleted.is_(False),
                _SPEAKER.c.published,
            )
            .group_by(_EXPLAINED.c.id)
        )
        yield from ((identity, value) for identity, value in connection.execute(wanted))


def read_attachments(connection: Connection, ids: Sequence[str]) -> dict[str, Attachments]:
    """Of each document that has links, by its id."""
    keys = {}
    for chunk in chunks(ids):
        wanted = select(documents.c.key, documents.c.id).where(documents.c.id.in_(chunk), LIVING)
        keys.update({row.key: row.id for row in connection.execute(wanted)})
    files: dict[str, list[AttachedDocument]] = {}
    notices: dict[str, list[AttachedDocument]] = {}
    for near, far, found in (
        (attached.c.notice, attached.c.document, files),
        (attached.c.document, attached.c.notice, notices),
    ):
        for chunk in chunks(keys):
            wanted = (
                select(near.label("near"), attached.c.name.label("called"), *CARD)
                .join(documents, and_(documents.c.key == far, LIVING))
                .where(near.in_(chunk))
                .order_by(documents.c.key)
            )
            for row in connection.execute(wanted):
                other = AttachedDocument(rows.card(row[2:]), row[1])
                found.setdefault(keys[row[0]], []).append(other)
    return {
        identity: Attachments(tuple(files.get(identity, ())), tuple(notices.get(identity, ())))
        for identity in files.keys() | notices.keys()
    }
