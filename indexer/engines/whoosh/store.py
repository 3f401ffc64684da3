"""The Whoosh engine's generations in one folder: the seam's EngineStore."""

from __future__ import annotations

from pathlib import Path

from analyzers.analyzer import Analyzer
from indexer.engines.base import SearchEngine
from indexer.engines.ranking import fingerprint
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.generations import Generations
from indexer.model.errors import EngineError

# Raise where files written before can no longer be read, or mean something else.
FORMAT = "whoosh arrays 1"


class WhooshStore:
    shared = ""

    def __init__(
        self, folder: Path, analyzer: Analyzer, cache_bytes: int, projection: str = ""
    ) -> None:
        self._folder = folder
        self._analyzer = analyzer
        self._cache_bytes = cache_bytes
        self._projection = projection

    def fingerprint(self) -> str:
        return fingerprint(self._analyzer, FORMAT, self._projection)

    def _generations(self) -> Generations:
        return Generations(self._folder, self.fingerprint())

    def _engine(self, generations: Generations, name: str) -> WhooshEngine:
        return WhooshEngine(generations, name, self._analyzer, self._cache_bytes)

    def current(self) -> WhooshEngine:
        generations = self._generations()
        return self._engine(generations, generations.serving())

    def build(self) -> WhooshEngine:
        generations = self._generations()
        return self._engine(generations, generations.begin())

    def publish(self, engine: SearchEngine) -> None:
        if not isinstance(engine, WhooshEngine) or engine.folder.parent != self._folder:
            raise EngineError(f"不是本文件夹的索引：{engine!r}")
        engine.publish()

    def rollback(self) -> WhooshEngine:
        """What is damaged does not take the place of what answers: it is read through first."""
        generations = self._generations()
        former = generations.former()
        try:
            self._engine(generations, former).verify()
        except EngineError as error:
            raise EngineError(f"上一代索引不能用，没有换回：{error}") from error
        return self._engine(generations, generations.roll_back())
