"""A fence that stays between runs, for files that come singly: its worker has loaded all it needs.

Starting a fence costs a second of a processor, and its first file as much again, while reading a
page of text takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from indexer.extractors.fence.fence import Fence


class KeptFence:
    """``make`` makes it, when it is first wanted. A context manager, used by one thread."""

    def __init__(self, make: Callable[[], Fence]) -> None:
        self._make = make
        self._fence: Fence | None = None

    def fence(self) -> Fence:
        """Ready to read; its pool is a new one where the last run broke it."""
        if self._fence is None:
            self._fence = self._make().__enter__()
        elif not self._fence.works:
            self._fence.renew()
        return self._fence

    def prepare(self) -> None:
        """For the next run, while nothing runs: what the last one left is removed, and the worker,
        which may be a new one, reads something. That is not waited for."""
        fence = self.fence()
        fence.tidy()
        fence.try_out()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._fence is not None:
            self._fence.__exit__(kind, error, trace)
            self._fence = None
