"""Searching: /search, /suggest, /feedback. As files: ``sheets.py``, with /pivot."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request
from starlette.responses import Response

from indexer.searching.service import SearchService
from search_api.answers import Answers
from search_api.direct import DirectRoute
from search_api.params import FeedbackBody, SearchParams, SuggestParams
from search_api.responses import (
    JsonResponse,
    Problem,
    SearchModel,
    SuggestModel,
)
from search_api.turns import Turns

PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem, "description": "Every wrong parameter, with what is wrong."},
    503: {"model": Problem, "description": "The index is not ready."},
}

router = APIRouter(tags=["search"], route_class=DirectRoute)


def service_of(request: Request) -> SearchService:
    service: SearchService = request.app.state.service
    return service


def turns_of(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


@router.get("/search", response_model=None, responses={200: {"model": SearchModel}, **PROBLEMS})
async def search(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """Ranked, faceted hits."""
    return await _answer(request, request.scope["query_string"], params)


@router.post("/search", response_model=None, responses={200: {"model": SearchModel}, **PROBLEMS})
async def search_by_body(request: Request, body: Annotated[SearchParams, Body()]) -> Response:
    """The same search, its fields as JSON: what no address can hold."""
    return await _answer(request, b"POST " + body.model_dump_json().encode(), body)


async def _answer(request: Request, key: bytes, params: SearchParams) -> Response:
    answers: Answers = request.app.state.answers
    service = service_of(request)
    answer = answers.kept(key)
    if answer is None:
        answer = await turns_of(request).run(
            lambda: answers.json(key, lambda: service.search(params.request()))
        )
    return Response(answer, media_type="application/json")


@router.get("/suggest", response_model=None, responses={200: {"model": SuggestModel}, **PROBLEMS})
async def suggest(request: Request, params: Annotated[SuggestParams, Query()]) -> Response:
    """Titles and terms that go on from what was typed: Chinese, pinyin or initials."""
    service = service_of(request)
    return await turns_of(request).run(
        lambda: JsonResponse({"suggestions": service.suggest(params.q, params.size)})
    )


@router.post(
    "/feedback",
    response_model=None,
    status_code=204,
    responses={204: {"description": "Kept."}, 404: {"model": Problem}, **PROBLEMS},
)
async def feedback(request: Request, body: Annotated[FeedbackBody, Body()]) -> Response:
    """A result was used. Later, similar queries profit; nothing of the user is kept."""
    service = service_of(request)
    await turns_of(request).run(lambda: service.feedback(body.query, body.document, body.rank))
    return Response(status_code=204)
