"""All that a search finds, one after the other: what sheets and feeds are made from. Of the hits
only ids are held; cards and documents are read some at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from indexer.catalogue import Card, Catalogue
from indexer.catalogue.selection import chunks
from indexer.indexing.projection import dating
from indexer.model import PolicyDocument, Status
from indexer.model.queries import QueryReport
from indexer.model.validity import status_on

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A hit with its document, without text. ``day``: the one by which it is sorted."""

    card: Card
    document: PolicyDocument
    status: Status
    day: date | None


@dataclass(frozen=True, slots=True)
class Listing:
    """``total`` is of the search; ``ids`` are those that were asked for, in order."""

    total: int
    as_of: date
    revision: int
    query: QueryReport
    ids: tuple[str, ...]
    catalogue: Catalogue

    def __iter__(self) -> Iterator[Listed]:
        """What was withheld or deleted since the search is left out."""
        for chunk in chunks(self.ids, _CHUNK):
            cards = self.catalogue.cards(chunk)
            documents = self.catalogue.documents(chunk, text=False)
            for identity in chunk:
                card, document = cards.get(identity), documents.get(identity)
                if card is not None and document is not None and card.published:
                    status = status_on(card.timeline, self.as_of)
                    yield Listed(card, document, status, dating(document))
