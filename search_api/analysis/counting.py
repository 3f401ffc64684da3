"""Documents counted by two facets, and how many there are of each value without counting twice.

A joint issue stands in the row of each of its issuers, a document of a theme within a theme in
both: rows do not add up. Every document has one status on a day, so what a value has of each
status adds up to its distinct documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.model import Kind, StatusValue
from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from search_api.analysis.made import Made

_ORDERS: Mapping[str, Sequence[str]] = {
    "status": [value.value for value in StatusValue],
    "kind": [value.value for value in Kind],
}
# Facets whose values are in the order of time.
DAYS = ("year", "month")
# A filter of more values than this is not asked for only to tell who has none.
_MOST_VALUES = 1_000


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of a facet in the order of the table, each with its distinct documents.
    ``without``: how many documents have none; None where it was not counted."""

    field: str
    totals: Mapping[str, int]
    without: int | None

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.totals)


@dataclass(frozen=True, slots=True)
class Counted:
    """``cells``: (row, column) → documents; ``statuses``: distinct documents of each, those
    without a row or a column too."""

    rows: Axis
    columns: Axis
    cells: Mapping[tuple[str, str], int]
    statuses: Mapping[str, int]

    @property
    def total(self) -> int:
        """Distinct documents."""
        return sum(self.statuses.values())


def counted(service: SearchService, made: Made) -> Counted:
    """By the two facets that were asked for."""
    rows, columns = made.params.rows, made.params.columns
    cells, _ = service.crossed(made.request, rows, columns)
    statuses = of_each(service, made.request, "status")
    axes = [
        _axis(service, made, name, statuses, newest_first=name == rows) for name in (rows, columns)
    ]
    return Counted(axes[0], axes[1], cells, statuses)


def of_each(service: SearchService, request: SearchRequest, field: str) -> dict[str, int]:
    """The distinct documents of each value of a facet."""
    found, _ = service.crossed(request, field, "status")
    totals: dict[str, int] = {}
    for (value, _), count in found.items():
        totals[value] = totals.get(value, 0) + count
    return totals


def _axis(
    service: SearchService, made: Made, field: str, statuses: Mapping[str, int], *,
    newest_first: bool,
) -> Axis:  # fmt: skip
    request = made.request
    totals = dict(statuses) if field == "status" else of_each(service, request, field)
    chosen = request.filters.get(field, ())
    if chosen and field not in _ORDERS:
        totals = _within(made.meant.get(field, ()), totals)
    without: int | None = 0
    if not chosen and field != "status":
        total = sum(statuses.values())
        without = _without(service, request, field, tuple(totals), total)
    order = _ORDERS.get(field)
    if order is not None:
        values = [value for value in order if value in totals]
    elif field in DAYS:
        values = sorted(totals, reverse=newest_first)
    else:
        values = sorted(totals, key=lambda value: (-totals[value], value))
    return Axis(field, {value: totals[value] for value in values}, without)


def _within(meant: Sequence[str], totals: Mapping[str, int]) -> dict[str, int]:
    """Of a facet that is a condition too, only what was chosen and what is within it: a search
    cannot ask for two values of one facet at once, and each number leads to its documents."""
    return {
        value: count
        for value, count in totals.items()
        if any(value == one or value.startswith(f"{one}\\") for one in meant)
    }


def _without(
    service: SearchService, request: SearchRequest, field: str, values: Sequence[str], total: int
) -> int | None:
    if not values:
        return total
    if len(values) > _MOST_VALUES:
        return None
    having = replace(request, filters={**request.filters, field: tuple(values)})
    return total - sum(of_each(service, having, "status").values())
