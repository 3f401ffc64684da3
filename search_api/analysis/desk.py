"""The desk's page, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.runtime.deadline import within
from indexer.searching.service import SearchService
from search_api.analysis.counting import counted
from search_api.analysis.coverage import COVERAGE_METHOD, Coverage, coverage_of
from search_api.analysis.coverage import LISTED as MOST_ISSUERS
from search_api.analysis.endings import ENDINGS_METHOD, LISTED, Endings
from search_api.analysis.made import Made, made_of
from search_api.analysis.params import AnalysisParams
from search_api.analysis.parts import Composition, Trend, composition_of, ending_of, trend_of
from search_api.analysis.table import Table, table_of
from search_api.analysis.trend import families
from search_api.param_types import FACETS as FACET_NAMES
from search_api.param_types import RANGES
from search_api.portal.results import (
    FACET_SIZE,
    FACETS,
    Chip,
    ShownFacet,
    chips,
    field_label,
    shown_facets,
)


@dataclass(frozen=True, slots=True)
class Desk:
    made: Made
    table: Table
    rows_total: int
    valid: int
    ended: int
    chips: Sequence[Chip]
    facets: Sequence[ShownFacet]
    notes: Sequence[str]
    choices: Sequence[tuple[str, str]]
    trend: Trend
    composition: Composition
    endings: Endings
    coverage: Coverage
    coverage_method: str = COVERAGE_METHOD
    most_issuers: int = MOST_ISSUERS
    endings_method: str = ENDINGS_METHOD
    most_endings: int = LISTED

    @property
    def shown_fields(self) -> list[str]:
        """What the form has a control for: the rest it carries on."""
        ranges = [f"{stem}_{side}" for stem in RANGES for side in ("from", "to")]
        return [*(facet.name for facet in self.facets), *ranges]


def desk_of(service: SearchService, params: AnalysisParams) -> Desk:
    with within(service.settings.search_seconds):
        made = made_of(service, params)
        answer = service.search(replace(made.request, facets=FACETS, facet_size=FACET_SIZE))
        numbers = counted(service, made)
        trend, composition = trend_of(service, made), composition_of(numbers.statuses, made)
        endings, coverage = ending_of(service, made), coverage_of(service, made)
    valid, ended, *_ = families(numbers.statuses)
    return Desk(
        made,
        table_of(numbers, params, made.address, made.day),
        len(numbers.rows.totals),
        valid,
        ended,
        chips(made.address, params.as_of),
        shown_facets(answer.facets),
        (*answer.notes, *answer.query.notes),
        [(name, field_label(name)) for name in FACET_NAMES],
        trend,
        composition,
        endings,
        coverage,
    )
