"""Plans, kept for queries that come again: a query's second page asks the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from analyzers.analyzer import Analyzer
from analyzers.synonyms import SynonymTable
from indexer.engines.base import SearchEngine
from indexer.projection import CurrentName
from indexer.query import EngineQuery, Everything
from indexer.searching.parser import parse
from indexer.searching.plan import Plan, Planner
from indexer.searching.weights import RankingWeights

# Plans are some kilobytes each; longer queries are pasted texts and seldom come again.
_KEPT = 1_000
_LONGEST_KEPT = 100


class Planning:
    """Plans queries by the synonyms and issuers of the moment. Safe from several threads."""

    def __init__(
        self,
        analyzer: Analyzer,
        synonyms: SynonymTable,
        weights: RankingWeights,
        current_name: CurrentName,
    ) -> None:
        self._analyzer = analyzer
        self._synonyms = synonyms
        self._weights = weights
        self._current_name = current_name
        self._lock = threading.Lock()
        self._issuers: tuple[tuple[str, int], Mapping[str, str]] = (("", -1), {})
        self._plans: OrderedDict[tuple[object, ...], Plan] = OrderedDict()

    def stamp(self) -> int:
        """Another one after a change of the synonyms."""
        return self._synonyms.current().version

    def plan(self, text: str, engine: SearchEngine) -> Plan:
        """The plan of a cleaned query."""
        synonyms = self._synonyms.current()
        issuers = self._known_issuers(engine)
        key = (text, synonyms.version, id(issuers))
        with self._lock:
            held = self._plans.get(key)
            if held is not None:
                self._plans.move_to_end(key)
                return held
        planner = Planner(self._analyzer, synonyms, self._weights, issuers, self._current_name)
        made = planner.plan(text, parse(text))
        if len(text) <= _LONGEST_KEPT:
            with self._lock:
                self._plans[key] = made
                if len(self._plans) > _KEPT:
                    self._plans.popitem(last=False)
        return made

    def _known_issuers(self, engine: SearchEngine) -> Mapping[str, str]:
        status = engine.status()
        stamp = (status.generation, status.revision)
        if self._issuers[0] != stamp:
            result = engine.search(EngineQuery(Everything(), limit=0, facets=("issuer",)))
            folded = {self._analyzer.fold(v): v for v, _ in result.facets["issuer"]}
            with self._lock:
                self._issuers = (stamp, folded)
                self._plans.clear()
        return self._issuers[1]
