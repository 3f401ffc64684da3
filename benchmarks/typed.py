"""Queries as people type them: half titles, short names, a year beside a name.

    POLICY_SEARCH_HOME=... python -m benchmarks.typed ../shared/cases/known-items.tsv

A line of the file is a query, a tab, and the title that is meant; any document of that title is
right, whatever its version. Without a file: the short names of the project's own table, each with
what it stands for, where the library holds it. ``--misses`` prints what did not come first.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzers.synonyms import SHORT_NAMES, read_synonyms
from indexer.bootstrap import open_service
from indexer.runtime.belonging import read_settings
from indexer.searching.service import SearchService
from indexer.understanding.validity.directory import core_key, title_key

_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Typed:
    """``rank`` of the first right document, from 1; None where it is not among the first."""

    query: str
    title: str
    rank: int | None


def typed_queries(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        query, tab, title = line.partition("\t")
        if tab:
            yield query, title.strip()


def short_names(service: SearchService) -> Iterator[tuple[str, str]]:
    """The short names of our own table that stand for an instrument which the library holds."""
    for source, targets in read_synonyms(SHORT_NAMES):
        for target in targets:
            if source.endswith(("法", "条例", "法典")) and service.catalogue.by_core(
                core_key(target)
            ):
                yield source, target
                break


def measure(
    service: SearchService, queries: Iterable[tuple[str, str]], *, instrument: bool
) -> list[Typed]:
    """``instrument``: the title may stand with or without its issuer and version."""
    key = core_key if instrument else title_key
    found = []
    for query, title in queries:
        ids = service.ids(query, _DEPTH)
        cards = service.catalogue.cards(ids)
        wanted = {key(title)} | ({key(query)} if instrument else set())
        ranks = [n for n, i in enumerate(ids, 1) if i in cards and key(cards[i].title) in wanted]
        found.append(Typed(query, title, ranks[0] if ranks else None))
    return found


def success(found: list[Typed], depth: int) -> float:
    right = sum(one.rank is not None and one.rank <= depth for one in found)
    return right / len(found) if found else 0.0


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("queries", type=Path, nargs="?")
    reader.add_argument("--misses", action="store_true", help="print what did not come first")
    chosen = reader.parse_args()
    service = open_service(read_settings())
    queries = typed_queries(chosen.queries) if chosen.queries else short_names(service)
    found = measure(service, queries, instrument=chosen.queries is None)
    for one in found:
        if chosen.misses and one.rank != 1:
            print(f"  {one.query!r}: rank {one.rank}, wanted {one.title!r}")
    print(f"{'queries':12} {len(found):6}")
    for depth in (1, 3):
        print(f"{f'success@{depth}':12} {success(found, depth):6.3f}")
    service.close()


if __name__ == "__main__":
    main()
