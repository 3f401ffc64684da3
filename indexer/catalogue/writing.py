"""The catalogue's writing side: one transaction, written in bulk and linked before it ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from indexer.catalogue import rows
from indexer.catalogue.attaching import link_attachments
from indexer.catalogue.auditing import Act, append, now
from indexer.catalogue.corrections import read_rulings, ruled_by_target
from indexer.catalogue.digests import (
    DOCUMENT,
    Made,
    forget_readings,
    reading_digest,
    seal,
    write_readings,
    write_words,
)
from indexer.catalogue.linking import Linker, NameKeys
from indexer.catalogue.mending import remove_orphans, to_be_numbered
from indexer.catalogue.selection import LIVING, chunks, read_document
from indexer.catalogue.staff_word import Said, StaffWord, added_rows
from indexer.catalogue.tables import (
    attached,
    attempts,
    claims,
    counters,
    documents,
    marks,
    mentions,
    responsibilities,
    sources,
    texts,
)
from indexer.catalogue.types import Attempt, KnownSource, SourceOutcome
from indexer.model import Basis, PolicyDocument, Value, Values
from indexer.model.errors import DocumentNotFound
from indexer.model.publication import PUBLICATION, RELEASED, WITHHELD

_TOMBSTONE = {
    "deleted": True,
    "title": "",
    "doc_number": None,
    "issuers": "[]",
    "number_key": None,
    "title_key": "",
    "core_key": "",
    "timeline": "[]",
    "doubtful": False,
    "characters": 0,
}


class Writer:
    """Collects changes; ``finish`` writes them, resolves what has become resolvable, recomputes
    the timelines that depend on it and numbers every changed document."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._documents: dict[str, PolicyDocument] = {}
        self._deleted: set[str] = set()
        self._sources: dict[str, KnownSource | None] = {}
        self._attempts: list[Attempt] = []
        self._keys: dict[str, int] = {}
        self._linker = Linker(connection)
        self._last: list[Callable[[Connection], None]] = []
        self._now = now()
        self.staff = StaffWord(connection, self._linker, self._now, self._living_key, self._refresh)

    # ------------------------------------------------------------ documents

    def put(self, document: PolicyDocument) -> None:
        """Add the document or replace the one of the same id.

        What staff reviewed is kept: reviewed values in ``document.values`` are ignored, those of
        the catalogue stay; so does staff's word on whether it is published.
        """
        self._deleted.discard(document.id)
        self._documents[document.id] = document

    def delete(self, document_id: str) -> None:
        """Leave a tombstone; unknown ids are no error."""
        self._documents.pop(document_id, None)
        self._deleted.add(document_id)

    def review(self, document_id: str, field: str, value: Said, who: str, why: str = "") -> None:
        """Staff say that ``field`` is ``value``; an empty one takes it away, None withdraws
        what staff said before. Raises DocumentNotFound."""
        self.staff.review(document_id, field, value, who, why)

    def publish(self, document_id: str, published: bool, who: str = "staff", why: str = "") -> None:
        """Staff publish or withhold it, whatever is found or declared. Raises DocumentNotFound."""
        self.review(document_id, PUBLICATION, RELEASED if published else WITHHELD, who, why)

    def move(self, document_id: str, name: str, path: str | None) -> None:
        """The document's file is now elsewhere. Raises DocumentNotFound."""
        key = self._living_key(document_id)
        self._connection.execute(
            update(documents)
            .where(documents.c.key == key)
            .values(source_name=name, source_path=path, updated_at=self._now)
        )
        self._linker.changed.add(key)

    def renew(self, ids: Iterable[str]) -> None:
        """Make anew what the rules make of documents that stay as they are: the keys of their
        names, whom they mean, their timelines. Only what comes out otherwise gets a revision."""
        self._linker.renew(list(self._existing(ids).values()))

    def refresh(self, ids: Iterable[str]) -> None:
        """Write the cards of these documents anew from what is claimed of them."""
        for key in self._existing(ids).values():
            self._refresh(key)

    def revive(self, ids: Iterable[str]) -> None:
        """Documents that are marked as removed, and were not."""
        keys = self._existing(ids, living=False).values()
        for chunk in chunks(keys):
            revived = update(documents).where(documents.c.key.in_(chunk))
            self._connection.execute(revived.values(deleted=False))
        self.refresh(ids)

    def clear(self, ids: Iterable[str]) -> None:
        """What is left of the readings of documents that are removed."""
        keys = list(self._existing(ids, living=False).values())
        self._clear(keys, (texts, mentions, responsibilities))
        self._clear_claims(keys)

    def renumber(self) -> None:
        """Make the numbers of changes agree with their counter."""
        self._linker.changed.update(to_be_numbered(self._connection))

    def remove_orphans(self) -> None:
        """Rows that belong to no document; staff's words stay."""
        speakers = remove_orphans(self._connection)
        self._linker.renew(sorted(speakers))

    def seal(self, ids: Iterable[str]) -> None:
        """Take what the catalogue holds of these documents for what was once written."""
        seal(self._connection, self._existing(ids, living=False).values())

    def link_attachments(self, groups: Iterable[str]) -> None:
        """Find out anew which files of these folders and archives (``attaching.group_of``) are
        attachments of which, by what the catalogue holds now."""
        changed = link_attachments(self._connection, groups)
        self._linker.changed.update(changed)
        self._linker.speakers.update(changed)

    def audit(self, act: Act) -> int:
        """Keep what somebody does in this transaction; the entry's number."""
        return append(self._connection, act, self._now)

    # ------------------------------------------------------------ sources and attempts

    def remember(self, source: KnownSource) -> None:
        self._sources[source.location] = source

    def forget(self, location: str) -> None:
        self._sources[location] = None

    def record(self, attempt: Attempt) -> None:
        self._attempts.append(attempt)

    def last(self, act: Callable[[Connection], None]) -> None:
        """Something to do in this transaction when all is written."""
        self._last.append(act)

    # ------------------------------------------------------------ the end

    def finish(self) -> None:
        """Write all that was collected. Called by ``Catalogue.write`` on a clean exit."""
        self._write_deletions()
        self._write_documents()
        self._linker.link()
        self._number_changes()
        self._write_sources()
        self._write_attempts()
        write_words(self._connection, self.staff.said)
        for act in self._last:
            act(self._connection)

    def _write_deletions(self) -> None:
        found = self._existing(self._deleted)
        self._linker.forget_mentions(list(found.values()))
        self._clear(found.values(), (texts, mentions, responsibilities))
        self._clear_claims(found.values())
        self._withdraw_releases(found.values())
        forget_readings(self._connection, found.values())
        self.staff.said.update(found.values())
        self._detach(list(found.values()))
        if not found:
            return
        for key, names in self._names(list(found.values())).items():
            self._linker.names.add(names)
            self._linker.gone.add(key)
        self._connection.execute(
            update(documents).where(documents.c.key == bindparam("k")),
            [{"k": key, "updated_at": self._now, **_TOMBSTONE} for key in found.values()],
        )

    def _write_documents(self) -> None:
        if not self._documents:
            return
        known = self._existing(self._documents, living=False)
        self._linker.names.add_all(self._names(list(known.values())).values())
        reviewed = self._reviewed(list(known.values()))
        self._linker.forget_mentions(list(known.values()))
        self._clear(known.values(), (texts, mentions, responsibilities))
        self._clear_claims(known.values())
        self._assign_keys(known)
        added, changed = [], []
        written: dict[int, dict[str, Any]] = {}
        for document in self._documents.values():
            key = self._keys[document.id]
            merged = _with_reviewed(document, reviewed.get(key, {}))
            self._linker.at_hand[key] = merged
            row = written[key] = rows.document_row(merged)
            self._linker.names.add(NameKeys(row["number_key"], row["title_key"], row["core_key"]))
            if document.id in known:
                changed.append({"k": key, **row, "deleted": False, "updated_at": self._now})
            else:
                added.append(
                    {"key": key, **row, "deleted": False, "timeline": "[]", "revision": 0}
                    | {"created_at": self._now, "updated_at": self._now}
                )
        self._insert(documents, added)
        if changed:
            statement = update(documents).where(documents.c.key == bindparam("k"))
            self._connection.execute(statement, changed)
        self._write_parts(written)

    def _write_parts(self, written: dict[int, dict[str, Any]]) -> None:
        pairs = [(self._keys[d.id], d) for d in self._documents.values()]
        made = {key: _made(key, document, written[key]) for key, document in pairs}
        self._insert(
            texts,
            [{"document": k, "text": m.text, "blocks": m.blocks} for k, m in made.items()],
        )
        self._insert(claims, [row for m in made.values() for row in m.claims])
        self._insert(mentions, [row for m in made.values() for row in m.mentions])
        self._insert(responsibilities, [row for m in made.values() for row in m.duties])
        digested = {k: (d.id, reading_digest(made[k])) for k, d in pairs}
        write_readings(self._connection, digested)
        ruled = read_rulings(self._connection, [k for k, _ in pairs])
        self._insert(mentions, [row for k, kept in ruled.items() for row in added_rows(k, kept)])
        self._linker.changed.update(self._keys[identity] for identity in self._documents)
        self._linker.speakers.update(self._keys[d.id] for _, d in pairs if d.mentions)
        self._linker.speakers.update(ruled)
        self._linker.speakers |= ruled_by_target(self._connection, self._documents)

    def _number_changes(self) -> None:
        changed = sorted(self._linker.changed | self._linker.gone)
        if not changed:
            return
        counter = update(counters).where(counters.c.name == "revision")
        self._connection.execute(counter.values(value=counters.c.value + len(changed)))
        last = self._connection.execute(
            select(counters.c.value).where(counters.c.name == "revision")
        ).scalar_one()
        mark = {"revision": last, "mark": secrets.token_hex(8)}
        self._connection.execute(insert(marks), [mark])
        first = last - len(changed) + 1
        self._connection.execute(
            update(documents).where(documents.c.key == bindparam("k")),
            [{"k": key, "revision": first + i} for i, key in enumerate(changed)],
        )

    def _write_sources(self) -> None:
        gone = list(self._sources)
        for chunk in chunks(gone):
            self._connection.execute(delete(sources).where(sources.c.location.in_(chunk)))
        kept = [source for source in self._sources.values() if source is not None]
        wanted = {s.document_id for s in kept if s.document_id is not None}
        keys = self._existing(wanted)
        self._insert(sources, [_source_row(s, keys, self._now) for s in kept])

    def _write_attempts(self) -> None:
        self._insert(
            attempts,
            [
                {**asdict(a), "outcome": a.outcome.value, "at": a.at or self._now}
                for a in self._attempts
            ],
        )

    # ------------------------------------------------------------ what is there already

    def _existing(self, ids: Iterable[str], *, living: bool = True) -> dict[str, int]:
        found: dict[str, int] = {}
        for chunk in chunks(ids):
            wanted = select(documents.c.id, documents.c.key).where(documents.c.id.in_(chunk))
            wanted = wanted.where(LIVING) if living else wanted
            found.update((identity, key) for identity, key in self._connection.execute(wanted))
        return found

    def _living_key(self, document_id: str) -> int:
        found = self._existing([document_id])
        if document_id not in found:
            raise DocumentNotFound(document_id)
        return found[document_id]

    def _names(self, keys: Sequence[int]) -> dict[int, NameKeys]:
        columns = (documents.c.number_key, documents.c.title_key, documents.c.core_key)
        found = {}
        for chunk in chunks(keys):
            wanted = select(documents.c.key, *columns).where(documents.c.key.in_(chunk))
            for key, number, title, core in self._connection.execute(wanted):
                found[key] = NameKeys(number, title, core)
        return found

    def _reviewed(self, keys: Sequence[int]) -> dict[int, Values]:
        found: dict[int, list[Any]] = {}
        for chunk in chunks(keys):
            wanted = select(claims).where(
                claims.c.document.in_(chunk), claims.c.basis == Basis.REVIEWED.value
            )
            for row in self._connection.execute(wanted).mappings():
                found.setdefault(row["document"], []).append(row)
        return {key: rows.values(claimed) for key, claimed in found.items()}

    # ------------------------------------------------------------ small writes

    def _assign_keys(self, known: dict[str, int]) -> None:
        highest = self._connection.execute(select(func.max(documents.c.key))).scalar() or 0
        self._keys.update(known)
        for identity in self._documents:
            if identity not in known:
                highest += 1
                self._keys[identity] = highest

    def _clear(self, keys: Iterable[int], tables: Sequence[Table]) -> None:
        for chunk in chunks(keys):
            for table in tables:
                self._connection.execute(delete(table).where(table.c.document.in_(chunk)))

    def _detach(self, keys: Sequence[int]) -> None:
        """What was attached to a deleted document, or had it attached, shows it no more."""
        for near, far in (
            (attached.c.document, attached.c.notice),
            (attached.c.notice, attached.c.document),
        ):
            for chunk in chunks(keys):
                others = self._connection.execute(select(far).where(near.in_(chunk))).scalars()
                left = set(others) - set(keys)
                self._linker.changed.update(left)
                self._linker.speakers.update(left)
                self._connection.execute(delete(attached).where(near.in_(chunk)))

    def _clear_claims(self, keys: Iterable[int]) -> None:
        for chunk in chunks(keys):
            self._connection.execute(
                delete(claims).where(
                    claims.c.document.in_(chunk), claims.c.basis != Basis.REVIEWED.value
                )
            )

    def _withdraw_releases(self, keys: Iterable[int]) -> None:
        """What staff said of a removed document waits for its return, but not that it may be
        published: what comes back under its name may say something else."""
        for chunk in chunks(keys):
            self._connection.execute(
                delete(claims).where(
                    claims.c.document.in_(chunk),
                    claims.c.field == PUBLICATION,
                    claims.c.value == rows.dump(RELEASED),
                )
            )

    def _insert(self, table: Table, found: Sequence[dict[str, Any]]) -> None:
        if found:
            self._connection.execute(insert(table), found)

    def _refresh(self, key: int) -> None:
        """Bring the light row up to the claims, after staff changed one."""
        self._linker.names.add_all(self._names([key]).values())
        row = rows.document_row(read_document(self._connection, key))
        for name in ("characters", *DOCUMENT):
            del row[name]  # of the reading, which is as it was
        self._connection.execute(update(documents).where(documents.c.key == key).values(row))
        self._linker.names.add_all(self._names([key]).values())
        self._linker.speakers.add(key)
        self._linker.changed.add(key)


def _made(key: int, document: PolicyDocument, row: dict[str, Any]) -> Made:
    """What its reading made, as rows."""
    return Made(
        row,
        document.text,
        rows.encode_blocks(document.text, document.blocks),
        rows.claim_rows(key, _unreviewed(document.values)),
        [
            {**rows.mention_row(key, m), "target": None, "resolved_by": ""}
            for m in document.mentions
            if m.evidence.basis is not Basis.REVIEWED
        ],
        [rows.responsibility_row(key, r) for r in document.responsibilities],
    )


def _unreviewed(values: Values) -> Values:
    return _filtered(values, lambda claim: claim.evidence.basis != Basis.REVIEWED)


def _filtered(values: Values, keep: Callable[[Value], bool]) -> Values:
    return {name: tuple(v for v in claimed if keep(v)) for name, claimed in values.items()}


def _with_reviewed(document: PolicyDocument, reviewed: Values) -> PolicyDocument:
    values = dict(_unreviewed(document.values))
    for name, claimed in reviewed.items():
        values[name] = (*claimed, *values.get(name, ()))
    return replace(document, values=values)


def _source_row(source: KnownSource, keys: dict[str, int], seen_at: str) -> dict[str, Any]:
    row = asdict(source)
    identity = row.pop("document_id")
    row["document"] = keys.get(identity) if identity else None
    row["outcome"] = SourceOutcome(source.outcome).value
    return {**row, "seen_at": seen_at}
