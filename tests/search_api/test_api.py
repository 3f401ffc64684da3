"""The HTTP interface: shapes, problems, what is not shown."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.model import Source
from indexer.runtime.settings import Settings
from search_api.app import create_app
from search_api.document_schemas import Document, History, Relations
from search_api.problems import wrong_parameter
from search_api.schemas import SearchAnswer
from tests import library

API = "/api/v1"


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(API + path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_search_answers_in_the_documented_shape(client: TestClient) -> None:
    body = get(client, "/search", q="加装电梯")
    model = SearchAnswer.model_validate(body)
    assert model.total == 3
    assert set(body["facets"]) == {"issuer", "status", "year"}
    assert "<em>" in body["hits"][0]["highlights"]["title"]
    assert set(body) == set(SearchAnswer.model_fields)


def test_facets_are_multi_select(client: TestClient) -> None:
    plain = get(client, "/search", q="电梯", facets="issuer,year")
    chosen = get(client, "/search", q="电梯", facets="issuer,year", issuer="云城市人民政府")
    assert chosen["total"] == 1
    counts = {v["value"]: v["count"] for v in plain["facets"]["issuer"]["values"]}
    assert {v["value"]: v["count"] for v in chosen["facets"]["issuer"]["values"]} == counts
    assert [v["value"] for v in chosen["facets"]["issuer"]["values"] if v["selected"]] == [
        "云城市人民政府"
    ]
    assert [v["value"] for v in chosen["facets"]["year"]["values"]] == ["2012"]


def test_all_wrong_parameters_are_told_at_once(client: TestClient) -> None:
    answer = client.get(
        f"{API}/search",
        params={"size": 101, "page": 0, "as_of": "2023-02-30", "sort": "best", "foo": 1,
                "facets": "issuer,nothing", "status": "ok"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    wrong = {e["parameter"].split(".")[0] for e in answer.json()["errors"]}
    assert wrong == {"size", "page", "as_of", "sort", "foo", "facets", "status"}


@pytest.mark.parametrize("day", ["20230101", "0", "1700000000", "2023-1-1", "昨天"])
def test_dates_are_iso_or_refused(client: TestClient, day: str) -> None:
    assert client.get(f"{API}/search", params={"as_of": day}).status_code == 422


def test_a_range_that_ends_before_it_begins(client: TestClient) -> None:
    answer = client.get(
        f"{API}/search", params={"published_from": "2024-01-01", "published_to": "2023-01-01"}
    )
    assert answer.status_code == 422


def test_too_long_a_query_is_refused_with_the_reason(client: TestClient) -> None:
    answer = client.get(f"{API}/search", params={"q": "电" * 5_000})
    assert answer.status_code == 422
    assert "2000" in answer.json()["errors"][0]["message"]


def test_a_document_with_evidence(client: TestClient) -> None:
    body = get(client, "/documents/lift")
    Document.model_validate(body)
    assert body["doc_number"] == "云城府办发〔2019〕54号"
    assert body["effective_from"] == "2019-12-01"
    assert body["expires_on"] == "2024-11-30"
    evidence = body["evidence"]["effective_from"]
    assert "2019年12月1日" in evidence["quote"]
    assert body["status"]["value"] == "expired"
    assert body["attachments"] == ["云城市既有住宅加装电梯管理办法"]
    assert get(client, "/documents/lift", as_of="2020-01-01")["status"]["value"] == "in_force"


def test_history_and_relations_with_sentences(client: TestClient) -> None:
    history = get(client, "/documents/old-lift/history", as_of="2020-01-01")
    History.model_validate(history)
    repealed = next(e for e in history["events"] if e["type"] == "repealed")
    assert repealed["date"] == "2019-12-01"
    assert repealed["source"]["id"] == "lift"
    assert "同时废止" in repealed["evidence"]["quote"]
    relations = get(client, "/documents/old-lift/relations")
    Relations.model_validate(relations)
    assert any(
        r["type"] == "repeals" and r["direction"] == "in" and r["id"] == "lift"
        for r in relations["relations"]
    )


def test_text_has_anchors(client: TestClient) -> None:
    body = get(client, "/documents/lift/text")
    for section in body["sections"]:
        assert body["text"][section["start"] :].startswith(section["heading"][:2])


@pytest.mark.parametrize("path", ["", "/text", "/file", "/history", "/relations", "/similar"])
@pytest.mark.parametrize("identity", ["withheld", "nothing", "a/b", "%00"])
def test_what_is_withheld_or_unknown_is_not_found(
    client: TestClient, path: str, identity: str
) -> None:
    answer = client.get(f"{API}/documents/{quote(identity, safe='')}{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_withheld_text_is_in_no_answer(client: TestClient) -> None:
    for path in (f"{API}/search?q=加装电梯&size=100", "/", f"{API}/suggest?q=未公开"):
        assert "尚未公开" not in client.get(path).text
        assert "未公开文件" not in client.get(path).text


def test_suggest(client: TestClient) -> None:
    body = get(client, "/suggest", q="zfgjj")
    assert any("住房公积金" in s["text"] for s in body["suggestions"])


def test_pivot_as_json_and_csv(client: TestClient) -> None:
    body = get(client, "/pivot", rows="kind", columns="year")
    assert body["row_values"][0] == "policy"
    assert sum(map(sum, body["counts"])) == 4
    sheet = client.get(f"{API}/pivot", params={"rows": "kind", "columns": "year", "format": "csv"})
    assert sheet.text.startswith("\ufeff类别＼年份,2012,2019,2020")


def test_feedback_is_kept_or_refused(client: TestClient) -> None:
    sent = {"query": "电梯", "document": "lift", "rank": 2}
    assert client.post(f"{API}/feedback", json=sent).status_code == 204
    unknown = client.post(f"{API}/feedback", json={**sent, "document": "nothing"})
    assert unknown.status_code == 404
    more = client.post(f"{API}/feedback", json={**sent, "user": "me"})
    assert more.status_code == 422


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    ready = client.get(f"{API}/ready")
    assert ready.json()["documents"] == 4
    assert ready.json()["lag"] == 0
    assert (ready.json()["code"], ready.json()["reason"]) == (None, None)


def test_every_parameter_and_field_is_described_with_an_example(client: TestClient) -> None:
    api = client.get("/openapi.json").json()
    for path, methods in api["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "query":
                    assert parameter.get("description"), (path, parameter["name"])
                    assert "examples" in parameter["schema"], (path, parameter["name"])
    for name, schema in api["components"]["schemas"].items():
        if name in ("HTTPValidationError", "ValidationError"):
            continue
        for field, described in schema.get("properties", {}).items():
            assert described.get("description") or "$ref" in str(described), (name, field)


def test_cors_for_the_configured_origin_only(client: TestClient) -> None:
    allowed = client.get("/health", headers={"Origin": "https://portal.example"})
    assert allowed.headers["access-control-allow-origin"] == "https://portal.example"
    other = client.get("/health", headers={"Origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    q=st.text(max_size=300),
    facets=st.text(max_size=20),
    page=st.integers(),
    as_of=st.text(max_size=12),
)
def test_any_parameters_get_an_answer_or_a_reason(
    client: TestClient, q: str, facets: str, page: int, as_of: str
) -> None:
    params = {
        "q": q.encode("utf-8", "replace").decode(),
        "facets": facets,
        "page": page,
        "as_of": as_of,
    }
    answer = client.get(f"{API}/search", params=params)
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert answer.json()["errors"]


def test_file_is_the_one_that_was_read_and_never_runs_here(tmp_path: Path) -> None:
    page = tmp_path / "页面.html"
    page.write_text("<script>alert(1)</script>加装电梯")
    digest = hashlib.sha256(page.read_bytes()).hexdigest()
    source = Source(page.name, str(page), digest, "text/html", page.stat().st_size)
    stored = replace(library.LIFT, source=source)
    with library.opened(tmp_path / "home", [stored]) as service:
        client = TestClient(create_app(service, Settings(home=tmp_path / "home")))
        found = client.get(f"{API}/documents/lift/file")
        assert found.content == page.read_bytes()
        assert found.headers["content-disposition"].startswith("attachment")
        assert found.headers["content-security-policy"] == "sandbox"
        page.write_text("其他内容")
        assert client.get(f"{API}/documents/lift/file").status_code == 409
        page.unlink()
        assert client.get(f"{API}/documents/lift/file").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b'{"query":"\\ud800","document":"lift","rank":1}',
        b'{"query":"x","document":"\\udfff","rank":1}',
        b'{"query":"x","document":"lift","rank":340282366920938463463374607431768211456}',
        b'{"query":"x","document":"lift","rank":18446744073709551616}',
        b'{"query":340282366920938463463374607431768211456,"document":"lift","rank":1}',
        b'{"query":"x","document":"lift","rank":1,"\\ud800":1}',
        b'{"query":"x","document":"lift","rank":1,"more":-99999999999999999999}',
        b'{"query":"x","document":"lift","rank":NaN}',
        b'{"query":"x","document":"lift","rank":' + b"9" * 5_000 + b"}",
        b'{"query":"x","document":"lift","rank":1e999}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_json_that_no_answer_can_hold_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(
        "/api/v1/feedback", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("q", ["-" * 1_000, "%ED%A0%80", "%00", "《》", "(" * 1_000, '-"' * 500])
def test_queries_of_signs_are_answered(client: TestClient, q: str) -> None:
    for path in (f"/?q={q}", f"/api/v1/search?q={q}"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("body", ['{"page": 1e999}', '{"size": NaN}', '{"facet_size": -Infinity}'])
def test_numbers_without_end_are_refused_in_chinese(client: TestClient, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.post(f"{API}/search", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"] == "应为整数"


def test_what_is_no_json_is_told_as_the_body(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.post(f"{API}/search", content='{"q": "电梯"', headers=headers)
    assert answer.json()["detail"] == "请检查：body"


def test_what_a_library_says_in_english_is_not_handed_on() -> None:
    error = {"type": "of_a_later_version", "loc": ("body", "q"), "msg": "Input is odd"}
    assert wrong_parameter(error)["message"] == "格式不对"
    ours = {"type": "value_error", "loc": ("body", "q"), "msg": "Value error, 应为编号"}
    assert wrong_parameter(ours)["message"] == "应为编号"
    day = {"type": "date_from_datetime_parsing", "loc": ("query", "as_of"), "msg": "Input …"}
    assert wrong_parameter(day)["message"] == "日期应写作 YYYY-MM-DD"


def test_a_parameter_given_several_times_is_told_by_its_own_name(client: TestClient) -> None:
    """``status.0`` is no parameter that anybody could look up."""
    answer = client.get(f"{API}/search", params={"status": ["失效", "foo"], "year": "20x4"})
    told = answer.json()
    assert told["detail"] == "请检查：status、year"
    assert [(e["parameter"], e["value"]) for e in told["errors"]] == [
        ("status", "foo"), ("year", "20x4"),
    ]  # fmt: skip
    posted = client.post(f"{API}/search", json={"status": ["失效", "foo"]}).json()
    assert posted["errors"][0]["parameter"] == "status.1", "a body has places"


def test_what_a_parameter_may_be_is_told_in_chinese(client: TestClient) -> None:
    told = client.get(f"{API}/pivot", params={"format": "pdf"}).json()
    assert told["errors"][0]["message"] == "应为以下之一：json、csv、xlsx"
