"""The engines by name. Adding one is a module and a line here."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from analyzers.analyzer import Analyzer
from indexer.engines.base import EngineStore


class OpenStore(Protocol):
    """``folder``: of the index. ``cache_bytes``: the bound of its caches. ``projection``: what
    shaped the documents before they come here; a part of the fingerprint."""

    def __call__(
        self, folder: Path, analyzer: Analyzer, cache_bytes: int, projection: str = ""
    ) -> EngineStore: ...


def _memory(
    folder: Path, analyzer: Analyzer, cache_bytes: int, projection: str = ""
) -> EngineStore:
    from indexer.engines.memory import MemoryStore

    return MemoryStore(folder, analyzer, cache_bytes, projection)


def _whoosh(
    folder: Path, analyzer: Analyzer, cache_bytes: int, projection: str = ""
) -> EngineStore:
    from indexer.engines.whoosh.store import WhooshStore

    return WhooshStore(folder, analyzer, cache_bytes, projection)


# Each imports its library only when it is asked for.
ENGINES: dict[str, OpenStore] = {
    "memory": _memory,
    "whoosh": _whoosh,
}
