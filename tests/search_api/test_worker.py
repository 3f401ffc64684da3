"""The process that works off jobs, as its service starts it and lets go of it."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue
from indexer.model.errors import CatalogueError
from indexer.stewardship.jobs import working
from search_api import worker
from search_api.worker import Worker
from tests.waiting import until


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue.open(f"sqlite:///{tmp_path / 'catalogue.db'}")


def _as_process(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(worker, "module_command", lambda *_: [sys.executable, "-c", code])


def test_one_that_takes_long_to_end_is_not_left_alone(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_process(monkeypatch, "import sys; sys.stdin.read(); sys.stdout.close(); input_closed = 1")
    monkeypatch.setattr(worker, "_ENDING_SECONDS", 0.0)
    started = Worker(catalogue, tmp_path)
    started.wake()
    process = started._process
    assert isinstance(process, subprocess.Popen)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        started.close()
        del started
        gc.collect()
        until(lambda: process.returncode is not None)
        until(lambda: all(t.name != "worker ends" for t in threading.enumerate()))
    assert process.returncode == 0
    catalogue.close()


def test_one_that_is_gone_is_replaced_and_its_pipe_closed(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_process(monkeypatch, "pass")
    started = Worker(catalogue, tmp_path)
    started.wake()
    first = started._process
    assert first is not None and first.wait() == 0
    started.wake()
    assert started._process is not first
    assert first.stdin is not None and first.stdin.closed
    started.close()
    catalogue.close()


def test_one_that_fails_is_not_started_again_at_once(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_process(monkeypatch, "raise SystemExit(3)")
    started = Worker(catalogue, tmp_path)
    started.look(lags=True)
    first = started._process
    assert first is not None and first.wait() == 3
    started.look(lags=True)
    assert started._process is first
    monkeypatch.setattr(worker, "_AFTER_AN_ERROR", 0.0)
    started.look(lags=True)
    assert started._process is not first
    started.close()
    catalogue.close()


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    with pytest.raises(CatalogueError, match="无法写入：路径中有一段不是文件夹"), working(home):
        pass
