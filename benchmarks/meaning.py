"""Meaning: what vectors bring to questions, without judgements and with, and what they cost.

    POLICY_SEARCH_HOME=... python -m benchmarks.meaning QUERIES.tsv QRELS

The library must hold the documents that are judged, and its vectors (``policy-search vectors``).
Its own judgements are neither used nor changed; what was learned from them is learned anew after.
With judgements: five folds, the judgements of four are imported, the fifth is asked: by words and
votes, with vectors as they are, and with W. Differences are of pairs, ± their standard error.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import fmean, median, stdev

from benchmarks.timing import at, timed
from indexer.bootstrap import open_library
from indexer.evaluation.learning import deal, judgements
from indexer.evaluation.retrieval import JudgedQuery, evaluate, read_judged
from indexer.meaning.following import lesson_path_of
from indexer.runtime.belonging import read_settings
from indexer.searching.service import SearchService
from indexer.usage.store import UsageStore
from search_api.commands.checking import by_public_id

_MEASURES = ("R@10", "RR@10", "R@100", "nDCG@10", "Success@1")
Found = Mapping[str, Mapping[str, float]]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("queries", type=Path)
    reader.add_argument("qrels", type=Path)
    reader.add_argument("--folds", type=int, default=5, help="0: without judgements only")
    reader.add_argument("--seed", type=int, default=0, help="another one deals other folds")
    reader.add_argument("--shares", default="", help="other shares of the best score: 0.05,0.1")
    reader.add_argument("--taught", default="", help="shares where W was learned: 0.1,0.15")
    reader.add_argument("--first", type=int, help="so many judged questions only, for learning")
    chosen = reader.parse_args()
    judged = read_judged(chosen.queries, chosen.qrels)
    library = open_library(read_settings(), create=False)
    judged = [q for q in by_public_id(library.catalogue, judged) if any(q.relevant.values())]
    with tempfile.TemporaryDirectory() as folder:
        library.usage = UsageStore(f"sqlite:///{Path(folder) / 'usage.db'}")
        lesson_path_of(library.settings.home).unlink(missing_ok=True)
        service = library.service()
        service.prepare_helps()
        print(f"{len(judged)} questions; vectors: {service.meaning()}")
        shares = shares_of(chosen.shares, service.weights.meaning)
        print_rows("no judgements", compared(service, judged, shares))
        print_cost(service, judged, shares[0])
        if chosen.folds:
            taught = shares_of(chosen.taught, service.weights.meaning_learned)
            print_rows("learned", learned(service, judged, chosen, shares[0], taught))
        lesson_path_of(library.settings.home).unlink(missing_ok=True)
        service.close()


def shares_of(told: str, served: float) -> list[float]:
    """The shares that were told, or the one that is served."""
    return [float(share) for share in told.split(",") if share] or [served]


def compared(
    service: SearchService, judged: Sequence[JudgedQuery], shares: Sequence[float]
) -> dict[str, Found]:
    """Query id → measure → value, by the words alone and with each share."""
    found: dict[str, Found] = {}
    for share in (0.0, *shares):
        service.weights = replace(service.weights, meaning=share)
        name = f"vectors, {share}" if share else "words"
        found[name] = evaluate(service.ids, judged, [10, 100]).by_query
    return found


def learned(
    service: SearchService,
    judged: Sequence[JudgedQuery],
    chosen: argparse.Namespace,
    share: float,
    taught: Sequence[float],
) -> dict[str, Found]:
    """The same with the judgements of the other folds."""
    together: dict[str, dict[str, Mapping[str, float]]] = {}
    for fold in deal(judged, chosen.folds, chosen.seed):
        own = {query.id for query in fold}
        others = [query for query in judged if query.id not in own]
        others = random.Random(chosen.seed).sample(others, min(len(others), chosen.first or 10**9))
        service.usage.reset()
        service.usage.add_judgements(judgements(others))
        service.prepare_helps()
        found = compared(service, fold, [share])
        began = time.perf_counter()
        print(f"{service.learn_meaning()}, {time.perf_counter() - began:.1f} s")
        for each in taught:
            service.weights = replace(service.weights, meaning_learned=each)
            found[f"W, {each}"] = evaluate(service.ids, fold, [10, 100]).by_query
        for name, measured in found.items():
            together.setdefault(name, {}).update(measured)
    return dict(together)


def print_rows(title: str, rows: Mapping[str, Found]) -> None:
    names = list(rows)
    base = rows[names[0]]
    print(f"{title:24}" + "".join(f"{measure:>17}" for measure in _MEASURES))
    for name in names:
        print(f"{name:24}" + "".join(_cell(rows[name], base, measure) for measure in _MEASURES))


def _cell(found: Found, base: Found, measure: str) -> str:
    mean = fmean(values[measure] for values in found.values())
    if found is base:
        return f"{mean:17.4f}"
    gains = [found[query][measure] - base[query][measure] for query in base]
    error = stdev(gains) / math.sqrt(len(gains))
    return f"{f'{fmean(gains):+.3f}±{error:.3f}':>17}"


def print_cost(service: SearchService, judged: Sequence[JudgedQuery], share: float) -> None:
    for each in (0.0, share):
        service.weights = replace(service.weights, meaning=each)
        times = sorted(timed(partial(service.ids, query.text, 10)) for query in judged)
        print(f"share {each}: p50 {median(times):.2f} ms, p95 {at(times, 0.95):.2f} ms a question")


if __name__ == "__main__":
    main()
