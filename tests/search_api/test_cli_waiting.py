"""A command that writes waits for the one that is writing."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from indexer.model.errors import LibraryBusy
from indexer.pipeline.lock import writer_lock
from indexer.runtime.settings import Settings
from search_api.commands import waiting


def test_it_says_for_whom_it_waits_and_goes_on_when_that_one_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, other = Settings(home=tmp_path), ExitStack()
    other.enter_context(writer_lock(tmp_path, None))
    paused: list[float] = []

    def pause(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 2:
            other.close()

    clock = SimpleNamespace(monotonic=time.monotonic, sleep=pause)
    monkeypatch.setattr(waiting, "time", clock)
    with waiting.turn_to_write(settings, None):
        assert len(paused) == 2
        with pytest.raises(LibraryBusy), writer_lock(tmp_path, None):
            pass
    told = capsys.readouterr().err
    assert told.count("正在入库或重建（进程") == 1
    assert "Ctrl-C" in told
    with writer_lock(tmp_path, None):
        pass


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, writer_wait=0)
    with (
        writer_lock(tmp_path, None),
        pytest.raises(LibraryBusy, match="正在入库或重建"),
        waiting.turn_to_write(settings, None),
    ):
        pass


def test_a_signal_ends_the_waiting_with_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pause(seconds: float) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    clock = SimpleNamespace(monotonic=time.monotonic, sleep=pause)
    monkeypatch.setattr(waiting, "time", clock)
    former = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with (
            writer_lock(tmp_path, None),
            pytest.raises(KeyboardInterrupt),
            waiting.turn_to_write(Settings(home=tmp_path), None),
        ):
            pass
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, former)
    assert "不再等待：什么也没有写入" in capsys.readouterr().err
