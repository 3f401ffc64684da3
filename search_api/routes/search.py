"""Searching: /search, /suggest, /feedback. As files: ``sheets.py``, with /pivot."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Query, Request
from starlette.responses import Response

from indexer.searching.service import SearchService
from search_api.answers import Answers
from search_api.clicking import clicking
from search_api.described import Router
from search_api.direct import DirectRoute, Handler
from search_api.edge import STAMP
from search_api.params import FeedbackBody, SearchParams, SuggestParams
from search_api.responses import JsonResponse, suggestions_json
from search_api.schemas import Problem, SearchAnswer, Suggestions
from search_api.turns import Turns

PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem, "description": "参数有误：一次列出全部有误的参数"},
}


class KeptRoute(DirectRoute):
    """Where the same query string was answered, and nothing has changed since, its parameters
    need not be read again."""

    def get_route_handler(self) -> Handler:
        made = super().get_route_handler()
        if self.name != "search":
            return made

        async def handle(request: Request) -> Response:
            answers: Answers = request.app.state.answers
            scope = request.scope
            kept = answers.kept(scope["query_string"], scope.get(STAMP))
            if kept is not None:
                return Response(kept, media_type="application/json")
            return await made(request)

        return handle


router = Router(tags=["search"], route_class=KeptRoute)


def service_of(request: Request) -> SearchService:
    service: SearchService = request.app.state.service
    return service


def turns_of(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


@router.get(
    "/search",
    response_model=None,
    responses={200: {"model": SearchAnswer, "description": "结果与分面"}, **PROBLEMS},
)
async def search(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
    """按相符程度排列的结果与分面。"""
    return await _answer(request, request.scope["query_string"], params)


@router.post(
    "/search",
    response_model=None,
    responses={200: {"model": SearchAnswer, "description": "结果与分面"}, **PROBLEMS},
)
async def search_by_body(request: Request, body: Annotated[SearchParams, Body()]) -> Response:
    """同上，参数同名，以 JSON 写在请求内容里；网址写不下的长检索用它。

    只有一个值的，可不写成数组。"""
    return await _answer(request, b"POST " + body.model_dump_json().encode(), body)


async def _answer(request: Request, key: bytes, params: SearchParams) -> Response:
    answers: Answers = request.app.state.answers
    service, stamp = service_of(request), request.scope.get(STAMP)
    answer = await turns_of(request).run(
        lambda: answers.json(key, lambda: service.search(params.request()), stamp)
    )
    return Response(answer, media_type="application/json")


@router.get(
    "/suggest",
    response_model=None,
    responses={200: {"model": Suggestions, "description": "建议"}, **PROBLEMS},
)
async def suggest(request: Request, params: Annotated[SuggestParams, Query()]) -> Response:
    """由已输入的汉字、拼音或首字母，给出标题与词语。"""
    service = service_of(request)
    return await turns_of(request).run(
        lambda: JsonResponse({"suggestions": suggestions_json(service, params.q, params.size)})
    )


@router.post(
    "/feedback",
    response_model=None,
    status_code=204,
    responses={
        204: {"description": "已记下"},
        401: {"model": Problem, "description": "没有登录：密钥无效、已撤销或已过期"},
        403: {"model": Problem, "description": "没有权限：本站只收用密钥提交的"},
        404: {"model": Problem, "description": "没有这份文件"},
        429: {"model": Problem, "description": "请求过多：请按 Retry-After 稍后再试"},
        **PROBLEMS,
    },
)
async def feedback(request: Request, body: Annotated[FeedbackBody, Body()]) -> Response:
    """告知用了哪条结果：多人多日一致的，以后相近的检索会排得更好；不保留使用者的任何信息。"""
    service = service_of(request)
    client = await clicking(request, body.client)
    await turns_of(request).run(
        lambda: service.feedback(body.query, body.document, body.rank, client)
    )
    return Response(status_code=204)
