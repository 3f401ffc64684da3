"""The catalogue's reading side: documents, cards, relations, changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, func, or_, select

from indexer.catalogue import rows
from indexer.catalogue.attached import (
    Attachments,
    count_interpretations,
    read_attachments,
    read_first_interpretations,
)
from indexer.catalogue.corrections import Correction, read_corrections
from indexer.catalogue.database import Database, Prepared, placeholders
from indexer.catalogue.ending import read_endings
from indexer.catalogue.selection import (
    CARD,
    DOCUMENT_CARD,
    LIVING,
    attached_of,
    blocks_of,
    cards_of,
    chunks,
    claiming_of,
    fated,
    incoming_links,
    key_of,
    outgoing_links,
    read_counts,
    read_documents,
    read_responsibilities,
    responsibilities_of,
    storable,
    texts_of,
    unresolved_mentions,
)
from indexer.catalogue.succession import read_line, version_links
from indexer.catalogue.tables import claims, counters, documents, marks, responsibilities, settled
from indexer.catalogue.types import Card, Change, Counts, Link, Offered
from indexer.model import (
    Block,
    Event,
    Mention,
    PolicyDocument,
    RelationType,
    Responsibility,
    Values,
)
from indexer.model.errors import CatalogueError, DocumentNotFound
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.succession import Succession


class Reader:
    """What can be asked of the catalogue. Safe from several threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._prepared: dict[tuple[str, int], Prepared] = {}

    # ------------------------------------------------------------ who answers for what

    def responsibilities(self, ids: Iterable[str]) -> dict[str, list[Responsibility]]:
        """Of these documents, by id: those that are published and have any."""
        found = self.duty_rows(list(ids))
        return {identity: [row.made() for row in own] for identity, own in found.items()}

    def duty_rows(self, ids: Sequence[str]) -> dict[str, list[rows.DutyRow]]:
        """The same as they are stored, in text order."""
        found: dict[str, list[rows.DutyRow]] = {}
        for identity, *row in self._by_ids("responsibilities", responsibilities_of, ids):
            found.setdefault(identity, []).append(rows.DutyRow(*row))
        return found

    def responsibilities_of_bodies(
        self, names: Iterable[str], limit: int
    ) -> list[tuple[str, Responsibility]]:
        """Of the bodies of these names, with the ids of their documents."""
        with self.database.snapshot() as connection:
            condition = responsibilities.c.name.in_(list(names))
            return read_responsibilities(connection, condition, limit)

    def responsible_bodies(self) -> list[tuple[str, int]]:
        """Every name that has a duty in a published document, and how many."""
        count = func.count().label("number")
        wanted = (
            select(responsibilities.c.name, count)
            .join(documents, documents.c.key == responsibilities.c.document)
            .where(LIVING, documents.c.published.is_(True))
            .group_by(responsibilities.c.name)
            .order_by(count.desc(), responsibilities.c.name)
        )
        with self.database.snapshot() as connection:
            return [(row[0], row[1]) for row in connection.execute(wanted)]

    # ------------------------------------------------------------ the whole

    def revision(self) -> int:
        """The number of the last change; 0 for an empty catalogue."""
        found = self._lookup("revision", lambda _: select(counters.c.value), ())
        if not found:
            raise CatalogueError("目录库没有版本计数，可运行 verify --repair")
        return int(found[0][0])

    def mark(self, revision: int) -> str:
        """That of the commit to which this change belongs; empty where it is older than marks, or
        is none of this catalogue's."""
        of_commit = select(marks.c.mark).where(marks.c.revision >= revision)
        with self.database.snapshot() as connection:
            return connection.execute(of_commit.order_by(marks.c.revision)).scalar() or ""

    def counts(self) -> Counts:
        with self.database.snapshot() as connection:
            return read_counts(connection)

    def count_changes(self, revision: int) -> int:
        """How many documents were changed after ``revision``."""
        changed = select(func.count()).select_from(documents).where(documents.c.revision > revision)
        with self.database.snapshot() as connection:
            return int(connection.execute(changed).scalar_one())

    def changes_since(self, revision: int, most: int | None = None) -> Iterator[Change]:
        """Every document changed after ``revision``, each once, in the order of revisions; the
        first ``most`` of them."""
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
            .limit(most)
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

    def offered(self) -> Iterator[Offered]:
        """Of every published document with a title."""
        columns = documents.c
        wanted = select(
            columns.id, columns.title, columns.doc_number, columns.region, columns.timeline
        ).where(LIVING, columns.published, columns.title != "")
        with self.database.snapshot() as connection:
            for identity, title, number, region, timeline in connection.execute(
                wanted.order_by(columns.key)
            ):
                yield Offered(identity, title, number, region, rows.decode_timeline(timeline))

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
            for chunk in chunks(storable(ids)):
                found.update(read_documents(connection, documents.c.id.in_(chunk), text=text))
        return found

    def claimed(self, document_id: str, rule: str) -> Values:
        """What this rule claimed of a living document, whatever else of it is damaged. Raises
        CatalogueError where just that cannot be read."""
        wanted = (
            select(claims)
            .join(documents, documents.c.key == claims.c.document)
            .where(documents.c.id == document_id, LIVING, claims.c.rule == rule)
            .order_by(claims.c.key)
        )
        found = self.database.read(wanted)
        try:
            return rows.values(found)
        except (ValueError, TypeError, LookupError) as error:
            raise CatalogueError(f"{document_id} 的记录已损坏") from error

    def interpretations(self, ids: Sequence[str]) -> dict[str, int]:
        """How many published documents explain each of these; none where nobody does."""
        with self.database.snapshot() as connection:
            return count_interpretations(connection, ids)

    def first_interpretations(self, ids: Sequence[str]) -> dict[str, date | None]:
        """Of each of these that published documents explain, the first day of one; None where
        it is not known."""
        with self.database.snapshot() as connection:
            return read_first_interpretations(connection, ids)

    def issuer_groups(self) -> list[tuple[tuple[str, ...], int]]:
        """The bodies that issue together, as they were read, with how many published documents."""
        wanted = (
            select(documents.c.issuers, func.count())
            .where(documents.c.published, ~documents.c.deleted)
            .group_by(documents.c.issuers)
        )
        with self.database.snapshot() as connection:
            return [(rows.issuers_of(text), count) for text, count in connection.execute(wanted)]

    def removed(self, document_id: str) -> datetime | None:
        """The instant at which a document was removed; None for living ones, and for those that
        were withheld: nobody is to know of them."""
        wanted = select(documents.c.updated_at).where(
            documents.c.id == document_id, documents.c.deleted, documents.c.published
        )
        with self.database.snapshot() as connection:
            at = connection.execute(wanted).scalar()
        return datetime.fromisoformat(at) if at else None

    def cards(self, ids: Sequence[str]) -> dict[str, Card]:
        """The living ones' light rows, withheld ones too."""
        return {row[0]: rows.card(row) for row in self._by_ids("cards", cards_of, ids)}

    def withheld_cards(self) -> list[Card]:
        """Of what is not published: few of many, which are not all read for them."""
        wanted = select(*CARD).where(documents.c.published.is_(False), LIVING)
        with self.database.snapshot() as connection:
            return [rows.card(row) for row in connection.execute(wanted.order_by(documents.c.id))]

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        return dict(self._by_ids("texts", texts_of, ids))

    def text_and_blocks(self, document_id: str) -> tuple[str, tuple[Block, ...]]:
        """Raises DocumentNotFound."""
        found = self._by_ids("blocks", blocks_of, [document_id])
        if not found:
            raise DocumentNotFound(document_id)
        _, text, packed = found[0]
        return text, rows.decode_blocks(text, packed)

    def corrections(self, document_id: str | None = None, *, limit: int = 1000) -> list[Correction]:
        """What staff changed, the newest first; of one document, or of all."""
        with self.database.snapshot() as connection:
            return read_corrections(connection, document_id, limit=limit)

    def settled(self) -> set[str]:
        """The names of the doubts that staff let be."""
        with self.database.snapshot() as connection:
            return set(connection.execute(select(settled.c.item)).scalars())

    def created(self, ids: Iterable[str]) -> dict[str, str]:
        """Since which instant each of the documents is here."""
        found: dict[str, str] = {}
        with self.database.snapshot() as connection:
            for chunk in chunks(ids):
                wanted = select(documents.c.id, documents.c.created_at)
                found.update(
                    (identity, at)
                    for identity, at in connection.execute(wanted.where(documents.c.id.in_(chunk)))
                )
        return found

    # ------------------------------------------------------------ what is between documents

    def relations(self, document_id: str) -> list[Link]:
        """Both directions, outgoing first, each in the order of the text it stands in.

        The other wordings of its instrument stand as ``version_of``. Raises DocumentNotFound.
        """
        with self.database.snapshot() as connection:
            key = key_of(connection, document_id)
            versions = version_links(connection, key, document_id)
            known = {(link.direction, link.relation.target_id) for link in versions}
            # A title's own mark (2020年修订) names the other wording once more.
            named = [
                link
                for link in outgoing_links(connection, key, document_id)
                if link.relation.mention.type is not RelationType.VERSION_OF
                or (link.direction, link.relation.target_id) not in known
            ]
            return [*named, *versions, *incoming_links(connection, key)]

    def endings(self, document_id: str) -> list[Link]:
        """What other documents say that may end it, a later wording among them. Raises
        DocumentNotFound."""
        return read_endings(self._lookup, document_id)

    def wordings(self, document_id: str) -> tuple[Succession, ...]:
        """How the texts of its instrument follow one another. Raises DocumentNotFound."""
        with self.database.snapshot() as connection:
            return read_line(connection, key_of(connection, document_id))

    def attachments(self, ids: Sequence[str]) -> dict[str, Attachments]:
        """What is attached to documents, and what they are attached to; of those that have any."""
        with self.database.snapshot() as connection:
            return read_attachments(connection, ids)

    def attached(self, ids: Sequence[str]) -> list[str]:
        """Those of the documents that are attached to others: few, and quick to know."""
        return [row[0] for row in self._by_ids("attached", attached_of, ids)]

    def printed(self, ids: Sequence[str]) -> list[str]:
        """Those of the documents of which a day of printing is claimed."""
        return self.claiming("printed_date", ids)

    def claiming(self, field: str, ids: Sequence[str]) -> list[str]:
        """Those of the documents of which anything is claimed of the field, once for each claim."""
        statement = partial(claiming_of, field)
        return [row[0] for row in self._by_ids(f"claiming {field}", statement, ids)]

    def unresolved(
        self, types: Collection[RelationType], ids: Collection[str] | None = None
    ) -> list[tuple[str, Mention]]:
        """(id, mention) of these types for which no document was found; of all documents, or of
        these."""
        with self.database.snapshot() as connection:
            return unresolved_mentions(connection, types, ids)

    def fated(self, types: Collection[RelationType]) -> set[str]:
        """Ids of the documents that something of these types may have happened to."""
        with self.database.snapshot() as connection:
            return fated(connection, types)

    def spoken_of(self, title: str | None, number: str | None) -> list[tuple[str, Mention]]:
        """(id, mention) of what is said of a document of this title or number that is not here."""
        with self.database.snapshot() as connection:
            return unresolved_mentions(connection, tuple(RelationType), names=(title, number))

    def events(self, document_id: str) -> tuple[Event, ...]:
        """What happened to the document's validity, by date. Raises DocumentNotFound."""
        # Imported where somebody asks: it reads what the clauses say once more, with some hundred
        # patterns that no search needs.
        from indexer.catalogue.befalling import read_events

        with self.database.snapshot() as connection:
            key = key_of(connection, document_id)
            return read_events(connection, key)

    # ------------------------------------------------------------ the directory of names

    def by_number(self, number: str) -> Sequence[DocumentCard]:
        return self._by_name("number_key", number)

    def by_title(self, key: str) -> Sequence[DocumentCard]:
        return self._by_name("title_key", key)

    def by_core(self, key: str) -> Sequence[DocumentCard]:
        return self._by_name("core_key", key)

    def by_names(
        self, cores: Sequence[str], titles: Sequence[str]
    ) -> tuple[dict[str, list[DocumentCard]], dict[str, list[DocumentCard]]]:
        """What ``by_core`` and ``by_title`` say of each of these, in one look-up."""
        of_core: dict[str, list[DocumentCard]] = {key: [] for key in cores if key}
        of_title: dict[str, list[DocumentCard]] = {key: [] for key in titles if key}
        if not of_core or not of_title:
            return of_core, of_title
        count = len(of_core)
        for core, title, *row in self._lookup(
            f"names {count}",
            lambda bound: (
                select(documents.c.core_key, documents.c.title_key, *DOCUMENT_CARD)
                .where(
                    or_(
                        documents.c.core_key.in_(bound[:count]),
                        documents.c.title_key.in_(bound[count:]),
                    ),
                    LIVING,
                )
                .order_by(documents.c.key)
            ),
            (*of_core, *of_title),
        ):
            card = rows.document_card(row)
            for key, found in ((core, of_core), (title, of_title)):
                if key in found:
                    found[key].append(card)
        return of_core, of_title

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
        return [
            row for chunk in chunks(storable(ids)) for row in self._lookup(name, statement, chunk)
        ]

    def _lookup(
        self, name: str, statement: Callable[[list[Any]], Select[Any]], values: Sequence[object]
    ) -> list[Any]:
        key = (name, len(values))
        prepared = self._prepared.get(key)
        if prepared is None:
            prepared = Prepared(self.database.engine, statement(placeholders(len(values))))
            self._prepared[key] = prepared
        return self.database.rows(prepared, values)
