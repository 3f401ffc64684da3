"""What a handle sees: a generation at a point in time, with its numbers, each asked for once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Any

from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.queries import Query, either
from indexer.engines.opensearch.rows import Averages
from indexer.engines.opensearch.scoring import term_query
from indexer.engines.ranking import inverse_document_frequency
from indexer.model.errors import EngineError
from indexer.model.queries import WeightedTerm

# How long the cluster keeps it for a handle that asks nothing; each question begins this anew. A
# node that was cut off cannot be a replica of a shard again before it has let go of those that it
# holds of it, which nobody can tell it by then.
KEPT_SECONDS = 120
_KEPT = f"{KEPT_SECONDS}s"
# Without these a lost node makes totals and facets too small, and nothing says so.
_WHOLE = {"allow_partial_search_results": "false"}
_WHOLE_POINT = {"allow_partial_pit_creation": "false"}
# Documents of one answer where all are walked through.
_WALK = 10_000
_STATS_SECONDS = 3.0

Meta = Mapping[str, Any]


class Snapshot:
    """Immutable. Raises EngineError; NotThere where the cluster has let it go."""

    def __init__(self, client: Client, index: str, meta: Meta) -> None:
        self.index = index
        self.meta = meta
        self._client = client
        self._holding: dict[tuple[str, bool], int] = {}
        self._lock = threading.Lock()
        opened = client.ask(
            "POST", f"/{index}/_search/point_in_time", None, {"keep_alive": _KEPT, **_WHOLE_POINT}
        )
        self.point = str(opened["pit_id"])

    @property
    def fingerprint(self) -> str:
        return str(self.meta["fingerprint"])

    @property
    def revision(self) -> int:
        return int(self.meta["revision"])

    @property
    def commit(self) -> int:
        return int(self.meta["commit"])

    @property
    def averages(self) -> Averages | None:
        found = self.meta.get("averages")
        return Averages(found["words"], found["pairs"]) if found else None

    def ask(self, body: Query) -> dict[str, Any]:
        pinned = {"pit": {"id": self.point, "keep_alive": _KEPT}}
        # One silent node of those that hold it is enough; another one it must be taken anew from.
        whole = {**body, **pinned}
        return self._client.ask("POST", "/_search", whole, _WHOLE, waits_once=True)

    def close(self) -> None:
        """A cluster that is down has let it go, or does so by itself."""
        with suppress(EngineError):
            self._client.ask("DELETE", "/_search/point_in_time", {"pit_id": [self.point]})

    # ------------------------------------------------------------ the whole

    @cached_property
    def _summary(self) -> dict[str, Any]:
        days = {end: {end: {"field": "d_published"}} for end in ("min", "max")}
        return self.ask({"size": 0, "track_total_hits": True, "aggs": days})

    @cached_property
    def room(self) -> tuple[int, int]:
        """Bytes on disk and segments, asked for once: all nodes are asked, and each search looks at
        the status. What a node has that is down or silent is not counted, and no reason to fail."""
        try:
            path = f"/{self.index}/_stats/store,segments"
            told = self._client.ask("GET", path, seconds=_STATS_SECONDS)["_all"]["primaries"]
        except EngineError:
            return 0, 0
        store, segments = told.get("store", {}), told.get("segments", {})
        return int(store.get("size_in_bytes", 0)), int(segments.get("count", 0))

    @property
    def size(self) -> int:
        return int(self._summary["hits"]["total"]["value"])

    @property
    def dates(self) -> tuple[date, date] | None:
        found = self._summary["aggregations"]
        if found["min"]["value"] is None:
            return None
        first, last = (date.fromordinal(int(found[end]["value"])) for end in ("min", "max"))
        return first, last

    # ------------------------------------------------------------ terms

    def holding(self, terms: Sequence[WeightedTerm]) -> list[int]:
        """In how many documents each of them stands."""
        keys = [(term.term, term.pair) for term in terms]
        with self._lock:
            missing = [k for k in dict.fromkeys(keys) if k not in self._holding]
        if missing:
            wanted = [term_query(WeightedTerm(term, pair=pair)) for term, pair in missing]
            each = {str(n): one for n, one in enumerate(wanted)}
            counting = {"n": {"filters": {"filters": each}}}
            found = self.ask({"size": 0, "query": either(wanted), "aggs": counting})
            buckets = found["aggregations"]["n"]["buckets"]
            with self._lock:
                for n, key in enumerate(missing):
                    self._holding[key] = int(buckets[str(n)]["doc_count"])
        with self._lock:
            return [self._holding[key] for key in keys]

    def idf(self, terms: Sequence[WeightedTerm]) -> list[float]:
        size = self.size
        return [inverse_document_frequency(size, n) for n in self.holding(terms)]

    # ------------------------------------------------------------ walking

    def walk(self, body: Query) -> Iterator[dict[str, Any]]:
        """All hits of a body without a size; its sort must be total."""
        after: list[Any] | None = None
        while True:
            page = {**body, "size": _WALK, "track_total_hits": False}
            hits = self.ask(page | ({"search_after": after} if after else {}))["hits"]["hits"]
            yield from hits
            if len(hits) < _WALK:
                return
            after = hits[-1]["sort"]
