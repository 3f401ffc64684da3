"""Searches on threads: others are served meanwhile, and too many are told to come again."""

from __future__ import annotations

import asyncio
import threading

import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from search_api.turns import Turns


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


def test_a_body_with_unknown_fields_is_refused(client: TestClient) -> None:
    told = client.post("/api/v1/search", json={"q": "电梯", "colour": 1, "size": 0})
    assert told.status_code == 422
    assert told.headers["content-type"] == "application/problem+json"
    assert {e["parameter"] for e in told.json()["errors"]} == {"colour", "size"}
