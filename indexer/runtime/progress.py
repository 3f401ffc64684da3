"""How a run is watched and stopped."""

from __future__ import annotations

import threading
from typing import Protocol


class Reporter(Protocol):
    """Is told how far a run has come. Called from the thread that runs."""

    def begin(self, phase: str, total: int) -> None:
        """A phase begins; ``total`` is in the unit that ``advance`` counts (bytes, documents)."""

    def advance(self, amount: int, documents: int = 0) -> None:
        """So much more is done, with so many documents."""

    def say(self, message: str) -> None: ...


class Silent:
    """Tells nobody."""

    def begin(self, phase: str, total: int) -> None:
        return

    def advance(self, amount: int, documents: int = 0) -> None:
        return

    def say(self, message: str) -> None:
        return


class Stop:
    """A wish to stop, set from a signal handler and looked at between two files.

    False until then, so never write ``stop or …``.
    """

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    @property
    def event(self) -> threading.Event:
        """For what waits on one."""
        return self._event

    def __bool__(self) -> bool:
        return self._event.is_set()
