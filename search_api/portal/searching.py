"""What the results page asks the service for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from indexer.model import StatusValue, Timeline
from indexer.model.queries import Hit, SearchRequest, SearchResponse
from indexer.searching.service import SearchService
from search_api.params import SearchParams
from search_api.portal.answering import boxes_of
from search_api.portal.results import (
    FACET_SIZE,
    FACETS,
    Address,
    Chip,
    Results,
    Way,
    chips,
    shown_facets,
    shown_years,
)
from search_api.rendering import address as document_address

# Ways out that are counted: each is a search.
_MOST_WAYS = 6


def results_of(service: SearchService, params: SearchParams) -> Results:
    """The search, and around it what a person needs to go on."""
    request = replace(params.request(), facets=FACETS, facet_size=FACET_SIZE, highlight=True)
    answer = service.search(request)
    address = Address(params, answer.filters)
    conditions = chips(address, params.as_of)
    shown = [*answer.hits, *(answer.relaxed.hits if answer.relaxed else ())]
    return Results(
        answer,
        params,
        address,
        conditions,
        _ways(service, request, address, conditions) if not answer.total else (),
        service.engine.status().documents,
        _beside(service, shown, answer.as_of),
        boxes_of(service, request, address.state),
        shown_facets(answer.facets),
        shown_years(answer.facets.get("year"), address),
    )


def _ways(
    service: SearchService, request: SearchRequest, address: Address, conditions: Sequence[Chip]
) -> list[Way]:
    """The same search without one of its conditions, without all, and without its words; those
    that find something."""
    bare = replace(request, size=1, page=1, facets=(), highlight=False, explain=False)
    asked: list[tuple[str, str, SearchRequest]] = []
    for chip in conditions[:_MOST_WAYS]:
        if chip.field != "as_of":
            label = f"去掉“{chip.label}”"
            asked.append((label, chip.href, _without(bare, chip, address)))
    if request.q and len(asked) > 1:
        plain = SearchRequest(q=request.q, as_of=request.as_of, size=1, facets=(), highlight=False)
        label = f"清除全部条件，只检索“{request.q}”"
        asked.append((label, address.cleared(), plain))
    if request.q and asked:
        asked.append(("不限词语，只按这些条件", address.link(q=None), replace(bare, q="")))
    counted = [(label, href, _total(service, wanted)) for label, href, wanted in asked]
    return [Way(label, href, count) for label, href, count in counted if count]


def _without(request: SearchRequest, chip: Chip, address: Address) -> SearchRequest:
    match chip.field:
        case "published":
            return replace(request, published_from=None, published_to=None)
        case "effective":
            return replace(request, effective_from=None, effective_to=None)
        case "expires":
            return replace(request, expires_from=None, expires_to=None)
    own = address.state.get(chip.field, [])
    gone = [v for v in own if address.toggled(chip.field, v) == chip.href]
    kept = tuple(v for v in own if v not in gone) if gone else ()
    return replace(request, filters={**request.filters, chip.field: kept})


def _total(service: SearchService, request: SearchRequest) -> int:
    filters = {name: values for name, values in request.filters.items() if values}
    answer: SearchResponse = service.search(replace(request, filters=filters))
    return answer.total


def _beside(
    service: SearchService, hits: Sequence[Hit], as_of: date
) -> Mapping[str, Sequence[tuple[str, str, str]]]:
    """By id: (icon, words, address) for interpretations, attachments and the last day."""
    ids = [hit.id for hit in hits]
    cards = service.catalogue.cards(ids)
    explained = service.catalogue.interpretations(ids)
    attached = service.catalogue.attachments(ids)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for hit in hits:
        offered: list[tuple[str, str, str]] = []
        if count := explained.get(hit.id):
            href = document_address(hit.id, "interpretations")
            offered.append(("book", f"有解读 {count}", href))
        files = attached[hit.id].files if hit.id in attached else ()
        if count := sum(file.card.published for file in files):
            href = document_address(hit.id, "attachments")
            offered.append(("clip", f"有附件 {count}", href))
        card = cards.get(hit.id)
        if card is not None and (last := last_day(card.timeline, as_of)) is not None:
            href = document_address(hit.id, "history")
            offered.append(("calendar", f"有效期至 {last}", href))
        found[hit.id] = offered
    return found


def last_day(timeline: Timeline, as_of: date) -> date | None:
    """The last day of what will expire, as of that day."""
    later = next((change for change in timeline if change.since > as_of), None)
    if later is None or later.status.value is not StatusValue.EXPIRED:
        return None
    return later.since - timedelta(days=1)
