"""Completeness: every string of Chinese characters that stands in a text finds its document.

    POLICY_SEARCH_HOME=... python -m benchmarks.substrings ../shared/data/laws/mainland.jsonl.gz

The library must hold the laws. 2,000 strings of 2 to 6 Chinese characters are taken from places
of the texts chosen at random, without regard to words, the same ones at every run. Each is asked
in quotes and without, through the whole service, with all hits counted. The document it was taken
from must be among them; where so few hold the string that the query is relaxed, on the first page.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.timing import at, timed
from benchmarks.workload import random_strings, rows
from indexer.bootstrap import open_service
from indexer.model.queries import SearchRequest
from indexer.runtime.belonging import read_settings
from indexer.searching.service import SearchService

SEED = 20260102
COUNT = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    document_id: str
    text: str


def pieces(path: Path, count: int = COUNT, seed: int = SEED) -> list[Piece]:
    """Strings from random places of random texts."""
    texts = [(row["id"], row["text"]) for row in rows(path)]
    return [Piece(*found) for found in random_strings(texts, count, seed)]


def is_found(service: SearchService, piece: Piece, query: str) -> bool:
    """Whether the piece's document is among all hits; on the first page where those that hold
    the string were so few that the query was relaxed."""
    first = service.search(SearchRequest(q=query, facets=(), highlight=False))
    ids = {hit.id for hit in first.hits}
    if piece.document_id not in ids and first.relaxed is None:
        every = SearchRequest(q=query, size=first.total, facets=(), highlight=False)
        ids = {hit.id for hit in service.search(every).hits}
    return piece.document_id in ids


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("laws", type=Path)
    chosen = reader.parse_args()
    service = open_service(read_settings())
    service.prepare_helps()
    wanted = pieces(chosen.laws)
    for name, spell in (("quoted", '"{}"'), ("unquoted", "{}")):
        began = time.perf_counter()
        missed = [p for p in wanted if not is_found(service, p, spell.format(p.text))]
        took = time.perf_counter() - began
        print(f"{name:9} {len(wanted) - len(missed)} of {len(wanted)} found, {took:.1f} s")
        for piece in missed[:20]:
            print(f"  not found: {piece.text} of {piece.document_id}")
    print_times(service, wanted)
    service.close()


def print_times(service: SearchService, wanted: Sequence[Piece]) -> None:
    """First pages, with every string asked once before and so warm."""
    requests = [SearchRequest(q=piece.text) for piece in wanted]
    times = sorted(timed(partial(service.search, request)) for request in requests)
    print(f"first page: p50 {median(times):.2f} ms, p95 {at(times, 0.95):.2f} ms")


if __name__ == "__main__":
    main()
