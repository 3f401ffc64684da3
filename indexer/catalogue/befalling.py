"""What befell documents, as all mentions of them tell it, and the timelines that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from indexer.catalogue import rows
from indexer.catalogue.attached import for_their_notices
from indexer.catalogue.same_document import copies_of
from indexer.catalogue.selection import (
    chunks,
    document_cards,
    read_document,
    read_documents,
    withheld,
)
from indexer.catalogue.succession import read_successions
from indexer.catalogue.tables import documents, mentions
from indexer.model import Event, PolicyDocument, Relation, RelationType
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.events import Incoming, carried, events
from indexer.understanding.validity.succession import Succession
from indexer.understanding.validity.timeline import timeline

# What moves a status; carriers share their instrument's fate by ``issues``.
MOVING = (
    RelationType.REPEALS.value,
    RelationType.LAPSES.value,
    RelationType.AMENDS.value,
    RelationType.CONFIRMS.value,
)
ISSUES = RelationType.ISSUES.value


def read_timelines(
    connection: Connection,
    keys: Sequence[int],
    at_hand: Mapping[int, PolicyDocument] | None = None,
) -> dict[int, tuple[str, str]]:
    """Document key → its timeline as stored and as it follows from the rest of the catalogue.

    ``at_hand``: documents that need not be read, by key; as the catalogue has them now.
    """
    partners = _partners(connection, keys)
    told = _read_told(connection, keys, partners)
    replaced = _replaced(connection, keys, partners)
    wanted = select(documents.c.key, documents.c.timeline).where(documents.c.key.in_(keys))
    stored = {row[0]: row[1] for row in connection.execute(wanted)}
    found = _documents(connection, keys, at_hand or {})
    result = {}
    for key in keys:
        document = found.get(key)
        if document is not None:
            happened = events(document, told.get(key, ()), replaced.get(key, ()))
            result[key] = (stored[key], rows.encode_timeline(timeline(document, happened)))
    return result


def _documents(
    connection: Connection, keys: Sequence[int], at_hand: Mapping[int, PolicyDocument]
) -> dict[int, PolicyDocument]:
    """Without their texts, where they have to be read."""
    found = {key: at_hand[key] for key in keys if key in at_hand}
    rest = [key for key in keys if key not in at_hand]
    if rest:
        by_id = read_documents(connection, documents.c.key.in_(rest), text=False)
        for key, identity in _ids(connection, rest).items():
            if identity in by_id:
                found[key] = by_id[identity]
    return found


def read_events(connection: Connection, key: int) -> tuple[Event, ...]:
    """What happened to one document."""
    partners = _partners(connection, [key])
    told = _read_told(connection, [key], partners)
    replaced = _replaced(connection, [key], partners)
    document = read_document(connection, key)
    return events(document, told.get(key, ()), replaced.get(key, ()))


def _replaced(
    connection: Connection, keys: Sequence[int], partners: Mapping[int, set[int]]
) -> Mapping[int, Sequence[Succession]]:
    """The wordings before and after each document; of a notice, those of what it carries too."""
    alone = {key: next(iter(found)) for key, found in partners.items() if len(found) == 1}
    direct = read_successions(connection, sorted({*keys, *alone.values()}))
    ids = _ids(connection, sorted({*keys, *alone.values()}))
    found: dict[int, list[Succession]] = {}
    for key in keys:
        found[key] = list(direct.get(key, ()))
        if key in alone:
            own, partner = ids[key], ids[alone[key]]
            found[key] += [s.seen_by(partner, own) for s in direct.get(alone[key], ())]
    return found


def _read_told(
    connection: Connection, keys: Sequence[int], partners: Mapping[int, set[int]]
) -> Mapping[int, Sequence[Incoming]]:
    """What others say of these documents and their copies, and of the carrier or instrument of
    each."""
    near = {*keys, *(p for found in partners.values() for p in found)}
    copies = copies_of(connection, near)
    direct = _direct(connection, sorted(near.union(*copies.values())))
    said = {
        key: [told for one in (key, *sorted(copies.get(key, ()))) for told in direct.get(one, ())]
        for key in near
    }
    cards = document_cards(connection, {p for found in partners.values() for p in found})
    told: dict[int, list[Incoming]] = {}
    for key in keys:
        found = list(said[key])
        for partner in sorted(partners.get(key, ())):
            if partner in cards:
                found.extend(carried(said[partner], cards[partner]))
        told[key] = found
    return told


def _partners(connection: Connection, keys: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    issued = mentions.c.type == ISSUES
    for near, far in (
        (mentions.c.document, mentions.c.target),
        (mentions.c.target, mentions.c.document),
    ):
        wanted = select(near, far).where(near.in_(keys), issued, far.is_not(None))
        for own, other in connection.execute(wanted):
            if own != other:
                found.setdefault(own, set()).add(other)
    return found


def _direct(connection: Connection, keys: Sequence[int]) -> dict[int, list[Incoming]]:
    found: dict[int, list[Incoming]] = {}
    for chunk in chunks(keys):
        wanted = (
            select(mentions)
            .where(mentions.c.target.in_(chunk), mentions.c.type.in_(MOVING))
            .order_by(mentions.c.key)
        )
        told = connection.execute(wanted).mappings().all()
        spoken = document_cards(connection, {row["document"] for row in told})
        speakers = _told_openly(connection, for_their_notices(connection, spoken))
        targets = _ids(connection, chunk)
        for row in told:
            speaker = speakers.get(row["document"])
            if speaker is None:
                continue
            relation = Relation(
                speaker.id, targets[row["target"]], rows.mention(row), row["resolved_by"]
            )
            found.setdefault(row["target"], []).append(Incoming(relation, speaker))
    return found


def _told_openly(
    connection: Connection, cards: Mapping[int, DocumentCard]
) -> dict[int, DocumentCard]:
    """The cards, nameless where the document is withheld: its reasons are everybody's to read."""
    hidden = withheld(connection, cards)
    return {key: replace(card, title="") if key in hidden else card for key, card in cards.items()}


def _ids(connection: Connection, keys: Sequence[int]) -> dict[int, str]:
    wanted = select(documents.c.key, documents.c.id).where(documents.c.key.in_(keys))
    return {row[0]: row[1] for row in connection.execute(wanted)}
