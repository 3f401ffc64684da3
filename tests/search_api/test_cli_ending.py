"""Whatever ends an ingestion, nothing acknowledged is lost and nothing comes twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from indexer.catalogue import Catalogue
from tests.waiting import PATIENCE, until

COUNT = 1500


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ending") / "in.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for n in range(COUNT):
            text = (
                f"第一条 第{n}号管理办法。\n第二条 本办法自2020年5月1日起施行。"
                + "规范管理服务。" * 20
            )
            out.write(
                json.dumps({"id": str(n), "title": f"云栖市第{n}号办法", "text": text}) + "\n"
            )
    return path


class Process:
    """``policy-search`` in a process of its own."""

    def __init__(self, home: Path, *arguments: object) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "search_api.cli", *map(str, arguments)],
            env={**os.environ, "POLICY_SEARCH_HOME": str(home)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def wait_until(self, reached: Callable[[int], bool]) -> int:
        """Wait until so many documents are committed; their number."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            count = committed(self.home)
            if reached(count):
                return count
            time.sleep(0.01)
        raise AssertionError(f"it ended first: {self.process.communicate()}")

    def end(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        return self.finish()

    def finish(self) -> tuple[int, str]:
        out, err = self.process.communicate(timeout=PATIENCE)
        assert "Traceback" not in err
        return self.process.returncode, out + err


def committed(home: Path) -> int:
    path = home / "catalogue.db"
    if not path.exists():
        return 0
    with Catalogue.open(f"sqlite:///{path}") as catalogue:
        return catalogue.counts().documents


def status(home: Path) -> dict[str, object]:
    code, out = Process(home, "status", "--json").finish()
    assert code == 0
    return dict(json.loads(out))


@pytest.mark.slow
def test_a_kill_at_any_moment(records: Path, tmp_path: Path) -> None:
    run = Process(tmp_path, "ingest", records)
    kept = run.wait_until(lambda count: 0 < count < COUNT)
    run.end(signal.SIGKILL)
    assert kept <= committed(tmp_path) < COUNT

    # The second one is killed between the catalogue's last commit and the index's.
    run = Process(tmp_path, "ingest", records)
    run.wait_until(lambda count: count == COUNT)
    run.end(signal.SIGKILL)

    code, out = Process(tmp_path, "ingest", records, "--json").finish()
    assert code == 0, out
    report = json.loads(out)
    assert report["added"] + report["unchanged"] == COUNT
    found = status(tmp_path)
    assert found["documents"] == COUNT
    assert found["revision"] == COUNT
    assert Process(tmp_path, "verify").finish()[0] == 0


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_done_and_says_so(records: Path, tmp_path: Path) -> None:
    run = Process(tmp_path, "ingest", records)
    run.wait_until(lambda count: 0 < count < COUNT)
    code, told = run.end(signal.SIGINT)
    assert code == 130, told
    assert "已中断" in told
    kept = committed(tmp_path)
    assert 0 < kept < COUNT
    index = status(tmp_path)["index"]
    assert isinstance(index, dict)
    assert (index["documents"], index["lag"]) == (kept, 0)
    assert Process(tmp_path, "ingest", records).finish()[0] == 0
    assert committed(tmp_path) == COUNT


@pytest.mark.slow
def test_the_processes_that_read_files_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    files = tmp_path / "in"
    files.mkdir()
    page = f"<html><body><h1>通知</h1>{'<p>规范管理服务。</p>' * 2000}</body></html>"
    for n in range(400):
        (files / f"{n}.html").write_text(page.replace("通知", f"第{n}号通知"), "utf-8")
    run = Process(tmp_path / "home", "ingest", files, "--workers", 2)
    parent = psutil.Process(run.process.pid)

    def reading() -> bool:
        # The fork server, what keeps its shared memory, and two that read.
        return run.process.poll() is not None or len(parent.children(recursive=True)) >= 4

    assert until(reading)
    family = parent.children(recursive=True)
    code, told = run.end(signal.SIGKILL)
    assert code == -signal.SIGKILL, told
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert alive == []


def test_a_reader_that_goes_away_is_nothing_wrong(tmp_path: Path, records: Path) -> None:
    """``export | head``: with ``pipefail`` a script would stop at it."""
    env = {**os.environ, "POLICY_SEARCH_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "search_api.cli"]
    subprocess.run([*command, "ingest", str(records)], env=env, check=True, capture_output=True)
    with subprocess.Popen([*command, "export"], env=env, stdout=subprocess.PIPE) as export:
        assert export.stdout is not None
        export.stdout.readline()
        export.stdout.close()
        assert export.wait(PATIENCE) == 0
