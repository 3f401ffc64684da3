from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from fastapi.testclient import TestClient

from indexer.bootstrap import open_library
from indexer.runtime.belonging import read_settings
from search_api.cli import run
from search_api.commands.serving import application, prepare
from tests.search_api.test_wire import exchange, get
from tests.waiting import PATIENCE


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[str]) -> httpx2.Response:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return httpx2.get(url, timeout=PATIENCE)
        except httpx2.TransportError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate())


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
    records = tmp_path / "in.jsonl"
    line = {"id": "a", "title": "云栖市养犬管理办法", "text": "第一条 为了规范养犬行为。"}
    records.write_text(json.dumps(line), encoding="utf-8")
    assert run(["ingest", str(records)]) == 0
    # As after a crash between the catalogue's commit and the index's.
    with open_library(read_settings()) as library, library.catalogue.write() as writer:
        writer.review("a", "title", "云栖市养犬管理条例", "staff")

    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "search_api.cli", "serve", f"--port={port}", f"--workers={workers}"],
        env={**os.environ, "POLICY_SEARCH_HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        answer = wait_for(f"http://127.0.0.1:{port}/api/v1/search?q=养犬管理条例", process)
        assert answer.status_code == 200
        assert [hit["title"] for hit in answer.json()["hits"]] == ["云栖市养犬管理条例"]
        assert answer.json()["revision"] == 2
        status, headers, _ = exchange(
            ("127.0.0.1", port), get("/api/v1/search?q=" + quote("政" * 10_000))
        )
        assert (status, headers["content-type"]) == (414, "application/problem+json")
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, -signal.SIGTERM), err
    if workers == 1:  # a second worker may still have been starting, and says how it was ended
        assert "Traceback" not in err, err


def records(path: Path, count: int = 1) -> Path:
    text = "第一条 为了规范养犬行为，保障公民健康和人身安全，维护市容环境和社会公共秩序。" * 40
    lines = [
        {"id": str(n), "title": f"云栖市第{n}号养犬管理办法", "text": text} for n in range(count)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def children_seconds() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def test_the_index_is_brought_up_by_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    assert run(["ingest", str(records(tmp_path / "in.jsonl"))]) == 0
    shutil.rmtree(tmp_path / "home" / "index")
    # A module of the working folder is not taken for one of ours.
    (tmp_path / "indexer.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    capfd.readouterr()

    before = children_seconds()
    assert prepare(read_settings()) == 0
    assert children_seconds() > before
    assert "索引 g000001：1 份文件" in capfd.readouterr().err

    before = children_seconds()
    assert prepare(read_settings()) == 0
    assert children_seconds() == before
    assert capfd.readouterr().err == ""


def test_why_the_index_cannot_be_brought_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    assert run(["ingest", str(records(tmp_path / "in.jsonl"))]) == 0
    shutil.rmtree(tmp_path / "home" / "index")
    (tmp_path / "home" / "index").mkdir()
    (tmp_path / "home" / "index" / "BUILD.lock").mkdir()  # so that no build can begin
    capfd.readouterr()
    assert run(["serve", "--port", str(free_port())]) == 3
    told = capfd.readouterr().err
    assert "索引无法建立" in told
    assert "Traceback" not in told
    assert told.count("policy-search: ") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)]
)
def test_it_can_be_ended_while_the_index_is_brought_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
    assert run(["ingest", str(records(tmp_path / "in.jsonl", 1000))]) == 0
    shutil.rmtree(home / "index")
    process = subprocess.Popen(
        [sys.executable, "-m", "search_api.cli", "serve", f"--port={free_port()}"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not (home / "index").exists():
        time.sleep(0.01)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)  # ends when the builder has ended, too
    assert process.returncode == code, err
    assert "已中断" in err
    assert "Traceback" not in err
    assert "检索服务" not in out + err
    assert not (home / "index" / "CURRENT").exists()


def test_two_ways_at_once() -> None:
    assert run(["rebuild", "--rollback", "--if-needed"]) == 2


# ---------------------------------------------------------------- what cannot be served

Told = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert run(["ingest", str(records(tmp_path / "in.jsonl"))]) == 0
    return tmp_path / "home"


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Told:
    """The one line in which ``serve`` says why it cannot, and its exit code."""

    def serve(code: int, *arguments: str) -> str:
        capfd.readouterr()
        assert run(["serve", *(arguments or ("--port", str(free_port())))]) == code
        out, err = capfd.readouterr()
        assert out == ""
        assert err.startswith("policy-search: ")
        assert err.count("\n") == 1
        return err

    return serve


def test_a_port_that_is_taken(told: Told) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "已被占用，请用 --port" in told(3, "--port", str(taken.getsockname()[1]))


def test_an_address_that_is_none(told: Told) -> None:
    assert "不是有效的地址" in told(3, "--host", "no such host")
    assert "不是本机的地址" in told(3, "--host", "192.0.2.1")


def test_no_library(told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home in (tmp_path / "none", tmp_path / ("x" * 300)):
        monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
        assert home.name in told(3)
    assert not (tmp_path / "none").exists()


def test_a_catalogue_that_cannot_be_read(told: Told, home: Path) -> None:
    (home / "catalogue.db").write_bytes(b"no database" * 1000)
    assert str(home / "catalogue.db") in told(3)


def test_a_broken_query_log_costs_the_log_alone(home: Path) -> None:
    (home / "usage.db").write_bytes(b"no database" * 1000)
    with TestClient(application()) as client:
        assert client.get("/api/v1/search", params={"q": "养犬"}).json()["total"]
        assert client.get("/ready").status_code == 200


def test_a_damaged_index_can_be_made_anew(
    told: Told, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (home / "index" / "g000001" / "generation.json").write_text("{")
    assert "policy-search rebuild" in told(3)
    assert run(["search", "养犬"]) == 3
    assert "policy-search rebuild" in capfd.readouterr().err
    assert run(["rebuild"]) == 0
    assert prepare(read_settings()) == 0


def test_an_index_that_cannot_be_brought_up_is_served_as_it_is(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As on a disk that is full: what was found yesterday is found, and /ready tells."""
    with open_library(read_settings()) as library, library.catalogue.write() as writer:
        writer.review("0", "title", "云栖市养犬管理条例", "staff")
    [generation] = (home / "index").glob("g*")
    [lock] = generation.glob("*_WRITELOCK")
    lock.unlink()
    lock.mkdir()  # so that no commit can begin
    capfd.readouterr()
    assert prepare(read_settings()) == 0
    told = capfd.readouterr().err
    assert "以原有的索引提供检索" in told
    with TestClient(application()) as client:
        assert client.get("/api/v1/search", params={"q": "养犬"}).json()["total"] == 1
        ready = client.get("/ready")
        assert (ready.status_code, ready.json()["code"]) == (503, "index_behind")


def test_a_settings_file_that_cannot_be_read(told: Told, home: Path) -> None:
    (home.parent / "policy-search.toml").write_text("port = [")
    assert "policy-search.toml 无法读取" in told(2)


def test_a_database_that_cannot_be_one(
    told: Told, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_DATABASE_URL", "mssql+pyodbc://reader:word@host/name")
    message = told(3)
    assert "只能是 SQLite 或 PostgreSQL" in message
    assert "word" not in message
    monkeypatch.setenv("POLICY_SEARCH_DATABASE_URL", "postgresql://reader:word@host/name")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    message = told(3)
    assert "没有安装所需的驱动 psycopg" in message
    assert "policy-search[postgresql]" in message
    assert "word" not in message
