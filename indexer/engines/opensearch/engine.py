"""One generation, open: see ``indexer.engines.base`` for what is promised."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from indexer.engines.base import EngineStatus, Explanation
from indexer.engines.checks import check, check_node
from indexer.engines.opensearch import counting
from indexer.engines.opensearch.explaining import explain
from indexer.engines.opensearch.leases import Lease
from indexer.engines.opensearch.mapping import REACH, WORDS
from indexer.engines.opensearch.queries import (
    Query,
    every,
    filters,
    matching,
    node_query,
    ranges,
    sendable,
)
from indexer.engines.opensearch.scoring import ranked
from indexer.engines.opensearch.snapshot import Meta, Snapshot
from indexer.engines.opensearch.writer import Writer, commit
from indexer.model.errors import EngineError, NoGeneration, StaleGeneration
from indexer.model.queries import (
    EngineHit,
    EngineQuery,
    EngineResult,
    Node,
    Sort,
    Tally,
    WeightedTerm,
)

if TYPE_CHECKING:
    from indexer.engines.opensearch.store import OpenSearchStore

# A writer that was killed is taken over from within this time.
_WRITER_SECONDS = 45.0
# Places in long lists that are remembered, so that the next page need not be walked to.
_PLACES = 256
# Ids asked about at once.
_MANY = 5_000
# Terms of the vocabulary in one answer, below the servers' bound on buckets.
_TERMS = 20_000

T = TypeVar("T")


class OpenSearchEngine:
    lifts = False

    def __init__(self, store: OpenSearchStore, index: str) -> None:
        self._store = store
        self._client = store.client
        self._lock = threading.Lock()
        self._places: OrderedDict[tuple[str, bytes, int], list[Any]] = OrderedDict()
        self._snapshot = Snapshot(self._client, index, store.meta(index))

    @property
    def index(self) -> str:
        return self._snapshot.index

    # ------------------------------------------------------------ writing

    @contextmanager
    def write(self, revision: int, mark: str = "") -> Iterator[Writer]:
        lease = Lease(self._client, self._store.prefix, "write", _WRITER_SECONDS)
        try:
            writer = Writer()
            yield writer
            meta = self._store.meta(self.index)
            commit(
                self._client,
                self._store.analyzer,
                self.index,
                meta,
                writer.changes,
                revision,
                mark,
                lease,
            )
        finally:
            lease.release()
        self._see_again()

    def _see(self, index: str, meta: Meta) -> Snapshot:
        """The generation as it is now; ``meta``: what it says of itself, read before."""
        seen = Snapshot(self._client, index, meta)
        with self._lock:
            before, self._snapshot = self._snapshot, seen
        before.close()
        return seen

    def _see_again(self) -> Snapshot:
        return self._see(self.index, self._store.meta(self.index))

    def _asking(self, ask: Callable[[Snapshot], T]) -> T:
        """A point in time that a lost node or a long silence has ended is taken anew, once. What
        fails again is told."""
        snapshot = self._snapshot
        try:
            return ask(snapshot)
        except EngineError:
            # Another thread may have done so.
            again = self._snapshot if self._snapshot is not snapshot else self._see_again()
            return ask(again)

    # ------------------------------------------------------------ searching

    def search(self, query: EngineQuery) -> EngineResult:
        check(query)
        return self._asking(lambda snapshot: self._search(snapshot, query))

    def _search(self, snapshot: Snapshot, query: EngineQuery) -> EngineResult:
        asked = filters(query)
        # A filter whose own facet is asked for must not narrow that facet: it goes behind.
        counted = tuple(dict.fromkeys((*query.facets, *query.tallies)))
        behind = {name: one for name, one in asked.items() if name in counted}
        before = [one for name, one in asked.items() if name not in behind]
        passing = [matching(query), *ranges(query), *before]
        newest = snapshot.dates[1] if query.preferences.recency and snapshot.dates else None
        scored = ranked(query, passing, newest, snapshot.idf)
        body: Query = {"query": scored.query, "_source": False, "track_total_hits": True}
        body |= _order(query.sort)
        if behind:
            body["post_filter"] = every(behind.values())
        counts = {"aggs": counting.facets(counted, behind, query.as_of)}
        page = self._page_of(snapshot, body, query.offset, query.limit)
        found = snapshot.ask(body | page | (counts if counted else {}))
        hits = tuple(
            EngineHit(hit["sort"][-1], (hit["_score"] or 0.0) - scored.off)
            for hit in found["hits"]["hits"]
        )
        self._remember(snapshot, body, query.offset, found["hits"]["hits"])
        return EngineResult(
            total=found["hits"]["total"]["value"],
            hits=hits,
            facets={name: self._facet(snapshot, query, name, found) for name in query.facets},
            revision=snapshot.revision,
            tallies={
                name: Tally.counted(self._facet(snapshot, query, name, found))
                for name in query.tallies
            },
        )

    def _facet(
        self, snapshot: Snapshot, query: EngineQuery, name: str, found: Mapping[str, Any]
    ) -> tuple[tuple[str, int], ...]:
        answer = found["aggregations"][name]["values"]
        if counting.is_whole(answer):
            counts = counting.counted(answer)
        else:
            others = [one for field, one in filters(query).items() if field != name]
            whole = every([matching(query), *ranges(query), *others])
            counts = {value: n for (value,), n in _combined(snapshot, whole, name)}
        return counting.in_order(counts, query.filters.get(name, ()))

    def pivot(self, query: EngineQuery, rows: str, columns: str) -> Mapping[tuple[str, str], int]:
        check(query, rows, columns)
        passing = every([matching(query), *ranges(query), *filters(query).values()])
        return self._asking(lambda seen: _pivot(seen, passing, rows, columns, query.as_of))

    def matches(
        self, node: Node, document_ids: Sequence[str], as_of: date = date.max
    ) -> Sequence[bool]:
        check_node(node)
        wanted = [one for one in dict.fromkeys(document_ids) if sendable(one)]
        there: set[str] = set()
        for start in range(0, len(wanted), _MANY):
            some = wanted[start : start + _MANY]
            both = every([{"terms": {"id": some}}, node_query(node, as_of)])
            there.update(hit["sort"][0] for hit in self._by_id({"query": both}))
        return [one in there for one in document_ids]

    def explain(self, query: EngineQuery, document_id: str) -> Explanation | None:
        if not sendable(document_id):
            return None

        def holds(node: Node) -> bool:
            return self.matches(node, [document_id], query.as_of)[0]

        return self._asking(lambda seen: explain(self._client, seen, query, document_id, holds))

    # ------------------------------------------------------------ long lists

    def _page_of(self, snapshot: Snapshot, body: Query, offset: int, limit: int) -> Query:
        if not limit:
            return {"size": 0}
        if offset + limit <= REACH:
            return {"from": offset, "size": limit}
        place = self._walk_to(snapshot, body, offset)
        return {"size": 0} if place is None else {"size": min(limit, REACH), "search_after": place}

    def _walk_to(self, snapshot: Snapshot, body: Query, offset: int) -> list[Any] | None:
        """The sort values of the hit before ``offset``; None where there are not as many."""
        key = (snapshot.point, orjson.dumps(body))
        with self._lock:
            known = [n for point, text, n in self._places if (point, text) == key and n <= offset]
            at = max(known, default=0)
            place = self._places.get((*key, at))
        while at < offset:
            step = min(REACH, offset - at)
            walk = {**body, "size": step, "track_total_hits": False}
            hits = snapshot.ask(walk | ({"search_after": place} if place else {}))["hits"]["hits"]
            if len(hits) < step:
                return None
            at, place = at + step, hits[-1]["sort"]
        return place

    def _remember(
        self, snapshot: Snapshot, body: Query, offset: int, hits: Sequence[Mapping[str, Any]]
    ) -> None:
        """Where this page ended: an export asks for the next one."""
        if not hits or offset + len(hits) < REACH // 2:
            return
        key = (snapshot.point, orjson.dumps(body), offset + len(hits))
        with self._lock:
            self._places[key] = hits[-1]["sort"]
            while len(self._places) > _PLACES:
                self._places.popitem(last=False)

    # ------------------------------------------------------------ the vocabulary

    def document_frequency(self, term: str) -> int:
        if not sendable(term):
            return 0
        return self._asking(lambda seen: seen.holding([WeightedTerm(term)])[0])

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        if limit <= 0 or (prefix and not sendable(prefix)):
            return []
        found = self._asking(lambda seen: _vocabulary(seen, prefix))
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]

    # ------------------------------------------------------------ the rest of the contract

    def revisions(self) -> Mapping[str, int]:
        hits = self._by_id({"docvalue_fields": ["revision"]})
        return {hit["sort"][0]: int(hit["fields"]["revision"][0]) for hit in hits}

    def _by_id(self, body: Query) -> list[dict[str, Any]]:
        """All hits of a body, in order of id."""
        whole = {**body, "sort": [{"id": "asc"}], "_source": False}
        return self._asking(lambda seen: list(seen.walk(whole)))

    def refresh(self) -> bool:
        index = self._store.serving("current") or self.index
        meta = self._store.meta(index)
        if not self._fits(meta):  # one of another configuration is not taken up
            index = self.index
            meta = self._store.meta(index)
        if index == self.index and meta["commit"] == self._snapshot.commit:
            return False
        self._see(index, meta)
        return True

    def check_serving(self) -> None:
        serving = self._store.serving("current")
        if serving is None:
            raise NoGeneration(f"OpenSearch 中没有 {self._store.prefix} 的索引")
        if not self._fits(self._store.meta(serving)):
            raise StaleGeneration(f"{serving} 由另一配置建立")

    def _fits(self, meta: Meta) -> bool:
        return bool(meta["fingerprint"] == self._snapshot.fingerprint)

    def verify(self) -> None:
        health = self._client.ask("GET", f"/_cluster/health/{self.index}")
        if health["status"] == "red":
            raise EngineError(f"OpenSearch 的索引 {self.index} 有分片缺失")
        if len(self.revisions()) != self._snapshot.size:
            raise EngineError(f"OpenSearch 的索引 {self.index} 读不全")

    def status(self) -> EngineStatus:
        snapshot = self._snapshot
        size, segments = snapshot.room
        return EngineStatus(
            generation=snapshot.index,
            fingerprint=snapshot.fingerprint,
            documents=self._asking(lambda seen: seen.size),
            revision=snapshot.revision,
            mark=str(snapshot.meta.get("mark", "")),
            size_bytes=size,
            segments=segments,
        )

    def dates(self) -> tuple[date, date] | None:
        return self._asking(lambda seen: seen.dates)

    def close(self) -> None:
        self._snapshot.close()
        self._store.give_up(self.index)


def _order(sort: Sort) -> Query:
    """Total, so that pages are stable; undated ones last."""
    if sort is Sort.RELEVANCE:
        return {"sort": [{"_score": "desc"}, {"id": "asc"}]}
    order = "desc" if sort is Sort.NEWEST else "asc"
    by_day = {"d_published": {"order": order, "missing": "_last"}}
    return {"sort": [by_day, {"id": "asc"}], "track_scores": True}


def _pivot(
    snapshot: Snapshot, passing: Query, rows: str, columns: str, day: date
) -> dict[tuple[str, str], int]:
    if "status" not in (rows, columns):
        found = _combined(snapshot, passing, rows, columns)
        return {(row, column): count for (row, column), count in found}
    # Status is a question of the day and not a value; it goes outside.
    turned = rows != "status"
    inner = rows if turned else columns
    body = {"size": 0, "query": passing, "aggs": {"p": counting.nested("status", inner, day)}}
    nested = counting.nested_counts(snapshot.ask(body)["aggregations"]["p"])
    return {((i, o) if turned else (o, i)): count for o, i, count in nested}


def _combined(
    snapshot: Snapshot, passing: Query, *fields: str
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each combination of the fields' values, and how many documents have it."""
    after: Mapping[str, Any] | None = None
    while True:
        page = {"c": counting.combinations(fields, after)}
        found = snapshot.ask({"size": 0, "query": passing, "aggs": page})["aggregations"]["c"]
        for bucket in found["buckets"]:
            yield tuple(bucket["key"].values()), bucket["doc_count"]
        after = found.get("after_key")
        if after is None or len(found["buckets"]) < counting.PIVOT_PAGE:
            return


def _vocabulary(snapshot: Snapshot, prefix: str) -> dict[str, int]:
    """The server gives no list of terms; they are counted, in as many parts as it bears."""
    many = {"n": {"cardinality": {"field": WORDS, "precision_threshold": 40_000}}}
    distinct = snapshot.ask({"size": 0, "aggs": many})["aggregations"]["n"]["value"]
    parts = 1 if prefix else 1 + int(distinct) // (_TERMS // 2)
    found: dict[str, int] = {}
    for part in range(parts):
        terms: Query = {"field": WORDS, "size": _TERMS * 2}
        if prefix:
            terms["include"] = _literally(prefix) + ".*"
        else:
            terms["include"] = {"partition": part, "num_partitions": parts}
        answer = snapshot.ask({"size": 0, "aggs": {"v": {"terms": terms}}})["aggregations"]["v"]
        found.update({b["key"]: b["doc_count"] for b in answer["buckets"]})
    return found


def _literally(prefix: str) -> str:
    """For Lucene's regular expressions."""
    return "".join(f"\\{c}" if c in '.?+*|{}[]()"\\#@&<>~^-$' else c for c in prefix)
