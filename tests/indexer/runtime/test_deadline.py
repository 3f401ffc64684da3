"""A bound on the time of a piece of work."""

from __future__ import annotations

import pytest

from indexer.model.errors import OutOfTime
from indexer.runtime import deadline


def test_without_a_bound_nothing_is_late() -> None:
    deadline.check()


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("indexer.runtime.deadline.time", made)
    return made


def test_what_is_late_is_told(clock: Clock) -> None:
    with deadline.within(5.0):
        deadline.check()
        clock.now = 6.0
        with pytest.raises(OutOfTime):
            deadline.check()
    deadline.check()


def test_the_earlier_of_two_bounds_counts(clock: Clock) -> None:
    with deadline.within(5.0), deadline.within(50.0):
        clock.now = 6.0
        with pytest.raises(OutOfTime):
            deadline.check()
