"""The engines by name. Adding one is a module and a line here."""

from __future__ import annotations

from typing import Protocol

from analyzers.analyzer import Analyzer
from indexer.engines.base import EngineStore
from indexer.model.errors import SettingsError
from indexer.runtime.settings import Settings


class OpenStore(Protocol):
    """``settings``: where the index is, and the bound of its caches. ``projection``: what shaped
    the documents before they come here; a part of the fingerprint."""

    def __call__(
        self, settings: Settings, analyzer: Analyzer, projection: str = ""
    ) -> EngineStore: ...


def _memory(settings: Settings, analyzer: Analyzer, projection: str = "") -> EngineStore:
    from indexer.engines.memory import MemoryStore

    return MemoryStore(settings.index_path, analyzer, 0, projection)


def _whoosh(settings: Settings, analyzer: Analyzer, projection: str = "") -> EngineStore:
    from indexer.engines.whoosh.store import WhooshStore

    return WhooshStore(settings.index_path, analyzer, settings.engine_cache_bytes, projection)


def _opensearch(settings: Settings, analyzer: Analyzer, projection: str = "") -> EngineStore:
    try:
        from indexer.engines.opensearch.store import OpenSearchStore
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"引擎 opensearch 需要 {error.name}：pip install policy-search[opensearch]",
            field="engine",
        ) from error
    return OpenSearchStore(settings, analyzer, projection)


# Each imports its library only when it is asked for.
ENGINES: dict[str, OpenStore] = {
    "memory": _memory,
    "whoosh": _whoosh,
    "opensearch": _opensearch,
}
