"""Plans, kept for queries that come again: a query's second page asks the same."""

from __future__ import annotations

from collections.abc import Mapping

from analyzers.analyzer import Analyzer
from analyzers.synonyms import SynonymTable
from indexer.engines.base import SearchEngine
from indexer.indexing.projection import CurrentName
from indexer.runtime.caching import ByteCache
from indexer.searching.known import KnownValues, Stamp
from indexer.searching.parser import parse
from indexer.searching.plan import Plan, Planner
from indexer.searching.spelling import Spelling
from indexer.searching.weights import RankingWeights

# What a plan takes, about, and all of them together. Longer queries are pasted texts and seldom
# come again.
_PLAN_BYTES = 8_000
_KEPT_BYTES = 1_000 * _PLAN_BYTES
_LONGEST_KEPT = 100

# Those of a generation at a revision: folded name → name.
_Issuers = tuple[Stamp, Mapping[str, str]]


class Planning:
    """Plans queries by the synonyms and issuers of the moment. Safe from several threads."""

    def __init__(
        self,
        analyzer: Analyzer,
        synonyms: SynonymTable,
        weights: RankingWeights,
        current_name: CurrentName,
        known: KnownValues,
    ) -> None:
        self._analyzer = analyzer
        self._synonyms = synonyms
        self._weights = weights
        self._current_name = current_name
        self._known = known
        self._issuers: _Issuers = (("", -1), {})
        self._plans = ByteCache(_KEPT_BYTES)
        self.spelling = Spelling(analyzer, synonyms)

    def trying(self, synonyms: SynonymTable) -> Planning:
        """The same with other synonyms."""
        return Planning(self._analyzer, synonyms, self._weights, self._current_name, self._known)

    def stamp(self) -> int:
        """Another one after a change of the synonyms."""
        return self._synonyms.current().version

    def plan(self, text: str, engine: SearchEngine) -> Plan:
        """The plan of a cleaned query."""
        synonyms = self._synonyms.current()
        stamp, issuers = self._known_issuers(engine)
        key = (stamp, synonyms.version, text)
        held: Plan | None = self._plans.find(key)
        if held is not None:
            return held
        planner = Planner(self._analyzer, synonyms, self._weights, issuers, self._current_name)
        made = planner.plan(text, parse(text))
        return self._plans.keep(key, made, _PLAN_BYTES) if len(text) <= _LONGEST_KEPT else made

    def _known_issuers(self, engine: SearchEngine) -> _Issuers:
        stamp, values = self._known.of("issuer", engine)
        if self._issuers[0] != stamp:
            self._issuers = (stamp, {self._analyzer.fold(v): v for v in values})
            self._plans.drop_others({stamp})
        return self._issuers
