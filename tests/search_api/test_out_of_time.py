"""A search that takes too long is told so, and answers nothing that would be wrong."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from indexer.runtime.settings import Settings
from search_api.app import create_app
from tests import library


@pytest.mark.parametrize("engine", ["memory", "whoosh"])
@pytest.mark.parametrize(
    "path",
    [
        "search?q=电梯 OR 停车 OR 养犬",
        "search.csv?q=电梯",
        "pivot?q=电梯",
        "passages?q=电梯",
        "answers?q=加装电梯怎么办",
    ],
)
def test_what_takes_too_long_is_told(
    tmp_path: Path, engine: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.opened(tmp_path, library.ALL, engine) as service:
        client = TestClient(create_app(service, Settings(home=tmp_path)))
        assert client.get(f"/api/v1/{path}").status_code == 200
        # A clock on which an hour passes between two looks at it.
        hours = itertools.count(0, 3_600)
        clock = SimpleNamespace(monotonic=lambda: next(hours))
        monkeypatch.setattr("indexer.runtime.deadline.time", clock)
        answer = client.get(f"/api/v1/{path}&as_of=2024-01-01")
        assert answer.status_code == 503
        assert answer.json()["title"] == "检索用时过长"
        assert "retry-after" in answer.headers
