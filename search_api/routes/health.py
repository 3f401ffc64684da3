"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from search_api.described import Router
from search_api.responses import JsonResponse
from search_api.routes.search import service_of
from search_api.schemas import Health, Readiness

router = Router(tags=["operation"])


@router.get(
    "/health", response_model=None, responses={200: {"model": Health, "description": "活着"}}
)
async def health() -> Response:
    """服务活着。"""
    return JsonResponse({"status": "ok"})


@router.get(
    "/ready",
    response_model=None,
    responses={
        200: {"model": Readiness, "description": "可以回答"},
        503: {"model": Readiness, "description": "还不能回答，或跟不上文件库"},
    },
)
async def ready(request: Request) -> Response:
    """索引已载入，新入库的文件都会查到；否则 503 并说明原因。
    正在收录时有所落后（lag）不算，使用记录写不进（usage）也不算。"""
    service = service_of(request)
    found = await run_in_threadpool(service.standing)
    # Ranking by meaning is behind for a while after each ingestion: that is no trouble.
    vectors = await run_in_threadpool(service.meaning) if found.index else None
    ready = found.trouble is None
    body = {
        "status": "ready" if ready else "not ready",
        "code": found.trouble,
        "reason": found.reason,
        "documents": found.index.documents if found.index else 0,
        "revision": found.index.revision if found.index else 0,
        "lag": found.lag,
        "vectors": vectors,
        "usage": service.usage.trouble,
    }
    return JsonResponse(body, status_code=200 if ready else 503)
