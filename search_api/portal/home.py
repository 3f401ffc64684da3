"""The home page: counts, what is new, what has ended or soon will, ways into the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.catalogue import Card
from indexer.model import BINDING, ENDED
from indexer.model.queries import Hit, SearchRequest, Sort
from indexer.model.validity import status_on
from indexer.searching.days import today
from indexer.searching.service import SearchService
from search_api.portal.results import Choice, value_label
from search_api.portal.searching import last_day
from search_api.portal.standing import Standing, standing_of

_LISTED = 5
_TILES = 12
# Endings are in no order that an index has: of so many, the newest are looked for.
_LOOKED_AT = 2_000
_SOON = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Dated:
    """A document with the day on which it ended, or the last day of its validity."""

    id: str
    title: str
    doc_number: str | None
    standing: Standing
    day: date


@dataclass(frozen=True, slots=True)
class Home:
    total: int
    valid: int
    issuers_total: int
    first_year: str
    last_year: str
    newest: Sequence[Hit]
    ended: Sequence[Dated]
    soon: Sequence[Dated]
    themes: Sequence[Choice]
    issuers: Sequence[Choice]
    revision: int


def home_of(service: SearchService) -> Home:
    day = today()
    answer = service.search(
        SearchRequest(
            sort=Sort.NEWEST,
            size=_LISTED,
            facets=("issuer", "theme", "year", "status"),
            facet_size=1_000,
            highlight=False,
        )
    )
    facets = answer.facets
    years = sorted(v.value for v in facets["year"].values)
    valid = {value.value for value in BINDING}
    return Home(
        total=answer.total,
        valid=sum(v.count for v in facets["status"].values if v.value in valid),
        issuers_total=facets["issuer"].total,
        first_year=years[0] if years else "",
        last_year=years[-1] if years else "",
        newest=answer.hits,
        ended=_ended(service, day),
        soon=_soon(service, day),
        themes=[
            Choice(v.value, value_label("theme", v.value), v.count, False)
            for v in facets["theme"].values
            if "\\" not in v.value
        ][:_TILES],
        issuers=[
            Choice(v.value, v.label, v.count, False) for v in facets["issuer"].values[:_TILES]
        ],
        revision=answer.revision,
    )


def _ended(service: SearchService, day: date) -> list[Dated]:
    """The last to have expired or been repealed."""
    wanted = {"status": tuple(value.value for value in ENDED)}
    found = [
        Dated(card.id, card.title, card.doc_number, standing_of(status), status.since)
        for card in _cards(service, SearchRequest(filters=wanted, sort=Sort.NEWEST))
        if (status := status_on(card.timeline, day)).since is not None
    ]
    return sorted(found, key=lambda d: (d.day, d.id), reverse=True)[:_LISTED]


def _soon(service: SearchService, day: date) -> list[Dated]:
    """The next to expire."""
    wanted = SearchRequest(expires_from=day, expires_to=day + _SOON, sort=Sort.NEWEST)
    found = [
        Dated(card.id, card.title, card.doc_number, standing_of(status), last)
        for card in _cards(service, wanted)
        if (status := status_on(card.timeline, day)).value in BINDING
        and (last := last_day(card.timeline, day)) is not None
    ]
    return sorted(found, key=lambda d: (d.day, d.id))[:_LISTED]


def _cards(service: SearchService, request: SearchRequest) -> list[Card]:
    ids = service.listing(replace(request, size=_LOOKED_AT)).ids
    return [card for card in service.catalogue.cards(ids).values() if card.published]
