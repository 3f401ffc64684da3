"""What reads the library runs on threads, a bounded number at once: a slow search stops neither
``/health`` nor the quick ones."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from starlette.exceptions import HTTPException

# More would only share the interpreter among more; what waits is quick to take.
_THREADS = 4
# Searches that run at the same time wait for the interpreter at each of their steps, and took a
# quarter more of the processor for it. One runs; the next begins when it is done, or has taken so
# long, seconds.
_QUICK = 0.1

Made = TypeVar("Made")


class Turns:
    """At most ``limit`` requests are running or waiting; further ones are told to come again.
    ``quick``: seconds after which the next begins beside one that runs.
    ``at_once``: they wait for servers more than for the interpreter, so that several may run."""

    def __init__(
        self, limit: int, threads: int = _THREADS, *, quick: float = _QUICK, at_once: bool = False
    ) -> None:
        self._limit = limit
        self._inside = 0
        self._enter = _directly if at_once else _Lane(quick).run
        self._pool = ThreadPoolExecutor(min(threads, limit), thread_name_prefix="search")

    async def run(self, work: Callable[[], Made]) -> Made:
        """What ``work`` returns or raises. Raises HTTPException 503 beyond the limit."""
        if self._inside >= self._limit:
            raise HTTPException(503, "同时使用的人太多，请稍后再试", headers={"Retry-After": "1"})
        self._inside += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, partial(self._enter, work))
        finally:
            self._inside -= 1

    def close(self) -> None:
        """Wait for what is running: the service is closed after."""
        self._pool.shutdown(cancel_futures=True)


def _directly(work: Callable[[], Made]) -> Made:
    return work()


class _Lane:
    """One after another, as long as they are quick; nobody waits long for one that is not."""

    def __init__(self, quick: float) -> None:
        self._quick = quick
        self._running = threading.Lock()  # held by who runs

    def run(self, work: Callable[[], Made]) -> Made:
        ours = self._entered()
        try:
            return work()
        finally:
            ours.release()

    def _entered(self) -> threading.Lock:
        """The lock of who runs, taken. Where that is slow, a new one, for which all behind wait."""
        while True:
            running = self._running
            if running.acquire(timeout=self._quick):
                return running
            if running is self._running:
                ours = threading.Lock()
                ours.acquire()
                self._running = ours
                return ours
