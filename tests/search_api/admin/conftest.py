"""A library that staff keep over HTTP. What the worker's process does is done here by ``work``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from indexer.access import Keys, Role
from indexer.access import keys as module
from indexer.bootstrap import open_library, open_service
from indexer.runtime.settings import Settings
from indexer.stewardship.jobs import Jobs
from search_api.app import create_app
from search_api.cli import run

FINANCE, SCHOOLS = "栖宁市财政局", "栖宁市教育局"
RECORDS = (
    {"id": "money", "title": "差旅费管理办法", "issuers": [FINANCE], "kind": "policy",
     "text": "第一条 为了规范差旅费。\n第二条 本办法自2020年1月1日起施行。"},
    {"id": "school", "title": "校车管理办法", "issuers": [SCHOOLS], "kind": "policy",
     "text": "第一条 为了规范校车。\n第二条 本办法自2020年1月1日起施行。"},
    {"id": "held", "title": "校园安全内部通报", "issuers": [SCHOOLS], "kind": "policy",
     "published": False, "text": "第一条 白鹭行动。"},
    {"id": "own-held", "title": "预算内部说明", "issuers": [FINANCE], "kind": "policy",
     "published": False, "text": "第一条 青鸾行动。"},
)  # fmt: skip


class Staff:
    """A served library, and the keys of three people."""

    def __init__(self, home: Path, app: FastAPI, client: TestClient, keys: Keys) -> None:
        self.home, self.app, self.client = home, app, client

        def headed(name: str, role: Role, *issuers: str) -> dict[str, str]:
            _, text = keys.create(name, role, issuers, by="test")
            return {"Authorization": f"Bearer {text}"}

        self.reader = headed("读者", Role.READER)
        self.editor = headed("编辑", Role.EDITOR)
        self.finance = headed("财政", Role.EDITOR, FINANCE)
        self.admin = headed("管理员", Role.ADMIN)

    def work(self) -> None:
        """Do what waits, and see it. A worker that finds another process at it leaves it alone: a
        second look finds what it left."""
        jobs = Jobs(self.app.state.service.catalogue.database)
        for _ in range(5):
            assert run(["jobs", "work"]) == 0
            if not jobs.waiting():
                break
        self.app.state.service.refresh()

    def found(self, query: str) -> list[str]:
        answer = self.client.get("/api/v1/search", params={"q": query})
        return [hit["id"] for hit in answer.json()["hits"]]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("staff")
    lines = folder / "in.jsonl"
    lines.write_bytes(b"\n".join(map(orjson.dumps, RECORDS)))
    with open_library(Settings(home=folder / "home", workers=1)) as library:
        library.ingestion().run(library.catalogue, [lines])
        library.update_index()
    return folder / "home"


@pytest.fixture
def staff(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staff]:
    import shutil

    home = tmp_path / "home"
    shutil.copytree(prepared, home)
    monkeypatch.setattr(module, "_COST", 2)
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
    monkeypatch.setattr("search_api.worker.Worker.wake", lambda _: None)
    settings = Settings(home=home, workers=1)
    app = create_app(open_service(settings), settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Staff(home, app, client, Keys(app.state.service.catalogue.database))


Doors = Callable[[str], list[str]]
