"""A checkout or a wheel without a build: pages name no file that is not there, and say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.runtime.settings import Settings
from search_api import scripts
from search_api.app import create_app
from search_api.doctor import examination
from tests import library


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("library")
    with pytest.MonkeyPatch.context() as patch, library.opened(folder, library.ALL) as service:
        patch.setattr(scripts, "BUILT", folder / "built")
        patch.setattr(scripts, "WIDGET", folder / "widget.js")
        service.prepare_helps()
        yield TestClient(create_app(service, Settings(home=folder)))


@pytest.mark.parametrize(
    "path", ["/", "/?q=电梯", "/documents/lift", "/analysis", "/docs", "/widget", "/sign-in"]
)
def test_a_page_names_only_what_is_there(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert not re.findall(r"<script(?![^>]*json)[^>]*>|modulepreload", page.text)
    for part in set(re.findall(r'(?:href|src)="(/static/[^"#]*)', page.text)):
        assert client.get(part).status_code == 200


def test_the_box_is_told_not_to_be_there(client: TestClient) -> None:
    answer = client.get("/widget.js", headers={"Origin": "https://other.example"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "没有构建脚本" in answer.json()["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"
    page = client.get("/widget").text
    assert "这次安装没有构建脚本" in page
    assert "integrity" not in page


def test_a_search_goes_on(client: TestClient) -> None:
    assert "加装电梯" in client.get("/", params={"q": "电梯"}).text
    assert client.get("/api/v1/search", params={"q": "电梯"}).json()["total"]


def test_doctor_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for built in (True, False):
        monkeypatch.setattr(examination, "are_built", lambda built=built: built)
        found = examination.examine()
        assert found.sections["scripts"] == {"built": built}
        assert built != any("没有构建" in hint for hint in found.hints)
