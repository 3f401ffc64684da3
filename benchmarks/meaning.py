"""Meaning: what vectors bring to questions, without judgements and with, and what they cost.

    POLICY_SEARCH_HOME=... python -m benchmarks.meaning QUERIES.tsv QRELS

The library must hold the documents that are judged, and its vectors (``policy-search vectors``).
Its own judgements are neither used nor changed. With judgements: five folds, the judgements of
four are imported, the fifth is asked. Differences are of pairs, ± their standard error.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import fmean, median, stdev

from benchmarks.timing import at, timed
from indexer.bootstrap import open_library
from indexer.evaluation.learning import deal, judgements
from indexer.evaluation.retrieval import JudgedQuery, evaluate, read_judged
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
    chosen = reader.parse_args()
    judged = read_judged(chosen.queries, chosen.qrels)
    library = open_library(read_settings(), create=False)
    judged = [q for q in by_public_id(library.catalogue, judged) if any(q.relevant.values())]
    with tempfile.TemporaryDirectory() as folder:
        library.usage = UsageStore(Path(folder) / "usage.db")
        service = library.service()
        service.prepare_helps()
        print(f"{len(judged)} questions; vectors: {service.meaning()}")
        shares = [float(s) for s in chosen.shares.split(",") if s] or [service.weights.meaning]
        print_rows("no judgements", compared(service, judged, shares))
        print_cost(service, judged, shares[0])
        if chosen.folds:
            print_rows("learned", learned(service, judged, chosen.folds, chosen.seed, shares))
        service.close()


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
    folds: int,
    seed: int,
    shares: Sequence[float],
) -> dict[str, Found]:
    together: dict[str, dict[str, Mapping[str, float]]] = {}
    for fold in deal(judged, folds, seed):
        own = {query.id for query in fold}
        service.usage.reset()
        others = [query for query in judged if query.id not in own]
        service.usage.add_judgements(judgements(others), "import")
        service.prepare_helps()
        for name, found in compared(service, fold, shares).items():
            together.setdefault(name, {}).update(found)
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
