"""Answers from passages: /passages, /responsibilities, /answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from search_api.described import Router
from search_api.direct import DirectRoute
from search_api.params import AnswerParams, DutyParams, PassageParams
from search_api.passage_json import answer_json, duties_json, passages_json
from search_api.passage_schemas import AnswerFound, Duties, Passages
from search_api.responses import JsonResponse
from search_api.routes.search import PROBLEMS, service_of, turns_of

router = Router(tags=["answers"], route_class=DirectRoute)


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


@router.get(
    "/responsibilities",
    response_model=None,
    responses={200: {"model": Duties, "description": "机关与条款"}, **PROBLEMS},
)
async def responsibilities(request: Request, params: Annotated[DutyParams, Query()]) -> Response:
    """一件事由谁负责，或一个机关负责什么：机关及规定其职责的原句；不问有效性时只列当日有效的。"""
    service = service_of(request)
    return await turns_of(request).run(
        lambda: JsonResponse(duties_json(service.responsibilities(params.request())))
    )


@router.get(
    "/answers",
    response_model=None,
    responses={200: {"model": AnswerFound, "description": "回答"}, **PROBLEMS},
)
async def answers(request: Request, params: Annotated[AnswerParams, Query()]) -> Response:
    """一个问题的回答：作答的条款、负责的机关、变化与解读，以及有多大把握；没有答案时直说。"""
    service = service_of(request)
    return await turns_of(request).run(
        lambda: JsonResponse(answer_json(service.answer(params.request())))
    )
