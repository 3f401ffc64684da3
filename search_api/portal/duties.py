"""The page of responsibilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from indexer.model.duties import DutyAnswer
from indexer.searching.service import SearchService
from search_api.params import MOST_CLAUSES, DutyParams


@dataclass(frozen=True, slots=True)
class Duties:
    """What the page shows; ``answer`` None where nothing is asked."""

    params: DutyParams
    answer: DutyAnswer | None
    most: int

    @property
    def notes(self) -> tuple[str, ...]:
        """What the answer says of itself, then what the search for it met."""
        if self.answer is None:
            return ()
        return tuple(dict.fromkeys((*self.answer.notes, *self.answer.query.notes)))

    @property
    def last(self) -> int:
        """The last page that has bodies."""
        return -(-self.answer.total // self.answer.size) if self.answer else 1

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The conditions that another matter or body is asked with, too."""
        return [
            (name, str(value))
            for name, given in self._given().items()
            if name not in ("q", "body", "page", "clauses")
            for value in (given if isinstance(given, list) else [given])
        ]

    def of_body(self, name: str) -> str:
        """The address of what the body answers for here, as much as one page tells."""
        return self._address(body=name, clauses=MOST_CLAUSES, page=None)

    def of_page(self, number: int) -> str:
        return self._address(page=number if number > 1 else None)

    def _given(self) -> dict[str, Any]:
        return self.params.model_dump(mode="json", exclude_defaults=True)

    def _address(self, **changed: Any) -> str:
        asked = {**self._given(), **changed}
        return "/duties?" + urlencode({k: v for k, v in asked.items() if v}, doseq=True)


def duties_of(service: SearchService, params: DutyParams) -> Duties:
    asked = params.q.strip() or params.body.strip()
    answer = service.responsibilities(params.request()) if asked else None
    return Duties(params, answer, MOST_CLAUSES)
