"""Query parameters that are read without FastAPI's machinery mean the same."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query, Request
from fastapi.testclient import TestClient
from starlette.responses import Response

from search_api import problems
from search_api.direct import DirectRoute
from search_api.params import SearchParams
from search_api.responses import JsonResponse


def application(route_class: type[Any] | None) -> TestClient:
    app = FastAPI()
    problems.install(app)
    if route_class is not None:
        app.router.route_class = route_class

    @app.get("/api/x", response_model=None)
    async def endpoint(request: Request, params: Annotated[SearchParams, Query()]) -> Response:
        return JsonResponse(params.model_dump(mode="json"))

    return TestClient(app)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=电梯&issuer=甲&issuer=乙&status=in_force&page=2",
        "page=1&page=3&q=a&q=b",
        "highlight=false&explain=1&as_of=2020-01-01&facets=",
        "page=0&size=1000&as_of=2020-02-30&status=ok&foo=1&year=99&published_from=x",
        "published_from=2020-01-02&published_to=2020-01-01",
        "q=%ff%fe&issuer=",
        f"q={'长' * 3000}",
    ],
)
def test_the_same_as_fastapi(query: str) -> None:
    direct, usual = (
        application(DirectRoute).get(f"/api/x?{query}"),
        application(None).get(f"/api/x?{query}"),
    )
    assert direct.status_code == usual.status_code
    assert direct.json() == usual.json()


def test_openapi_still_tells_every_parameter() -> None:
    direct, usual = application(DirectRoute), application(None)
    assert direct.get("/openapi.json").json() == usual.get("/openapi.json").json()
