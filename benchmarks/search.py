"""The search benchmark: the same documents, terms, queries and facets through four engines.

    python -m benchmarks.search [--data ../shared/data] [--limit N] [--output docs]

Prints a Markdown table for each corpus, and draws a plot into the output folder. What is
measured how is in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from analyzers.analyzer import Analyzer, default_analyzer
from benchmarks.measures import Row
from benchmarks.peers import Fts5, GivenTerms, Ours, Peer, Tantivy, UsualWhoosh
from benchmarks.workload import FACETS, Corpus, articles, laws, substrings, word_queries
from indexer.model import IndexedDocument
from indexer.model.queries import EngineQuery, Everything, Substring, Terms

CACHE_BYTES = 64 * 2**20
QUERIES = 300
COLD_QUERIES = 100
SUBSTRINGS = 2_000
RUNS = 9
# Engines that take milliseconds a query have a steady best after few runs.
SLOW = {Fts5.name: (2, 60), UsualWhoosh.name: (2, 60)}
# Whoosh as usual indexes too slowly for the whole: it gets every so-manieth document.
USUAL_PART = 10

ASKED = (("AND of 2 or 3 words", (2, 3), True), ("OR of 6 words", (6, 6), False))


def main(options: argparse.Namespace) -> None:
    analyzer = default_analyzer()
    analyzer.terms("先把词典装入")
    results: dict[str, list[Row]] = {}
    for read in (laws, articles):
        corpus = read(options.data, analyzer, options.limit)
        with tempfile.TemporaryDirectory() as folder:
            results[corpus.name] = measure(corpus, analyzer, Path(folder))
        print(table(described(corpus), results[corpus.name]), flush=True)
    if options.output:
        from benchmarks.plot import draw

        draw(results, options.output / "benchmarks-search.svg")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--limit", type=int, help="only so many documents of each corpus")
    parser.add_argument("--output", type=Path, help="folder for the plot")
    options = parser.parse_args()
    if not options.data.is_dir():
        parser.error(f"no data at {options.data}; --data names the folder")
    return options


def measure(corpus: Corpus, analyzer: Analyzer, folder: Path) -> list[Row]:
    given = GivenTerms(analyzer, corpus)
    ours = Ours(folder, given, CACHE_BYTES)
    peers: list[Peer] = [ours, Fts5(folder), Tantivy(folder)]
    usual = UsualWhoosh(folder)
    rows = indexing(corpus, analyzer, peers, usual, folder)
    rows.append(Row("on disk", "MB", {p.name: p.size() / 1e6 for p in peers}))
    check_agreement(corpus, analyzer, peers)
    for name, words, every in ASKED:
        queries = word_queries(corpus, analyzer, words, QUERIES, seed=7)
        rows.append(Row(f"{name}, warm", "ms", warm([*peers, usual], queries, every)))
        rows.append(Row(f"{name}, every term cold", "ms", {ours.name: cold(ours, queries, every)}))
    rows += strings(corpus, analyzer, ours)
    rows += new_documents(corpus, given, ours)
    rows += serving(ours.folder, word_queries(corpus, analyzer, (2, 3), QUERIES, seed=7))
    return rows


# ---------------------------------------------------------------- indexing


def indexing(
    corpus: Corpus, analyzer: Analyzer, peers: Sequence[Peer], usual: Peer, folder: Path
) -> list[Row]:
    """Documents a second of processor time, so that other load does not count.

    Once with the terms given to all, and once with their analysis: ours as it really runs, the
    peers with the time that the analysis alone takes added.
    """

    def fill(peer: Peer, given: Corpus) -> None:
        peer.index(fed(given))

    seconds = {p.name: spent(partial(fill, p, corpus)) for p in peers}
    part = corpus.every(USUAL_PART)
    seconds[usual.name] = spent(partial(fill, usual, part)) * USUAL_PART
    analysis = spent(
        lambda: [analyzer.terms(t) for d in corpus.documents for t in d.texts.values()]
    )
    whole = {name: s + analysis for name, s in seconds.items()}
    real = Ours(folder / "analysing", analyzer, CACHE_BYTES)
    whole[real.name] = spent(lambda: real.index(fed(corpus)))
    size = len(corpus.documents)
    return [
        Row("index, terms given", "documents/s", {n: size / s for n, s in seconds.items()}),
        Row("index, with analysis", "documents/s", {n: size / s for n, s in whole.items()}),
    ]


def fed(corpus: Corpus) -> Iterator[tuple[IndexedDocument, Sequence[str]]]:
    return zip(corpus.documents, corpus.terms, strict=True)


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


# ---------------------------------------------------------------- queries


def check_agreement(corpus: Corpus, analyzer: Analyzer, peers: Sequence[Peer]) -> None:
    """All engines must find the same documents and count the same values."""
    for _, words, every in ASKED:
        for terms in word_queries(corpus, analyzer, words, 40, seed=11):
            first, *others = [p.answer(p.search(p.prepare(terms, every))) for p in peers]
            for peer, other in zip(peers[1:], others, strict=True):
                if (first.total, first.facets) != (other.total, other.facets):
                    raise SystemExit(f"{peer.name} answers {terms} differently")


def warm(peers: Sequence[Peer], queries: Sequence[Sequence[str]], every: bool) -> dict[str, float]:
    """Milliseconds, median over the queries of each one's best run. The engines take turns, so
    that what else happens on the machine disturbs all alike."""
    prepared = {p.name: [p.prepare(q, every) for q in queries] for p in peers}
    best = {p.name: [float("inf")] * len(queries) for p in peers}
    for run in range(RUNS):
        for peer in peers:
            runs, most = SLOW.get(peer.name, (RUNS, QUERIES))
            if run < runs:
                for i, query in enumerate(prepared[peer.name][:most]):
                    best[peer.name][i] = min(best[peer.name][i], timed(peer, query))
    return {
        name: statistics.median(t for t in times if t < float("inf")) * 1000
        for name, times in best.items()
    }


def timed(peer: Peer, query: object) -> float:
    began = time.perf_counter()
    peer.search(query)
    return time.perf_counter() - began


def cold(ours: Ours, queries: Sequence[Sequence[str]], every: bool) -> float:
    """Milliseconds where no term of the query has been asked for before; the facets have."""
    times = []
    for terms in queries[:COLD_QUERIES]:
        ours.open()
        ours.engine.search(EngineQuery(Everything(), facets=FACETS, limit=1))
        times.append(timed(ours, ours.prepare(terms, every)))
    ours.open()
    return statistics.median(times) * 1000


def strings(corpus: Corpus, analyzer: Analyzer, ours: Ours) -> list[Row]:
    """Random strings of 2 to 6 Chinese characters, each asked for once: found or not, how soon."""
    found, times = 0, []
    for document_id, string in substrings(corpus, analyzer, SUBSTRINGS, seed=5):
        query = EngineQuery(Substring(string), limit=len(corpus.documents))
        times.append(timed(ours, query))
        found += any(hit.id == document_id for hit in ours.engine.search(query).hits)
    return [
        Row("strings of 2 to 6 characters found", "%", {ours.name: 100 * found / SUBSTRINGS}),
        Row("such a string, cold", "ms", {ours.name: statistics.median(times) * 1000}),
    ]


# ---------------------------------------------------------------- changes, serving


def new_documents(corpus: Corpus, given: GivenTerms, ours: Ours) -> list[Row]:
    """Milliseconds from one new document to its being found, durable on the disk."""
    times = []
    for number, document in enumerate(corpus.documents[:30]):
        new = dataclasses.replace(document, id=f"new {number}")
        began = time.perf_counter()
        with ours.engine.write(2) as writer:
            writer.put(new)
        terms = tuple(given.terms(new.texts["body"])[:2])
        assert ours.engine.search(EngineQuery(Terms(terms))).total
        times.append((time.perf_counter() - began) * 1000)
    return [
        Row("one new document, median", "ms", {ours.name: statistics.median(times)}),
        Row("one new document, slowest", "ms", {ours.name: max(times)}),
    ]


# A new process: from its start to its first answer, and what it holds after many.
SERVE = """
import sys, json
from pathlib import Path
from analyzers.analyzer import default_analyzer
from indexer.engines.whoosh.store import WhooshStore
from indexer.model.queries import EngineQuery, Terms, WeightedTerm
queries = [tuple(q) for q in json.load(sys.stdin)]
engine = WhooshStore(Path(sys.argv[1]), default_analyzer(), int(sys.argv[2])).current()
def ask(terms):
    scored = tuple(WeightedTerm(t) for t in terms)
    return engine.search(EngineQuery(Terms(terms), scored, facets=("kind", "genre", "year")))
ask(queries[0])
print("answered", flush=True)
for terms in queries:
    ask(terms)
import psutil
print(psutil.Process().memory_full_info().rss, flush=True)
"""


def serving(index: Path, queries: Sequence[Sequence[str]]) -> list[Row]:
    """Seconds to the first answer, interpreter and analyzer included; megabytes afterwards."""
    began = time.perf_counter()
    command = [sys.executable, "-W", "ignore", "-c", SERVE, str(index), str(CACHE_BYTES)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps([list(q) for q in queries]))
        process.stdin.close()
        process.stdout.readline()
        first = time.perf_counter() - began
        memory = int(process.stdout.readline()) / 1e6
    return [
        Row("start of a process to its first answer", "s", {Ours.name: first}),
        Row("memory of that process after 300 queries", "MB", {Ours.name: memory}),
    ]


# ---------------------------------------------------------------- the table


def described(corpus: Corpus) -> str:
    return (
        f"{corpus.name}: {len(corpus.documents):,} documents, "
        f"{corpus.characters / 1e6:.1f} million characters, "
        f"{sum(map(len, corpus.terms)) / 1e6:.1f} million terms"
    )


def table(title: str, rows: Sequence[Row]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row.values))
    lines = [
        f"### {title}",
        "",
        f"| | unit | {' | '.join(names)} |",
        f"|---|---|{'---:|' * len(names)}",
    ]
    for row in rows:
        cells = (number(row.values[n]) if n in row.values else "" for n in names)
        lines.append(f"| {row.name} | {row.unit} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main(arguments())
