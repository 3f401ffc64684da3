"""Helps follow the library, and nobody waits for them who doesn't want to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engines.base import SearchEngine
from indexer.indexing.following import update_index
from indexer.model.errors import NoGeneration
from indexer.searching.helps import HelpsKeeper
from indexer.searching.service import SearchService
from tests import library
from tests.waiting import PATIENCE


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SearchService]:
    with library.opened(tmp_path, [library.LIFT]) as opened:
        yield opened


def wait_for_background() -> None:
    for thread in threading.enumerate():
        if thread.name == "helps":
            thread.join(PATIENCE)


def test_made_in_the_background_and_anew_when_the_library_has_changed(
    service: SearchService,
) -> None:
    keeper = HelpsKeeper(service.catalogue, lambda: service.engine)
    assert keeper.current() is None
    keeper.refresh()
    wait_for_background()
    first = keeper.current()
    assert first is not None
    assert [s.id for s in first.suggester.suggest("关于印发", 5)] == ["lift"]
    assert keeper.ready() is first

    keeper.refresh()
    assert keeper.current() is first
    with service.catalogue.write() as writer:
        writer.put(library.FUND)
    update_index(service.catalogue, service._store)
    service.engine.refresh()
    second = keeper.ready()
    assert second is not None
    assert second.revision > first.revision
    assert [s.id for s in second.suggester.suggest("yunchengshizhufang", 5)] == ["fund"]


def test_without_an_index_it_says_so_and_rests(
    service: SearchService, caplog: pytest.LogCaptureFixture
) -> None:
    asked = threading.Event()

    def engine() -> SearchEngine:
        asked.set()
        raise NoGeneration("none")

    keeper = HelpsKeeper(service.catalogue, engine)
    with caplog.at_level(logging.WARNING):
        keeper.refresh()
        wait_for_background()
    assert "suggestions are not available" in caplog.text
    asked.clear()
    keeper.refresh()
    wait_for_background()
    assert not asked.is_set()


def test_closed_it_gives_none(service: SearchService) -> None:
    keeper = HelpsKeeper(service.catalogue, lambda: service.engine)
    keeper.close()
    assert keeper.ready() is None
    assert keeper.current() is None


def test_who_reads_the_catalogue_has_ended_when_it_is_closed(service: SearchService) -> None:
    """Else it is disposed of under the reader, whose connection nobody closes any more."""
    reading, done = threading.Event(), threading.Event()

    def searched() -> list[tuple[str, int]]:
        reading.set()
        threading.Event().wait(0.1)
        done.set()
        return []

    keeper = HelpsKeeper(service.catalogue, lambda: service.engine, searched=searched)
    keeper.refresh()
    assert reading.wait(PATIENCE)
    keeper.close()
    assert done.is_set()
    keeper.refresh()
    assert not [thread for thread in threading.enumerate() if thread.name == "helps"]
