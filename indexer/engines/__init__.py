"""The engines by name. Adding one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analyzers.analyzer import Analyzer
from indexer.engines.base import EngineStore


def _memory(folder: Path, analyzer: Analyzer, cache_bytes: int) -> EngineStore:
    from indexer.engines.memory import MemoryStore

    return MemoryStore(folder, analyzer, cache_bytes)


def _whoosh(folder: Path, analyzer: Analyzer, cache_bytes: int) -> EngineStore:
    from indexer.engines.whoosh.store import WhooshStore

    return WhooshStore(folder, analyzer, cache_bytes)


# Name → (folder of the index, analyzer, bound of the caches in bytes) → its generations.
# Each imports its library only when it is asked for.
ENGINES: dict[str, Callable[[Path, Analyzer, int], EngineStore]] = {
    "memory": _memory,
    "whoosh": _whoosh,
}
