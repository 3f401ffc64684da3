"""Facets and pivots: how many matches have each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from indexer.engines.opensearch.queries import Query, every, status_is
from indexer.model import StatusValue

# More distinct values than a library has issuers; above it the rest is asked for in turns.
_VALUES = 20_000
# The server's own bound on the buckets of one answer (``search.max_buckets``) is 65,535.
PIVOT_PAGE = 10_000

Counted = dict[str, int]


def counter(name: str, day: date) -> Query:
    """An aggregation that counts the values of a facet."""
    if name == "status":
        each = {s.value: status_is(s.value, day) for s in StatusValue}
        return {"filters": {"filters": each}}
    return {"terms": {"field": f"k_{name}", "size": _VALUES}}


def counted(answer: Mapping[str, Any]) -> Counted:
    found = answer["buckets"]
    pairs = found.items() if isinstance(found, dict) else ((b["key"], b) for b in found)
    return {key: bucket["doc_count"] for key, bucket in pairs if bucket["doc_count"]}


def is_whole(answer: Mapping[str, Any]) -> bool:
    return not answer.get("sum_other_doc_count", 0)


def facets(names: tuple[str, ...], behind: Mapping[str, Query], day: date) -> dict[str, Query]:
    """``behind``: the filters that a facet of the same name leaves out, by field."""
    made: dict[str, Query] = {}
    for name in names:
        others = [query for field, query in behind.items() if field != name]
        made[name] = {"filter": every(others), "aggs": {"values": counter(name, day)}}
    return made


def in_order(counts: Counted, selected: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    whole = dict.fromkeys(selected, 0) | counts
    return tuple(sorted(whole.items(), key=lambda item: (-item[1], item[0])))


def combinations(fields: tuple[str, ...], after: Mapping[str, Any] | None) -> Query:
    """A page of the combinations of keyword fields' values; status has no value of its own."""
    sources = [{str(n): {"terms": {"field": f"k_{name}"}}} for n, name in enumerate(fields)]
    page: Query = {"size": PIVOT_PAGE, "sources": sources}
    return {"composite": page | ({"after": after} if after else {})}


def nested(outer: str, inner: str, day: date) -> Query:
    """Pairs where one side is the status of a day."""
    return {**counter(outer, day), "aggs": {"inner": counter(inner, day)}}


def nested_counts(answer: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """(outer, inner, count)"""
    found = answer["buckets"]
    buckets = found.items() if isinstance(found, dict) else ((b["key"], b) for b in found)
    for key, bucket in buckets:
        for other, count in counted(bucket["inner"]).items():
            yield key, other, count
