"""A query's tree → OpenSearch's query language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from indexer.engines.opensearch.mapping import TEXTS, WORDS
from indexer.model import StatusValue
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    EngineQuery,
    Everything,
    Keyword,
    Node,
    NoneOf,
    Substring,
    Terms,
)

Query = dict[str, Any]

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}

_STATUSES = frozenset(s.value for s in StatusValue)


def sendable(text: str) -> bool:
    """Whether it can stand in a request at all: half a surrogate pair cannot, nor is it in any
    text; the empty term is none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return bool(text)


def node_query(node: Node, day: date) -> Query:
    """What matches the node; ``day``: of the status."""
    match node:
        case Everything():
            return EVERYTHING
        case Terms(terms, fields):
            return _terms(terms, fields)
        case Substring(text, fields):
            return _substring(text, fields)
        case Keyword(name, values):
            return keyword(name, values, day)
        case AllOf(children):
            return every(node_query(child, day) for child in children)
        case AnyOf(children):
            return either([node_query(child, day) for child in children])
        case AtLeast(count, children):
            return _at_least(count, [node_query(child, day) for child in children])
        case NoneOf(children):
            without = [node_query(child, day) for child in children]
            return {"bool": {"must_not": without}} if without else EVERYTHING


def _terms(terms: Sequence[str], fields: Sequence[str]) -> Query:
    if not all(map(sendable, terms)):
        return NOTHING
    if not fields:
        return every({"term": {WORDS: term}} for term in terms)
    return every(either([{"term": {f"w_{f}": term}} for f in fields]) for term in terms)


def _substring(text: str, fields: Sequence[str]) -> Query:
    if not text:
        return EVERYTHING
    if not sendable(text):
        return NOTHING
    # Every character begins a pair, since an end mark follows the last.
    kind = "prefix" if len(text) == 1 else "match_phrase"
    return either([{kind: {f"s_{f}": text}} for f in fields or TEXTS])


def _at_least(count: int, children: list[Query]) -> Query:
    if count <= 0:
        return EVERYTHING
    if count > len(children):
        return NOTHING
    return {"bool": {"should": children, "minimum_should_match": count}}


def keyword(name: str, values: Iterable[str], day: date) -> Query:
    wanted = [value for value in values if sendable(value)]
    if name == "status":
        return either([status_is(value, day) for value in wanted if value in _STATUSES])
    return {"terms": {f"k_{name}": wanted}} if wanted else NOTHING


def status_is(value: str, day: date) -> Query:
    return {"term": {f"st_{value}": day.toordinal()}}


def either(queries: list[Query]) -> Query:
    if len(queries) <= 1:
        return queries[0] if queries else NOTHING
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def every(queries: Iterable[Query]) -> Query:
    """All of them, without a score."""
    wanted = list(queries)
    return {"bool": {"filter": wanted}} if wanted else EVERYTHING


def matching(query: EngineQuery) -> Query:
    """What ``match`` and ``include`` say, before any filter."""
    asked = node_query(query.match, query.as_of)
    included = [one for one in query.include if sendable(one)]
    return either([asked, {"terms": {"id": included}}]) if included else asked


def ranges(query: EngineQuery) -> list[Query]:
    """Of days; documents without that day are out."""
    found: list[Query] = []
    for name, (first, last) in query.ranges.items():
        ends: dict[str, int] = {}
        if first is not None:
            ends["gte"] = first.toordinal()
        if last is not None:
            ends["lte"] = last.toordinal()
        found.append({"range": {f"d_{name}": ends}} if ends else _known(name))
    return found


def _known(name: str) -> Query:
    return {"exists": {"field": f"d_{name}"}}


def filters(query: EngineQuery) -> Mapping[str, Query]:
    """Field → what its filter asks; fields without values filter nothing."""
    return {
        name: keyword(name, values, query.as_of) for name, values in query.filters.items() if values
    }
