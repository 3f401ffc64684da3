"""What is imported when it is asked for is found all the same."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Match

from indexer.runtime.settings import Settings
from search_api import openapi_document
from search_api.app import create_app
from search_api.lull import Lull
from search_api.wings import Wing, open_all, open_at_leisure
from tests import library


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    with library.opened(tmp_path, library.ALL) as service:
        yield create_app(service, Settings(home=tmp_path))


def wings(app: FastAPI) -> list[Wing]:
    return [route for route in app.routes if isinstance(route, Wing)]


def test_every_route_stands_where_its_wing_leads(app: FastAPI) -> None:
    for wing in wings(app):
        for route in iter_route_contexts([wing.open()]):
            assert route.path is not None and wing.leads_to(route.path), route.path
            method = next(iter(route.methods or ()))
            path = re.sub(r"{[^}]*}", "x", route.path)
            scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
            assert wing.matches(scope)[0] is Match.FULL


def test_a_request_opens_its_own_wing_and_no_other(app: FastAPI) -> None:
    client = TestClient(app)  # without its lifespan, which opens the others after a while
    before = wings(app)
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/nowhere").status_code == 404
    assert len(wings(app)) == len(before) - 1


def test_routes_keep_their_order_however_they_are_opened(app: FastAPI) -> None:
    names = [wing.open() for wing in reversed(wings(app))]
    opened = [route for route in app.routes if route in names]
    assert opened == names[::-1]
    open_all(app)  # changes nothing once they are there
    assert [route for route in app.routes if route in names] == opened


@pytest.mark.parametrize("staff", [True, False])
def test_what_staff_use_is_left_alone_where_there_are_none(app: FastAPI, staff: bool) -> None:
    of_staff = {id(wing) for wing in wings(app) if wing.is_of_staff}
    assert of_staff
    asyncio.run(open_at_leisure(app, Quiet(), staff))
    assert {id(wing) for wing in wings(app)} == (set() if staff else of_staff)


class Quiet(Lull):
    """Nobody ever asks."""

    async def come(self, seconds: float) -> None:
        pass


def test_a_lull_is_waited_for_as_long_as_requests_come(monkeypatch: pytest.MonkeyPatch) -> None:
    now, slept = 100.0, []
    monkeypatch.setattr("search_api.lull.monotonic", lambda: now)
    lull = Lull()

    async def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(seconds)
        if len(slept) == 1:  # one comes meanwhile
            now += seconds / 2
            lull.meet()
            now += seconds / 2
        else:
            now += seconds

    monkeypatch.setattr("search_api.lull.sleep", sleep)
    asyncio.run(lull.come(2.0))
    assert slept == [2.0, 1.0]


def test_wings_opened_by_many_at_once_each_have_their_own_routes(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    include = app.include_router

    def slow(*given: Any, **options: Any) -> None:
        include(*given, **options)
        time.sleep(0.005)  # whoever does not wait comes in between

    monkeypatch.setattr(app, "include_router", slow)
    waiting = wings(app)
    with ThreadPoolExecutor(len(waiting)) as threads:
        opened = list(threads.map(Wing.open, waiting))
    assert [route for route in app.routes if route in opened] == opened
    for wing, routes in zip(waiting, opened, strict=True):
        assert all(wing.leads_to(route.path or "") for route in iter_route_contexts([routes]))


def test_what_openapi_tells_is_made_once_and_nobody_gets_it_before_it_is_complete(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, done = [], []

    def slow(api: dict[str, Any]) -> None:
        begun.append(api)
        time.sleep(0.05)
        done.append(api)

    monkeypatch.setattr(openapi_document, "complete", slow)
    with ThreadPoolExecutor(3) as threads:
        complete = list(threads.map(lambda _: (app.openapi(), len(done))[1], range(3)))
    assert complete == [1, 1, 1]
    assert len(begun) == 1
