"""Answers from passages: /passages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from search_api.direct import DirectRoute
from search_api.params import PassageParams
from search_api.passage_json import passages_json
from search_api.passage_schemas import Passages
from search_api.responses import JsonResponse
from search_api.routes.search import PROBLEMS, service_of, turns_of

router = APIRouter(tags=["answers"], route_class=DirectRoute)


@router.get(
    "/passages",
    response_model=None,
    responses={200: {"model": Passages, "description": "条款"}, **PROBLEMS},
)
async def passages(request: Request, params: Annotated[PassageParams, Query()]) -> Response:
    """各文件中最能回答问题的条款：原文、位置、各级标题与当日的有效性。"""
    service = service_of(request)
    return await turns_of(request).run(
        lambda: JsonResponse(passages_json(service.passages(params.request())))
    )
