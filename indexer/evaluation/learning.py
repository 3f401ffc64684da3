"""What judgements bring to questions that were never judged: cross-validation.

The judged queries are dealt out into folds. For each fold the judgements of all others are
imported as ``policy-search feedback import`` does, and the fold's own queries are asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from indexer.evaluation.retrieval import Evaluation, JudgedQuery, evaluate
from indexer.model.errors import UsageError
from indexer.searching.service import SearchService


@dataclass(frozen=True, slots=True)
class Fold:
    """Means over one fold's queries, name → value, without judgements and with all others'."""

    queries: int
    without: Mapping[str, float]
    learned: Mapping[str, float]


def cross_validate(
    service: SearchService,
    judged: Sequence[JudgedQuery],
    folds: int,
    depths: Sequence[int],
    seed: int = 0,
) -> list[Fold]:
    """Each fold's measures. Forgets all judgements that ``service`` holds: give it a usage store
    of its own. Raises UsageError where there are fewer judged queries than folds."""
    dealt = deal([q for q in judged if any(q.relevant.values())], folds, seed)
    _teach(service, ())
    every = [query for fold in dealt for query in fold]
    without = evaluate(service.ids, every, depths)
    found = []
    for fold in dealt:
        own = {query.id for query in fold}
        _teach(service, (query for query in every if query.id not in own))
        learned = evaluate(service.ids, fold, depths)
        found.append(Fold(len(fold), _means(without, own), learned.measures))
    _teach(service, ())
    return found


def deal(judged: Sequence[JudgedQuery], folds: int, seed: int) -> list[list[JudgedQuery]]:
    """Chance deals: neighbours in the file are often about one matter."""
    if not 2 <= folds <= len(judged):
        raise UsageError(f"{len(judged)} 条判断过的检索词不能分成 {folds} 份", field="folds")
    shuffled = list(judged)
    random.Random(seed).shuffle(shuffled)
    return [shuffled[i::folds] for i in range(folds)]


def judgements(judged: Iterable[JudgedQuery]) -> list[tuple[str, str]]:
    """(query, document id) of all that was judged relevant."""
    return [(q.text, identity) for q in judged for identity, grade in q.relevant.items() if grade]


def _teach(service: SearchService, judged: Iterable[JudgedQuery]) -> None:
    service.usage.reset()
    service.usage.add_judgements(judgements(judged))
    service.prepare_helps()


def _means(found: Evaluation, queries: set[str]) -> dict[str, float]:
    return {
        name: fmean(found.by_query[query][name] for query in sorted(queries))
        for name in found.measures
    }
