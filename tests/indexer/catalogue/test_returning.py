"""Waiting for a server that is coming back, by a connection and a clock that are made up."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from indexer.catalogue import returning
from indexer.catalogue.returning import Returning
from indexer.model.errors import CatalogueError
from indexer.runtime.deadline import within


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(returning, "time", made)
    return made


class Server:
    """Gone for so many tries, each of which takes so many seconds."""

    def __init__(self, clock: Clock, gone: int, silent: float = 0.0) -> None:
        self.clock, self.gone, self.silent, self.asked = clock, gone, silent, 0

    def connect(self) -> str:
        self.asked += 1
        if self.asked > self.gone:
            return "connected"
        self.clock.sleep(self.silent)
        raise OperationalError("connect", {}, ConnectionRefusedError("refused"))


def test_it_is_asked_until_it_is_back(clock: Clock) -> None:
    server, began = Server(clock, gone=3), clock.now
    awaited = Returning(patience=1)
    assert awaited.reach(server.connect) == "connected"
    assert clock.now - began < 1
    # The next time that it is gone has a time of its own.
    clock.sleep(3600)
    assert awaited.reach(Server(clock, gone=3).connect) == "connected"


def test_not_for_longer_than_it_may_take(clock: Clock) -> None:
    server, began, awaited = Server(clock, gone=10_000), clock.now, Returning(patience=5)
    with pytest.raises(CatalogueError, match="没有应答: refused"):
        awaited.reach(server.connect)
    assert 4 < clock.now - began <= 5
    # Who comes then is told at once: the time was one for all.
    asked, gave_up = server.asked, clock.now
    for _ in range(3):
        with pytest.raises(CatalogueError, match="refused"):
            awaited.reach(server.connect)
    assert (server.asked, clock.now) == (asked + 3, gave_up)


def test_not_for_longer_than_the_work_at_hand_has(clock: Clock) -> None:
    server = Server(clock, gone=10_000)
    with within(0), pytest.raises(CatalogueError):
        Returning(patience=60).reach(server.connect)
    assert server.asked == 1


def test_a_silent_server_is_not_asked_by_all_who_wait(clock: Clock) -> None:
    server, awaited = Server(clock, gone=10_000, silent=5), Returning(patience=5)
    for _ in range(4):
        with pytest.raises(CatalogueError, match="refused"):
            awaited.reach(server.connect)
    assert server.asked == 1
    clock.sleep(1)
    with pytest.raises(CatalogueError):
        awaited.reach(server.connect)
    assert server.asked == 2


def test_what_is_refused_for_another_reason_is_told_at_once(clock: Clock) -> None:
    def broken() -> str:
        raise ValueError("not a server's")

    with pytest.raises(ValueError, match="not a server's"):
        Returning(patience=60).reach(broken)
