"""The boxes above the results of a question: the clause that answers it, and who is responsible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from indexer.model.answers import Answer, QuestionKind
from indexer.model.duties import DutyAnswer, DutyRequest, ResponsibleBody
from indexer.model.passages import PassageHit, Span
from indexer.model.queries import SearchRequest
from indexer.searching.questions import kind_of
from indexer.searching.service import SearchService
from indexer.searching.sureness import SURE

_BODIES = 3
_SPANS = 6
# Characters of a passage that are shown without scrolling.
_LONG = 400
# What the page of duties has no use for.
_OF_RESULTS = frozenset({"sort", "size", "explain"})


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """The first passage of a question that the library answers; ``sure``: said without a doubt."""

    answer: Answer

    @property
    def hit(self) -> PassageHit:
        return self.answer.passages[0]

    @property
    def sure(self) -> bool:
        return self.answer.confidence.value >= SURE

    @property
    def long(self) -> bool:
        """Whether the passage is to scroll: the results should stay in sight."""
        return len(self.hit.passage.quote) > _LONG

    @property
    def spans(self) -> Sequence[Span]:
        return self.hit.spans[:_SPANS]

    @property
    def notes(self) -> Sequence[str]:
        """Without those of the search beneath, which the page has for itself."""
        return [note for note in self.answer.notes if note not in self.answer.query.notes]


@dataclass(frozen=True, slots=True)
class DutyBox:
    """Who is responsible, or why nobody is named."""

    bodies: Sequence[ResponsibleBody]
    notes: Sequence[str]
    all: str

    @classmethod
    def of(cls, answer: DutyAnswer, state: Mapping[str, Any]) -> DutyBox | None:
        """``state``: the conditions of the results, kept for the whole list."""
        if not answer.bodies and not answer.notes:
            return None
        asked = {k: v for k, v in state.items() if v and k not in _OF_RESULTS}
        return cls(answer.bodies, answer.notes, "/duties?" + urlencode(asked, doseq=True))


@dataclass(frozen=True, slots=True)
class Boxes:
    answer: AnswerBox | None = None
    duties: DutyBox | None = None


def boxes_of(service: SearchService, request: SearchRequest, state: Mapping[str, Any]) -> Boxes:
    """None of a query that asks nothing, and none on later pages."""
    kind = kind_of(request.q)
    if request.page > 1 or kind is QuestionKind.OTHER:
        return Boxes()
    bare = replace(request, page=1, size=1, facets=(), highlight=False, explain=False)
    told = service.answer(bare)
    box = AnswerBox(told) if told.answered and told.passages else None
    if kind is not QuestionKind.WHO:
        return Boxes(box)
    asked = DutyRequest(replace(bare, size=_BODIES), clauses=1)
    return Boxes(box, DutyBox.of(service.responsibilities(asked), state))
