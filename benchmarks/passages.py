"""Passages: whether the right article is found where laws are whole documents.

    python -m benchmarks.passages join ARTICLES.jsonl.gz LAWS.jsonl
    python -m benchmarks.passages measure ARTICLES.jsonl.gz QUERIES.tsv QRELS \\
        ARTICLES_HOME LAWS_HOME

``join`` puts the articles of each instrument together to one document. Then ingest both files, each
into a library of its own, and ``measure``: recall@10 and MRR@10 of single articles as documents,
of the passages of whole laws, and of these with two a document; the difference of the pairs with
its 95% interval; and what a request for passages costs.
"""

from __future__ import annotations

import argparse
import math
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean, median, stdev

import orjson

from benchmarks.timing import at
from benchmarks.workload import rows
from indexer.bootstrap import open_service
from indexer.evaluation.retrieval import Evaluation, JudgedQuery, evaluate, read_judged
from indexer.model.passages import PassageRequest
from indexer.model.queries import SearchRequest
from indexer.runtime.belonging import read_settings
from indexer.searching.service import SearchService

TITLE = re.compile(r"(.*?)(第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?)")
_DEPTH = 10

# Article id → its law's id and where it begins there.
Places = Mapping[str, tuple[str, int]]


def joined(articles: Iterable[Mapping[str, str]]) -> tuple[list[dict[str, str]], Places]:
    """The whole instruments, in order, and where each article came to stand."""
    laws: dict[str, list[Mapping[str, str]]] = {}
    for article in articles:
        title = TITLE.fullmatch(article["title"])
        laws.setdefault(title[1] if title else article["title"], []).append(article)
    made, places = [], {}
    for number, (name, own) in enumerate(laws.items()):
        lines, position = [], 0
        for article in own:
            line = f"{article['title'][len(name) :]} {article['text']}".strip()
            places[article["id"]] = (f"law-{number}", position)
            lines.append(line)
            position += len(line) + 1
        made.append({"id": f"law-{number}", "title": name, "text": "\n".join(lines)})
    return made, places


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    commands = reader.add_subparsers(required=True)
    join = commands.add_parser("join")
    join.add_argument("articles", type=Path)
    join.add_argument("laws", type=Path)
    join.set_defaults(run=_join)
    measure = commands.add_parser("measure")
    for name in ("articles", "queries", "qrels", "articles_home", "laws_home"):
        measure.add_argument(name, type=Path)
    measure.add_argument("--every", type=int, default=1, help="of the questions, every so-manieth")
    measure.set_defaults(run=_measure)
    chosen = reader.parse_args()
    chosen.run(chosen)


def _join(chosen: argparse.Namespace) -> None:
    made, places = joined(rows(chosen.articles))
    chosen.laws.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in made))
    print(f"{len(places)} articles in {len(made)} instruments")


def _measure(chosen: argparse.Namespace) -> None:
    _, places = joined(rows(chosen.articles))
    judged = [q for q in read_judged(chosen.queries, chosen.qrels) if any(q.relevant.values())]
    judged = judged[:: chosen.every]
    single = _opened(chosen.articles_home)
    articles = evaluate(single.ids, judged, [_DEPTH])
    single.close()
    whole = _opened(chosen.laws_home)
    times: list[float] = []
    print(f"{len(judged)} questions{'':21} R@10    MRR@10")
    _tell("single articles", articles)
    for most, name in ((1_000, "passages of whole laws"), (2, "at most two of a law")):
        found = evaluate(_passages(whole, places, most, times), judged, [_DEPTH])
        _tell(name, found)
        print(f"{'':21} difference {_difference(judged, articles, found)}")
    whole.close()
    print(f"a request: p50 {median(times):.1f} ms, p95 {at(sorted(times), 0.95):.1f} ms")


def _opened(home: Path) -> SearchService:
    service = open_service(read_settings(home=home))
    service.prepare_helps()
    return service


def _passages(
    service: SearchService, places: Places, most: int, times: list[float]
) -> Callable[[str, int], Sequence[str]]:
    """A search whose answers are the articles that begin where passages do."""
    article_at = {place: identity for identity, place in places.items()}

    def search(text: str, size: int) -> list[str]:
        request = SearchRequest(q=text, size=size, facets=(), highlight=False)
        began = time.perf_counter()
        answer = service.passages(PassageRequest(request, per_document=most))
        times.append((time.perf_counter() - began) * 1000)
        found = ((p.document.id, p.passage.start) for p in answer.passages)
        return list(dict.fromkeys(article_at[one] for one in found if one in article_at))

    return search


def _tell(name: str, found: Evaluation) -> None:
    print(f"{name:30} {found.measures['R@10']:8.4f} {found.measures['RR@10']:8.4f}")


def _difference(judged: Sequence[JudgedQuery], one: Evaluation, other: Evaluation) -> str:
    pairs = [
        other.by_query.get(q.id, {}).get("R@10", 0.0) - one.by_query.get(q.id, {}).get("R@10", 0.0)
        for q in judged
    ]
    error = stdev(pairs) / math.sqrt(len(pairs))
    return f"{fmean(pairs):+.4f} ± {1.96 * error:.4f}"


if __name__ == "__main__":
    main()
