"""The facade of everything that is read: searches, documents, relations, suggestions.

Nothing that is withheld passes here unless ``staff`` is said.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from analyzers.analyzer import Analyzer
from analyzers.synonyms import SynonymTable
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Link
from indexer.engines.base import EngineStore, SearchEngine
from indexer.errors import DocumentNotFound
from indexer.model import Event, PolicyDocument, Status
from indexer.projection import CurrentName
from indexer.query import (
    EngineQuery,
    EngineResult,
    Everything,
    Hit,
    Preferences,
    QueryReport,
    SearchRequest,
    SearchResponse,
    Sort,
    Substring,
)
from indexer.searching.explain import in_words
from indexer.searching.feedback import Vote, bonuses
from indexer.searching.helps import HelpsKeeper, Learner
from indexer.searching.hits import HitMaker, facet_values
from indexer.searching.parser import clean, parse
from indexer.searching.plan import Plan, Planner, Step
from indexer.searching.similar import similar_query, telling_words
from indexer.searching.suggest import Suggestion
from indexer.searching.texts import ReadableText, TextCache
from indexer.searching.weights import RankingWeights
from indexer.settings import Settings
from indexer.usage.store import UsageStore
from indexer.validity.directory import title_key
from indexer.validity.timeline import status_on

TIME_ZONE = ZoneInfo("Asia/Shanghai")

_SIMILAR = 5
# Looking for a repair asks the index some dozens of times: only for what a person typed.
_LONGEST_REPAIRED = 30
_TOLD = {"number": "文号完全相符，排在最前", "title": "标题完全相符，排在最前"}


def today() -> date:
    """The day in Asia/Shanghai: a measure lapses at midnight there."""
    return datetime.now(TIME_ZONE).date()


@dataclass(frozen=True, slots=True)
class Readiness:
    """``lag``: revisions that the index is behind the catalogue."""

    ready: bool
    documents: int
    revision: int
    lag: int


@dataclass(frozen=True, slots=True)
class PivotTable:
    """Counts by two facets; rows most first, columns in order."""

    row_values: tuple[str, ...]
    column_values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the engine was asked last and said, and what made documents hits."""

    query: EngineQuery
    result: EngineResult
    step: Step
    matches: Mapping[str, str]
    votes: tuple[Vote, ...]


class SearchService:
    """Reads the catalogue and the serving generation. Safe from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        store: EngineStore,
        usage: UsageStore,
        analyzer: Analyzer,
        synonyms: SynonymTable,
        settings: Settings,
        weights: RankingWeights | None = None,
        *,
        current_name: CurrentName = str,
    ) -> None:
        """``current_name``: the one that the index was made with."""
        self.catalogue = catalogue
        self.usage = usage
        self.analyzer = analyzer
        self.settings = settings
        self.weights = weights or RankingWeights()
        self._store = store
        self._current_name = current_name
        self._synonyms = synonyms
        self._texts = TextCache(catalogue.texts, analyzer, settings.cache_bytes // 2)
        self._engine: SearchEngine | None = None
        self._lock = threading.Lock()
        self._issuers: tuple[int, tuple[str, ...]] = (-1, ())
        self._helps = HelpsKeeper(catalogue, lambda: self.engine)
        self._learner = Learner(usage, analyzer)

    # ------------------------------------------------------------ the index

    @property
    def engine(self) -> SearchEngine:
        """The serving generation. Raises NoGeneration or StaleGeneration."""
        with self._lock:
            if self._engine is None:
                self._engine = self._store.current()
            return self._engine

    def warm_up(self) -> None:
        """Load what the first requests need, in the background."""
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def _warm_up(self) -> None:
        self.analyzer.terms("政务公开")
        self.refresh()

    def refresh(self) -> bool:
        """See what was committed, published or judged meanwhile."""
        changed = self.engine.refresh()
        self.usage.flush()
        self._learner.refresh()
        self._helps.refresh()
        return changed

    def readiness(self) -> Readiness:
        """Raises EngineError where there is no index."""
        status = self.engine.status()
        lag = self.catalogue.revision() - status.revision
        return Readiness(True, status.documents, status.revision, lag)

    def close(self) -> None:
        """Close all that was opened; also the catalogue."""
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None
        self.usage.close()
        self.catalogue.close()

    # ------------------------------------------------------------ searching

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a search. Raises EngineError where there is no index."""
        began = time.perf_counter()
        request = self._named_as_now(request)
        as_of = request.as_of or today()
        text = clean(request.q)
        plan = self._plan(text)
        answer = self._ask(plan, text, request, as_of)
        return SearchResponse(
            total=answer.result.total,
            page=request.page,
            size=request.size,
            as_of=as_of,
            revision=answer.result.revision,
            query=self._report(text, plan, answer),
            hits=self._hits(plan, answer, request, as_of),
            facets={
                name: facet_values(name, counted, request.filters.get(name, ()))
                for name, counted in answer.result.facets.items()
            },
            took_ms=round((time.perf_counter() - began) * 1000, 3),
        )

    def ids(self, query: str, count: int) -> list[str]:
        """The ids of the first hits: what an evaluation needs."""
        request = SearchRequest(q=query, size=count, facets=(), highlight=False)
        text = clean(query)
        answer = self._ask(self._plan(text), text, request, today())
        return [h.id for h in answer.result.hits]

    def pivot(self, request: SearchRequest, rows: str, columns: str) -> PivotTable:
        """Counts of a search's matches by two facets."""
        request = self._named_as_now(request)
        as_of = request.as_of or today()
        plan = self._plan(clean(request.q))
        query = self._engine_query(plan, plan.steps[0], request, as_of)
        counted = self.engine.pivot(query, rows, columns)
        totals: dict[str, int] = {}
        for (row, _), n in counted.items():
            totals[row] = totals.get(row, 0) + n
        row_values = tuple(sorted(totals, key=lambda r: (-totals[r], r)))
        column_values = tuple(sorted({c for _, c in counted}))
        return PivotTable(
            row_values,
            column_values,
            tuple(tuple(counted.get((r, c), 0) for c in column_values) for r in row_values),
        )

    def _named_as_now(self, request: SearchRequest) -> SearchRequest:
        """Issuers are indexed by their names of today; asked for by an old one or a short one,
        they are found all the same."""
        asked = request.filters.get("issuer")
        if not asked:
            return request
        names = tuple(dict.fromkeys(map(self._current_name, asked)))
        return replace(request, filters={**request.filters, "issuer": names})

    def _plan(self, text: str) -> Plan:
        planner = Planner(
            self.analyzer,
            self._synonyms.current(),
            self.weights,
            self._known_issuers(),
        )
        return planner.plan(text, parse(text))

    def _known_issuers(self) -> tuple[str, ...]:
        engine = self.engine
        revision = engine.status().revision
        if self._issuers[0] != revision:
            result = engine.search(EngineQuery(Everything(), limit=0, facets=("issuer",)))
            self._issuers = (revision, tuple(v for v, _ in result.facets["issuer"]))
        return self._issuers[1]

    def _ask(self, plan: Plan, text: str, request: SearchRequest, as_of: date) -> _Answer:
        """Ask step by step until enough is found; then let what was learned speak."""
        meant = self._meant(plan)
        bonus = {
            i: self.weights.exact_number if m == "number" else self.weights.exact_title
            for i, m in meant.items()
        }
        enough = self.weights.few
        if plan.units >= self.weights.many_words:
            enough = self.weights.few_for_questions
        for step in plan.steps:
            query = replace(
                self._engine_query(plan, step, request, as_of), bonus=bonus, include=tuple(meant)
            )
            result = self.engine.search(query)
            if result.total >= enough:
                break
        votes = self._learner.current().votes(text) if plan.units else ()
        if votes:
            query = self._with_votes(query, votes)
            result = self.engine.search(query)
        matches = dict.fromkeys((h.id for h in result.hits), "cites") if plan.numbers else {}
        return _Answer(query, result, step, {**matches, **meant}, votes)

    def _meant(self, plan: Plan) -> dict[str, str]:
        """Documents whose own number or title was typed: id → number or title."""
        titled = {c.id: "title" for t in plan.titles for c in self.catalogue.by_title(title_key(t))}
        return titled | {c.id: "number" for n in plan.numbers for c in self.catalogue.by_number(n)}

    def _with_votes(self, query: EngineQuery, votes: Sequence[Vote]) -> EngineQuery:
        plain = replace(query, bonus={}, include=(), facets=(), offset=0, limit=1)
        best = self.engine.search(plain).hits
        learned = bonuses(votes, best[0].score if best else 1.0, self.weights.learned_share)
        bonus = {i: query.bonus.get(i, 0.0) + b for i, b in learned.items()}
        return replace(query, bonus={**query.bonus, **bonus}, include=(*query.include, *learned))

    def _engine_query(
        self, plan: Plan, step: Step, request: SearchRequest, as_of: date
    ) -> EngineQuery:
        in_force = self.settings.in_force_preference if request.prefer_in_force else 0.0
        sort = request.sort
        if not plan.units and sort is Sort.RELEVANCE:
            sort = Sort.NEWEST
        return EngineQuery(
            match=step.node,
            score=plan.score,
            filters=request.filters,
            published_from=request.published_from,
            published_to=request.published_to,
            as_of=as_of,
            sort=sort,
            offset=(request.page - 1) * request.size,
            limit=request.size,
            facets=request.facets,
            preferences=Preferences(in_force, self.settings.recency_preference),
            boosts=plan.boosts,
        )

    def _hits(
        self, plan: Plan, answer: _Answer, request: SearchRequest, as_of: date
    ) -> tuple[Hit, ...]:
        found = answer.result.hits
        cards = self.catalogue.cards([h.id for h in found])
        texts: Mapping[str, ReadableText] = {}
        if request.highlight:
            texts = self._texts.get((c.id, c.revision) for c in cards.values())
        maker = HitMaker(self.analyzer, plan.marks, as_of, answer.matches)
        return tuple(
            maker.hit(
                cards[h.id],
                h.score,
                texts.get(h.id),
                self._explain(answer, h.id) if request.explain else (),
            )
            for h in found
            if h.id in cards and cards[h.id].published
        )

    def _explain(self, answer: _Answer, document_id: str) -> tuple[str, ...]:
        explanation = self.engine.explain(answer.query, document_id)
        if explanation is None:
            return ()
        learned = next((v.query for v in answer.votes if v.document_id == document_id), None)
        return in_words(explanation, answer.matches.get(document_id, "text"), learned, _TOLD)

    def _report(self, text: str, plan: Plan, answer: _Answer) -> QueryReport:
        repaired = None
        if answer.step.note is not None or answer.result.total == 0:
            repaired = self._repair(text, plan)
        return QueryReport(
            text=text,
            terms=plan.terms,
            doc_number=plan.numbers[0] if plan.numbers else None,
            synonyms=plan.synonyms,
            did_you_mean=repaired,
            relaxed=answer.step.note,
        )

    def _repair(self, text: str, plan: Plan) -> str | None:
        helps = self._helps.current()
        if helps is None or len(text) > _LONGEST_REPAIRED or plan.numbers:
            return None
        return helps.corrector.correct(text, self._stands)

    def _stands(self, text: str) -> bool:
        query = EngineQuery(Substring(self.analyzer.fold(text)), limit=0)
        return self.engine.search(query).total > 0

    # ------------------------------------------------------------ helps, use

    def suggest(self, typed: str, size: int) -> list[Suggestion]:
        """Titles and terms that go on from what was typed; none while they are being made."""
        helps = self._helps.current()
        return helps.suggester.suggest(typed, size) if helps else []

    def prepare_helps(self) -> None:
        """Wait until suggestions and repairs are there."""
        self._helps.ready()
        self._learner.refresh()

    def feedback(self, query: str, document_id: str, rank: int) -> None:
        """Keep that a hit was used. Raises DocumentNotFound."""
        self.document(document_id)
        text = clean(query)
        if text:
            self.usage.add_judgements([(text, document_id)], "click")

    def log_query(self, answer: SearchResponse) -> None:
        """Count a search for staff: first pages only, neither addresses nor identities."""
        if answer.page == 1:
            self.usage.log_query(today(), answer.query.text, answer.total)

    # ------------------------------------------------------------ documents

    def document(self, document_id: str, *, staff: bool = False) -> PolicyDocument:
        """Raises DocumentNotFound, also for one that is withheld and asked for without a key."""
        found = self.catalogue.document(document_id)
        if not (found.published or staff):
            raise DocumentNotFound(document_id)
        return found

    def status(self, document_id: str, as_of: date | None = None) -> Status:
        """Raises DocumentNotFound."""
        card = self.catalogue.cards([document_id]).get(document_id)
        if card is None:
            raise DocumentNotFound(document_id)
        return status_on(card.timeline, as_of or today())

    def events(self, document_id: str) -> Sequence[Event]:
        """Its dated events; of a withheld source neither name nor words are told."""
        found = self.catalogue.events(document_id)
        shown = self._shown(e.source_id for e in found)
        return [e if e.source_id in shown else _without_source(e) for e in found]

    def relations(self, document_id: str) -> Sequence[Link]:
        """Both directions; those with a withheld document are left out."""
        links = self.catalogue.relations(document_id)
        return [link for link in links if link.other is None or link.other.published]

    def _shown(self, ids: Iterable[str]) -> set[str]:
        cards = self.catalogue.cards(list(dict.fromkeys(ids)))
        return {i for i, card in cards.items() if card.published}

    def similar(self, document: PolicyDocument) -> tuple[Hit, ...]:
        """The documents nearest in matter, most first."""
        as_of = today()
        engine = self.engine
        words = telling_words(
            document.title,
            document.text,
            self.analyzer,
            engine.document_frequency,
            engine.status().documents,
        )
        if not words:
            return ()
        found = engine.search(similar_query(words, _SIMILAR + 1, as_of)).hits
        others = [h for h in found if h.id != document.id][:_SIMILAR]
        cards = self.catalogue.cards([h.id for h in others])
        maker = HitMaker(self.analyzer, (), as_of, {})
        return tuple(
            maker.hit(cards[h.id], h.score, None)
            for h in others
            if h.id in cards and cards[h.id].published
        )


def _without_source(event: Event) -> Event:
    hidden = replace(event.evidence, quote="", start=None, end=None)
    return replace(event, source_id="", source_title="", evidence=hidden)
