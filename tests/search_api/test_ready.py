"""Whether a server that cannot follow its library says so, and why."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from indexer.bootstrap import open_library, open_service
from indexer.catalogue import Catalogue
from indexer.model.errors import CatalogueUnreachable, EngineUnreachable
from indexer.pipeline.lock import is_held, writer_lock
from indexer.runtime.belonging import read_settings
from indexer.runtime.own_processes import environment, module_command
from search_api import app as app_module
from search_api.app import create_app
from search_api.cli import run
from search_api.commands.exit_codes import CANNOT_RUN
from tests.waiting import until


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    line = {"id": "a", "title": "云栖市养犬管理办法", "text": "第一条 为了规范养犬行为。"}
    (tmp_path / "in.jsonl").write_text(json.dumps(line), "utf-8")
    assert run(["ingest", "in.jsonl"]) == 0
    return tmp_path / "home"


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(app_module, "REFRESH_SECONDS", 0.01)
    settings = read_settings()
    with TestClient(create_app(open_service(settings), settings)) as client:
        assert client.get("/ready").status_code == 200
        yield client


def other_shell(*arguments: str) -> str:
    """What it says."""
    done = subprocess.run(
        module_command("search_api.cli", *arguments), env=environment(), capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def unready(server: TestClient) -> dict[str, Any]:
    assert until(lambda: server.get("/api/v1/ready").status_code == 503)
    told: dict[str, Any] = server.get("/api/v1/ready").json()
    assert told["status"] == "not ready"
    return told


def told_by_status(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["status", "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def change_the_catalogue_alone() -> None:
    with open_library(read_settings()) as library, library.catalogue.write() as writer:
        writer.review("a", "title", "云栖市养犬管理条例", "staff")


def test_an_index_of_another_configuration(
    server: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made by another version of the program."""
    monkeypatch.setattr("indexer.bootstrap.PROJECTION", "another")
    assert run(["rebuild"]) == 0
    told = unready(server)
    assert told["code"] == "index_of_another_configuration"
    assert "另一配置" in told["reason"]
    assert "重启服务" in told["reason"]
    settings = read_settings()  # as a server that is started again does
    with TestClient(create_app(open_service(settings), settings)) as again:
        assert again.get("/ready").json()["reason"] is None


def test_other_names_of_bodies_are_followed(server: TestClient) -> None:
    Path("bodies.csv").write_text("name,short\n云栖市城市管理局,云栖城管\n", "utf-8")
    told = other_shell("init", "--set", "authority=bodies.csv")
    assert "understand --all；运行中的服务随即改用" in told
    told = other_shell("understand", "--all")
    assert "换了程序版本的，运行中的服务须重启" in told
    state = cast(FastAPI, server.app).state
    assert until(lambda: not state.library.is_renamed())
    assert state.library.authority.current("云栖城管") == "云栖市城市管理局"
    assert server.get("/ready").status_code == 200
    assert "understand --all，再重启服务" in other_shell("init", "--set", "region=云栖市")


def test_an_index_that_nobody_brings_up(
    server: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    change_the_catalogue_alone()
    told = unready(server)
    assert (told["code"], told["lag"]) == ("index_behind", 1)
    assert "rebuild --if-needed" in told["reason"]
    status = told_by_status(capsys)
    assert (status["code"], status["problem"]) == (told["code"], told["reason"])
    other_shell("rebuild", "--if-needed")
    assert until(lambda: server.get("/ready").status_code == 200)
    assert told_by_status(capsys)["problem"] is None


def test_being_behind_while_another_one_writes_is_no_trouble(
    server: TestClient, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with writer_lock(home, None):
        assert held(home)
        change_the_catalogue_alone()
        assert until(lambda: server.get("/ready").json()["lag"] == 1)
        assert server.get("/ready").status_code == 200
        assert told_by_status(capsys)["code"] is None
    assert not held(home)
    assert unready(server)["code"] == "index_behind"


def held(home: Path) -> bool:
    with Catalogue.open(f"sqlite:///{home / 'catalogue.db'}") as catalogue:
        return is_held(home, catalogue)


def test_the_lock_of_a_writer_that_was_killed_is_not_held(home: Path) -> None:
    (home / "writer.lock").write_text("进程 1，自 2026-01-01 00:00:00", "utf-8")
    assert not held(home)


def test_an_index_that_was_taken_away(
    server: TestClient, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(home / "index")
    told = unready(server)
    assert told["code"] == "index_missing"
    assert told_by_status(capsys)["code"] == "index_missing"
    with writer_lock(home, None):  # as while the first files come in
        told = told_by_status(capsys)
        assert told["code"] == "index_being_built"
        assert "rebuild" not in told["problem"]
        assert run(["search", "电梯"]) == CANNOT_RUN
        assert capsys.readouterr().err.strip().endswith(told["problem"])
    assert run(["search", "电梯"]) == CANNOT_RUN
    assert "policy-search rebuild" in capsys.readouterr().err
    other_shell("rebuild")
    assert until(lambda: server.get("/ready").status_code == 200)


def test_another_catalogue_in_its_place(
    server: TestClient, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = home / "backup.db"
    with closing(sqlite3.connect(home / "catalogue.db")) as connection:
        connection.execute(f"VACUUM INTO '{backup}'")
    change_the_catalogue_alone()
    other_shell("rebuild", "--if-needed")
    for left in home.glob("catalogue.db*"):
        left.unlink()
    backup.rename(home / "catalogue.db")
    assert unready(server)["code"] == "catalogue_replaced"
    told = told_by_status(capsys)
    assert told["code"] == "index_of_another_catalogue"
    assert told["index"]["lag"] == -1
    other_shell("rebuild", "--if-needed")
    assert told_by_status(capsys)["code"] is None


def test_an_index_that_cannot_be_followed(server: TestClient, home: Path) -> None:
    (home / "index" / "CURRENT").write_text("g000009\n", "ascii")
    assert unready(server)["code"] == "index_damaged"


@pytest.mark.parametrize(
    ("method", "error", "code"),
    [
        ("revision", CatalogueUnreachable("没有应答"), "catalogue_unreachable"),
        ("is_replaced", EngineUnreachable("没有应答"), "index_unreachable"),
    ],
)
def test_a_server_that_does_not_answer_is_named_and_nobody_is_told_to_rebuild(
    server: TestClient, monkeypatch: pytest.MonkeyPatch, method: str, error: Exception, code: str
) -> None:
    def away(_: Catalogue) -> None:
        raise error

    monkeypatch.setattr(Catalogue, method, away)
    told = unready(server)
    assert told["code"] == code
    assert "没有应答" in told["reason"] and "rebuild" not in told["reason"]
    monkeypatch.undo()
    assert until(lambda: server.get("/ready").status_code == 200)


def test_a_broken_store_of_use_is_told_and_answers_go_on(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "usage.db").write_text("torn")
    settings = read_settings()
    with TestClient(create_app(open_service(settings), settings)) as client:
        assert client.get("/api/v1/search?q=养犬").json()["total"] == 1
        told = client.get("/ready")
        assert told.status_code == 200 and "使用记录" in told.json()["usage"]
    capsys.readouterr()
    assert run(["status"]) == 0
    assert "使用记录" in capsys.readouterr().out
