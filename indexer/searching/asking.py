"""A plan → the engine's answer: the steps, what was meant by name, what was learned, the series.

1. Documents whose own number or title was typed are hits whatever matches, above all others.
2. What holds all words is the answer. Where it is less than a page, what holds most of them, or
   any, is a second answer beside it.
3. Judgements of similar past queries add a bounded bonus.
4. The hits of a question gain or lose by what they mean, and what is nearest is among what was
   relaxed.
5. Articles gain by the instrument that they belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from indexer.catalogue.catalogue import Catalogue
from indexer.engines.base import SearchEngine
from indexer.model.queries import (
    AllOf,
    EngineHit,
    EngineQuery,
    EngineResult,
    Everything,
    Lifting,
    NoneOf,
    Preferences,
    SearchRequest,
    Sort,
)
from indexer.model.values import value
from indexer.runtime.settings import Settings
from indexer.searching.feedback import Learned, Vote, bonuses
from indexer.searching.meaning import Meaning, Sense, more_felt, moved
from indexer.searching.meant import Meant, Naming
from indexer.searching.plan import Plan
from indexer.searching.series import AHEAD, FIELD, WINDOW, Lift, Series, lift, lifted, lifted_again
from indexer.searching.steps import Step
from indexer.searching.titles import Titles
from indexer.searching.weights import RankingWeights


@value
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
    learned: Mapping[str, float] = field(default_factory=dict)  # what each gained by votes
    lift: Lift | None = None
    felt: Mapping[str, float] = field(default_factory=dict)  # gained by meaning
    found_by_meaning: frozenset[str] = frozenset()
    relaxed: Answer | None = None
    near: tuple[str, ...] = ()  # numbers that may have been meant


@value
class Asking:
    """Asks one engine. ``series`` is empty in a library whose documents are whole; ``meaning``
    gives None where there are no vectors."""

    engine: SearchEngine
    catalogue: Catalogue
    weights: RankingWeights
    settings: Settings
    learned: Learned
    series: Series
    titles: Titles
    meaning: Callable[[], Meaning | None]

    def ask(
        self,
        plan: Plan,
        text: str,
        request: SearchRequest,
        as_of: date,
        *,
        strictly: bool = False,
    ) -> Answer:
        """The answer to a request that was planned; ``text`` is the cleaned query. ``strictly``:
        what holds all words and nothing else, a question's too."""
        meant = self._meant(plan, as_of)
        anew = self._anew(plan, text, request)
        step = plan.steps[0]
        query = replace(self._query(plan, request, as_of, meant, anew), match=step.node)
        votes = self._votes(plan, text, request)
        # What past questions speak for seldom holds all the words. Where few do, what distant ones
        # say is weighed beside them, among what holds any of the words.
        fewest = request.size if plan.question and not strictly else 0
        answer = self._answer(query, step, request, votes, anew, fewest)
        matches = self._matches(plan, answer.hits, meant)
        answer = replace(answer, matches=matches, near=meant.near)
        if strictly or answer.total >= request.size * request.page:
            return answer
        unheard: Sequence[Vote] = ()
        if plan.question:
            unheard = self._unheard(plan, answer, votes)
        elif request.page > 1:
            return answer
        # What was relaxed comes by relevance, whatever order was asked for.
        if request.sort is not Sort.RELEVANCE:
            anew = self._anew(plan, text, replace(request, sort=Sort.RELEVANCE))
        if plan.question and anew.sense is not None:
            near = self._not_strict(plan, answer, anew.sense.near())
            anew = replace(anew, near=frozenset(near))
        found = self._relaxed(plan, request, answer, meant, as_of, anew, unheard)
        return replace(answer, relaxed=found)

    def _unheard(self, plan: Plan, answer: Answer, votes: Sequence[Vote]) -> Sequence[Vote]:
        """Votes for what is not among the strict hits already."""
        others = set(self._not_strict(plan, answer, [vote.document_id for vote in votes]))
        return [vote for vote in votes if vote.document_id in others]

    def _not_strict(self, plan: Plan, answer: Answer, ids: Sequence[str]) -> list[str]:
        """Those of the documents that are not among the strict hits."""
        others = [i for i in ids if i not in answer.query.include]
        if not others:
            return []
        strict = self.engine.matches(plan.steps[0].node, others)
        return [i for i, held in zip(others, strict, strict=True) if not held]

    def matching(self, plan: Plan, text: str, request: SearchRequest, as_of: date) -> EngineQuery:
        """The query whose matches ``ask`` gives."""
        meant = self._meant(plan, as_of)
        query = self._query(plan, request, as_of, meant, _AS_IT_IS)
        query = replace(query, match=plan.steps[0].node, offset=0, limit=0, facets=())
        voted = (vote.document_id for vote in self._votes(plan, text, request) if vote.judged)
        return replace(query, include=(*query.include, *voted))

    def _answer(
        self,
        query: EngineQuery,
        step: Step,
        request: SearchRequest,
        votes: Sequence[Vote],
        anew: _Anew,
        fewest: int = 0,
    ) -> Answer:
        """Among fewer matches than ``fewest`` only votes of near questions count."""
        near = anew.near
        if not votes and anew.by_series_alone and (lifting := self._lifting(request)):
            return self._lifted(query, lifting, request, step)
        result = self.engine.search(query if votes else _nearest_first(query, near))
        learned: Mapping[str, float] = {}
        if result.total < fewest:
            votes = [vote for vote in votes if vote.strength >= self.weights.sure_vote]
        if votes:
            best = self._best(query, result.hits)
            learned = bonuses(votes, best, self.weights.learned_share)
            query = _with_bonus(query, learned, [v.document_id for v in votes if v.judged])
            result = self.engine.search(_nearest_first(query, near))
        if anew:
            answer = self._in_order(query, result, request, step, votes, anew)
        else:
            answer = Answer(
                query, result.total, result.hits, result.facets, result.revision, step, {}
            )
        return replace(answer, votes=tuple(votes), learned=learned)

    def _lifting(self, request: SearchRequest) -> Lifting | None:
        """What lets the engine lift the hits by their series, as ``_in_order`` does; None where it
        does not, or where the page lies beyond those that are lifted."""
        if not self.engine.lifts or request.page * request.size > WINDOW:
            return None
        return Lifting(FIELD, self.weights.series, WINDOW)

    def _lifted(
        self, query: EngineQuery, lifting: Lifting, request: SearchRequest, step: Step
    ) -> Answer:
        offset = (request.page - 1) * request.size
        page = replace(query, offset=offset, limit=request.size, lifting=lifting)
        result = self.engine.search(page)
        gained = self._lift(result, result.best, ())
        return Answer(
            query, result.total, result.hits, result.facets, result.revision, step, {}, lift=gained
        )

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

    # ------------------------------------------------------------ the engine's query

    def _query(
        self, plan: Plan, request: SearchRequest, as_of: date, meant: Meant, anew: _Anew
    ) -> EngineQuery:
        in_force = self.settings.in_force_preference if request.prefer_in_force else 0.0
        newest = not plan.units and request.sort is Sort.RELEVANCE
        offset, limit = (request.page - 1) * request.size, request.size
        if anew and offset < anew.window:
            offset, limit = 0, max(anew.window, offset + limit)
        return EngineQuery(
            match=Everything(),  # each step has its own
            score=plan.score,
            filters=request.filters,
            ranges=request.ranges,
            as_of=as_of,
            sort=Sort.NEWEST if newest else request.sort,
            offset=offset,
            limit=limit,
            facets=request.facets,
            tallies=(FIELD,) if self.series else (),
            preferences=Preferences(in_force, self.settings.recency_preference),
            boosts=plan.boosts,
            bonus=meant.bonus,
            include=tuple(meant.by),
        )

    # ------------------------------------------------------------ what was relaxed

    def _relaxed(
        self,
        plan: Plan,
        request: SearchRequest,
        strict: Answer,
        meant: Meant,
        as_of: date,
        anew: _Anew,
        votes: Sequence[Vote] = (),
    ) -> Answer | None:
        """What holds most of the words, or any, beside a strict answer of less than a page: never
        by date, and none of the strict ones. None where there is nothing. Of a question it goes on
        from page to page."""
        before = max(0, (request.page - 1) * request.size - strict.total)
        if not plan.units or before > DEEPEST:
            return None
        size = before + request.size
        asked = replace(request, sort=Sort.RELEVANCE, facets=(), size=size, page=1)
        query = replace(self._query(plan, asked, as_of, meant, anew), include=())
        held = [hit.id for hit in strict.hits]
        room = request.size - len(held)
        found: Answer | None = None
        for step in plan.steps[1:]:
            if step is strict.step:
                continue
            answer = self._beside(plan, query, step, asked, held, anew, votes)
            if answer.total:
                found = answer
            if answer.total >= before + room:
                break
            # What holds most of the words stays before what holds any.
            ahead = (step.node, self.weights.stricter)
            query = replace(query, boosts=(ahead, *query.boosts))
        if found is None and not strict.total and plan.loose is not None:
            answer = self._beside(plan, query, plan.loose, asked, held, anew)
            found = answer if answer.total else None
        if found is None:
            return None
        hits = found.hits[before : before + room]
        return replace(found, hits=hits, matches=self._matches(plan, hits, meant))

    def _beside(
        self,
        plan: Plan,
        query: EngineQuery,
        step: Step,
        request: SearchRequest,
        held: Sequence[str],
        anew: _Anew,
        votes: Sequence[Vote] = (),
    ) -> Answer:
        """The answer to a relaxed step, without what the strict one holds."""
        node = AllOf((step.node, NoneOf((plan.steps[0].node,))))
        answer = self._answer(replace(query, match=node), step, request, votes, anew)
        again = sum(self.engine.matches(node, held, query.as_of)) if held else 0
        hits = tuple(hit for hit in answer.hits if hit.id not in held)
        return replace(answer, hits=hits, total=answer.total - again)

    # ------------------------------------------------------------ what was learned

    def _votes(self, plan: Plan, text: str, request: SearchRequest) -> tuple[Vote, ...]:
        """Of past queries; none where the order is another one than relevance."""
        if not plan.units or request.sort is not Sort.RELEVANCE:
            return ()
        return self.learned.votes(text)

    def _best(self, query: EngineQuery, hits: Sequence[EngineHit]) -> float:
        """The best score that the words alone give; asked for again on later pages."""
        if query.offset:
            first = replace(query, offset=0, limit=1, facets=(), tallies=(), bonus={}, include=())
            hits = self.engine.search(first).hits
            return hits[0].score if hits else 1.0
        bonus = query.bonus
        plain = [score - bonus.get(identity, 0.0) for identity, score in hits]
        return max(plain, default=1.0) or 1.0

    # ------------------------------------------------------------ the first hits in order anew

    def _anew(self, plan: Plan, text: str, request: SearchRequest) -> _Anew:
        """By series and meaning; not where the order is another one than relevance."""
        if request.sort is not Sort.RELEVANCE:
            return _AS_IT_IS
        meaning = self.meaning() if plan.question else None
        sense = meaning.of(text) if meaning is not None else None
        return _Anew(bool(self.series) and bool(plan.score), sense)

    def _in_order(
        self,
        query: EngineQuery,
        result: EngineResult,
        request: SearchRequest,
        step: Step,
        votes: Sequence[Vote],
        anew: _Anew,
    ) -> Answer:
        result = _as_scored(result, anew.near)
        best = self._best(query, result.hits)
        gained = self._lift(result, best, votes) if anew.lifting else None
        felt: Mapping[str, float] = {}
        hits: Sequence[EngineHit] = result.hits
        if not query.offset:
            window = hits[: anew.window]
            start = (request.page - 1) * request.size
            if anew.sense is not None:
                felt = anew.sense.gains([h.id for h in window], self._share(anew.sense) * best)
                window = moved(window, felt, None if gained is not None else start + request.size)
            if gained is not None:
                window = lifted(window, gained, max(AHEAD, start + request.size))
            # What was learned has its own way to the instrument.
            if gained is not None and felt and not (votes or (anew.sense and anew.sense.learned)):
                encoded = anew.sense is not None and anew.sense.encoded
                by_series, by_meaning = self.weights.ahead(encoded)
                more = more_felt(felt, [h.id for h in window[:AHEAD]], by_meaning)
                window, gained = lifted_again(window, gained, by_series, more)
                felt = {**felt, **{i: felt[i] + gain for i, gain in more.items()}}
            hits = [*window, *hits[anew.window :]][start : start + request.size]
        return Answer(
            query, result.total, tuple(hits), result.facets, result.revision, step, {},
            lift=gained, felt=felt, found_by_meaning=anew.near,
        )  # fmt: skip

    def _share(self, sense: Sense) -> float:
        weights = self.weights
        if sense.learned:
            return weights.encoder_learned if sense.encoded else weights.meaning_learned
        if not self.series:
            return weights.meaning_whole
        return weights.encoder if sense.encoded else weights.meaning

    def _lift(self, result: EngineResult, best: float, votes: Sequence[Vote]) -> Lift:
        weights, matched = self.weights, result.tallies[FIELD]
        return lift(self.series, matched, best, weights.series, votes, weights.learned_series)


@value
class _Anew:
    """What puts the first hits in order anew: whether series do, and what was meant. ``near``: the
    nearest of the library, which are hits whatever their words."""

    lifting: bool = False
    sense: Sense | None = None
    near: frozenset[str] = frozenset()

    @property
    def window(self) -> int:
        return WINDOW if self.sense is None else SENSED

    @property
    def by_series_alone(self) -> bool:
        return self.lifting and self.sense is None and not self.near

    def __bool__(self) -> bool:
        return self.lifting or self.sense is not None


_AS_IT_IS = _Anew()
# So many hits of a question are put in order by what they mean: the words know less of these.
SENSED = 1_000
# What is above all else that a question finds, while the engine orders.
_FIRST = 5_000.0
# Further pages of what was relaxed are not made.
DEEPEST = 5_000


def _nearest_first(query: EngineQuery, near: frozenset[str]) -> EngineQuery:
    """What is near by meaning is among the first hits, where it is put in order with them."""
    if not near:
        return query
    bonus = {**query.bonus, **{i: query.bonus.get(i, 0.0) + _FIRST for i in near}}
    return replace(query, bonus=bonus, include=(*query.include, *sorted(near)))


def _as_scored(result: EngineResult, near: frozenset[str]) -> EngineResult:
    """The same by the scores that the hits have by themselves."""
    if not near:
        return result
    hits = [EngineHit(h.id, h.score - _FIRST) if h.id in near else h for h in result.hits]
    return replace(result, hits=tuple(sorted(hits, key=lambda h: (-h.score, h.id))))


def _with_bonus(
    query: EngineQuery, learned: Mapping[str, float], judged: Sequence[str]
) -> EngineQuery:
    """``judged`` are hits whatever the words say."""
    bonus = dict(query.bonus)
    for identity, amount in learned.items():
        bonus[identity] = bonus.get(identity, 0.0) + amount
    return replace(query, bonus=bonus, include=(*query.include, *judged))
