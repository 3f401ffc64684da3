"""The selections that reading, linking and writing share: living documents, in chunks, whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, false, func, literal_column, or_, select
from sqlalchemy.engine import RowMapping

from indexer.catalogue import rows
from indexer.catalogue.tables import (
    attached,
    claims,
    counters,
    documents,
    mentions,
    responsibilities,
    sources,
    texts,
)
from indexer.catalogue.types import Card, Counts, Link, SourceOutcome
from indexer.model import Mention, PolicyDocument, Relation, RelationType, Responsibility
from indexer.model.errors import DocumentNotFound
from indexer.understanding.validity.directory import DocumentCard

T = TypeVar("T")

# How a mention is resolved of which staff say that it is no relation.
DENIED = "denied"

# Bound values in one statement; SQLite's own limit is higher.
CHUNK = 500

CARD = [documents.c[name] for name in rows.CARD_COLUMNS]
DOCUMENT_CARD = [documents.c[name] for name in rows.DOCUMENT_CARD_COLUMNS]
_HALVES = re.compile("[\ud800-\udfff]")
LIVING = documents.c.deleted.is_(False)


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def storable(ids: Iterable[str]) -> list[str]:
    """Those that there may be: no database keeps a NUL or half a surrogate pair (``clean`` of
    ``indexer.intake.declared`` takes them out), and a server refuses to look for one."""
    return [one for one in ids if "\x00" not in one and not _HALVES.search(one)]


def cards_of(ids: list[Any]) -> Select[Any]:
    return select(*CARD).where(documents.c.id.in_(ids), LIVING)


def document_cards(connection: Connection, keys: Iterable[int]) -> dict[int, DocumentCard]:
    """By key, of those that there are."""
    found = {}
    for chunk in chunks(sorted(keys)):
        wanted = select(documents.c.key, *DOCUMENT_CARD).where(documents.c.key.in_(chunk), LIVING)
        for key, *row in connection.execute(wanted):
            found[key] = rows.document_card(row)
    return found


def texts_of(ids: list[Any]) -> Select[Any]:
    return (
        select(documents.c.id, texts.c.text)
        .join(texts, texts.c.document == documents.c.key)
        .where(documents.c.id.in_(ids), LIVING)
    )


def attached_of(ids: list[Any]) -> Select[Any]:
    """Those of the documents that are attached to another."""
    return (
        select(documents.c.id)
        .join(attached, attached.c.document == documents.c.key)
        .where(documents.c.id.in_(ids), LIVING)
    )


def claiming_of(field: str, ids: list[Any]) -> Select[Any]:
    """Those of the documents of which the field is claimed, once for each claim."""
    return (
        select(documents.c.id)
        .join(claims, claims.c.document == documents.c.key)
        .where(documents.c.id.in_(ids), claims.c.field == literal_column(f"'{field}'"), LIVING)
    )


def blocks_of(ids: list[Any]) -> Select[Any]:
    return texts_of(ids).add_columns(texts.c.blocks)


def key_of(connection: Connection, document_id: str) -> int:
    wanted = select(documents.c.key).where(documents.c.id == document_id, LIVING)
    key = connection.execute(wanted).scalar()
    if key is None:
        raise DocumentNotFound(document_id)
    return int(key)


def read_documents(
    connection: Connection, which: Any, *, text: bool = True
) -> dict[str, PolicyDocument]:
    """Living documents that fulfil a condition on the documents table, by id."""
    wanted = select(documents).where(which, LIVING).order_by(documents.c.key)
    found = connection.execute(wanted).mappings().all()
    keys = [row["key"] for row in found]
    claimed = _grouped(connection, claims, keys)
    mentioned = _grouped(connection, mentions, keys)
    full = _bodies(connection, keys) if text else {}
    duties = _grouped(connection, responsibilities, keys) if text else {}
    result = {}
    for row in found:
        body, packed = full.get(row["key"], ("", None))
        result[row["id"]] = rows.policy_document(
            row,
            body,
            rows.decode_blocks(body, packed) if body else (),
            claimed.get(row["key"], ()),
            mentioned.get(row["key"], ()),
            duties.get(row["key"], ()),
        )
    return result


def read_document(connection: Connection, key: int) -> PolicyDocument:
    """A living document, without its text."""
    found = read_documents(connection, documents.c.key == key, text=False)
    return next(iter(found.values()))


def _grouped(
    connection: Connection, table: Any, keys: Sequence[int]
) -> Mapping[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = {}
    for chunk in chunks(keys):
        wanted = select(table).where(table.c.document.in_(chunk)).order_by(table.c.key)
        for row in connection.execute(wanted).mappings():
            found.setdefault(row["document"], []).append(row)
    return found


def responsibilities_of(ids: list[Any]) -> Select[Any]:
    """Those of living documents that are published, after the document's id, in text order."""
    return _duties(documents.c.id.in_(ids))


def read_responsibilities(
    connection: Connection, condition: Any, limit: int | None = None
) -> list[tuple[str, Responsibility]]:
    """As ``responsibilities_of``, of any condition."""
    found = connection.execute(_duties(condition).limit(limit))
    return [(identity, rows.DutyRow(*row).made()) for identity, *row in found]


def _duties(condition: Any) -> Select[Any]:
    columns = [responsibilities.c[name] for name in rows.DutyRow._fields]
    return (
        select(documents.c.id, *columns)
        .join(responsibilities, responsibilities.c.document == documents.c.key)
        .where(condition, LIVING, documents.c.published.is_(True))
        .order_by(responsibilities.c.key)
    )


def _bodies(connection: Connection, keys: Sequence[int]) -> Mapping[int, tuple[str, bytes | None]]:
    found = {}
    for chunk in chunks(keys):
        for key, text, packed in connection.execute(
            select(texts).where(texts.c.document.in_(chunk))
        ):
            found[key] = (text, packed)
    return found


def withheld(connection: Connection, keys: Iterable[int]) -> set[int]:
    """Those of the documents that are not published."""
    found: set[int] = set()
    for chunk in chunks(sorted(keys)):
        wanted = select(documents.c.key).where(
            documents.c.key.in_(chunk), documents.c.published.is_(False)
        )
        found.update(connection.execute(wanted).scalars())
    return found


def outgoing_links(connection: Connection, key: int, document_id: str) -> list[Link]:
    wanted = (
        select(mentions, *[column.label(f"card_{column.name}") for column in CARD])
        .outerjoin(documents, and_(documents.c.key == mentions.c.target, LIVING))
        .where(mentions.c.document == key, mentions.c.resolved_by != DENIED)
        .order_by(mentions.c.key)
    )
    links = []
    for row in connection.execute(wanted).mappings():
        other = _labelled_card(row) if row["card_id"] is not None else None
        target = other.id if other else None
        relation = Relation(document_id, target, rows.mention(row), row["resolved_by"])
        links.append(Link(relation, "out", other))
    return links


def unresolved_mentions(
    connection: Connection,
    types: Collection[RelationType],
    ids: Collection[str] | None = None,
    names: tuple[str | None, str | None] = (None, None),
) -> list[tuple[str, Mention]]:
    """In the order of documents and of their texts; ``names``: only of this title or number."""
    wanted = (
        select(documents.c.id.label("speaker"), mentions)
        .join(documents, documents.c.key == mentions.c.document)
        .where(
            mentions.c.target.is_(None),
            mentions.c.resolved_by != DENIED,
            mentions.c.type.in_([t.value for t in types]),
            LIVING,
        )
        .order_by(mentions.c.document, mentions.c.key)
    )
    if ids is not None:
        wanted = wanted.where(documents.c.id.in_(list(ids)))
    keys = rows.name_keys(*names)
    named = [mentions.c[column] == key for column, key in keys.items() if key]
    if any(names):
        wanted = wanted.where(or_(*named) if named else false())
    found = connection.execute(wanted).mappings()
    return [(row["speaker"], rows.mention(row)) for row in found]


def fated(connection: Connection, types: Collection[RelationType]) -> set[str]:
    """The ids of the documents to which something of these types may have happened: what others
    say of them, or of the carrier or the instrument of each."""
    carries = RelationType.ISSUES.value
    told = mentions.c.type.in_([*(t.value for t in types), carries])
    spoken_of = select(mentions.c.target).where(told, mentions.c.target.is_not(None))
    carriers = select(mentions.c.document).where(
        mentions.c.type == carries, mentions.c.target.is_not(None)
    )
    wanted = select(documents.c.id).where(
        LIVING, or_(documents.c.key.in_(spoken_of), documents.c.key.in_(carriers))
    )
    return set(connection.execute(wanted).scalars())


def incoming_links(connection: Connection, key: int) -> list[Link]:
    own = select(documents.c.id).where(documents.c.key == key)
    document_id = connection.execute(own).scalar_one()
    wanted = (
        select(mentions, *[column.label(f"card_{column.name}") for column in CARD])
        .join(documents, documents.c.key == mentions.c.document)
        .where(mentions.c.target == key, LIVING)
        .order_by(mentions.c.key)
    )
    links = []
    for row in connection.execute(wanted).mappings():
        other = _labelled_card(row)
        relation = Relation(other.id, document_id, rows.mention(row), row["resolved_by"])
        links.append(Link(relation, "in", other))
    return links


def _labelled_card(row: RowMapping) -> Card:
    return rows.card([row[f"card_{name}"] for name in rows.CARD_COLUMNS])


def read_counts(connection: Connection) -> Counts:
    def number(statement: Any) -> int:
        return int(connection.execute(statement).scalar_one() or 0)

    total = select(func.count()).select_from(documents)
    known = {outcome.value for outcome in SourceOutcome}
    by_outcome = select(sources.c.outcome, func.count()).group_by(sources.c.outcome)
    return Counts(
        documents=number(total.where(LIVING)),
        withheld=number(total.where(LIVING, documents.c.published.is_(False))),
        removed=number(total.where(documents.c.deleted)),
        doubtful=number(total.where(LIVING, documents.c.doubtful)),
        characters=number(select(func.sum(documents.c.characters)).where(LIVING)),
        mentions=number(select(func.count()).select_from(mentions)),
        resolved=number(
            select(func.count()).select_from(mentions).where(mentions.c.target.is_not(None))
        ),
        # A word that is none, in a damaged database, is verify's to tell.
        sources={
            SourceOutcome(name): n for name, n in connection.execute(by_outcome) if name in known
        },
        revision=number(select(counters.c.value).where(counters.c.name == "revision")),
    )
