"""The catalogue's reading side: documents, cards, relations, changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, func, select
from sqlalchemy.engine import RowMapping

from indexer.catalogue import rows
from indexer.catalogue.database import Database, Prepared, placeholders
from indexer.catalogue.tables import claims, counters, documents, mentions, sources, texts
from indexer.catalogue.types import Card, Change, Counts, Link, SourceOutcome
from indexer.errors import DocumentNotFound
from indexer.model import Block, Event, PolicyDocument, Relation
from indexer.validity.directory import DocumentCard

T = TypeVar("T")

# Bound values in one statement; SQLite's own limit is higher.
CHUNK = 500

CARD = [documents.c[name] for name in rows.CARD_COLUMNS]
DOCUMENT_CARD = [documents.c[name] for name in rows.DOCUMENT_CARD_COLUMNS]
LIVING = documents.c.deleted.is_(False)


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


class Reader:
    """What can be asked of the catalogue. Safe from several threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._prepared: dict[tuple[str, int], Prepared] = {}

    # ------------------------------------------------------------ the whole

    def revision(self) -> int:
        """The number of the last change; 0 for an empty catalogue."""
        found = self._lookup("revision", lambda _: select(counters.c.value), ())
        return int(found[0][0])

    def counts(self) -> Counts:
        with self.database.snapshot() as connection:
            return read_counts(connection)

    def changes_since(self, revision: int) -> Iterator[Change]:
        """Every document changed after ``revision``, each once, in the order of revisions."""
        wanted = (
            select(
                documents.c.id,
                documents.c.revision,
                documents.c.deleted,
                documents.c.published,
                documents.c.characters,
            )
            .where(documents.c.revision > revision)
            .order_by(documents.c.revision)
        )
        with self.database.snapshot() as connection:
            found = connection.execute(wanted).all()
        for row in found:
            gone = bool(row.deleted) or not row.published
            yield Change(row.id, row.revision, gone, 0 if gone else row.characters)

    def all_titles(self) -> Iterator[tuple[str, str]]:
        """(id, title) of every published document."""
        wanted = select(documents.c.id, documents.c.title).where(
            LIVING, documents.c.published, documents.c.title != ""
        )
        with self.database.snapshot() as connection:
            for row in connection.execute(wanted.order_by(documents.c.key)):
                yield row[0], row[1]

    # ------------------------------------------------------------ one document or several

    def document(self, document_id: str) -> PolicyDocument:
        """Whole, withheld ones too (see ``published``). Raises DocumentNotFound."""
        found = self.documents([document_id])
        if document_id not in found:
            raise DocumentNotFound(document_id)
        return found[document_id]

    def documents(self, ids: Iterable[str], *, text: bool = True) -> dict[str, PolicyDocument]:
        """The living ones among ``ids``; without ``text``, text and blocks stay empty."""
        found: dict[str, PolicyDocument] = {}
        with self.database.snapshot() as connection:
            for chunk in chunks(ids):
                found.update(read_documents(connection, documents.c.id.in_(chunk), text=text))
        return found

    def cards(self, ids: Sequence[str]) -> dict[str, Card]:
        """The living ones' light rows, withheld ones too."""
        return {row[0]: rows.card(row) for row in self._by_ids("cards", _cards, ids)}

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        return dict(self._by_ids("texts", _texts, ids))

    def text_and_blocks(self, document_id: str) -> tuple[str, tuple[Block, ...]]:
        """Raises DocumentNotFound."""
        found = self._by_ids("blocks", _texts_with_blocks, [document_id])
        if not found:
            raise DocumentNotFound(document_id)
        _, text, packed = found[0]
        return text, rows.decode_blocks(text, packed)

    # ------------------------------------------------------------ what is between documents

    def relations(self, document_id: str) -> list[Link]:
        """Both directions, outgoing first, each in the order of the text it stands in.

        Raises DocumentNotFound.
        """
        with self.database.snapshot() as connection:
            key = _key(connection, document_id)
            return [*_outgoing(connection, key, document_id), *_incoming(connection, key)]

    def events(self, document_id: str) -> tuple[Event, ...]:
        """What happened to the document's validity, by date. Raises DocumentNotFound."""
        from indexer.catalogue.linking import read_events

        with self.database.snapshot() as connection:
            key = _key(connection, document_id)
            return read_events(connection, key)

    # ------------------------------------------------------------ the directory of names

    def by_number(self, number: str) -> Sequence[DocumentCard]:
        return self._by_name("number_key", number)

    def by_title(self, key: str) -> Sequence[DocumentCard]:
        return self._by_name("title_key", key)

    def by_core(self, key: str) -> Sequence[DocumentCard]:
        return self._by_name("core_key", key)

    def _by_name(self, column: str, name: str) -> Sequence[DocumentCard]:
        if not name:
            return ()
        found = self._lookup(
            column,
            lambda bound: (
                select(*DOCUMENT_CARD)
                .where(documents.c[column] == bound[0], LIVING)
                .order_by(documents.c.key)
            ),
            (name,),
        )
        return tuple(rows.document_card(row) for row in found)

    # ------------------------------------------------------------ prepared lookups

    def _by_ids(
        self, name: str, statement: Callable[[list[Any]], Select[Any]], ids: Sequence[str]
    ) -> list[Any]:
        return [row for chunk in chunks(ids) for row in self._lookup(name, statement, chunk)]

    def _lookup(
        self, name: str, statement: Callable[[list[Any]], Select[Any]], values: Sequence[object]
    ) -> list[Any]:
        key = (name, len(values))
        prepared = self._prepared.get(key)
        if prepared is None:
            prepared = Prepared(self.database.engine, statement(placeholders(len(values))))
            self._prepared[key] = prepared
        return self.database.rows(prepared, values)


def _cards(ids: list[Any]) -> Select[Any]:
    return select(*CARD).where(documents.c.id.in_(ids), LIVING)


def _texts(ids: list[Any]) -> Select[Any]:
    return (
        select(documents.c.id, texts.c.text)
        .join(texts, texts.c.document == documents.c.key)
        .where(documents.c.id.in_(ids), LIVING)
    )


def _texts_with_blocks(ids: list[Any]) -> Select[Any]:
    return _texts(ids).add_columns(texts.c.blocks)


def _key(connection: Connection, document_id: str) -> int:
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
    full = _texts_of(connection, keys) if text else {}
    result = {}
    for row in found:
        body, packed = full.get(row["key"], ("", None))
        result[row["id"]] = rows.policy_document(
            row,
            body,
            rows.decode_blocks(body, packed) if body else (),
            claimed.get(row["key"], ()),
            mentioned.get(row["key"], ()),
        )
    return result


def _grouped(
    connection: Connection, table: Any, keys: Sequence[int]
) -> Mapping[int, list[RowMapping]]:
    found: dict[int, list[RowMapping]] = {}
    for chunk in chunks(keys):
        wanted = select(table).where(table.c.document.in_(chunk)).order_by(table.c.key)
        for row in connection.execute(wanted).mappings():
            found.setdefault(row["document"], []).append(row)
    return found


def _texts_of(
    connection: Connection, keys: Sequence[int]
) -> Mapping[int, tuple[str, bytes | None]]:
    found = {}
    for chunk in chunks(keys):
        for key, text, packed in connection.execute(
            select(texts).where(texts.c.document.in_(chunk))
        ):
            found[key] = (text, packed)
    return found


def _outgoing(connection: Connection, key: int, document_id: str) -> list[Link]:
    wanted = (
        select(mentions, *[column.label(f"card_{column.name}") for column in CARD])
        .outerjoin(documents, and_(documents.c.key == mentions.c.target, LIVING))
        .where(mentions.c.document == key)
        .order_by(mentions.c.key)
    )
    links = []
    for row in connection.execute(wanted).mappings():
        other = _labelled_card(row) if row["card_id"] is not None else None
        target = other.id if other else None
        relation = Relation(document_id, target, rows.mention(row), row["resolved_by"])
        links.append(Link(relation, "out", other))
    return links


def _incoming(connection: Connection, key: int) -> list[Link]:
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
        sources={SourceOutcome(name): n for name, n in connection.execute(by_outcome)},
        revision=number(select(counters.c.value).where(counters.c.name == "revision")),
    )
