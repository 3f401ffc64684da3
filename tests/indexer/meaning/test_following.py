"""Vectors follow the catalogue, by themselves or by the process that a server starts."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzers.analyzer import default_analyzer
from indexer.catalogue import Catalogue
from indexer.meaning import catching_up
from indexer.meaning.catching_up import Background, Place
from indexer.meaning.following import catch_up, made_by, only_one, path_of, standing
from indexer.meaning.makers import WordTable
from indexer.meaning.vectors import DocumentVectors
from indexer.model.errors import CatalogueError
from indexer.runtime.progress import Stop
from tests import library
from tests.waiting import PATIENCE


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(f"sqlite:///{tmp_path / 'catalogue.db'}") as opened:
        yield opened


@pytest.fixture(scope="module")
def table() -> WordTable:
    return WordTable(default_analyzer())


def held(home: Path, table: WordTable) -> DocumentVectors:
    found = DocumentVectors.open(path_of(home), made_by(table.fingerprint))
    assert found is not None
    return found


def put(catalogue: Catalogue, *documents: library.PolicyDocument) -> None:
    with catalogue.write() as writer:
        for document in documents:
            writer.put(document)


def test_what_is_new_withheld_and_put_back(
    tmp_path: Path, catalogue: Catalogue, table: WordTable
) -> None:
    put(catalogue, library.LIFT, library.FUND)
    assert standing(catalogue, path_of(tmp_path), lambda: table.fingerprint).lag == 2
    assert catch_up(catalogue, tmp_path, table) == 2
    assert catch_up(catalogue, tmp_path, table) == 0
    assert standing(catalogue, path_of(tmp_path), lambda: table.fingerprint).documents == 2

    put(catalogue, library.OLD_LIFT, library.withheld(library.FUND))
    assert catch_up(catalogue, tmp_path, table) == 2
    assert held(tmp_path, table).header.documents == 2

    backup = tmp_path / "backup"
    with Catalogue.open(f"sqlite:///{tmp_path / 'older.db'}") as older:
        put(older, library.LIFT)
        assert catch_up(older, tmp_path, table) == 1
        assert held(tmp_path, table).header.documents == 1
    assert not backup.exists()


def test_stopped_it_goes_on_later(tmp_path: Path, catalogue: Catalogue, table: WordTable) -> None:
    put(catalogue, library.LIFT)
    stop = Stop()
    stop.set()
    assert catch_up(catalogue, tmp_path, table, stop=stop) == 0
    assert catch_up(catalogue, tmp_path, table) == 1


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, catalogue: Catalogue, table: WordTable
) -> None:
    put(catalogue, library.LIFT)
    (tmp_path / "meaning").write_text("in the way")
    with pytest.raises(CatalogueError, match="语义向量无法写入"):
        catch_up(catalogue, tmp_path, table)
    with pytest.raises(CatalogueError, match="数据文件夹无法写入"), only_one(tmp_path):
        pass


def test_one_at_a_time(tmp_path: Path) -> None:
    with only_one(tmp_path) as first, only_one(tmp_path) as second:
        assert first
        assert not second


def test_by_a_process_of_its_own(tmp_path: Path, catalogue: Catalogue, table: WordTable) -> None:
    put(catalogue, library.LIFT)
    background = Background(
        Place(*(f"sqlite:///{tmp_path / name}" for name in ("catalogue.db", "usage.db")), tmp_path)
    )
    background.look(behind=False)
    assert not background.running
    background.look(behind=True)
    end = time.monotonic() + PATIENCE
    while background.running and time.monotonic() < end:
        time.sleep(0.02)
        background.look(behind=False)
    assert held(tmp_path, table).header.documents == 1
    background.look(behind=True)  # it rests first
    assert not background.running
    background.close()


def test_once_closed_none_is_started(tmp_path: Path) -> None:
    """A look may still be under way in another thread while a service ends."""
    background = Background(Place("sqlite://", "sqlite://", tmp_path), [sys.executable, "-c", ""])
    background.close()
    background.look(behind=True)
    assert not background.running


def test_what_keeps_it_from_its_work_is_told_once_and_past_when_it_is_done(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "_AFTER_AN_ERROR", 0.0)
    full = tmp_path / "full"
    full.touch()
    saying = f"import os, sys; os.path.exists({str(full)!r}) and (print('磁盘已满'), sys.exit(1))"
    background = Background(
        Place("sqlite://", "sqlite://", tmp_path), [sys.executable, "-c", saying]
    )
    told = []
    for is_full in (True, True, False):
        full.touch() if is_full else full.unlink()
        background.look(behind=True)
        end = time.monotonic() + PATIENCE
        while background.running and time.monotonic() < end:
            time.sleep(0.02)
            background.look(behind=False)
        told.append(background.trouble)
    assert told == ["磁盘已满", "磁盘已满", None]
    assert [r.getMessage() for r in caplog.records] == ["the vectors' process ended: 磁盘已满"]


def test_a_folder_that_cannot_be_written_is_told_without_a_traceback(
    tmp_path: Path, catalogue: Catalogue, capfd: pytest.CaptureFixture[str]
) -> None:
    put(catalogue, library.LIFT)
    (tmp_path / "meaning").write_text("in the way")
    background = Background(
        Place(*(f"sqlite:///{tmp_path / name}" for name in ("catalogue.db", "usage.db")), tmp_path)
    )
    background.look(behind=True)
    end = time.monotonic() + PATIENCE
    while background.running and time.monotonic() < end:
        time.sleep(0.02)
        background.look(behind=False)
    assert "数据文件夹无法写入" in (background.trouble or "")
    assert "Traceback" not in capfd.readouterr().err
