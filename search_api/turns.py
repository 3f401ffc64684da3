"""What reads the library runs on threads, a bounded number at once: a slow search stops neither
``/health`` nor the quick ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.exceptions import HTTPException

# More would only share the interpreter among more; what waits is quick to take.
_THREADS = 4

Made = TypeVar("Made")


class Turns:
    """At most ``limit`` requests are running or waiting; further ones are told to come again."""

    def __init__(self, limit: int, threads: int = _THREADS) -> None:
        self._limit = limit
        self._inside = 0
        self._pool = ThreadPoolExecutor(min(threads, limit), thread_name_prefix="search")

    async def run(self, work: Callable[[], Made]) -> Made:
        """What ``work`` returns or raises. Raises HTTPException 503 beyond the limit."""
        if self._inside >= self._limit:
            raise HTTPException(503, "同时使用的人太多，请稍后再试", headers={"Retry-After": "1"})
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._inside -= 1

    def close(self) -> None:
        """Wait for what is running: the service is closed after."""
        self._pool.shutdown(cancel_futures=True)
