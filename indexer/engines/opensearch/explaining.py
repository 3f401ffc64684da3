"""How a score comes about, by the formula itself: the server is asked for frequencies only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import orjson

from indexer.engines.base import Explanation, TermContribution
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.mapping import TEXTS
from indexer.engines.opensearch.queries import Query, every
from indexer.engines.opensearch.rows import normalisation
from indexer.engines.opensearch.scoring import scorable
from indexer.engines.opensearch.snapshot import Snapshot
from indexer.engines.ranking import K1, TEXT_FIELDS, recency
from indexer.model import BINDING
from indexer.model.queries import EngineQuery, Keyword, Node, WeightedTerm

_FREQUENCY = "return termFreq(params.field, params.term);"
_BINDING = Keyword("status", tuple(status.value for status in BINDING))


def explain(
    client: Client,
    snapshot: Snapshot,
    query: EngineQuery,
    document_id: str,
    holds: Callable[[Node], bool],
) -> Explanation | None:
    """None where the document is not there. ``holds``: whether it matches a node."""
    one = every([{"term": {"id": document_id}}])
    lengths = [f"{kind}_{name}" for kind in ("lw", "lp") for name in TEXTS]
    body = {"size": 1, "query": one, "docvalue_fields": [*lengths, "d_published"]}
    hits = snapshot.ask({**body, "_source": False})["hits"]["hits"]
    if not hits:
        return None
    stored = {name: values[0] for name, values in hits[0]["fields"].items()}
    terms = [
        _contribution(snapshot, term, found, stored)
        for term, found in _frequencies(client, snapshot, query, one)
    ]
    preferences = query.preferences
    in_force = 1 + preferences.in_force if preferences.in_force and holds(_BINDING) else 1.0
    fresh = 1 + _recency(snapshot, query, stored.get("d_published"))
    boosts = tuple(boost for boost in query.boosts if holds(boost[0]))
    bonus = query.bonus.get(document_id, 0.0)
    score = sum(t.score for t in terms) * in_force * fresh + sum(a for _, a in boosts) + bonus
    gave = sorted((t for t in terms if t.score), key=lambda t: -t.score)
    return Explanation(document_id, score, tuple(gave), in_force, fresh, boosts, bonus)


def _frequencies(
    client: Client, snapshot: Snapshot, query: EngineQuery, one: Query
) -> list[tuple[WeightedTerm, dict[str, int]]]:
    """How often each term stands in each text field, in one request."""
    terms = [term for term in query.score if scorable(term)]
    asked = [(n, name) for n in range(len(terms)) for name in TEXTS]
    if not asked:
        return []
    lines: list[Query] = []
    for n, name in asked:
        field = f"{'s' if terms[n].pair else 'w'}_{name}"
        script = {"source": _FREQUENCY, "params": {"field": field, "term": terms[n].term}}
        scored = {"script_score": {"query": one, "script": script}}
        lines += [{"index": snapshot.index}, {"size": 1, "query": scored, "_source": False}]
    body = b"".join(orjson.dumps(line) + b"\n" for line in lines).decode()
    answers = client.ask("POST", "/_msearch", body)["responses"]
    found: list[tuple[WeightedTerm, dict[str, int]]] = [(term, {}) for term in terms]
    for (n, name), answer in zip(asked, answers, strict=True):
        hits = answer.get("hits", {}).get("hits", [])
        if hits and hits[0]["_score"]:
            found[n][1][name] = int(hits[0]["_score"])
    return found


def _contribution(
    snapshot: Snapshot, term: WeightedTerm, found: Mapping[str, int], stored: Mapping[str, Any]
) -> TermContribution:
    averages = snapshot.averages
    impact = 0.0
    for field in TEXT_FIELDS:
        if field.name in found and averages is not None:
            length = stored[f"{'lp' if term.pair else 'lw'}_{field.name}"]
            norm = normalisation(field.name, length, averages.of(term.pair), field.b)
            impact += field.weight * found[field.name] / norm
    (idf,) = snapshot.idf([term])
    score = term.weight * idf * impact / (K1 + impact)
    return TermContribution(term.term, term.pair, term.weight, idf, found, score)


def _recency(snapshot: Snapshot, query: EngineQuery, published: int | None) -> float:
    preferences = query.preferences
    if not preferences.recency or snapshot.dates is None or published is None:
        return 0.0
    newest = min(snapshot.dates[1], query.as_of)
    day = date.fromordinal(int(published))
    return preferences.recency * recency(day, newest, preferences.recency_years)
