"""What each synonym finds: an entry of the dictionary has to prove itself.

For every source: how many documents hold it, how many its targets add, and of the first hundred
hits of a search for it the share that holds the source or one of its targets in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analyzers.folding import fold
from indexer.engines.base import SearchEngine
from indexer.model.queries import AnyOf, EngineQuery, SearchRequest, Substring
from indexer.searching.service import SearchService

_FIRST = 100


@dataclass(frozen=True, slots=True)
class SynonymFinding:
    """``share`` None where nothing is found."""

    source: str
    targets: tuple[str, ...]
    holding: int
    added: int
    share: float | None


def check_synonyms(
    service: SearchService, entries: Iterable[tuple[str, tuple[str, ...]]]
) -> Iterator[SynonymFinding]:
    """One finding for each source, in the order of the entries."""
    engine = service.engine
    gathered: dict[str, tuple[str, ...]] = {}
    for source, targets in entries:
        gathered[source] = tuple(dict.fromkeys((*gathered.get(source, ()), *targets)))
    for source, targets in gathered.items():
        alone = Substring(fold(source))
        whole = AnyOf((alone, *(Substring(fold(target)) for target in targets)))
        holding, every = _total(engine, alone), _total(engine, whole)
        request = SearchRequest(q=source, size=_FIRST, facets=(), highlight=False)
        hits = [hit.id for hit in service.search(request).hits]
        held = engine.matches(whole, hits) if hits else ()
        share = sum(held) / len(hits) if hits else None
        yield SynonymFinding(source, targets, holding, every - holding, share)


def _total(engine: SearchEngine, node: Substring | AnyOf) -> int:
    return engine.search(EngineQuery(node, limit=0)).total
