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
