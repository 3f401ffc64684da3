"""Answers, kept as they were sent: popular queries come again and again.

An answer is kept under its query string, and serves as long as the service's stamp stays: any
commit, withdrawal, judgement or new day makes all of them void at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from indexer.model.queries import SearchResponse
from indexer.runtime.caching import ByteCache, StampedCache
from indexer.searching.service import SearchService
from search_api.measuring import searched
from search_api.responses import search_json

Stamp = tuple[object, ...]

# What an entry takes beside its bytes: the key, the dictionary's place, the objects.
_OVERHEAD = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """``rest``: the JSON after the time that it took. The others are for the query log."""

    rest: bytes
    page: int
    text: str
    total: int
    relaxed: bool


class Answers:
    """Answers of one service, within a ``limit`` in bytes."""

    def __init__(self, service: SearchService, limit: int) -> None:
        self._service = service
        self._stamped = StampedCache(limit)

    def kept(self, key: bytes, stamp: Stamp | None = None) -> bytes | None:
        """The answer as JSON where one is kept: quick enough for the event loop. ``stamp``: the
        service's, where it has been asked for already."""
        began = time.perf_counter()
        kept: Kept | None = self._of(stamp).find((key,))
        return None if kept is None else self._sent(kept, began, was_kept=True)

    def json(
        self, key: bytes, search: Callable[[], SearchResponse], stamp: Stamp | None = None
    ) -> bytes:
        """The answer as JSON, made by ``search`` where none is kept; either way it is logged for
        staff. Raises what ``search`` raises. Safe from several threads."""
        began = time.perf_counter()
        cache = self._of(stamp)
        kept: Kept | None = cache.find((key,))
        was_kept = kept is not None
        if kept is None:
            made = _kept(search())
            kept = cache.keep((key,), made, len(made.rest) + len(key) + _OVERHEAD)
        return self._sent(kept, began, was_kept=was_kept)

    def _of(self, stamp: Stamp | None) -> ByteCache:
        """Asked for before searching: what changes meanwhile makes another stamp."""
        return self._stamped.of(self._service.stamp() if stamp is None else stamp)

    def _sent(self, kept: Kept, began: float, *, was_kept: bool) -> bytes:
        took = (time.perf_counter() - began) * 1000
        self._service.log_query(
            kept.text, kept.total, page=kept.page, relaxed=kept.relaxed,
            took_ms=None if was_kept else took,
        )  # fmt: skip
        searched(kept.total, kept.relaxed)
        return b'{"took_ms":%.3f,%b' % (took, kept.rest)


def _kept(answer: SearchResponse) -> Kept:
    content = search_json(answer)
    del content["took_ms"]
    rest = orjson.dumps(content)[1:]
    return Kept(rest, answer.page, answer.query.text, answer.total, answer.relaxed is not None)
