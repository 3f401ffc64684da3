"""What all numbers of a page are made by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.model.queries import SearchRequest
from indexer.searching.days import today
from indexer.searching.service import SearchService
from search_api.analysis.params import AnalysisParams, DeskAddress


@dataclass(frozen=True, slots=True)
class Made:
    """What a number was made by: the address with the values that were ``meant``, day, revision."""

    params: AnalysisParams
    request: SearchRequest
    meant: Mapping[str, Sequence[str]]
    address: DeskAddress
    day: date
    revision: int

    @property
    def link(self) -> str:
        return self.address.kept(self.day, self.revision)


def made_of(service: SearchService, params: AnalysisParams) -> Made:
    day = params.as_of or today()
    request = params.request(day)
    meant = service.search(request).filters
    address = DeskAddress(params, {**params.filters(), **meant})
    address.state.pop("revision", None)
    return Made(params, request, meant, address, day, service.engine.status().revision)
