"""Documents one by one, as anybody may read them: nothing that is withheld is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from indexer.catalogue.attached import Attachments
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Link
from indexer.model import Event, PolicyDocument, Status
from indexer.model.errors import DocumentNotFound
from indexer.model.queries import Replacement
from indexer.model.validity import status_on
from indexer.searching import days
from indexer.searching.cards import CardCache
from indexer.understanding.validity.succession import Succession


class Documents:
    """The part of the service that reads documents."""

    catalogue: Catalogue
    _cards: CardCache

    def document(self, document_id: str, *, staff: bool = False) -> PolicyDocument:
        """Raises DocumentNotFound, also for one that is withheld and asked for without a key."""
        found = self.catalogue.document(document_id)
        if not (found.published or staff):
            raise DocumentNotFound(document_id)
        return found

    def removed(self, document_id: str) -> date | None:
        """When a published document was removed from the library; None for all others."""
        at = self.catalogue.removed(document_id)
        return at.astimezone(days.TIME_ZONE).date() if at else None

    def status(self, document_id: str, as_of: date | None = None) -> Status:
        """Raises DocumentNotFound."""
        card = self.catalogue.cards([document_id]).get(document_id)
        if card is None:
            raise DocumentNotFound(document_id)
        return status_on(card.timeline, as_of or days.today())

    def replaced_by(self, document_id: str, as_of: date | None = None) -> Replacement | None:
        """What has taken the place of a document that has ended by the day; of those published."""
        found = self._cards.get([document_id]).get(document_id)
        return found.replaced_on(as_of or days.today()) if found else None

    def attachments(self, document_id: str) -> Attachments:
        """What is attached to it and what it is attached to; of those published."""
        found = self.catalogue.attachments([document_id]).get(document_id, Attachments())
        files, notices = (
            tuple(each for each in side if each.card.published)
            for side in (found.files, found.notices)
        )
        return Attachments(files, notices)

    def events(self, document_id: str) -> Sequence[Event]:
        """Its dated events; of a withheld source neither name nor words are told."""
        found = self.catalogue.events(document_id)
        shown = self._shown(e.source_id for e in found)
        return [e if e.source_id in shown else without_source(e) for e in found]

    def wordings(self, document_id: str) -> Sequence[Succession]:
        """How the published texts of its instrument follow one another."""
        found = self.catalogue.wordings(document_id)
        shown = self._shown(side.card.id for s in found for side in (s.earlier, s.later))
        return [s for s in found if {s.earlier.card.id, s.later.card.id} <= shown]

    def relations(self, document_id: str) -> Sequence[Link]:
        """Both directions; those with a withheld document are left out."""
        links = self.catalogue.relations(document_id)
        return [link for link in links if link.other is None or link.other.published]

    def _shown(self, ids: Iterable[str]) -> set[str]:
        cards = self.catalogue.cards(list(dict.fromkeys(ids)))
        return {i for i, card in cards.items() if card.published}


def without_source(event: Event) -> Event:
    """For whoever may not see the document that speaks."""
    hidden = replace(event.evidence, quote="", start=None, end=None)
    return replace(event, source_id="", source_title="", evidence=hidden)
