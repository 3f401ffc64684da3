"""What ranks: the terms' weights, the preferences, the boosts; the formula of
``indexer.engines.ranking`` in OpenSearch's words.

score = (Σ terms) · in_force · recency + boosts + bonus
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from analyzers.pairs import chinese_pairs
from indexer.engines.opensearch.mapping import PAIRS, WORDS
from indexer.engines.opensearch.queries import Query, node_query, sendable
from indexer.engines.ranking import DAYS_PER_YEAR
from indexer.model.queries import EngineQuery, WeightedTerm

# Gives the idf of each of these terms.
Frequencies = Callable[[Sequence[WeightedTerm]], Sequence[float]]

# Scores must not be negative: what takes away is given to all others instead, and that much, with
# this for what has no score at all, taken off the result. A score of 0 is no hit of function_score.
_BASE = 1.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """``query`` scores ``off`` too high."""

    query: Query
    off: float


def ranked(
    query: EngineQuery, filters: list[Query], newest: date | None, idf: Frequencies
) -> Ranked:
    """``filters``: all that a hit must pass. ``newest``: the latest published day."""
    terms = [term for term in query.score if scorable(term)]
    scored: Query = {"bool": {"filter": filters}}
    if terms:
        scored["bool"]["should"] = [
            term_query(term, weight) for term, weight in zip(terms, idf(terms), strict=True)
        ]
        scored = _preferred(scored, query, newest)
    else:
        scored = {"constant_score": {"filter": scored, "boost": 0.0}}
    return _boosted(scored, query)


def scorable(term: WeightedTerm) -> bool:
    if not sendable(term.term):
        return False
    return not term.pair or (len(term.term) == 2 and chinese_pairs(term.term) == [term.term])


def term_query(term: WeightedTerm, idf: float = 1.0) -> Query:
    field = PAIRS if term.pair else WORDS
    return {"term": {field: {"value": term.term, "boost": term.weight * idf}}}


def _preferred(scored: Query, query: EngineQuery, newest: date | None) -> Query:
    preferences = query.preferences
    if preferences.in_force:
        binding = {"term": {"st_binding": query.as_of.toordinal()}}
        functions: list[Query] = [{"filter": binding, "weight": 1 + preferences.in_force}]
        scored = _functions(scored, functions, "multiply", "multiply")
    if preferences.recency and newest is not None:
        day = min(newest, query.as_of).toordinal()
        half_life = {
            "origin": day,
            "scale": preferences.recency_years * DAYS_PER_YEAR,
            "decay": 0.5,
        }
        past, future = ({"range": {"d_published": {end: day}}} for end in ("lte", "gt"))
        functions = [
            {"weight": 1},
            {"filter": past, "weight": preferences.recency, "exp": {"d_published": half_life}},
            {"filter": future, "weight": preferences.recency},
        ]
        scored = _functions(scored, functions, "sum", "multiply")
    return scored


def _boosted(scored: Query, query: EngineQuery) -> Ranked:
    functions: list[Query] = []
    off = 0.0
    for node, amount in query.boosts:
        if not amount:
            continue
        held = node_query(node, query.as_of)
        if amount < 0:
            held, off = {"bool": {"must_not": [held]}}, off - amount
        functions.append({"filter": held, "weight": abs(amount)})
    alike: dict[float, list[str]] = defaultdict(list)
    for identity, amount in query.bonus.items():
        if sendable(identity):
            alike[amount].append(identity)
    for amount, identities in alike.items():
        given: Query = {"terms": {"id": identities}}
        if amount < 0:
            given, off = {"bool": {"must_not": [given]}}, off - amount
        if amount:
            functions.append({"filter": given, "weight": abs(amount)})
    if not functions:
        return Ranked(scored, 0.0)
    functions.append({"weight": _BASE})
    return Ranked(_functions(scored, functions, "sum", "sum"), off + _BASE)


def _functions(scored: Query, functions: list[Query], among: str, with_score: str) -> Query:
    return {
        "function_score": {
            "query": scored,
            "functions": functions,
            "score_mode": among,
            "boost_mode": with_score,
        }
    }
