"""What takes a look at every document: made apart, waited for a little, kept until anything
changes. A page that comes too early says so, and is there a moment later."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar, cast

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.searching.days import today
from indexer.stewardship import audit

Made = TypeVar("Made")

# A page waits so long, seconds.
_PATIENCE = 2.5
# So many lists are kept: of several people, kinds and scopes.
_MOST = 24


class Reckoning:
    """Of one serving process: one thing at a time, so that searches keep their pace."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._pool: ThreadPoolExecutor | None = None

    async def of(self, key: Hashable, make: Callable[[], Made]) -> Made | None:
        """What ``make`` gives; None where that is not there yet."""
        found = self._kept.get(key)
        if found is None or (found.done() and found.exception() is not None):
            if self._pool is None:
                self._pool = ThreadPoolExecutor(1, thread_name_prefix="desk")
            found = self._kept[key] = self._pool.submit(make)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)[1].cancel()
        waited = asyncio.wrap_future(found)
        try:
            return cast(Made, await asyncio.wait_for(asyncio.shield(waited), _PATIENCE))
        except TimeoutError:
            return None

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


async def reckoned(
    request: Request, library: Library, caller: Caller, what: Hashable, make: Callable[[], Made]
) -> Made | None:
    """What ``make`` gives for this caller, now; None where that is not there yet. ``what`` it is
    tells it from everything else."""
    reckoning: Reckoning = request.app.state.reckoning
    key = await run_in_threadpool(_key, library, caller, what)
    return await reckoning.of(key, make)


def _key(library: Library, caller: Caller, what: Hashable) -> Hashable:
    """Another one as soon as anything was done, ingested, or the day is another."""
    revision = library.catalogue.revision()
    return what, caller.issuers, revision, audit.head(library.catalogue), today()
