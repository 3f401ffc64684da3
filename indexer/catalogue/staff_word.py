"""Staff's word, written: every change with who, when, why and what was before, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from indexer.catalogue import rows
from indexer.catalogue.corrections import (
    RELATION,
    STAFF_RULE,
    Correction,
    Ruling,
    read_corrections,
    read_rulings,
    ruling_of,
    undone,
)
from indexer.catalogue.linking import Linker
from indexer.catalogue.selection import read_document
from indexer.catalogue.tables import claims, corrections, documents, mentions, rulings, settled
from indexer.model import Basis, Evidence, PolicyDocument, Review, Value
from indexer.model.errors import UsageError
from indexer.model.validity import status_on

Said = str | tuple[str, ...] | None


class StaffWord:
    """Within one transaction; all that is said in it is one change. ``key_of`` gives a living
    document's key, or raises DocumentNotFound; ``refresh`` brings its light row up to its claims.
    """

    def __init__(
        self,
        connection: Connection,
        linker: Linker,
        at: str,
        key_of: Callable[[str], int],
        refresh: Callable[[int], None],
    ) -> None:
        self._connection = connection
        self._linker = linker
        self._at = at
        self._key_of = key_of
        self._refresh = refresh
        self.said: set[int] = set()  # documents (by key) of which something was said
        self.change: int | None = None  # the number of this change, once something is said

    # ------------------------------------------------------------ saying

    def review(self, document_id: str, field: str, value: Said, who: str, why: str = "") -> None:
        """``field`` is ``value``; an empty one takes it away, None withdraws what staff said."""
        key = self._key_of(document_id)
        review = Review(who, self._at, why)
        claim = None if value is None else Value(value, Evidence(
            Basis.REVIEWED, STAFF_RULE, review=review
        ))  # fmt: skip
        before, former = self._before(key, field)
        self._log(key, field, "", before, former, value, review)
        self._put_claim(key, field, claim)

    def rule(self, document_id: str, ruling: Ruling, before: str = "") -> None:
        """What staff say of a relation; ``before``: how it was shown."""
        key = self._key_of(document_id)
        former = read_rulings(self._connection, [key]).get(key, {}).get(ruling.subject)
        told = None if former is None else former.json()
        self._log(key, RELATION, ruling.subject, before, told, ruling.json(), ruling.review)
        self._put_ruling(key, ruling.subject, ruling)

    def settle(self, document_id: str, item: str, review: Review) -> None:
        """A doubt was looked at and is none."""
        key = self._key_of(document_id)
        former = select(settled.c.document).where(settled.c.item == item)
        self.said.update(self._connection.execute(former).scalars(), (key,))
        self._connection.execute(delete(settled).where(settled.c.item == item))
        self._connection.execute(insert(settled), {"item": item, "document": key, **asdict(review)})

    def review_now(self, who: str, why: str) -> Review:
        return Review(who, self._at, why)

    # ------------------------------------------------------------ taking back

    def undo(self, document_id: str, who: str, why: str = "", change: int | None = None) -> int:
        """Take back a change (the last one that stands), to what staff had said before it. The
        number of the change. Raises UsageError where there is none, or where something was said
        of the same since."""
        key = self._key_of(document_id)
        found = read_corrections(self._connection, document_id, limit=None)
        taken = undone(found)
        standing = [c for c in found if c.undoes is None and c.change not in taken]
        wanted = change or (standing[0].change if standing else None)
        undoing = [c for c in standing if c.change == wanted]
        if not undoing:
            told = f"没有第 {change} 号更正，或已撤销" if change else "没有可撤销的更正"
            raise UsageError(f"{document_id} {told}", field="undo")
        for one in undoing:
            self._check_last(one, standing)
        for one in undoing:
            self._restore(key, one, Review(who, self._at, why))
        return undoing[0].change

    @staticmethod
    def _check_last(one: Correction, standing: list[Correction]) -> None:
        for other in standing:
            same = (other.field, other.subject) == (one.field, one.subject)
            if same and other.change > one.change:
                raise UsageError(
                    f"第 {one.change} 号更正之后又有第 {other.change} 号，请先撤销后者",
                    field="undo",
                )

    def _restore(self, key: int, one: Correction, review: Review) -> None:
        if one.field == RELATION:
            ruling = None if one.former is None else ruling_of(one.former)
            self._log(
                key, RELATION, one.subject, one.after, one.after, one.former, review, one.change
            )
            self._put_ruling(key, one.subject, ruling)
            return
        claim = None if one.former is None else _claim_of(one.former)
        value = None if claim is None else claim.value
        before, former = self._before(key, one.field)
        self._log(key, one.field, "", before, former, value, review, one.change)
        self._put_claim(key, one.field, claim)

    # ------------------------------------------------------------ rows

    def _before(self, key: int, field: str) -> tuple[Any, dict[str, Any] | None]:
        """What readers see of a field, and what staff said of it."""
        document = read_document(self._connection, key)
        claimed = document.values.get(field, ())
        former = next((v for v in claimed if v.evidence.basis is Basis.REVIEWED), None)
        return self._shown(key, document, field), _claim_json(former)

    def _shown(self, key: int, document: PolicyDocument, field: str) -> Any:
        """Of the status, that of the day."""
        if field == "status":
            wanted = select(documents.c.timeline).where(documents.c.key == key)
            timeline = rows.decode_timeline(self._connection.execute(wanted).scalar_one())
            day = date.fromisoformat(self._at[: len("2026-11-29")])
            return status_on(timeline, day).value.label if timeline else None
        best = document.best(field)
        return None if best is None else best.value

    def _put_claim(self, key: int, field: str, claim: Value | None) -> None:
        where = (claims.c.document == key, claims.c.field == field)
        self._connection.execute(
            delete(claims).where(*where, claims.c.basis == Basis.REVIEWED.value)
        )
        if claim is not None:
            self._connection.execute(insert(claims), rows.claim_rows(key, {field: (claim,)}))
        self._refresh(key)

    def _put_ruling(self, key: int, subject: str, ruling: Ruling | None) -> None:
        kept = read_rulings(self._connection, [key]).get(key, {})
        kept.pop(subject, None)
        if ruling is not None:
            kept[subject] = ruling
        self._linker.forget_mentions([key])
        self._connection.execute(delete(rulings).where(rulings.c.document == key))
        self._connection.execute(
            delete(mentions).where(
                mentions.c.document == key, mentions.c.basis == Basis.REVIEWED.value
            )
        )
        if kept:
            self._connection.execute(insert(rulings), [one.row(key) for one in kept.values()])
        if added := added_rows(key, kept):
            self._connection.execute(insert(mentions), added)
        self._linker.speakers.add(key)
        self._linker.changed.add(key)

    def _log(
        self,
        key: int,
        field: str,
        subject: str,
        before: Any,
        former: Any,
        after: Any,
        review: Review,
        undoes: int | None = None,
    ) -> None:
        self.said.add(key)
        if self.change is None:
            last = self._connection.execute(select(func.max(corrections.c.change))).scalar()
            self.change = (last or 0) + 1
        told = {
            name: None if value is None else rows.dump(value)
            for name, value in (("before", before), ("former", former), ("after", after))
        }
        self._connection.execute(
            insert(corrections),
            {
                "change": self.change, "document": key, "field": field, "subject": subject,
                **told, "who": review.who, "at": review.at, "why": review.why, "undoes": undoes,
            },
        )  # fmt: skip


def added_rows(key: int, kept: dict[str, Ruling]) -> list[dict[str, Any]]:
    """The relations that staff added, as mentions."""
    return [
        {**rows.mention_row(key, ruling.mention()), "target": None, "resolved_by": ""}
        for ruling in kept.values()
        if ruling.added and ruling.holds
    ]


def _claim_json(claim: Value | None) -> dict[str, Any] | None:
    if claim is None:
        return None
    review = claim.evidence.review or Review("", "")
    return {"value": claim.value, "who": review.who, "at": review.at, "why": review.why}


def _claim_of(told: dict[str, Any]) -> Value:
    value = told["value"]
    review = Review(told["who"], told["at"], told["why"])
    return Value(
        tuple(value) if isinstance(value, list) else value,
        Evidence(Basis.REVIEWED, STAFF_RULE, review=review),
    )
