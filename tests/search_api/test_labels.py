"""Labels in the place of values, in every way in which a search can be asked for."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

SEARCH = "/api/v1/search"


def hits(body: dict[str, Any]) -> set[str]:
    return {hit["id"] for hit in body["hits"]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"issuer": "市政府"}, {"old-lift"}),
        ({"issuer": "市住房和城乡建设局"}, {"guide"}),
        ({"kind": "政策解读"}, {"guide"}),
        ({"kind": "interpretation"}, {"guide"}),
        ({"status": "废止"}, {"old-lift"}),
        ({"year": "2012年"}, {"old-lift"}),
        ({"month": "2012年2月"}, {"old-lift"}),
        ({"sort": "最早", "size": 1}, {"old-lift"}),
    ],
)
def test_labels_mean_values(client: TestClient, given: dict[str, Any], expected: set[str]) -> None:
    assert hits(client.get(SEARCH, params=given).json()) == expected
    many = {name: value if name in ("sort", "size") else [value] for name, value in given.items()}
    assert hits(client.post(SEARCH, json=many).json()) == expected
    page = client.get("/", params=given)
    assert page.status_code == 200 and all(f"/documents/{i}" in page.text for i in expected)


def test_facets_are_named_by_labels_too(client: TestClient) -> None:
    body = client.get(SEARCH, params={"facets": "年份,发文机关"}).json()
    assert list(body["facets"]) == ["year", "issuer"]
    table = client.get("/api/v1/pivot", params={"rows": "类别", "columns": "年份"}).json()
    assert (table["rows"], table["columns"]) == ("kind", "year")


def test_what_is_no_label_is_refused_with_those_that_are(client: TestClient) -> None:
    answer = client.get(SEARCH, params={"status": "有没有效", "kind": "law!"})
    assert answer.status_code == 422
    told = {e["parameter"].split(".")[0]: e["message"] for e in answer.json()["errors"]}
    assert "现行有效（in_force）" in told["status"] and "法律法规（law）" in told["kind"]


def test_unknown_values_are_told_everywhere(client: TestClient) -> None:
    unknown = {"issuer": "云城市建设局某处"}
    body = client.get(SEARCH, params=unknown).json()
    assert body["total"] == 0
    assert body["notes"] and "云城市建设局某处" in body["notes"][0]
    assert (
        client.post(SEARCH, json={"issuer": [unknown["issuer"]]}).json()["notes"] == body["notes"]
    )
    assert client.get("/api/v1/pivot", params=unknown).json()["notes"] == body["notes"]
    assert body["notes"][0] in client.get("/", params=unknown).text


def test_links_of_the_page_take_back_what_a_label_chose(client: TestClient) -> None:
    page = client.get("/", params={"issuer": "市政府"}).text
    assert quote("云城市人民政府") in page
    assert f"issuer={quote('市政府')}" not in page
    chip = page[: page.index("云城市人民政府", page.index('class="chip"'))].rsplit("<a ", 1)[1]
    assert 'class="chip"' in chip
    assert "issuer=" not in chip


@pytest.mark.parametrize(
    "body",
    [
        b'{"q": "\\ud800", "issuer": ["\\udfff"]}',
        b'{"page": 99999999999999999999999999}',
        b'{"size": -99999999999999999999999999, "year": [99999999999999999999]}',
        json.dumps({"q": "-" * 1_000}).encode(),
        json.dumps({"q": "一万" * 1_000}).encode(),
        json.dumps({"q": "《" * 2_000}).encode(),
        json.dumps({"q": "水" * 2_001}).encode(),
        json.dumps({"q": "*" * 2_000, "issuer": ["*", "?", "%", "_"]}).encode(),
        json.dumps({"issuer": ["某局"] * 101}).encode(),
        json.dumps([]).encode(),
        b"[" * 900_000,
    ],
)
def test_odd_bodies_are_answered_or_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(SEARCH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 422), answer.text[:200]
