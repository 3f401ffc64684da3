"""A bound on the time of one piece of work, known to everything that is called for it.

Work that may be long asks ``check`` now and then: a clear error is better than an answer that is
waited for in vain, and much better than one whose counts are wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from indexer.model.errors import OutOfTime

# On the clock of ``time.monotonic``.
_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done inside is bounded; inside of another bound, by the earlier one. Raises
    OutOfTime from ``check``."""
    outer, until = _until.get(), time.monotonic() + seconds
    token = _until.set(until if outer is None else min(outer, until))
    try:
        yield
    finally:
        _until.reset(token)


def check() -> None:
    """Raises OutOfTime where the time is over."""
    until = _until.get()
    if until is not None and time.monotonic() > until:
        raise OutOfTime


def left() -> float | None:
    """Seconds until then; None where nothing is bounded."""
    until = _until.get()
    return None if until is None else max(0.0, until - time.monotonic())
