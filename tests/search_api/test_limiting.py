from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.access import Keys, Role
from indexer.runtime.settings import Settings
from indexer.searching import days
from search_api.app import create_app
from tests import library

SEARCH = "/api/v1/search?q=电梯"
USE = {"query": "加装电梯", "document": "lift", "rank": 1}


@contextmanager
def served(folder: Path, **settings: object) -> Iterator[TestClient]:
    with library.opened(folder, library.ALL) as service:
        app = create_app(service, Settings(home=folder, **settings))  # type: ignore[arg-type]
        # All within one moment: on a loaded machine a few take longer than one is refused for.
        app.state.throttle._clock = lambda: 1_000_000.0
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client


def test_so_many_by_address_and_more_with_a_key(tmp_path: Path) -> None:
    with served(tmp_path, rate_address=3, rate_key=5) as client:
        keys = Keys(client.app.state.service.catalogue.database)  # type: ignore[attr-defined]
        _, text = keys.create("门户", Role.READER, by="test")
        key = {"Authorization": f"Bearer {text}"}
        assert [client.get(SEARCH).status_code for _ in range(4)] == [200] * 3 + [429]
        refused = client.get(SEARCH)
        assert refused.headers["content-type"] == "application/problem+json"
        assert int(refused.headers["retry-after"]) > 0
        # A key that is none has no allowance of its own.
        wrong = {"Authorization": "Bearer ps_wrong"}
        assert client.get(SEARCH, headers=wrong).status_code == 429
        codes = [client.get(SEARCH, headers=key).status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]
        # Who has a key is not told to get one.
        detail = client.get(SEARCH, headers=key).json()["detail"]
        assert detail.startswith("这个密钥的请求过于频繁") and "申请密钥" not in detail
        for path in ("/health", "/ready", "/api/v1/health"):
            assert client.get(path).status_code == 200
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 429


def test_this_machine_is_not_limited(tmp_path: Path) -> None:
    with served(tmp_path, rate_address=1) as client:
        local = TestClient(client.app, client=("127.0.0.1", 5000))
        assert {local.get(SEARCH).status_code for _ in range(5)} == {200}
        network = [
            TestClient(client.app, client=(f"2001:db8::{n}", 5000)).get(SEARCH).status_code
            for n in range(2)
        ]
        assert network == [200, 429]


@pytest.mark.parametrize(
    ("host", "status"),
    [("policy.example.cn", 200), ("POLICY.example.cn:8443", 200), ("a.gov.cn", 200),
     ("evil.com", 421), ("gov.cn", 421), ("policy.example.cn.evil.com", 421), ("", 421)],
)  # fmt: skip
def test_names_of_the_host(tmp_path: Path, host: str, status: int) -> None:
    with served(tmp_path, allowed_hosts=("policy.example.cn", "*.gov.cn")) as client:
        assert client.get("/docs", headers={"Host": host}).status_code == status
        assert client.get("/health", headers={"Host": "10.0.0.1"}).status_code == 200


def test_strict_transport_is_a_setting(tmp_path: Path) -> None:
    name = "strict-transport-security"
    with served(tmp_path, hsts_seconds=31_536_000) as client:
        for path in (SEARCH, "/", "/nowhere", "/health"):
            assert client.get(path).headers[name] == "max-age=31536000"
    with served(tmp_path / "plain") as client:
        assert name not in client.get("/health").headers


def test_clicks_are_off_but_for_keys(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        refused = client.post("/api/v1/feedback", json=USE)
        assert refused.status_code == 403 and "密钥" in refused.json()["detail"]
        keys = Keys(client.app.state.service.catalogue.database)  # type: ignore[attr-defined]
        _, text = keys.create("门户", Role.READER, by="test")
        headers = {"Authorization": f"Bearer {text}"}
        assert client.post("/api/v1/feedback", json=USE, headers=headers).status_code == 204
        wrong = {"Authorization": "Bearer ps_wrong"}
        assert client.post("/api/v1/feedback", json=USE, headers=wrong).status_code == 401


def test_clicks_of_anybody_are_limited_and_change_nothing_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(tmp_path, clicks=True) as client:
        service = client.app.state.service  # type: ignore[attr-defined]
        before = client.get(SEARCH).json()
        codes = [client.post("/api/v1/feedback", json={**USE, "document": "guide"}).status_code
                 for _ in range(31)]  # fmt: skip
        assert codes == [204] * 30 + [429]
        service.refresh()
        assert client.get(SEARCH).json()["hits"] == before["hits"]
        # Where people on days agree, it orders what the words find, and brings nothing in.
        first = date(2026, 11, 23)
        for day in range(2):
            monkeypatch.setattr(days, "today", lambda d=day: first + timedelta(days=d))
            for person in range(3):
                for document in ("guide", "fund"):
                    service.feedback("电梯", document, 2, str(person))
        service.refresh()
        after = client.get(SEARCH).json()
        assert after["total"] == before["total"]
        assert {h["id"] for h in after["hits"]} == {h["id"] for h in before["hits"]}
        assert service.usage.reset("click") > 0
        service.refresh()
        assert [h["id"] for h in client.get(SEARCH).json()["hits"]] == [
            h["id"] for h in before["hits"]
        ]
