"""Growth: what a library costs by its documents, and what the same costs the peers.

    python -m benchmarks.growth [--data ../shared/data] [--sizes 1000,10000,55795] [--output docs]

Makes libraries of each size of the statute articles (``benchmarks/multiplied.py``), and measures,
each in a process of its own:

* ``policy-search ingest``: processor time, memory, what lies on the disk;
* whole searches (ten hits with highlights, three facets) of words and of questions, every one new,
  and the memory of the process that answered them;
* the engine alone beside the peers on the same terms: indexing with analysis, its memory, the
  size, and AND and OR queries in turns.

Prints a table for each size, and draws all against the documents, as soon as each is there.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TypeVar

import orjson
import psutil

from analyzers.analyzer import Analyzer, default_analyzer
from benchmarks.http import near_words
from benchmarks.measures import Row, size_of
from benchmarks.multiplied import write
from benchmarks.peers import Fts5, Ours, Peer, Tantivy, TermsOf, UsualWhoosh
from benchmarks.search import ASKED, CACHE_BYTES, check_agreement, spent, table, warm
from benchmarks.timing import at, busy
from benchmarks.workload import Corpus, article, word_queries
from indexer.bootstrap import open_service
from indexer.model import IndexedDocument
from indexer.model.queries import SearchRequest
from indexer.runtime.belonging import read_settings
from indexer.searching.service import SearchService

T = TypeVar("T")

SIZES = (1_000, 10_000, 55_795, 100_000, 200_000, 500_000)
ARTICLES = Path("statute_retrieval") / "articles.jsonl.gz"
QUESTIONS = Path("statute_retrieval") / "train.queries.tsv"
_FACETS = ("issuer", "status", "year")
# Whoosh as usual indexes some two thousand a second, and answers in tens of milliseconds.
_MOST_OF_USUAL = 20_000
_QUERIES = 200
# So many whole searches are timed, after some that are not.
_SEARCHES, _BEFORE = 300, 20
# Of which words to ask for: so many documents spread over the library.
_SAMPLED = 4_000
_LOOK = 0.1  # seconds between two looks at the memory
OURS = Ours.name


def main() -> None:
    chosen = arguments()
    grown: dict[int, list[Row]] = {}
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        for size in chosen.sizes:
            place = Path(folder) / str(size)
            place.mkdir()
            rows = measured(chosen.data, size, place, peers=not chosen.alone)
            grown[size] = rows
            print(table(f"{size:,} documents", rows), flush=True)
            if chosen.output:
                from benchmarks.plot import draw_growth

                draw_growth(grown, chosen.output / "benchmarks-growth.svg")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--sizes", type=sizes, default=SIZES, help="of libraries, by commas")
    parser.add_argument("--folder", type=Path, help="where the libraries are made for the while")
    parser.add_argument("--output", type=Path, help="folder for the plot")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    chosen = parser.parse_args()
    if not (chosen.data / ARTICLES).is_file():
        parser.error(f"no articles at {chosen.data / ARTICLES}; --data names the folder")
    return chosen


def sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(size) for size in text.split(",")))


def measured(data: Path, size: int, place: Path, *, peers: bool) -> list[Row]:
    records = place / "records.jsonl"
    made = write(data / ARTICLES, size, records)
    if made < size:
        raise SystemExit(f"of {size} documents no more than {made} can be made")
    rows = ingested(records, place / "home", size)
    rows += apart(partial(searched, place / "home", records, data / QUESTIONS))
    return rows + (beside(records, size, place / "engines") if peers else [])


def apart(work: Callable[[], T]) -> T:
    """Do it in a fresh process, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work).result()


# ---------------------------------------------------------------- ingestion


def ingested(records: Path, home: Path, documents: int) -> list[Row]:
    """As from the command line. Its memory: the sum over its processes, looked at again and
    again, and without what is mapped from files; the largest process exactly."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [sys.executable, "-m", "search_api.cli", "ingest", str(records)],
        env={**os.environ, "POLICY_SEARCH_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    most = 0
    while process.poll() is None:
        most = max(most, held_by(process.pid))
        time.sleep(_LOOK)
    if process.returncode:
        raise SystemExit(f"policy-search ingest ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [
        Row("ingestion, processor time", "s", {OURS: used}),
        Row("the same, a document", "ms", {OURS: 1000 * used / documents}),
        Row("ingestion, memory of all its processes", "MB", {OURS: most / 1e6}),
        Row("library on disk", "MB", {OURS: size_of(home) / 1e6}),
    ]


def held_by(process: int) -> int:
    """Bytes of their own that a process and those it started hold."""
    held = 0
    try:
        root = psutil.Process(process)
        for one in (root, *root.children(recursive=True)):
            memory = one.memory_info()
            held += memory.rss - memory.shared
    except psutil.Error:
        pass  # one of them has just ended
    return held


# ---------------------------------------------------------------- whole searches


def searched(home: Path, records: Path, questions: Path) -> list[Row]:
    """Milliseconds of processor time of whole searches, each asked for once."""
    service = open_service(read_settings(home=home))
    service.prepare_helps()
    service.refresh()  # what the first request would wait for
    rows = []
    texts = [row["text"] for row in sampled(records)]
    asked = {
        "words": near_words(texts, _SEARCHES + _BEFORE),
        "questions": list(islice(questions_of(questions), _SEARCHES + _BEFORE)),
    }
    for name, queries in asked.items():
        for query in queries[:_BEFORE]:
            search(service, query)
        times = sorted(busy(partial(search, service, q)) for q in queries[_BEFORE:])
        rows += [
            Row(f"whole search, {name}, p50", "ms", {OURS: median(times)}),
            Row(f"whole search, {name}, p95", "ms", {OURS: at(times, 0.95)}),
        ]
    memory = psutil.Process().memory_full_info()
    service.close()
    return [
        *rows,
        Row("memory of that process", "MB", {OURS: memory.rss / 1e6}),
        Row("the same, its own", "MB", {OURS: memory.uss / 1e6}),
    ]


def search(service: SearchService, text: str) -> None:
    service.search(SearchRequest(q=text, size=10, facets=_FACETS))


def questions_of(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").partition("\t")[2]


def sampled(records: Path) -> list[dict[str, str]]:
    """Some thousand records, spread evenly."""
    with records.open("rb") as lines:
        documents = sum(1 for _ in lines)
        lines.seek(0)
        return [orjson.loads(one) for one in islice(lines, 0, None, 1 + documents // _SAMPLED)]


# ---------------------------------------------------------------- beside the peers


def beside(records: Path, documents: int, folder: Path) -> list[Row]:
    kinds: list[type[Peer]] = [Ours, Fts5, Tantivy]
    if documents <= _MOST_OF_USUAL:
        kinds.append(UsualWhoosh)
    each = {kind.name: apart(partial(indexed, kind, records, folder)) for kind in kinds}
    return [
        Row("index, with analysis", "s", {name: used for name, (used, _, _) in each.items()}),
        Row("the same, memory", "MB", {name: most for name, (_, most, _) in each.items()}),
        Row("index on disk", "MB", {name: size for name, (_, _, size) in each.items()}),
        *apart(partial(compared, kinds, records, folder)),
    ]


def indexed(kind: type[Peer], records: Path, folder: Path) -> tuple[float, float, float]:
    """Seconds of processor time, the process's most memory in MB, MB on the disk."""
    analyzer = default_analyzer()
    peer = made(kind, folder, analyzer)
    used = spent(lambda: peer.index(fed(records, analyzer, terms=kind is not Ours)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return used, most, peer.size() / 1e6


def made(kind: type[Peer], folder: Path, analyzer: Analyzer) -> Peer:
    return Ours(folder, analyzer, CACHE_BYTES) if kind is Ours else kind(folder)


def fed(records: Path, analyzer: Analyzer, *, terms: bool) -> TermsOf:
    """Each document with its terms, for those engines that are given them."""
    with records.open("rb") as lines:
        for number, line in enumerate(lines):
            document = article(orjson.loads(line), number)
            yield document, terms_of(document, analyzer) if terms else ()


def terms_of(document: IndexedDocument, analyzer: Analyzer) -> tuple[str, ...]:
    return tuple(t for name in ("title", "body") for t in analyzer.terms(document.texts[name]))


def compared(kinds: Sequence[type[Peer]], records: Path, folder: Path) -> list[Row]:
    """Milliseconds of the engines alone, in turns; all have been asked for the terms before."""
    analyzer = default_analyzer()
    documents = tuple(article(row, number) for number, row in enumerate(sampled(records)))
    corpus = Corpus(records.name, documents, ())
    peers = [made(kind, folder, analyzer) for kind in kinds]
    for peer in peers:
        peer.open()
    check_agreement(corpus, analyzer, peers)
    return [
        Row(
            f"{name}, warm",
            "ms",
            warm(peers, word_queries(corpus, analyzer, words, _QUERIES, seed=7), every),
        )
        for name, words, every in ASKED
    ]


if __name__ == "__main__":
    main()
