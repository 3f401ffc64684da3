"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from indexer.model.errors import PolicySearchError
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
    """The index is loaded; how far it is behind the catalogue."""
    service = service_of(request)
    try:
        state = service.readiness()
    except PolicySearchError:
        return JsonResponse(
            {"status": "not ready", "documents": 0, "revision": 0, "lag": 0}, status_code=503
        )
    body = {
        "status": "ready" if state.ready else "not ready",
        "documents": state.documents,
        "revision": state.revision,
        "lag": state.lag,
    }
    return JsonResponse(body, status_code=200 if state.ready else 503)
