"""Learning: what the judgements of some questions bring to others, by five-fold splits.

    POLICY_SEARCH_HOME=... python -m benchmarks.learning QUERIES.tsv QRELS

The library must hold the documents that are judged. Its own feedback is neither used nor changed:
judgements go to a temporary store, by the way of ``policy-search feedback import``. Four fifths
are imported, the last fifth is asked; five times, so that each question is asked unseen once.
Then what the votes for one query cost, all judgements imported.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import fmean, median

from analyzers.analyzer import default_analyzer
from benchmarks.timing import at, timed
from indexer.bootstrap import open_library
from indexer.evaluation.learning import Fold, cross_validate, judgements
from indexer.evaluation.retrieval import JudgedQuery, read_judged
from indexer.runtime.belonging import read_settings
from indexer.searching.feedback import Learned
from indexer.usage.store import Judgement, UsageStore
from search_api.commands.checking import by_public_id


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("queries", type=Path)
    reader.add_argument("qrels", type=Path)
    reader.add_argument("--folds", type=int, default=5)
    reader.add_argument("--seed", type=int, default=0, help="another one deals other folds")
    chosen = reader.parse_args()
    judged = read_judged(chosen.queries, chosen.qrels)
    library = open_library(read_settings(), create=False)
    judged = by_public_id(library.catalogue, judged)
    with tempfile.TemporaryDirectory() as folder:
        library.usage = UsageStore(f"sqlite:///{Path(folder) / 'usage.db'}")
        service = library.service()
        found = cross_validate(service, judged, chosen.folds, [10, 100], chosen.seed)
        service.close()
    print_folds(found)
    print_cost(judged)


def print_folds(folds: Sequence[Fold]) -> None:
    print(f"{sum(f.queries for f in folds)} questions in {len(folds)} folds")
    print(f"{'':10} {'without':>8} {'learned':>8} {'gain':>8}   gain of each fold")
    for name in folds[0].without:
        without, learned = (fmean(side[name] for side in sides) for sides in _sides(folds))
        gains = " ".join(f"{f.learned[name] - f.without[name]:+.3f}" for f in folds)
        print(f"{name:10} {without:8.4f} {learned:8.4f} {learned - without:+8.4f}   {gains}")


def _sides(folds: Sequence[Fold]) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    return [dict(f.without) for f in folds], [dict(f.learned) for f in folds]


def print_cost(judged: Sequence[JudgedQuery]) -> None:
    """Milliseconds for the votes of one query, each of the queries asked three times."""
    rows = [Judgement(query, identity, "import", 1) for query, identity in judgements(judged)]
    began = time.perf_counter()
    learned = Learned(default_analyzer(), rows)
    made = time.perf_counter() - began
    queries = [query.text for query in judged] * 3
    times = sorted(timed(partial(learned.votes, query)) for query in queries)
    print(
        f"votes for a query: p50 {median(times):.3f} ms, p95 {at(times, 0.95):.3f} "
        f"ms; {len(judged)} queries learned in {made:.2f} s"
    )


if __name__ == "__main__":
    main()
