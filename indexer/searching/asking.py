"""A plan → the engine's answer: the steps, what was meant by name, what was learned, the series.

1. Documents whose own number or title was typed are hits whatever matches, above all others.
2. The engine is asked step by step until enough is found.
3. Judgements of similar past queries add a bounded bonus.
4. Articles gain by the instrument that they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.catalogue.catalogue import Catalogue
from indexer.engines.base import SearchEngine
from indexer.model.queries import (
    EngineHit,
    EngineQuery,
    EngineResult,
    Everything,
    Preferences,
    SearchRequest,
    Sort,
)
from indexer.runtime.settings import Settings
from indexer.searching.feedback import Learned, Vote, bonuses
from indexer.searching.meant import Meant, Naming
from indexer.searching.plan import Plan, Step
from indexer.searching.series import FIELD, WINDOW, Lift, Series, lift, lifted
from indexer.searching.titles import Titles
from indexer.searching.weights import RankingWeights


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine was asked last, its hits and counts, and what made documents hits.

    ``matches``: document id → ``number``, ``title`` or ``cites``, where it is more than text.
    """

    query: EngineQuery
    total: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    revision: int
    step: Step
    matches: Mapping[str, str]
    votes: tuple[Vote, ...] = ()
    lift: Lift | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks one engine. ``series`` is empty in a library whose documents are whole."""

    engine: SearchEngine
    catalogue: Catalogue
    weights: RankingWeights
    settings: Settings
    learned: Learned
    series: Series
    titles: Titles

    def ask(self, plan: Plan, text: str, request: SearchRequest, as_of: date) -> Answer:
        """The answer to a request that was planned; ``text`` is the cleaned query."""
        meant = self._meant(plan, as_of)
        lifting = bool(self.series) and bool(plan.score) and request.sort is Sort.RELEVANCE
        query = self._query(plan, request, as_of, meant, lifting)
        step, query, result = self._steps(plan, query)
        votes = self._votes(plan, text, request)
        if votes:
            query = self._with_votes(query, result, votes)
            result = self.engine.search(query)
        if lifting:
            answer = self._lifted(query, result, request, step, votes)
        else:
            answer = Answer(
                query, result.total, result.hits, result.facets, result.revision, step, {}
            )
        return replace(answer, matches=self._matches(plan, answer.hits, meant), votes=votes)

    def matching(self, plan: Plan, text: str, request: SearchRequest, as_of: date) -> EngineQuery:
        """The query whose matches ``ask`` gives."""
        meant = self._meant(plan, as_of)
        query = self._query(plan, request, as_of, meant, lifting=False)
        asked = self._steps(plan, replace(query, offset=0, limit=0, facets=()))[1]
        voted = (vote.document_id for vote in self._votes(plan, text, request))
        return replace(asked, include=(*asked.include, *voted))

    # ------------------------------------------------------------ named documents

    def _meant(self, plan: Plan, as_of: date) -> Meant:
        """Documents whose own title or number was typed; a number says more than a title."""
        naming = Naming(self.engine, self.catalogue, self.titles, self.weights, as_of)
        return naming.meant(plan)

    def _matches(self, plan: Plan, hits: Sequence[EngineHit], meant: Meant) -> Mapping[str, str]:
        found: dict[str, str] = {}
        ids = [h.id for h in hits]
        for node, name in ((plan.citing, "cites"), (plan.own_number, "number")):
            if node is not None and ids:
                held = self.engine.matches(node, ids)
                found |= {i: name for i, holds in zip(ids, held, strict=True) if holds}
        return {**found, **meant.by}

    # ------------------------------------------------------------ steps

    def _query(
        self, plan: Plan, request: SearchRequest, as_of: date, meant: Meant, lifting: bool
    ) -> EngineQuery:
        in_force = self.settings.in_force_preference if request.prefer_in_force else 0.0
        newest = not plan.units and request.sort is Sort.RELEVANCE
        offset, limit = (request.page - 1) * request.size, request.size
        facets = request.facets
        if lifting:
            facets = (*facets, *(() if FIELD in facets else (FIELD,)))
            if offset < WINDOW:
                offset, limit = 0, max(WINDOW, offset + limit)
        return EngineQuery(
            match=Everything(),  # each step has its own
            score=plan.score,
            filters=request.filters,
            ranges=request.ranges,
            as_of=as_of,
            sort=Sort.NEWEST if newest else request.sort,
            offset=offset,
            limit=limit,
            facets=facets,
            preferences=Preferences(in_force, self.settings.recency_preference),
            boosts=plan.boosts,
            bonus=meant.bonus,
            include=tuple(meant.by),
        )

    def _steps(self, plan: Plan, query: EngineQuery) -> tuple[Step, EngineQuery, EngineResult]:
        """Step by step until enough is found."""
        # Who names a document wants that one.
        enough = 1 if query.include else self.weights.few
        *strict, last = plan.steps
        for step in strict:
            node = step.node
            asked = replace(query, match=node)
            result = self.engine.search(asked)
            if result.total >= enough:
                return step, asked, result
            if result.total:
                # What matches strictly stays before what is let in now.
                ahead = (node, self.weights.stricter)
                query = replace(query, boosts=(ahead, *query.boosts))
        asked = replace(query, match=last.node)
        result = self.engine.search(asked)
        if not result.total and plan.loose is not None:
            asked = replace(query, match=plan.loose.node)
            return plan.loose, asked, self.engine.search(asked)
        return last, asked, result

    # ------------------------------------------------------------ what was learned

    def _votes(self, plan: Plan, text: str, request: SearchRequest) -> tuple[Vote, ...]:
        """Of past queries; none where the order is another one than relevance."""
        if not plan.units or request.sort is not Sort.RELEVANCE:
            return ()
        return self.learned.votes(text)

    def _with_votes(
        self, query: EngineQuery, result: EngineResult, votes: Sequence[Vote]
    ) -> EngineQuery:
        learned = bonuses(votes, self._best(query, result.hits), self.weights.learned_share)
        bonus = dict(query.bonus)
        for identity, amount in learned.items():
            bonus[identity] = bonus.get(identity, 0.0) + amount
        return replace(query, bonus=bonus, include=(*query.include, *learned))

    def _best(self, query: EngineQuery, hits: Sequence[EngineHit]) -> float:
        """The best score that the words alone give; asked for again on later pages."""
        if query.offset:
            first = replace(query, offset=0, limit=1, facets=(), bonus={}, include=())
            hits = self.engine.search(first).hits
            return hits[0].score if hits else 1.0
        plain = (h.score - query.bonus.get(h.id, 0.0) for h in hits)
        return max(plain, default=1.0) or 1.0

    # ------------------------------------------------------------ series

    def _lifted(
        self,
        query: EngineQuery,
        result: EngineResult,
        request: SearchRequest,
        step: Step,
        votes: Sequence[Vote],
    ) -> Answer:
        best, weights = self._best(query, result.hits), self.weights
        gained = lift(
            self.series,
            result.facets[FIELD],
            best,
            weights.series,
            votes,
            weights.learned_series,
        )
        hits: Iterable[EngineHit] = result.hits
        if not query.offset:
            start = (request.page - 1) * request.size
            moved = lifted(result.hits[:WINDOW], gained)
            hits = [*moved, *result.hits[WINDOW:]][start : start + request.size]
        facets = {name: result.facets[name] for name in request.facets}
        return Answer(
            query, result.total, tuple(hits), facets, result.revision, step, {}, lift=gained
        )
