"""The pages: no script, nothing from another host, everything escaped."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("path", ["/", "/?q=加装电梯", "/documents/lift", "/docs"])
def test_pages_load_nothing_from_elsewhere_and_run_nothing(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', answer.text)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert '<html lang="zh-CN">' in answer.text


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    answer = client.get("/", params={"q": '"><img src=x onerror=alert(1)>'})
    assert "<img" not in answer.text


def test_search_page_shows_status_and_links_to_the_passage(client: TestClient) -> None:
    page = client.get("/", params={"q": "财政补贴"}).text
    assert "失效" in page
    assert re.search(r'href="/documents/lift#s\d+"', page)


def test_a_facet_link_keeps_the_search(client: TestClient) -> None:
    page = client.get("/", params={"q": "电梯", "year": "2019"}).text
    assert "q=%E7%94%B5%E6%A2%AF" in page
    assert 'aria-current="true"' in page


def test_document_page_tells_status_reason_events_and_text(client: TestClient) -> None:
    page = client.get("/documents/old-lift").text
    assert "同时废止" in page
    assert "经业主同意" in page
    assert 'href="/documents/lift"' in page


def test_form_fields_left_empty_are_no_error(client: TestClient) -> None:
    assert client.get("/?q=电梯&as_of=&sort=relevance").status_code == 200
    assert client.get("/documents/lift?as_of=").status_code == 200


def test_unknown_pages_are_not_found(client: TestClient) -> None:
    assert client.get("/documents/nothing").status_code == 404
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/nothing").status_code == 404
