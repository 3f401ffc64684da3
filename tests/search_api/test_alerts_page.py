"""/alerts: the feed and the call of what is to be watched."""

from __future__ import annotations

from html import unescape
from urllib.parse import quote

import orjson
from fastapi.testclient import TestClient


def call_of(page: str) -> str:
    return unescape(page.partition("<code>curl")[2].partition("</code>")[0])


def test_a_search_has_a_feed_and_a_call(client: TestClient) -> None:
    page = client.get("/alerts", params={"q": "电梯"}).text
    assert f"/api/v1/search.atom?q={quote('电梯')}&amp;sort=newest" in page
    told = orjson.loads(call_of(page).split(" -d ")[1].strip("'"))
    assert told["search"] == {"q": "电梯"}
    assert all(kind in page for kind in ("新的结果", "即将到期", "失效或废止"))


def test_a_document_has_them_too_and_nobody_else(client: TestClient) -> None:
    page = client.get("/alerts", params={"document": "lift"}).text
    assert "/api/v1/documents/lift/changes.atom" in page
    assert client.get("/alerts", params={"document": "nothing"}).status_code == 404


def test_nothing_asked_says_how(client: TestClient) -> None:
    page = client.get("/alerts")
    assert page.status_code == 200 and "changes.atom" not in page.text


def test_what_is_typed_stays_text(client: TestClient) -> None:
    page = client.get("/alerts", params={"q": "<b>'; rm -rf /; '"}).text
    assert "<b>'" not in page
    # In the shell it stays within its quotes: each one typed is closed, escaped and opened again.
    assert "'\\''; rm -rf /; '\\''" in call_of(page)
