"""The pages: no script, nothing from another host, everything escaped."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from indexer.model.errors import CatalogueError, NoGeneration
from indexer.searching.service import SearchService
from search_api import reference
from search_api.edge import MAX_HEAD
from search_api.turns import Turns


@pytest.mark.parametrize("path", ["/", "/?q=加装电梯", "/documents/lift", "/docs", "/analysis"])
def test_pages_load_nothing_from_elsewhere_and_carry_no_code(client: TestClient, path: str) -> None:
    """Scripts are files of ours; what a page says of itself for machines is no code."""
    answer = client.get(path)
    assert answer.status_code == 200
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    for attributes in scripts:
        assert re.fullmatch(r' src="/static/[a-z]+\.js\?v=[0-9a-f]+" defer', attributes) or (
            "application/ld+json" in attributes
        )
    assert "<style" not in answer.text
    assert not re.findall(r'<[^>]* (?:style|on[a-z]+)="', answer.text)
    loaded = re.sub('<link rel="canonical"[^>]*>', "", answer.text)
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', loaded)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert '<html lang="zh-CN">' in answer.text


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    answer = client.get("/", params={"q": '"><img src=x onerror=alert(1)>'})
    assert "<img" not in answer.text


def test_search_page_shows_status_and_links_to_the_passage(client: TestClient) -> None:
    page = client.get("/", params={"q": "财政补贴"}).text
    assert "失效" in page
    assert re.search(r'href="/documents/lift\?q=[%A-F0-9]+#s\d+"', page)


def test_a_facet_link_keeps_the_search(client: TestClient) -> None:
    page = client.get("/", params={"q": "电梯", "year": "2019"}).text
    assert "q=%E7%94%B5%E6%A2%AF" in page
    assert re.search(
        r'<a href="[^"]*q=%E7%94%B5%E6%A2%AF[^"]*" aria-label="2019年，\d+份，已选"', page
    )


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


# ---------------------------------------------------------------- errors

ERRORS = {
    ("GET", "/nothing"): 404,
    ("GET", "/documents/nothing"): 404,
    ("GET", "/documents/" + "x" * 5_000): 404,
    ("GET", "/static/nothing"): 404,
    ("GET", "/?year=abc"): 422,
    ("GET", "/?page=999999999"): 422,
    ("GET", "/?colour=<b>red</b>"): 422,
    ("GET", "/documents/lift?as_of=yesterday"): 422,
    ("POST", "/"): 405,
    ("DELETE", "/documents/lift"): 405,
    ("POST", "/docs"): 405,
}


def helpful(answer: Any, status: int) -> str:
    """The page, which tells what to do, links home and has the search box."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    page: str = answer.text
    assert '<html lang="zh-CN">' in page
    assert 'name="viewport"' in page
    assert '<a href="/">' in page
    assert re.search(r'<form[^>]* action="/" method="get"', page)
    assert re.search(r"<h1>[一-鿿]+</h1>", page)
    for inner in ("Traceback", 'File "', ".py", "Error", "<b>red"):
        assert inner not in page
    assert len(page) < 10_000
    return page


@pytest.mark.parametrize(("asked", "status"), ERRORS.items())
def test_people_get_a_page_that_helps(
    client: TestClient, asked: tuple[str, str], status: int
) -> None:
    page = helpful(client.request(*asked), status)
    if status == 422:
        assert "去掉有误的条件" in page


def test_a_wrong_condition_is_named_and_left_out_by_a_link(client: TestClient) -> None:
    page = client.get("/?q=电梯&year=abc&status=in_force").text
    assert "“abc”" in page
    assert 'value="电梯"' in page
    rest = re.search(r'<a href="(/\?[^"]*)">去掉', page)
    assert rest
    assert "year" not in rest[1]
    assert client.get(rest[1].replace("&amp;", "&")).status_code == 200


def test_no_link_leads_elsewhere(client: TestClient) -> None:
    assert "evil.example" not in client.get("//evil.example/?year=abc").text


def test_a_body_too_large_for_a_page(client: TestClient) -> None:
    helpful(client.post("/", content=b"x" * (2**20 + 1)), 413)
    helpful(client.get("/", headers={"Cookie": "x" * MAX_HEAD}), 431)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError("secret of ours"), 500),
        (NoGeneration("/srv/index"), 503),
        (CatalogueError("no server at secret.example"), 503),
    ],
)
@pytest.mark.parametrize("path", ["/?q=电梯", "/documents/lift"])
def test_what_went_wrong_inside_stays_inside(
    client: TestClient, path: str, error: Exception, status: int
) -> None:
    with (
        patch.object(SearchService, "search", side_effect=error),
        patch.object(SearchService, "document", side_effect=error),
    ):
        answer = client.get(path)
        told = client.get("/api/v1" + path.replace("/?", "/search?size=9&"))
    page = helpful(answer, status)
    for inner in ("secret", "/srv", "policy-search "):
        assert inner not in page
    assert told.status_code == status
    assert told.headers["content-type"] == "application/problem+json"


def test_a_busy_service_says_so_to_people(app: FastAPI, client: TestClient) -> None:
    turns = Turns(1)
    turns._inside = 1
    with patch.object(app.state, "turns", turns):
        answer = client.get("/?q=电梯")
    turns.close()
    helpful(answer, 503)
    assert answer.headers["retry-after"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api", "/ready/x", "/api/v1/search?size=0"])
def test_programs_get_problem_documents(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_at_nobodys_path_the_answer_is_what_is_accepted(client: TestClient) -> None:
    kinds = {
        accepted: client.get("/nothing", headers={"Accept": accepted}).headers["content-type"]
        for accepted in ("application/json", "text/html,application/json;q=0.9", "*/*")
    }
    assert list(kinds.values()) == ["application/problem+json", *["text/html; charset=utf-8"] * 2]


@pytest.mark.parametrize("path", ["/docs/", "/analysis/?rows=year", "/admin/", "/sign-in/"])
def test_a_slash_behind_a_page_leads_to_the_page(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        308,
        path.replace("/?", "?").rstrip("/"),
    )


@pytest.mark.parametrize("path", ["/nothing/", "//evil.example/", "/api/v1/search/", "/%2Fevil/"])
def test_a_slash_leads_nowhere_else(client: TestClient, path: str) -> None:
    answer = client.get(f"http://testserver{path}", follow_redirects=False)
    assert answer.status_code == 404


def test_the_description_is_made_once_for_a_host_and_kept_for_few(client: TestClient) -> None:
    with patch("search_api.reference.calls", wraps=reference.calls) as made:
        for host in ("a.example", "a.example", *(f"{n}.example" for n in range(6)), "a.example"):
            page = client.get("/docs", headers={"Host": host})
            assert f"http://{host}/api/v1/search" in page.text
            assert "default-src 'self'" in page.headers["content-security-policy"]
    assert made.call_count == 8


def test_an_error_says_once_what_it_is(client: TestClient) -> None:
    page = client.get("/nothing/here", headers={"Accept": "text/html"}).text
    assert page.count(">没有找到<") == 1
