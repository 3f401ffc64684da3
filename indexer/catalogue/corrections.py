"""What staff said of documents: read and kept as rows. Who may say it, others decide.

A correction of a field is a claim of the basis ``reviewed``; one of a relation is a ruling, which
names the one spoken of as the mention does, so that it holds for whatever a later reading finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from indexer.catalogue import rows
from indexer.catalogue.rows import Row
from indexer.catalogue.selection import chunks
from indexer.catalogue.tables import corrections, documents, rulings
from indexer.model import Basis, Evidence, Mention, RelationType, Review, Scope

RELATION = "relation"
PINNED = "staff"
STAFF_RULE = "staff"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that staff changed; ``values`` are plain texts, lists or, of a relation, a dict.

    ``change`` numbers what was said in one go; ``undoes`` the change that this one took back.
    """

    change: int
    document_id: str
    field: str
    subject: str
    before: Any
    former: Any
    after: Any
    who: str
    at: str
    why: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What staff say of one relation. ``target_id`` None: the mention is left unresolved."""

    type: RelationType
    target_title: str | None
    target_number: str | None
    target_id: str | None
    holds: bool
    added: bool
    scope: Scope
    from_date: str | None
    review: Review

    @property
    def subject(self) -> str:
        return subject_of(self.type.value, self.target_title, self.target_number)

    def mention(self) -> Mention:
        """Of a relation that no sentence tells."""
        evidence = Evidence(Basis.REVIEWED, STAFF_RULE, review=self.review)
        day = rows.day(self.from_date)
        return Mention(
            self.type, evidence, self.target_title, self.target_number, scope=self.scope,
            from_date=day, from_own_effective=day is None,
        )  # fmt: skip

    def row(self, document: int) -> dict[str, Any]:
        fields = asdict(self)
        review = fields.pop("review")
        return {"document": document, **fields, **review}

    def json(self) -> dict[str, Any]:
        return self.row(0)


def subject_of(type_: str, title: str | None, number: str | None) -> str:
    """Mentions of one document that mean the same relation have the same subject."""
    keys = rows.name_keys(title, number)
    return "|".join((type_, keys["number_key"] or "", keys["title_key"] or ""))


def ruling_of(row: Row) -> Ruling:
    return Ruling(
        RelationType(row["type"]), row["target_title"], row["target_number"], row["target_id"],
        bool(row["holds"]), bool(row["added"]), Scope(row["scope"]), row["from_date"],
        Review(row["who"], row["at"], row["why"]),
    )  # fmt: skip


def read_rulings(connection: Connection, keys: Iterable[int]) -> dict[int, dict[str, Ruling]]:
    """Document key → its rulings by subject."""
    found: dict[int, dict[str, Ruling]] = {}
    for chunk in chunks(sorted(keys)):
        wanted = select(rulings).where(rulings.c.document.in_(chunk)).order_by(rulings.c.key)
        for row in connection.execute(wanted).mappings():
            ruling = ruling_of(row)
            found.setdefault(row["document"], {})[ruling.subject] = ruling
    return found


def ruled_by_target(connection: Connection, ids: Iterable[str]) -> set[int]:
    """Documents of which staff say that they speak of one of these."""
    found: set[int] = set()
    for chunk in chunks(ids):
        wanted = select(rulings.c.document).where(rulings.c.target_id.in_(chunk))
        found.update(connection.execute(wanted).scalars())
    return found


def read_corrections(
    connection: Connection, document_id: str | None = None, *, limit: int | None = 1000
) -> list[Correction]:
    """The newest first."""
    wanted = (
        select(corrections, documents.c.id)
        .join(documents, documents.c.key == corrections.c.document)
        .order_by(corrections.c.key.desc())
        .limit(limit)
    )
    if document_id is not None:
        wanted = wanted.where(documents.c.id == document_id)
    return [_correction(row) for row in connection.execute(wanted).mappings()]


def undone(found: Sequence[Correction]) -> frozenset[int]:
    """The changes among them that were taken back."""
    return frozenset(one.undoes for one in found if one.undoes is not None)


def _correction(row: Row) -> Correction:
    def load(text: str | None) -> Any:
        return None if text is None else orjson.loads(text)

    return Correction(
        row["change"], row["id"], row["field"], row["subject"], load(row["before"]),
        load(row["former"]), load(row["after"]), row["who"], row["at"], row["why"], row["undoes"],
    )  # fmt: skip
