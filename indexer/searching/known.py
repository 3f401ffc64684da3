"""The values that the serving index has, by field: what can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.engines.base import SearchEngine
from indexer.model.queries import EngineQuery, Everything

Stamp = tuple[str, int]


class KnownValues:
    """Counted once for each commit. Safe from several threads."""

    def __init__(self) -> None:
        self._held: tuple[Stamp, dict[str, Mapping[str, int]]] = (("", -1), {})

    def of(self, field: str, engine: SearchEngine) -> tuple[Stamp, Mapping[str, int]]:
        """Value → how many documents have it, most first; and what it stays true for."""
        status = engine.status()
        stamp = (status.generation, status.revision)
        held, found = self._held
        if held != stamp:
            found = {}
            self._held = (stamp, found)
        if field not in found:
            result = engine.search(EngineQuery(Everything(), limit=0, facets=(field,)))
            found[field] = dict(result.facets[field])
        return stamp, found[field]
