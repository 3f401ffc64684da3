"""Which policies have an interpretation in the library, by who issued them, and after how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from indexer.catalogue import Card
from indexer.model import Kind
from indexer.model.queries import Sort
from indexer.searching.service import SearchService
from indexer.stewardship.sheets import Cell, Sheet
from search_api.analysis.made import Made
from search_api.analysis.table import Number, share

# Whether one is explained, no index knows: of so many, the newest are looked at.
_LOOKED_AT = 2_000
LISTED = 15
COVERAGE_METHOD = (
    "只计类别为政策文件的；有解读，指本库有公开的解读写明解读它。天数从文件发布（缺的取成文）到最早一份"
    "解读发布，取中位数；解读在前的计 0 天，缺日期的不计。联合发文在每个机关各计一次。"
)


@dataclass(frozen=True, slots=True)
class Covered:
    """``days``: the median; None where no days are known."""

    issuer: str
    policies: Number
    explained: int
    share: str
    days: float | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """``looked_at`` of ``total`` policies."""

    rows: tuple[Covered, ...]
    explained: int
    looked_at: int
    total: int


def coverage_of(service: SearchService, made: Made) -> Coverage:
    request, policy = made.request, Kind.POLICY.value
    if policy not in request.filters.get("kind", (policy,)):
        return Coverage((), 0, 0, 0)
    wanted = replace(request, filters={**request.filters, "kind": (policy,)})
    listing = service.listing(replace(wanted, sort=Sort.NEWEST, size=_LOOKED_AT))
    cards = [card for card in service.catalogue.cards(listing.ids).values() if card.published]
    explained = service.catalogue.first_interpretations([card.id for card in cards])
    of_each: dict[str, list[Card]] = {}
    chosen = made.address.state.get("issuer", [])
    for card in cards:
        for issuer in dict.fromkeys(card.issuers):
            if not chosen or issuer in chosen:
                of_each.setdefault(issuer, []).append(card)
    search, whole = made.address.searched(made.day), listing.total == len(listing.ids)
    rows = []
    for issuer in sorted(of_each, key=lambda name: (-len(of_each[name]), name)):
        theirs = of_each[issuer]
        count = sum(card.id in explained for card in theirs)
        waited = [
            took
            for card in theirs
            if card.id in explained and (took := _days(card, explained[card.id])) is not None
        ]
        href = search.where(issuer=issuer, kind=policy) if whole else ""
        number = Number(len(theirs), href)
        days = median(waited) if waited else None
        rows.append(Covered(issuer, number, count, share(count, len(theirs)), days))
    count = sum(card.id in explained for card in cards)
    return Coverage(tuple(rows), count, len(cards), listing.total)


def _days(card: Card, first: date | None) -> int | None:
    issued = card.published_date or card.written_date
    return max(0, (first - issued).days) if first and issued else None


def coverage_sheet(found: Coverage, told: Sequence[tuple[str, Cell]]) -> Sheet:
    heads = ("发文机关", "政策文件", "有解读", "占比", "到解读的天数（中位数）")
    rows = [(c.issuer, c.policies.count, c.explained, c.share, c.days) for c in found.rows]
    last = ""
    if found.looked_at < found.total:
        last = f"（共 {found.total} 份政策文件，只看了最新的 {found.looked_at} 份）"
    return Sheet("解读覆盖", heads, rows, last, list(told))
