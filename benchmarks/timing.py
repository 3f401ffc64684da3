"""How times are taken and summed up, by all benchmarks that ask a service."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def busy(work: Callable[[], object]) -> float:
    """Milliseconds of this process's processor time, in which other load counts little."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def at(times: Sequence[float], share: float) -> float:
    """The time that this share of all, ascending, stays under."""
    return times[min(len(times) - 1, int(share * len(times)))]
