"""What ends this year and the next: by month, and which documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.catalogue import Card
from indexer.indexing.projection import last_day
from indexer.model.queries import SearchRequest, Sort
from indexer.model.validity import status_on
from indexer.searching.service import SearchService
from indexer.stewardship.sheets import MANY, Cell, Sheet
from search_api.analysis.params import SearchAddress
from search_api.analysis.table import Number
from search_api.portal.standing import Standing, standing_of

# Their days are in no order that an index has: of so many, the newest are looked at.
_LOOKED_AT = 2_000
LISTED = 100
ENDINGS_METHOD = (
    "有效期的最后一日，延期计入；提前废止的仍列在原定的日子，看“状态”一栏。今年、明年按计算日算。"
)


@dataclass(frozen=True, slots=True)
class Ending:
    day: date
    id: str
    title: str
    doc_number: str
    issuers: tuple[str, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Endings:
    """``months``: (2026-11, number); ``listed``: the first of them by day."""

    months: tuple[tuple[str, Number], ...]
    years: tuple[tuple[int, int], ...]
    listed: tuple[Ending, ...]
    total: int


def endings_of(
    service: SearchService, request: SearchRequest, search: SearchAddress, day: date
) -> Endings:
    first, last = date(day.year, 1, 1), date(min(day.year + 1, date.max.year), 12, 31)
    wanted = _between(request, first, last)
    listing = service.listing(replace(wanted, sort=Sort.NEWEST, size=_LOOKED_AT))
    found = sorted(_endings(service, listing.ids, day), key=lambda e: (e.day, e.id))
    counted = Counter(f"{e.day:%Y-%m}" for e in found)
    months = []
    for year in range(first.year, last.year + 1):
        for month in range(1, 13):
            start, end = _month(year, month)
            name = f"{year}-{month:02d}"
            count = counted[name]
            if listing.total > len(listing.ids):
                count = service.search(_between(request, start, end)).total
            months.append((name, Number(count, _link(search, request, start, end))))
    years = tuple(
        (year, sum(n.count for name, n in months if name.startswith(f"{year}-")))
        for year in range(first.year, last.year + 1)
    )
    return Endings(tuple(months), years, tuple(found), listing.total)


def _month(year: int, month: int) -> tuple[date, date]:
    start = date(year, month, 1)
    return start, date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(1)


def _between(request: SearchRequest, first: date, last: date) -> SearchRequest:
    return replace(
        request,
        expires_from=max(first, request.expires_from or first),
        expires_to=min(last, request.expires_to or last),
    )


def _link(search: SearchAddress, request: SearchRequest, first: date, last: date) -> str:
    within = _between(request, first, last)
    return search.link(expires_from=str(within.expires_from), expires_to=str(within.expires_to))


def _endings(service: SearchService, ids: Sequence[str], day: date) -> list[Ending]:
    cards = [card for card in service.catalogue.cards(ids).values() if card.published]
    documents = service.catalogue.documents([card.id for card in cards], text=False)
    made = []
    for card in cards:
        document = documents.get(card.id)
        last = last_day(document, card.timeline) if document is not None else None
        if last is not None:
            made.append(_ending(card, last, day))
    return made


def _ending(card: Card, last: date, day: date) -> Ending:
    standing = standing_of(status_on(card.timeline, day), card.kind)
    return Ending(
        last, card.id, card.title or card.id, card.doc_number or "", card.issuers, standing
    )


def endings_sheet(found: Endings, told: Sequence[tuple[str, Cell]]) -> Sheet:
    heads = ("有效期至", "标题", "发文字号", "发文机关", "有效性", "编号")
    rows = [
        (e.day, e.title, e.doc_number, MANY.join(e.issuers), e.standing.label, e.id)
        for e in found.listed
    ]
    more = found.total - len(found.listed)
    last = f"（共 {found.total} 份，本表列出 {len(found.listed)} 份）" if more > 0 else ""
    return Sheet("到期文件", heads, rows, last, list(told))
