"""The best hits, lifted by how many matches have their value of a field: ``EngineQuery.lifting``.

Of some hundred hits that are weighed anew, those on the page are all whose ids are read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.best import Best, among
from indexer.engines.whoosh.facets import Counts, Values
from indexer.model.queries import EngineHit, EngineQuery, Lifting

Scores = NDArray[np.float64]


def lifted(
    each: Sequence[Best], query: EngineQuery, lifting: Lifting, values: Values, counts: Counts
) -> tuple[tuple[EngineHit, ...], float]:
    """The page, and the best score without bonuses. ``each``: a window's best of every segment;
    ``counts``: by the values of the field."""
    window = _cut(among(each, lifting.window), lifting.window)
    scores = np.concatenate([b.scores for b in window]).astype(np.float64)
    if not len(scores):
        return (), 1.0
    best = float((scores - _bonuses(window, query)).max()) or 1.0
    most = int(counts.max(initial=0))
    if most:
        matched = np.concatenate([_matched(b, lifting.field, values, counts) for b in window])
        scores += lifting.share * best * matched / most
    return _page(window, scores, query), best


def _cut(each: Sequence[Best], count: int) -> list[Best]:
    """So many of all, where more than that are left because the last ones are equal: by id."""
    spare = sum(len(b.keys) for b in each) - count
    if spare <= 0:
        return list(each)
    bound = min(float(b.keys[-1]) for b in each if len(b.keys))
    last = [(n, b, int((b.keys > bound).sum())) for n, b in enumerate(each)]
    equal = [(hit.id, n) for n, b, first in last for hit in b.hits(first)]
    kept = sorted(equal)[: len(equal) - spare]
    # Within a segment, equal ones are in order of id.
    return [b.first(first + sum(n == other for _, other in kept)) for n, b, first in last]


def _bonuses(window: Sequence[Best], query: EngineQuery) -> Scores:
    """What each has of the bonuses; few of all documents have one."""
    found = np.zeros(sum(len(b.keys) for b in window))
    for document_id, amount in query.bonus.items():
        start = 0
        for b in window:
            found[start : start + len(b.keys)][b.documents == b.view.number(document_id)] = amount
            start += len(b.keys)
    return found


def _matched(b: Best, name: str, values: Values, counts: Counts) -> Counts:
    """For each, how many matches have its first value; 0 where it has none."""
    first = b.view.keywords(name).first.take(b.documents)
    table = values.recoded[b.segment]
    return np.append(counts.take(table), 0).take(first)


def _page(window: Sequence[Best], scores: Scores, query: EngineQuery) -> tuple[EngineHit, ...]:
    end = query.offset + query.limit
    bound = -np.inf
    if 0 < end < len(scores):
        bound = np.partition(scores, len(scores) - end)[len(scores) - end]
    hits: list[tuple[float, str]] = []
    start = 0
    for b in window:
        own = scores[start : start + len(b.keys)]
        chosen = (own >= bound).nonzero()[0]
        ids = b.view.data.ids.several(b.documents.take(chosen))
        hits += zip((-own.take(chosen)).tolist(), ids, strict=True)
        start += len(b.keys)
    hits.sort()
    return tuple([EngineHit(i, -score) for score, i in hits[query.offset : end]])
