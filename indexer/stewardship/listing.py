"""What every list of staff's is made from and of: a question, a table, the documents in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from indexer.catalogue import Card, Catalogue
from indexer.catalogue.selection import chunks
from indexer.model import BINDING, ENDED, Event, PolicyDocument, StatusChange
from indexer.model.validity import status_on
from indexer.searching.days import TIME_ZONE
from indexer.searching.documents import without_source
from indexer.stewardship.doubts import by_number
from indexer.stewardship.sheets import Sheet
from indexer.understanding.metadata.authority import Authority

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Report:
    """A table of a day: ``columns`` are headings in Chinese; every cell is a text."""

    name: str
    title: str
    as_of: date
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def sheet(self) -> Sheet:
        """With days as days, so that they can be sorted and reckoned with."""
        rows = ([_day(cell) or cell for cell in row] for row in self.rows)
        about = (("工作清单", self.title), ("计算日", self.as_of), ("项数", len(self.rows)))
        return Sheet(self.title, self.columns, rows, about=about)


class Owned(Protocol):
    """A document or its card, as far as it says who may see it."""

    @property
    def published(self) -> bool: ...

    @property
    def issuers(self) -> tuple[str, ...]: ...


Sees = Callable[[Owned], bool]


def sees_all(_: Owned) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is made from. ``days`` is the horizon of ``expiring``; ``sees``: whether who
    asks may see a document. What is told of others quotes none that may not be seen."""

    catalogue: Catalogue
    authority: Authority
    as_of: date
    days: int = 90
    sees: Sees = sees_all

    def events(self, document_id: str) -> Sequence[Event]:
        """What befell a document; of a source that may not be seen neither name nor words."""
        found = self.catalogue.events(document_id)
        if self.sees is sees_all:
            return found
        cards = self.catalogue.cards(list({event.source_id for event in found}))
        seen = {card.id for card in cards.values() if self.sees(card)}
        return [e if e.source_id in seen else without_source(e) for e in found]

    def numbers(self) -> dict[str, list[str]]:
        """The ids of the documents of each number."""
        return by_number(d for d in all_documents(self.catalogue) if self.sees(d))

    @property
    def until(self) -> date:
        """The last day that it looks ahead to; the calendar ends with the year 9999."""
        return date.fromordinal(min(self.as_of.toordinal() + self.days, date.max.toordinal()))


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if len(cell) == len("2026-11-29") else None
    except ValueError:
        return None


Rows = Iterator[tuple[str, ...]]


def local(at: str) -> datetime:
    """An instant as the clocks in China show it.

    >>> local("2026-11-29T17:00:00Z").date()
    datetime.date(2026, 11, 30)
    """
    return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(TIME_ZONE)


COMMON = ("编号", "标题", "发文字号", "发文机关")


def common(card: Card) -> tuple[str, ...]:
    return card.id, card.title, card.doc_number or "", "、".join(card.issuers)


def common_of(document: PolicyDocument) -> tuple[str, ...]:
    issuers = "、".join(document.issuers)
    return document.id, document.title, document.doc_number or "", issuers


def _chunks(catalogue: Catalogue, ids: Iterable[str] | None = None) -> Iterator[list[str]]:
    """Of these ids, or of all."""
    if ids is None:
        ids = (change.id for change in catalogue.changes_since(0))
    return chunks(ids, _CHUNK)


def all_cards(catalogue: Catalogue) -> Iterator[Card]:
    for chunk in _chunks(catalogue):
        yield from catalogue.cards(chunk).values()


def expiring(question: Question) -> Iterator[tuple[Card, StatusChange]]:
    """What is alive and ends within the days that the question looks ahead, and how."""
    for card in all_cards(question.catalogue):
        if status_on(card.timeline, question.as_of).value in BINDING:
            later = (change for change in card.timeline if change.since > question.as_of)
            end = next((change for change in later if change.status.value in ENDED), None)
            if end is not None and end.since <= question.until:
                yield card, end


def documents_claiming(
    catalogue: Catalogue, field: str, ids: Iterable[str] | None = None
) -> Iterator[PolicyDocument]:
    """Of these ids, or of all, those of which the field is claimed; the others are not read."""
    for chunk in _chunks(catalogue, ids):
        claiming = dict.fromkeys(catalogue.claiming(field, chunk))
        yield from catalogue.documents(claiming, text=False).values()


def documents_with(
    catalogue: Catalogue, is_wanted: Callable[[Card], bool], ids: Iterable[str] | None = None
) -> Iterator[tuple[Card, PolicyDocument]]:
    """Of these ids, or of all, those whose card says so; the others are not read."""
    for chunk in _chunks(catalogue, ids):
        cards = {i: card for i, card in catalogue.cards(chunk).items() if is_wanted(card)}
        for identity, document in catalogue.documents(cards, text=False).items():
            yield cards[identity], document


def all_documents(
    catalogue: Catalogue, ids: Iterable[str] | None = None
) -> Iterator[PolicyDocument]:
    """Those of these ids, or all; without their texts."""
    for chunk in _chunks(catalogue, ids):
        yield from catalogue.documents(chunk, text=False).values()
