"""What holds for every request and answer: HEAD, OPTIONS, tags, limits, queries as bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from unittest.mock import patch
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from indexer.searching import days
from indexer.searching.service import SearchService
from search_api.edge import MAX_HEAD, canonical_query

SEARCH = "/api/v1/search?q=加装电梯"
PORTAL = "https://portal.example"


@pytest.fixture
def raw(app: FastAPI) -> Iterator[TestClient]:
    with patch.object(SearchService, "close"):  # others use it after
        yield TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize("path", [SEARCH, "/", "/health", "/openapi.json", "/api/v1/nothing"])
def test_head_is_get_without_its_body(raw: TestClient, path: str) -> None:
    got, head = raw.get(path), raw.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["x-content-type-options"] == "nosniff"


def test_options_tell_the_methods(raw: TestClient) -> None:
    answer = raw.options("/api/v1/search")
    assert answer.status_code == 204
    assert {"GET", "HEAD", "OPTIONS", "POST"} == set(answer.headers["allow"].split(", "))
    assert set(raw.options("/api/v1/feedback").headers["allow"].split(", ")) == {"OPTIONS", "POST"}


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_method_that_is_none_here_is_told_all_that_are(raw: TestClient, method: str) -> None:
    answer = raw.request(method, "/api/v1/search")
    assert answer.status_code == 405
    assert answer.headers["allow"] == raw.options("/api/v1/search").headers["allow"]
    assert raw.get("/api/v1/feedback").headers["allow"] == "OPTIONS, POST"


def test_a_preflight_allows_the_usual_headers(raw: TestClient) -> None:
    asked = {
        "Origin": PORTAL,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, authorization, x-requested-with",
    }
    answer = raw.options("/api/v1/search", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == PORTAL


@pytest.mark.parametrize("path", [SEARCH, "/?q=电梯"])
def test_who_has_the_answer_is_told_so_before_a_search(raw: TestClient, path: str) -> None:
    tag = raw.get(path).headers["etag"]
    with patch.object(SearchService, "search", side_effect=AssertionError):
        again = raw.get(path, headers={"If-None-Match": f'"other", {tag}', "Origin": PORTAL})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    assert again.headers["access-control-allow-origin"] == PORTAL


def test_who_wants_nothing_that_is_there_is_sent_nothing(raw: TestClient) -> None:
    anything = {"If-None-Match": "*"}
    answer = raw.get(SEARCH, headers=anything)
    assert (answer.status_code, answer.content) == (304, b"")
    assert "etag" in answer.headers
    assert raw.get("/api/v1/documents/none", headers=anything).status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_the_reference_is_not_sent_again(raw: TestClient, path: str) -> None:
    tag = raw.get(path).headers["etag"]
    again = raw.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    elsewhere = {"If-None-Match": tag, "Host": "other.example"}
    assert raw.get(path, headers=elsewhere).status_code == 200


def test_another_state_or_another_question_is_another_tag(raw: TestClient) -> None:
    tag = raw.get(SEARCH).headers["etag"]
    assert raw.get(SEARCH + "&page=2").headers["etag"] != tag
    with patch.object(days, "today", return_value=date(2020, 1, 1)):
        assert raw.get(SEARCH, headers={"If-None-Match": tag}).status_code == 200


def test_errors_and_health_are_not_tagged(raw: TestClient) -> None:
    assert "etag" not in raw.get("/health").headers
    assert "etag" not in raw.get("/api/v1/search?size=0").headers


def test_long_answers_are_compressed_where_asked(raw: TestClient) -> None:
    with raw.stream("GET", SEARCH, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(answer.iter_raw())).startswith(b"{")
    short = raw.get("/health", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in short.headers


def test_a_trailing_slash_redirects_nowhere(raw: TestClient) -> None:
    answer = raw.get("/api/v1/search/", headers={"Host": "evil.example"})
    assert "evil.example" not in answer.headers.get("location", "")


def test_large_bodies_are_refused(raw: TestClient) -> None:
    told = raw.post("/api/v1/feedback", content=b"x" * (2**20 + 1))
    assert told.status_code == 413
    assert told.headers["content-type"] == "application/problem+json"


def test_a_body_without_a_length_is_refused_at_the_limit(raw: TestClient) -> None:
    taken = 0

    def parts() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(40):
            taken += 1
            yield b"x" * 2**16

    answer = raw.post("/api/v1/feedback", content=parts())
    assert answer.status_code == 413
    assert answer.json()["status"] == 413


def test_large_headers_are_refused(raw: TestClient) -> None:
    assert raw.get("/health", headers={"X-Long": "x" * MAX_HEAD}).status_code == 431


def test_a_query_in_gbk_is_read(raw: TestClient) -> None:
    asked = quote("加装电梯".encode("gb18030"))
    assert raw.get(f"/api/v1/search?q={asked}").json()["query"]["text"] == "加装电梯"


@pytest.mark.parametrize(
    ("query", "known"),
    [
        (b"q=a+b&page=2", b"q=a+b&page=2"),
        (b"q=%E7%94%B5&x", b"q=%E7%94%B5&x"),
        ("q=电".encode(), b"q=%E7%94%B5"),
        ("q=电".encode("gbk"), b"q=%E7%94%B5"),
        (b"q=%CD%A8%D6%AA", b"q=" + quote("通知").encode()),  # UTF-8 too, of U+0368 and U+05AA
        ("q=小学+a".encode("gbk"), b"q=" + quote("小学 a").encode()),
        (b"q=caf%C3%A9", b"q=caf%C3%A9"),
        ("q=±α".encode(), b"q=" + quote("±α").encode()),
        (quote("q=αβ", safe="=").encode(), quote("q=αβ", safe="=").encode()),
        (quote("q=А·通知", safe="=").encode(), quote("q=А·通知", safe="=").encode()),
        (b"q=%B5%E7+a%26b", b"q=%E7%94%B5%20a%26b"),
        (b"q=%FF", b"q=%FF"),
        (b"q=\xff", b"q=%FF"),
    ],
)
def test_queries_become_utf_8(query: bytes, known: bytes) -> None:
    assert canonical_query(query) == known


def test_a_style_sheet_that_is_there_already_is_not_sent_again(raw: TestClient) -> None:
    sent = raw.get("/static/tokens.css")
    again = raw.get("/static/tokens.css", headers={"If-None-Match": sent.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
