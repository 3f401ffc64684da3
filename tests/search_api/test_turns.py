"""Searches on threads: others are served meanwhile, and too many are told to come again."""

from __future__ import annotations

import asyncio
import threading
import time
from unittest.mock import patch

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from indexer.searching.service import SearchService
from search_api.turns import Turns
from tests.waiting import PATIENCE


def test_the_loop_goes_on_and_the_bound_holds() -> None:
    async def scene() -> None:
        turns, may_end = Turns(1), threading.Event()
        slow = asyncio.create_task(turns.run(may_end.wait))
        await asyncio.sleep(0)
        with pytest.raises(HTTPException) as refused:
            await turns.run(bool)
        assert refused.value.status_code == 503
        assert refused.value.headers == {"Retry-After": "1"}
        may_end.set()
        assert await slow
        assert await turns.run(lambda: 7) == 7
        turns.close()

    asyncio.run(scene())


def test_a_search_by_body_answers_as_the_address_does(client: TestClient) -> None:
    by_address = client.get("/api/v1/search?q=电梯&size=3&status=in_force").json()
    fields = {"q": "电梯", "size": 3, "status": ["in_force"]}
    by_body = client.post("/api/v1/search", json=fields).json()
    del by_address["took_ms"], by_body["took_ms"]
    assert by_body == by_address


def test_a_body_has_numbers_and_single_values_as_json_does(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"year": "2024", "genre": "通知"}).json()
    for fields in (
        {"year": 2024, "genre": "通知"},
        {"year": [2024], "genre": ["通知"]},
    ):
        answer = client.post("/api/v1/search", json=fields)
        assert answer.status_code == 200, answer.text
        assert {**answer.json(), "took_ms": 0} == {**found, "took_ms": 0}
    for wrong in (True, 20245, 2024.5, [None]):
        assert client.post("/api/v1/search", json={"year": wrong}).status_code == 422, wrong


def test_a_body_with_unknown_fields_is_refused(client: TestClient) -> None:
    told = client.post("/api/v1/search", json={"q": "电梯", "colour": 1, "size": 0})
    assert told.status_code == 422
    assert told.headers["content-type"] == "application/problem+json"
    assert {e["parameter"] for e in told.json()["errors"]} == {"colour", "size"}


READING = {
    "/": "search",
    "/documents/lift": "document",
    "/api/v1/search?q=电梯&size=7": "search",
    "/api/v1/pivot": "pivot",
    "/api/v1/suggest?q=电": "suggest",
    "/api/v1/documents/lift": "document",
    "/api/v1/documents/lift/file": "document",
    "/api/v1/documents/lift/text": "document",
    "/api/v1/documents/lift/history": "document",
    "/api/v1/documents/lift/relations": "document",
    "/api/v1/documents/lift/similar": "document",
}


@pytest.mark.parametrize(("path", "method"), READING.items())
def test_health_answers_while_others_read(
    app: FastAPI, client: TestClient, path: str, method: str
) -> None:
    begun, may_end, turns = threading.Event(), threading.Event(), Turns(1)

    def slow(*_: object, **__: object) -> None:
        begun.set()
        assert may_end.wait(PATIENCE)
        raise ValueError

    with patch.object(app.state, "turns", turns), patch.object(SearchService, method, slow):
        reading = threading.Thread(target=client.get, args=[path])
        reading.start()
        try:
            assert begun.wait(PATIENCE)
            assert client.get("/health").status_code == 200
            refused = client.get(path)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        finally:
            may_end.set()
            reading.join()
            turns.close()


def test_feedback_is_kept_on_a_thread(client: TestClient) -> None:
    threads: list[str] = []

    def kept(*_: object) -> None:
        threads.append(threading.current_thread().name)

    with patch.object(SearchService, "feedback", kept):
        use = {"query": "电梯", "document": "lift", "rank": 1}
        assert client.post("/api/v1/feedback", json=use).status_code == 204
    assert threads[0].startswith("search")


def test_one_runs_after_another() -> None:
    async def scene() -> None:
        turns, at_once, most = Turns(8, quick=PATIENCE), 0, 0

        def search() -> None:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            time.sleep(0.01)
            at_once -= 1

        await asyncio.gather(*(turns.run(search) for _ in range(6)))
        assert most == 1
        turns.close()

    asyncio.run(scene())


def test_nobody_waits_for_a_slow_one() -> None:
    async def scene() -> None:
        # At once: a wait that is to end by the clock has none under a clock that is set.
        turns, may_end = Turns(8, quick=0), threading.Event()
        slow = [asyncio.create_task(turns.run(may_end.wait)) for _ in range(2)]
        assert await asyncio.gather(*(turns.run(lambda: 7) for _ in range(6))) == [7] * 6
        may_end.set()
        assert all(await asyncio.gather(*slow))
        turns.close()

    asyncio.run(scene())


def test_what_waits_for_servers_runs_at_once() -> None:
    async def scene() -> None:
        turns, both = Turns(8, at_once=True), threading.Barrier(2)
        await asyncio.gather(*(turns.run(both.wait) for _ in range(2)))
        turns.close()

    asyncio.run(scene())
