"""/passages: the shape of its answers, and what is refused."""

from __future__ import annotations

from fastapi.testclient import TestClient

PATH = "/api/v1/passages"


def test_quotes_stand_in_the_text(client: TestClient) -> None:
    answer = client.get(PATH, params={"q": "加装电梯补贴", "context": 1, "per_document": 9})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["passages"]
    for one in found["passages"]:
        text = client.get(f"/api/v1/documents/{one['document']['id']}/text").json()["text"]
        for quoted in (one, *one["before"], *one["after"]):
            assert text[quoted["start"] : quoted["end"]] == quoted["quote"]
    assert found["passages"][0]["document"]["status"]["label"]


def test_filters_hold(client: TestClient) -> None:
    every = client.get(PATH, params={"q": "电梯"}).json()
    only = client.get(PATH, params={"q": "电梯", "status": "repealed"}).json()
    assert every["documents"] > only["documents"]
    assert all(p["document"]["status"]["value"] == "repealed" for p in only["passages"])


def test_wrong_parameters_are_told_all_at_once(client: TestClient) -> None:
    answer = client.get(PATH, params={"per_document": 0, "context": 99, "nothing": 1})
    assert answer.status_code == 422
    wrong = {error["parameter"] for error in answer.json()["errors"]}
    assert wrong == {"q", "per_document", "context", "nothing"}


def test_only_what_tells_a_deadline(client: TestClient) -> None:
    for has in ("amount", "金额"):
        found = client.get(PATH, params={"q": "电梯补贴", "has": has}).json()["passages"]
        assert found
        for one in found:
            assert any(span["kind"] == "amount" for span in one["spans"])
    assert client.get(PATH, params={"q": "电梯", "has": "nothing"}).status_code == 422


def test_spans_are_placed_in_the_text(client: TestClient) -> None:
    for one in client.get(PATH, params={"q": "电梯补贴多少"}).json()["passages"]:
        text = client.get(f"/api/v1/documents/{one['document']['id']}/text").json()["text"]
        for span in one["spans"]:
            assert text[span["start"] : span["end"]] == span["quote"]


def test_an_answer_tells_how_sure_it_is(client: TestClient) -> None:
    answer = client.get("/api/v1/answers", params={"q": "加装电梯补贴多少钱"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["understood"]["kind"]["value"] == "amount"
    assert 0 <= found["confidence"]["value"] <= 1
    assert found["answered"] is (found["confidence"]["value"] >= 0.5)
    nothing = client.get("/api/v1/answers", params={"q": "火星移民找哪个部门"}).json()
    assert nothing["answered"] is False
    assert nothing["searches"]


def test_responsibilities_need_a_matter_or_a_body(client: TestClient) -> None:
    assert client.get("/api/v1/responsibilities").status_code == 422
    assert client.get("/api/v1/responsibilities", params={"body": "公安"}).status_code == 200
