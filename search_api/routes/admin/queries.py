"""What was searched for: most often, in vain, only once conditions were relaxed, slowly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access import Caller
from indexer.model.errors import NotAllowed
from indexer.searching.days import today
from indexer.searching.service import SearchService
from indexer.usage.store import QueryCount
from search_api.admin_schemas import QueriesAnswer, QueriesParams
from search_api.described import Router
from search_api.door import Editor
from search_api.responses import JsonResponse
from search_api.routes.search import service_of

router = Router()

_WHOLE = "检索统计涉及全库，限定机关的密钥不能查看"


@router.get("/queries", response_model=None, responses={
    200: {"model": QueriesAnswer, "description": "检索词统计"}})  # fmt: skip
async def get_queries(
    request: Request, caller: Editor, params: Annotated[QueriesParams, Query()]
) -> Response:
    """检索词统计，同 policy-search queries；限定机关的密钥不能查看。"""
    service = service_of(request)
    since, until, found = await run_in_threadpool(counted_for, service, caller, params)
    return JsonResponse({"since": since, "until": until, "queries": found})


def counted_for(
    service: SearchService, caller: Caller, params: QueriesParams
) -> tuple[date, date, Sequence[QueryCount]]:
    """(first day, last day, queries). Raises NotAllowed."""
    if caller.issuers:
        raise NotAllowed(_WHOLE)
    until = today()
    since = until - timedelta(days=params.days - 1)
    return (
        since,
        until,
        service.usage.top_queries(since, until, order=params.order, limit=params.limit),
    )
