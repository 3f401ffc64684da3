"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from search_api.responses import HealthModel, JsonResponse, ReadyModel
from search_api.routes.search import service_of

router = APIRouter(tags=["operation"])


@router.get("/health", response_model=None, responses={200: {"model": HealthModel}})
async def health() -> Response:
    """Alive."""
    return JsonResponse({"status": "ok"})


@router.get(
    "/ready",
    response_model=None,
    responses={200: {"model": ReadyModel}, 503: {"model": ReadyModel}},
)
async def ready(request: Request) -> Response:
    """The index is loaded, and what is committed to the library will be found; else 503, with the
    reason. Being behind (`lag`) while an ingestion is at work is no reason."""
    found = await run_in_threadpool(service_of(request).standing)
    ready = found.trouble is None
    body = {
        "status": "ready" if ready else "not ready",
        "code": found.trouble,
        "reason": found.reason,
        "documents": found.index.documents if found.index else 0,
        "revision": found.index.revision if found.index else 0,
        "lag": found.lag,
    }
    return JsonResponse(body, status_code=200 if ready else 503)
