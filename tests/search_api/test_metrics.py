from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from indexer.runtime.settings import Settings
from search_api import logs
from search_api.app import create_app
from search_api.cli import run
from tests import library
from tests.search_api.test_cli_serving import PATIENCE, free_port, wait_for

Values = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(text: str) -> Values:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(values: Values, name: str, **labels: str) -> float:
    return values.get((f"policy_search_{name}", tuple(sorted(labels.items()))), 0.0)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("metrics")
    with library.opened(folder, library.ALL) as service:
        app = create_app(service, Settings(home=folder))

        @app.get("/fails")
        async def fails() -> None:
            raise RuntimeError("张三 13800138000 和 110105 19491231 002X")

        with TestClient(app, raise_server_exceptions=False) as opened:
            yield opened


def test_requests_searches_and_the_library(client: TestClient) -> None:
    before = read(client.get("/metrics").text)
    tag = client.get("/api/v1/documents/lift").headers["etag"]
    assert client.get("/api/v1/documents/lift", headers={"If-None-Match": tag}).status_code == 304
    client.get("/api/v1/search?q=电梯")
    client.get("/api/v1/search?q=电梯")
    client.get("/api/v1/search?q=没有的词语")
    client.get("/?q=电梯")
    client.get("/nowhere/secret")
    client.post("/api/v1/admin/documents/lift/withhold")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    after = read(answer.text)

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    document, search = "/api/v1/documents/{document_id}", "/api/v1/search"
    assert more("requests_total", route=document, method="GET", status="200") == 1
    assert more("requests_total", route=document, method="GET", status="304") == 1
    assert more("requests_total", route=search, method="GET", status="200") == 3
    assert more("requests_total", route="none", method="GET", status="404") == 1
    withhold = "/api/v1/admin/documents/{document_id}/withhold"
    assert more("requests_total", route=withhold, method="POST", status="401") == 1
    assert more("request_seconds_count", route=search) == 3
    assert more("searches_total") == 4
    assert more("searches_zero_results_total") == 1
    assert value(after, "documents", state="withheld") == 1
    assert value(after, "documents", state="published") == len(library.ALL) - 1
    assert value(after, "ready") == 1 and value(after, "index_lag") == 0
    assert "lift" not in answer.text and "secret" not in answer.text
    assert client.get("/api/v1/metrics").status_code == 200


def test_a_request_has_an_id(client: TestClient) -> None:
    given = client.get("/health", headers={"X-Request-Id": "abc-1"}).headers["x-request-id"]
    assert given == "abc-1"
    for bad in ("x" * 100, "a b", 'a"}'):
        made = client.get("/health", headers={"X-Request-Id": bad}).headers["x-request-id"]
        assert made != bad and len(made) == 16
    ids = {client.get("/health").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert client.get("/fails").headers["x-request-id"]


def test_json_lines_without_anybody_s_numbers(
    client: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    root, answered = logging.getLogger(), logs.answered
    former, level = root.handlers[:], root.level
    try:
        logs.configure(Settings(log_format="json", log_requests=True))
        root.handlers[0].setStream(sys.stderr)  # type: ignore[attr-defined]
        client.get("/fails", headers={"X-Request-Id": "r-7"})
        logging.getLogger("policy").warning("查询 %s", "6222021234567890123")
        answered.info("x", extra={"fields": {"status": 200}})
    finally:
        root.handlers[:], root.level = former, level
        answered.setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert lines[0]["request_id"] == "r-7" and "RuntimeError" in lines[0]["exception"]
    told = json.dumps(lines, ensure_ascii=False)
    for number in ("13800138000", "19491231", "6222021234567890123"):
        assert number not in told
    assert lines[-1]["status"] == 200 and lines[-1]["level"] == "info"


@pytest.mark.parametrize(
    ("text", "kept"),
    [("电话13800138000。", "电话＊＊＊。"), ("证号 11010519491231002x", "证号 ＊＊＊"),
     ("138-0013-8000", "＊＊＊"), ("国办发〔2019〕54号 2026-11-23T08:00:00", None),
     ("版本 1234567", None)],
)  # fmt: skip
def test_what_is_masked(text: str, kept: str | None) -> None:
    assert logs.masked(text) == (text if kept is None else kept)


@pytest.mark.slow
def test_several_processes_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
    records = tmp_path / "in.jsonl"
    line = {"id": "a", "title": "云栖市养犬管理办法", "text": "第一条 为了规范养犬行为。"}
    records.write_text(json.dumps(line), encoding="utf-8")
    assert run(["ingest", str(records)]) == 0
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "search_api.cli", "serve", f"--port={port}", "--workers=2"],
        env={**os.environ, "POLICY_SEARCH_HOME": str(home), "POLICY_SEARCH_LOG_FORMAT": "json",
             "POLICY_SEARCH_LOG_REQUESTS": "true"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{base}/health", process)
        for _ in range(20):  # connections of their own go to either process
            httpx.get(f"{base}/api/v1/search?q=养犬").raise_for_status()
        counts = {value(read(httpx.get(f"{base}/metrics").text), "searches_total")
                  for _ in range(6)}  # fmt: skip
        assert counts == {20.0}
        assert list(home.glob("metrics.*"))
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
    lines = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert sum(line.get("route") == "/api/v1/search" for line in lines) == 20, out + err
    assert "养犬" not in err
    assert not list(home.glob("metrics.*"))
