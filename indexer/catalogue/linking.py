"""Who is meant by what: mentions → documents, and whose timelines follow from it.

The outcome does not depend on the order in which documents arrive. A mention is resolved against
all documents whenever it, or a document that bears one of its names, is written; a timeline is
recomputed whenever the document, or what befalls it, has changed.

A timeline depends on four hops at most: the document ← what is said of it ← by whom; and the
carrier or the instrument that shares its fate ← what is said of that ← by whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select, update

from indexer.catalogue import rows
from indexer.catalogue.attached import attachments_of, for_their_notices
from indexer.catalogue.befalling import ISSUES, MOVING, read_timelines
from indexer.catalogue.corrections import PINNED, Ruling, read_rulings, subject_of
from indexer.catalogue.same_document import with_copies
from indexer.catalogue.selection import (
    DENIED,
    DOCUMENT_CARD,
    LIVING,
    chunks,
    document_cards,
)
from indexer.catalogue.succession import sharing_an_instrument
from indexer.catalogue.tables import documents, mentions
from indexer.model import PolicyDocument
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.resolution import resolve

_NAME_COLUMNS = ("number_key", "title_key", "core_key")


@dataclass(frozen=True, slots=True)
class NameKeys:
    """The names of one document."""

    number_key: str | None
    title_key: str | None
    core_key: str | None


@dataclass(slots=True)
class Names:
    """Names under which something was added, changed or removed."""

    number_key: set[str] = field(default_factory=set)
    title_key: set[str] = field(default_factory=set)
    core_key: set[str] = field(default_factory=set)

    def add(self, keys: NameKeys) -> None:
        for column in _NAME_COLUMNS:
            name = getattr(keys, column)
            if name:
                getattr(self, column).add(name)

    def add_all(self, found: Iterable[NameKeys]) -> None:
        for keys in found:
            self.add(keys)


class BatchDirectory:
    """A Directory over one transaction. Names are fetched many at a time ahead of their use."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, dict[str, list[DocumentCard]]] = {c: {} for c in _NAME_COLUMNS}

    def fetch(self, column: str, names: Iterable[str]) -> None:
        known = self._known[column]
        for chunk in chunks(sorted({name for name in names if name and name not in known})):
            known.update((name, []) for name in chunk)
            wanted = (
                select(documents.c[column], *DOCUMENT_CARD)
                .where(documents.c[column].in_(chunk), LIVING)
                .order_by(documents.c.key)
            )
            for name, *row in self._connection.execute(wanted):
                known[name].append(rows.document_card(row))

    def by_number(self, number: str) -> Sequence[DocumentCard]:
        return self._of("number_key", number)

    def by_title(self, key: str) -> Sequence[DocumentCard]:
        return self._of("title_key", key)

    def by_core(self, key: str) -> Sequence[DocumentCard]:
        return self._of("core_key", key)

    def _of(self, column: str, name: str) -> Sequence[DocumentCard]:
        if not name:
            return ()
        if name not in self._known[column]:
            self.fetch(column, [name])
        return self._known[column][name]


class Linker:
    """Collects what a transaction touches, then resolves and recomputes once.

    ``names``: names that now mean something else than before. ``speakers``: documents (by key)
    whose mentions are new. ``changed``: documents that need a timeline and a new revision.
    ``gone``: documents that became tombstones. ``at_hand``: documents just written, by key.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.names = Names()
        self.speakers: set[int] = set()
        self.changed: set[int] = set()
        self.gone: set[int] = set()
        self.at_hand: dict[int, PolicyDocument] = {}
        self._befallen: set[int] = set()

    def link(self) -> None:
        # What a list attached to a notice says, it says on the notice's day.
        attached = attachments_of(self._connection, self.changed)
        self.speakers |= attached
        self._resolve()
        affected = self.changed | self._befallen | self._spoken_of(self.changed | attached)
        affected = with_copies(self._connection, affected)
        # Another wording of one instrument begins or ends with what came, went or changed.
        affected |= sharing_an_instrument(self._connection, affected, self.names.core_key)
        affected |= self._sharing_fate(affected)
        self._write_timelines(affected - self.gone)

    def forget_mentions(self, speakers: Sequence[int]) -> None:
        """Before these documents are replaced: what they spoke of is affected, and their copies."""
        moving = (*MOVING, ISSUES)
        self._befallen |= with_copies(self._connection, speakers) - set(speakers)
        self._befallen |= self._related(
            mentions.c.document, mentions.c.target, moving, set(speakers)
        )

    def renew(self, keys: Sequence[int]) -> None:
        """Whatever the rules made of these documents, make it anew: names, resolution, timeline."""
        for chunk in chunks(keys):
            renamed = self._renew_names(
                documents, documents.c.key.in_(chunk), "title", "doc_number"
            )
            self.names.add_all(renamed)
            spoken = mentions.c.document.in_(chunk)
            self._renew_names(mentions, spoken, "target_title", "target_number")
        self.speakers.update(keys)
        self._befallen.update(keys)

    def _renew_names(
        self, table: Table, which: ColumnElement[bool], title: str, number: str
    ) -> list[NameKeys]:
        """Bring the stored keys up to today's rules; the names, old and new, that changed."""
        columns = [table.c[name] for name in ("key", title, number, *_NAME_COLUMNS)]
        renamed, written = [], []
        for key, name, code, *old in self._connection.execute(select(*columns).where(which)):
            new = rows.name_keys(name, code)
            if list(new.values()) != old:
                renamed += [NameKeys(*old), NameKeys(**new)]
                written.append({"k": key, **new})
        if written:
            self._connection.execute(update(table).where(table.c.key == bindparam("k")), written)
        return renamed

    # ------------------------------------------------------------ resolution

    def _resolve(self) -> None:
        changed = []
        for row, target, how in self._decided(self._mentions()):
            if (target, how) != (row["target"], row["resolved_by"]):
                changed.append({"k": row["key"], "target": target, "resolved_by": how})
                if row["type"] in MOVING or row["type"] == ISSUES:
                    self._befallen |= {k for k in (row["target"], target) if k is not None}
                if row["type"] == ISSUES:
                    self._befallen.add(row["document"])
        if changed:
            self._connection.execute(
                update(mentions).where(mentions.c.key == bindparam("k")), changed
            )

    def _decided(self, found: Sequence[Any]) -> list[tuple[Any, int | None, str]]:
        """The mentions, each with the key of the document that it means, and how that is known."""
        directory = self._directory(found)
        speakers = for_their_notices(
            self._connection, document_cards(self._connection, {row["document"] for row in found})
        )
        ruled = read_rulings(self._connection, speakers)
        decided = []
        for row in found:
            speaker = speakers.get(row["document"])
            if speaker is None:
                continue
            decided.append((row, *_meant(row, speaker, directory, ruled.get(row["document"]))))
        targets = self._keys({target for _, target, _ in decided if target is not None})
        return [(row, targets.get(target or ""), how) for row, target, how in decided]

    def misresolved(self, keys: Sequence[int]) -> set[int]:
        """Those of the documents of which a mention is not resolved, or not named, as it would be
        now. Nothing is written."""
        self.speakers.update(keys)
        found = self._mentions()
        wrong = {
            row["document"]
            for row, target, how in self._decided(found)
            if (target, how) != (row["target"], row["resolved_by"])
        }
        for row in found:
            named = rows.name_keys(row["target_title"], row["target_number"])
            if any(row[name] != key for name, key in named.items()):
                wrong.add(row["document"])
        return wrong

    def _mentions(self) -> list[Any]:
        """Every mention that may now mean another document than before."""
        found: dict[int, Any] = {}

        def collect(column: ColumnElement[Any], wanted: Iterable[object]) -> None:
            for chunk in chunks(wanted):
                statement = select(mentions).where(column.in_(chunk))
                for row in self._connection.execute(statement).mappings():
                    found[row["key"]] = row

        collect(mentions.c.document, self.speakers)
        collect(mentions.c.target, self.gone)
        for column in _NAME_COLUMNS:
            collect(mentions.c[column], getattr(self.names, column))
        return [found[key] for key in sorted(found)]

    def _directory(self, found: Sequence[Any]) -> BatchDirectory:
        directory = BatchDirectory(self._connection)
        for column in _NAME_COLUMNS:
            directory.fetch(column, (row[column] for row in found if row[column]))
        return directory

    # ------------------------------------------------------------ timelines

    def _spoken_of(self, speakers: set[int]) -> set[int]:
        """Documents whose fate a changed document speaks of: its dates are their dates."""
        return self._related(mentions.c.document, mentions.c.target, MOVING, speakers)

    def _sharing_fate(self, keys: set[int]) -> set[int]:
        """Carriers of these instruments, instruments of these carriers."""
        carriers = self._related(mentions.c.target, mentions.c.document, (ISSUES,), keys)
        return carriers | self._related(mentions.c.document, mentions.c.target, (ISSUES,), keys)

    def _related(
        self,
        near: ColumnElement[Any],
        far: ColumnElement[Any],
        types: Sequence[str],
        keys: set[int],
    ) -> set[int]:
        found: set[int] = set()
        for chunk in chunks(sorted(keys)):
            wanted = select(far).where(near.in_(chunk), mentions.c.type.in_(types))
            found.update(self._connection.execute(wanted.where(far.is_not(None))).scalars())
        return found

    def _write_timelines(self, keys: set[int]) -> None:
        for chunk in chunks(sorted(keys)):
            written = []
            timelines = read_timelines(self._connection, chunk, self.at_hand)
            for key, (old, new) in timelines.items():
                if old != new:
                    written.append({"k": key, "timeline": new})
                    self.changed.add(key)
            if written:
                self._connection.execute(
                    update(documents).where(documents.c.key == bindparam("k")), written
                )

    def _keys(self, ids: set[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for chunk in chunks(sorted(ids)):
            wanted = select(documents.c.id, documents.c.key).where(
                documents.c.id.in_(chunk), LIVING
            )
            found.update((identity, key) for identity, key in self._connection.execute(wanted))
        return found


def _meant(
    row: Any,
    speaker: DocumentCard,
    directory: BatchDirectory,
    ruled: Mapping[str, Ruling] | None,
) -> tuple[str | None, str]:
    """The document that a mention means, and how that is known: staff's word, else the rules."""
    if ruled:
        subject = subject_of(row["type"], row["target_title"], row["target_number"])
        ruling = ruled.get(subject)
        if ruling is not None and not ruling.holds:
            return None, DENIED
        if ruling is not None and ruling.target_id is not None:
            return ruling.target_id, PINNED
    resolution = resolve(rows.mention(row), speaker, directory)
    return resolution.target_id, resolution.how
