"""Slow work ends by what it takes of a processor, and by the clock only far later."""

from types import SimpleNamespace

import pytest

from indexer.extractors import base
from indexer.extractors.base import BY_THE_CLOCK, Clock, Limits, sparing, worked


class Times:
    """The processor's and the clock's, as a test sets them."""

    def __init__(self) -> None:
        self.processor = 50.0
        self.clock = 9_000.0


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    made = Times()
    stub = SimpleNamespace(process_time=lambda: made.processor, monotonic=lambda: made.clock)
    monkeypatch.setattr(base, "time", stub)
    # What other tests of this process spared would be in all that is added here.
    monkeypatch.setattr(base._Spared, "seconds", 0.0)
    return made


def test_a_file_has_a_share_of_the_processor_that_the_fence_gives_it(times: Times) -> None:
    clock = Clock(100.0)
    assert clock.left == 80.0
    times.processor += 79.0
    times.clock += 79.0
    assert clock.left == 1.0
    times.processor += 2.0
    assert clock.left < 0


def test_waiting_for_a_processor_leaves_no_page_unread(times: Times) -> None:
    """Beside others a page that takes two seconds of a processor takes six by the clock."""
    clock = Clock(100.0)
    for _ in range(30):
        assert clock.left > 0
        times.processor += 2.0
        times.clock += 6.0
    assert clock.left == 20.0


def test_what_waits_for_ever_ends_by_the_clock(times: Times) -> None:
    clock = Clock(100.0)
    times.clock += 0.8 * BY_THE_CLOCK * 100.0 - 5.0
    assert clock.left == 5.0
    times.clock += 6.0
    assert clock.left < 0


def test_it_ends_before_the_fence_ends_the_worker(times: Times) -> None:
    clock, seconds = Clock(100.0), 100.0
    times.processor += seconds
    assert clock.left < 0
    times.processor -= seconds
    times.clock += BY_THE_CLOCK * seconds
    assert clock.left < 0


def test_what_is_done_once_a_process_is_counted_to_no_file(times: Times) -> None:
    clock, before = Clock(10.0), worked()
    times.processor += 1.0
    with sparing():
        times.processor += 30.0
        assert (clock.left, worked() - before) == (7.0, 1.0)
    times.processor += 1.0
    assert (clock.left, worked() - before) == (6.0, 2.0)


def test_where_nothing_is_begun_the_slowest_page_is_slower_than_any_time(times: Times) -> None:
    assert Limits().clock().slowest == 0.0
    assert Limits(begins=False).clock().slowest > Limits().seconds
