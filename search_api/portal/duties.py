"""The page of responsibilities, and the box on the results of a question that asks for a body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from indexer.model.answers import QuestionKind
from indexer.model.duties import DutyAnswer, DutyRequest, ResponsibleBody
from indexer.model.queries import SearchRequest
from indexer.searching.questions import kind_of
from indexer.searching.service import SearchService
from search_api.params import DutyParams

_BOX = 3


@dataclass(frozen=True, slots=True)
class Duties:
    """What the page shows; ``answer`` None where nothing is asked."""

    params: DutyParams
    answer: DutyAnswer | None

    def of_body(self, name: str) -> str:
        """The address of all that the body answers for here."""
        asked = {"q": self.params.q, "body": name, "clauses": 100, "as_of": self.params.as_of}
        return "/duties?" + urlencode({k: v for k, v in asked.items() if v})


def duties_of(service: SearchService, params: DutyParams) -> Duties:
    asked = params.q.strip() or params.body.strip()
    return Duties(params, service.responsibilities(params.request()) if asked else None)


def box_of(service: SearchService, request: SearchRequest) -> tuple[ResponsibleBody, ...]:
    """The first bodies, where the query asks 谁, 哪个部门, 找谁, 归谁管; none on later pages."""
    if request.page > 1 or kind_of(request.q) is not QuestionKind.WHO:
        return ()
    bare = replace(request, page=1, size=_BOX, facets=(), highlight=False, explain=False)
    return service.responsibilities(DutyRequest(bare, clauses=1)).bodies
