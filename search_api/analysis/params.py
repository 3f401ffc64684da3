"""What is asked of the desk, and its addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import Field, model_validator

from indexer.model.queries import SearchRequest
from search_api.params import TwoFacets
from search_api.portal.results import Address

PATH = "/analysis"
# Of the desk, not of the search behind it.
_OWN = ("rows", "columns", "whole", "revision")


class AnalysisParams(TwoFacets):
    """统计页的参数：检索的全部条件，行与列各一个分面。"""

    whole: bool = Field(
        False, title="展开", description="是否列出更多的行与列", examples=[False]
    )  # fmt: skip
    revision: int | None = Field(
        None, title="库版本", ge=0, description="固定链接做成时的库版本", examples=[104]
    )

    @model_validator(mode="after")
    def _two(self) -> AnalysisParams:
        if self.rows == self.columns:
            raise ValueError("行与列应是两个不同的分面")
        return self

    def request(self, day: date) -> SearchRequest:
        """The documents that are counted, on that day."""
        return replace(self.wanted(), as_of=day, size=1, facets=(), highlight=False)


class DeskAddress(Address):
    """The desk as it is, and with one thing changed."""

    path = PATH

    def file(self, format: str) -> str:
        """A part of the desk as a file: ``table.csv``."""
        query = urlencode({k: v for k, v in self.state.items() if v}, doseq=True)
        return f"{PATH}/{format}" + (f"?{query}" if query else "")

    def cleared(self) -> str:
        return self.link(**{name: None for name in self.state if name not in ("q", *_OWN)})

    def kept(self, day: date, revision: int) -> str:
        """The address that says on which day and revision its numbers were made."""
        return self.link(as_of=day.isoformat(), revision=revision)

    def searched(self, day: date) -> SearchAddress:
        """The search for the documents that are counted."""
        return SearchAddress(self.state, day)


class SearchAddress(Address):
    """The search whose hits are the documents of a number."""

    def __init__(self, state: dict[str, Any], day: date) -> None:
        self.state = {k: v for k, v in state.items() if k not in _OWN}
        self._day = day.isoformat()

    def where(self, **values: str) -> str:
        """With these values of facets. What depends on the day says which one it was."""
        given = {name: [value] for name, value in values.items()}
        dated = "status" in {*given, *self.state}
        return self.link(**given, **({"as_of": self._day} if dated else {}))
