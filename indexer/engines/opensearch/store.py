"""The generations of one library: indices of one prefix, and two aliases that say which serve."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from analyzers.analyzer import Analyzer
from indexer.engines.base import SearchEngine
from indexer.engines.opensearch.client import Client, NotThere, pauses
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.leases import Lease
from indexer.engines.opensearch.mapping import FORMAT, index_settings, mappings
from indexer.engines.ranking import fingerprint
from indexer.model.errors import EngineError, NoGeneration, StaleGeneration
from indexer.runtime.settings import Settings

_CURRENT, _FORMER = "current", "former"
# Looks at replicas of which none is on its way to a node: then there is no node for them.
_STILL = 5
_ANY = {"expand_wildcards": "open", "allow_no_indices": "true"}


class OpenSearchStore:
    def __init__(self, settings: Settings, analyzer: Analyzer, projection: str = "") -> None:
        self.prefix = settings.opensearch_prefix
        self.shared = f"opensearch {self.prefix}"
        self.analyzer = analyzer
        self.client = Client(settings)
        self._projection = projection
        self._shards, self._replicas = settings.opensearch_shards, settings.opensearch_replicas
        self._building: dict[str, Lease] = {}

    def fingerprint(self) -> str:
        return fingerprint(self.analyzer, FORMAT, self._projection)

    def serving(self, which: str) -> str | None:
        """The index behind an alias: current or former."""
        try:
            return next(iter(self.client.ask("GET", f"/_alias/{self.prefix}-{which}")), None)
        except NotThere:
            return None

    def meta(self, index: str) -> dict[str, Any]:
        """What the index says of itself: fingerprint, revision, commit, averages."""
        found = self.client.ask("GET", f"/{index}/_mapping")
        meta: dict[str, Any] = found[index]["mappings"].get("_meta") or {}
        if "fingerprint" not in meta:
            raise EngineError(f"OpenSearch 的索引 {index} 不是本程序建立的")
        return meta

    def current(self) -> OpenSearchEngine:
        return self._open(_CURRENT)

    def _open(self, which: str) -> OpenSearchEngine:
        index = self.serving(which)
        if index is None:
            raise NoGeneration(f"OpenSearch 中没有 {self.prefix}-{which}")
        if self.meta(index)["fingerprint"] != self.fingerprint():
            raise StaleGeneration(f"{index} 由另一配置建立")
        return OpenSearchEngine(self, index)

    # ------------------------------------------------------------ building

    def build(self) -> OpenSearchEngine:
        lease = Lease(self.client, self.prefix, "build")
        try:
            there = self._indices()
            served = {self.serving(_CURRENT), self.serving(_FORMER)}
            for index in there:  # of a build that died
                if index not in served:
                    self._remove(index)
            number = max((int(i.rsplit("g", 1)[1]) for i in there), default=-1) + 1
            index = f"{self.prefix}-g{number:06d}"
            meta = {"fingerprint": self.fingerprint(), "revision": 0, "commit": 0}
            body = {"settings": index_settings(self._shards), "mappings": mappings(meta)}
            self.client.write("PUT", f"/{index}", body)
            engine = OpenSearchEngine(self, index)
        except BaseException:
            lease.release()
            raise
        self._building[index] = lease
        return engine

    def publish(self, engine: SearchEngine) -> None:
        if not isinstance(engine, OpenSearchEngine):
            raise EngineError(f"不是 OpenSearch 的索引：{engine!r}")
        current, former = self.serving(_CURRENT), self.serving(_FORMER)
        if current != engine.index:
            self._replicate(engine.index)
            moves = [self._add(engine.index, _CURRENT)]
            if former is not None:
                moves.append(self._take(former, _FORMER))
            if current is not None:
                moves += [self._take(current, _CURRENT), self._add(current, _FORMER)]
            self.client.write("POST", "/_aliases", {"actions": moves})
            if former is not None:
                self._remove(former)
        self._built(engine.index)

    def _replicate(self, index: str) -> None:
        """A finished index is copied as files; while it is built each row would be analysed by each
        copy. It serves when all copies are there for which there are nodes. Raises EngineError
        where rows went with a node that was lost."""
        wanted = {"index": {"number_of_replicas": self._replicas}}
        self.client.write("PUT", f"/{index}/_settings", wanted)
        still = 0
        for pause in pauses():
            health = self.client.ask("GET", f"/_cluster/health/{index}")
            moving = health["initializing_shards"] + health["number_of_in_flight_fetch"]
            still = 0 if moving else still + 1
            if health["status"] == "green" or still == _STILL:
                break
            time.sleep(pause)
        if health["status"] == "red":
            raise EngineError(
                f"OpenSearch 的索引 {index} 没有启用：副本建成之前，存有它的节点停了。请重新运行 "
                "policy-search rebuild"
            )

    def rollback(self) -> OpenSearchEngine:
        engine = self._open(_FORMER)
        current = self.serving(_CURRENT)
        moves = [self._take(engine.index, _FORMER), self._add(engine.index, _CURRENT)]
        if current is not None:
            moves += [self._take(current, _CURRENT), self._add(current, _FORMER)]
        self.client.write("POST", "/_aliases", {"actions": moves})
        return engine

    def give_up(self, index: str) -> None:
        """A build of ours that was not published goes; any other index stays. Where that fails,
        the next build removes it, and what is told is why this one was given up."""
        if index in self._building:
            with suppress(EngineError):
                self._remove(index)
            self._built(index)

    def _built(self, index: str) -> None:
        if lease := self._building.pop(index, None):
            lease.release()

    def _indices(self) -> list[str]:
        found = self.client.ask("GET", f"/{self.prefix}-g*", None, _ANY)
        return [i for i in found if i.removeprefix(f"{self.prefix}-g").isdigit()]

    def _remove(self, index: str) -> None:
        with suppress(NotThere):
            self.client.write("DELETE", f"/{index}")

    def _add(self, index: str, which: str) -> dict[str, Any]:
        return {"add": {"index": index, "alias": f"{self.prefix}-{which}"}}

    def _take(self, index: str, which: str) -> dict[str, Any]:
        return {"remove": {"index": index, "alias": f"{self.prefix}-{which}"}}
