"""A server that is coming back: who wants to read waits for it, for a bounded time from when it was
first missed, so that a restart is a slow answer and not an error.

One bound for all threads. It is over once for each time the server is gone: those who come later
are told at once, and a queue of requests costs no more than its first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from indexer.model.errors import CatalogueUnreachable
from indexer.runtime import deadline

# A restart takes a second or two; recovering what a crash left, some more.
_PATIENCE = 5.0
_PAUSE = 0.1
# A host that swallows packets costs each that asks it seconds: for as long as one was in vain, but
# not for longer than this, nobody else asks.
_REST = 1.0

T = TypeVar("T")


class Returning:
    """Of one server, for all threads. ``patience``: seconds."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self.patience = patience
        self._lock = threading.Lock()
        self._missed: float | None = None  # since when
        self._refused: tuple[float, str] | None = None  # until when, and why

    def reach(self, connect: Callable[[], T]) -> T:
        """What ``connect`` makes. Raises CatalogueUnreachable where the server does not come back
        in time: ours, or what the work at hand has left."""
        while True:
            began = time.monotonic()
            refused = self._refused
            if refused is not None and began < refused[0]:
                raise CatalogueUnreachable(refused[1])
            try:
                made = connect()
            except OperationalError as error:
                if not self._waits(began):
                    now, why = time.monotonic(), f"目录库服务器没有应答: {_first_line(error)}"
                    self._refused = (now + min(now - began, _REST), why)
                    raise CatalogueUnreachable(why) from error
                time.sleep(_PAUSE)
            else:
                self._missed = self._refused = None
                return made

    def _waits(self, began: float) -> bool:
        with self._lock:
            if self._missed is None:
                self._missed = began
            until = self._missed + self.patience
        left = deadline.left()
        now = time.monotonic() + _PAUSE
        return now < until and (left is None or left > _PAUSE)


def _first_line(error: OperationalError) -> str:
    """What the driver says, without its advice."""
    return str(error.orig).partition("\n")[0]
