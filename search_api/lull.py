"""When nobody is waiting: what can wait is done then."""

from __future__ import annotations

from asyncio import sleep
from time import monotonic


class Lull:
    def __init__(self) -> None:
        self._met = monotonic()

    def meet(self) -> None:
        """A request came."""
        self._met = monotonic()

    async def come(self, seconds: float) -> None:
        """Wait until none has come for so long."""
        while (left := self._met + seconds - monotonic()) > 0:
            await sleep(left)
