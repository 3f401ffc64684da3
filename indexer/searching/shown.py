"""What a hit tells of its document beyond its card, and takes more than a row to know: the day
that orders it, and what has taken its place. Made once for a revision of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from indexer.catalogue import Attachments, Card, Catalogue, Link
from indexer.model import ENDED, PolicyDocument, Scope
from indexer.model.queries import DateKind, Replacement
from indexer.model.validity import status_on
from indexer.model.values import value

# Instruments that end others and put nothing in their place.
_ONLY_ENDS = re.compile(r"废止|失效|清理|停止执行|继续有效|有效.{0,12}目录")


# What stands as it is in an address.
_NOT_PLAIN = re.compile("[^A-Za-z0-9_.~-]+")


# The same documents are shown again and again.
@lru_cache(maxsize=4096)
def page_path(document_id: str) -> str:
    """Where people read a document, within this site. As ``urllib.parse.quote`` has it, which takes
    ten times as long, byte by byte."""
    return f"/documents/{_NOT_PLAIN.sub(_percent_encoded, document_id)}"


def _percent_encoded(found: re.Match[str]) -> str:
    return "%" + found[0].encode().hex("%").upper()


@value
class Shown:
    """``replacements``: with the days from which they hold, in this order."""

    card: Card
    day: date | None
    day_kind: DateKind | None
    replacements: tuple[tuple[date, Replacement], ...]
    attached_to: Replacement | None = None

    def replaced_on(self, as_of: date) -> Replacement | None:
        """What holds on that day in the place of a document that has ended."""
        if not self.replacements or status_on(self.card.timeline, as_of).value not in ENDED:
            return None
        holding = [replacement for since, replacement in self.replacements if since <= as_of]
        return holding[-1] if holding else None


def shown(catalogue: Catalogue, ids: Sequence[str]) -> dict[str, Shown]:
    """By id; the living ones, withheld ones too."""
    cards = catalogue.cards(ids)
    undated = [c.id for c in cards.values() if c.published_date is None and c.written_date is None]
    printed = catalogue.printed(undated) if undated else []
    attached = catalogue.attachments(few) if (few := catalogue.attached(ids)) else {}
    read = catalogue.documents(printed, text=False) if printed else {}
    return {
        identity: Shown(
            card,
            *_day(card, read.get(identity)),
            _replacements(catalogue, card),
            _notice(attached.get(identity)),
        )
        for identity, card in cards.items()
    }


def _notice(attachments: Attachments | None) -> Replacement | None:
    """The first published one that has the document attached."""
    for notice in attachments.notices if attachments else ():
        card = notice.card
        if card.published:
            return Replacement(card.id, card.title, card.doc_number)
    return None


def _day(card: Card, document: PolicyDocument | None) -> tuple[date | None, DateKind | None]:
    """In the order of ``projection.DATING``; a card has all of them but the day of printing."""
    if card.published_date is not None:
        return card.published_date, DateKind.PUBLISHED
    if card.written_date is not None:
        return card.written_date, DateKind.WRITTEN
    printed = document.date_of("printed_date") if document is not None else None
    if printed is not None:
        return printed, DateKind.PRINTED
    return card.effective_from, DateKind.EFFECTIVE if card.effective_from else None


def _replacements(catalogue: Catalogue, card: Card) -> tuple[tuple[date, Replacement], ...]:
    if not any(change.status.value in ENDED for change in card.timeline):
        return ()
    found = {r.id: (day, r) for day, r in _replacing(catalogue.endings(card.id))}
    return tuple(sorted(found.values(), key=lambda each: (each[0], each[1].id)))


def _replacing(links: Sequence[Link]) -> Iterator[tuple[date, Replacement]]:
    for link in links:
        mention, other = link.relation.mention, link.other
        if other is None or not other.published:
            continue
        if mention.scope is not Scope.WHOLE:
            continue
        if _ONLY_ENDS.search(other.title):
            continue
        days = (mention.from_date, other.effective_from, other.written_date, other.published_date)
        day = next((day for day in days if day is not None), date.min)
        yield day, Replacement(other.id, other.title, other.doc_number)
