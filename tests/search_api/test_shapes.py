"""What hits and facets hold, and how filters may be written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(f"{API}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_each_piece_stands_under_its_own_part(client: TestClient) -> None:
    seen = 0
    for query in ("电梯", "补贴", "财政补贴", "公积金", "规定"):
        for hit in get(client, "/search", q=query)["hits"]:
            text = get(client, f"/documents/{hit['id']}/text")
            parts = {s["anchor"]: s for s in text["sections"]}
            for piece in hit["highlights"]["body"]:
                if piece["anchor"] is None:
                    assert piece["heading"] is None
                    continue
                seen += 1
                part = parts[piece["anchor"]]
                words = re.sub("</?em>|…", "", piece["text"])[:8]
                ends = [s["start"] for s in text["sections"] if s["start"] > part["start"]]
                own = text["text"][part["start"] : min(ends, default=None)]
                assert words[:4] in " ".join(own.split())
                assert not words.startswith(part["heading"])
    assert seen


def test_facets_come_as_asked_and_limited(client: TestClient) -> None:
    whole = get(client, "/search", facets="year,status,issuer")["facets"]
    assert list(whole) == ["year", "status", "issuer"]
    assert whole["issuer"]["label"] == "发文机关"
    assert whole["issuer"]["total"] == len(whole["issuer"]["values"]) > 1
    years = [v["value"] for v in whole["year"]["values"]]
    assert years == sorted(years, reverse=True)
    last = whole["issuer"]["values"][-1]["value"]
    few = get(client, "/search", facets="issuer", facet_size=1, issuer=last)["facets"]["issuer"]
    assert few["total"] == whole["issuer"]["total"]
    assert [v["value"] for v in few["values"]] == [whole["issuer"]["values"][0]["value"], last]
    assert [v["selected"] for v in few["values"]] == [False, True]


def test_no_size_beyond_a_thousand(client: TestClient) -> None:
    assert client.get(f"{API}/search", params={"facet_size": 1_001}).status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/search", "/"])
def test_what_a_form_leaves_empty_is_not_given(client: TestClient, path: str) -> None:
    names = ("status", "issuer", "year", "month", "kind", "page", "size", "sort", "as_of")
    answer = client.get(f"{path}?q=&" + "&".join(f"{n}=" for n in names))
    assert answer.status_code == 200
    if path != "/":
        assert answer.json()["total"] == get(client, "/search")["total"]


def test_an_unknown_name_is_refused_even_if_empty(client: TestClient) -> None:
    assert client.get(f"{API}/search?nothing=").status_code == 422


def test_filters_take_labels(client: TestClient) -> None:
    by_value = get(client, "/search", status="in_force", kind="policy")
    by_label = get(client, "/search", status="现行有效", kind="政策文件")
    assert by_label["total"] == by_value["total"] > 0


def test_every_hit_tells_the_day_that_orders_it(client: TestClient) -> None:
    hits = get(client, "/search", sort="newest", size=100)["hits"]
    days = [h["date"] for h in hits if h["date"]]
    assert days == sorted(days, reverse=True) != []
    for hit in hits:
        assert (hit["date"] is None) == (hit["date_kind"] is None)
        if hit["published_date"]:
            assert (hit["date"], hit["date_kind"]) == (hit["published_date"], "published")


def test_hits_and_documents_tell_what_has_replaced_them(client: TestClient) -> None:
    expected = {
        "id": "lift",
        "title": "关于印发《云城市既有住宅加装电梯管理办法》的通知",
        "doc_number": "云城府办发〔2019〕54号",
    }
    hits = {hit["id"]: hit for hit in get(client, "/search", as_of="2020-01-01")["hits"]}
    assert hits["old-lift"]["replaced_by"] == expected
    assert hits["lift"]["replaced_by"] is None
    assert get(client, "/documents/old-lift", as_of="2020-01-01")["replaced_by"] == expected
    assert get(client, "/documents/old-lift", as_of="2019-01-01")["replaced_by"] is None
    assert "已由" in client.get("/documents/old-lift?as_of=2020-01-01").text
    assert "已由" in client.get("/?q=暂行规定&as_of=2020-01-01").text


def test_days_of_effect_and_of_the_end_filter(client: TestClient) -> None:
    def found(**asked: str) -> set[str]:
        return {hit["id"] for hit in get(client, "/search", **asked)["hits"]}

    assert found(effective_from="2019-12-01", effective_to="2019-12-31") == {"lift"}
    assert found(expires_from="2024-11-30", expires_to="2024-11-30") == {"lift"}
    assert found(expires_to="2024-11-29") == set()
    body = {"expires_from": "2024-11-30", "effective_to": ""}
    assert client.post("/api/v1/search", json=body).json()["total"] == 1
    assert get(client, "/pivot", effective_to="2012-12-31")["row_values"] == ["云城市人民政府"]
    wrong = client.get("/api/v1/search?effective_from=2020-01-02&effective_to=2020-01-01")
    assert wrong.status_code == 422 and "effective_from 不能晚于 effective_to" in wrong.text
    assert client.get("/api/v1/search?expires_from=soon").status_code == 422
