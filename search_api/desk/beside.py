"""The texts that an item of the review queue is about, beside each other, at the place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.model import ENDED, PolicyDocument
from indexer.model.errors import DocumentNotFound
from indexer.model.queries import SearchRequest
from indexer.model.validity import Event
from indexer.searching.service import SearchService
from indexer.stewardship.queue import Doubt, Item
from search_api.routes.admin.scope import sight

# So many lines before the place and after it; without a place, from the beginning.
_BEFORE, _AFTER = 2, 12
_LONGEST_LINE = 1_500
_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text; what stands between ``before`` and ``after`` is the place."""

    before: str
    mark: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One text. ``cut``: there is more of it before or after."""

    label: str
    id: str
    title: str
    doc_number: str | None
    lines: Sequence[Line]
    cut: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be the one that is named."""

    id: str
    title: str
    doc_number: str | None


def sides_of(library: Library, caller: Caller, item: Item) -> list[Side]:
    """What says it first, then what it is said of. What the gate found is not shown."""
    if item.kind is Doubt.FINDING:
        return []
    document = library.catalogue.document(item.document.id)
    source, quote = _source(library, caller, item)
    if source is None:
        label = "依据所在" if item.quote else "文件"
        return [_side(label, document, item.quote)]
    return [_side("依据所在", source, quote), _side("受影响的文件", document, item.quote)]


def _source(library: Library, caller: Caller, item: Item) -> tuple[PolicyDocument | None, str]:
    """Another document that says so, as far as the caller may see it, and its words."""
    wanted: Event | None = None
    if item.kind in (Doubt.CONFLICT, Doubt.STATUS):
        for event in library.catalogue.events(item.document.id):
            if event.source_id != item.document.id and _is_meant(item, event):
                wanted = event
    if wanted is None:
        return None, ""
    try:
        found = library.catalogue.document(wanted.source_id)
    except DocumentNotFound:
        return None, ""
    return (found, wanted.evidence.quote) if sight(library, caller)(found) else (None, "")


def _is_meant(item: Item, event: Event) -> bool:
    if item.kind is Doubt.CONFLICT:
        return event.source_id == item.subject
    status = item.status
    return status is not None and status.value in ENDED and event.date == status.since


def _side(label: str, document: PolicyDocument, quote: str) -> Side:
    lines, cut = around(document.text, quote)
    return Side(label, document.id, document.title or document.id, document.doc_number, lines, cut)


def around(text: str, quote: str) -> tuple[list[Line], bool]:
    """The lines of a text around a quote, which is marked; and whether there are others.

    >>> around("第一条 甲。\\n第二条 乙。", "乙")[0][1]
    Line(before='第二条 ', mark='乙', after='。')
    """
    start, end = place_of(text, quote)
    shown = list(_lines(text, start, end))
    at = next((i for i, line in enumerate(shown) if line.mark), 0)
    first = max(0, at - _BEFORE)
    cut = shown[first : at + _AFTER]
    return cut, len(cut) < len(shown)


def _lines(text: str, start: int, end: int) -> Iterator[Line]:
    at = 0
    for raw in text.split("\n"):
        begin, at = at, at + len(raw) + 1
        if not raw.strip():
            continue
        left, right = max(start, begin) - begin, min(end, begin + len(raw)) - begin
        if start < end and left < right:
            yield Line(
                raw[:left].lstrip()[-_LONGEST_LINE:], raw[left:right], raw[right:][:_LONGEST_LINE]
            )
        else:
            yield Line(raw.strip()[:_LONGEST_LINE])


def place_of(text: str, quote: str) -> tuple[int, int]:
    """Where a quote stands, whatever blanks are between its characters; (0, 0) for nowhere.

    >>> place_of("一　二\\n三四", "二三")
    (2, 5)
    """
    wanted = "".join(quote.split()).strip("…")
    if not wanted:
        return 0, 0
    found = text.find(quote)
    if found >= 0:
        return found, found + len(quote)
    places = [i for i, character in enumerate(text) if not character.isspace()]
    bare = "".join(text[i] for i in places)
    at = bare.find(wanted)
    return (places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else (0, 0)


def candidates_of(library: Library, service: SearchService, item: Item) -> list[Candidate]:
    """Documents that may be the one that is named and was not found, or have the same number."""
    if item.kind is Doubt.MENTION:
        asked = item.subject.split("=", 1)[1]
    elif item.kind is Doubt.NUMBER:
        asked = item.document.doc_number or ""
    else:
        return []
    request = SearchRequest(q=asked, size=_CANDIDATES + 1, facets=(), highlight=False)
    cards = library.catalogue.cards([hit.id for hit in service.search(request).hits])
    return [
        Candidate(card.id, card.title, card.doc_number)
        for card in cards.values()
        if card.id != item.document.id and (item.kind is Doubt.MENTION or card.doc_number == asked)
    ][:_CANDIDATES]
