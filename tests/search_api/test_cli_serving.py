from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from indexer.bootstrap import open_library
from indexer.settings import read_settings
from search_api.cli import run

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[str]) -> httpx2.Response:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return httpx2.get(url, timeout=10)
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
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, -signal.SIGTERM), err
    if workers == 1:  # a second worker may still have been starting, and says how it was ended
        assert "Traceback" not in err, err


def test_a_port_that_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run(["serve", "--port", str(taken.getsockname()[1])]) == 3
    assert "已被占用" in capsys.readouterr().err
