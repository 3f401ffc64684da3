"""Reading which documents are attached to which; ``attaching`` finds it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from indexer.catalogue import rows
from indexer.catalogue.selection import CARD, LIVING, chunks
from indexer.catalogue.tables import attached, documents
from indexer.catalogue.types import Card


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
