"""A search: asked of the engine, and its hits as users see them.

A request → the values that were meant (filtering.py) → a plan (planning.py) → the engine's answer
(asking.py) → hits with cards, highlights and explanations, and what helps where little was found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from analyzers.analyzer import Analyzer
from indexer.catalogue.catalogue import Catalogue
from indexer.engines.base import SearchEngine
from indexer.model import PolicyDocument
from indexer.model.queries import Hit, Relaxed, SearchRequest, SearchResponse, Sort
from indexer.runtime.deadline import check
from indexer.runtime.settings import Settings
from indexer.searching import days
from indexer.searching.asked import Asked
from indexer.searching.asking import Answer, Asking
from indexer.searching.cards import CardCache
from indexer.searching.explain import explain
from indexer.searching.filtering import Filtering
from indexer.searching.helps import HelpsKeeper, Learner
from indexer.searching.hits import HitMaker, PivotTable, made_facet, pivot_table
from indexer.searching.listing import Listing
from indexer.searching.meaning import MeaningKeeper
from indexer.searching.parser import clean
from indexer.searching.plan import Plan
from indexer.searching.planning import Planning
from indexer.searching.reporting import Reporter, behind_the_last
from indexer.searching.similar import similar_query, telling_words
from indexer.searching.spelling import quoted_where_changed
from indexer.searching.texts import ReadableText, TextCache
from indexer.searching.titles import TitlesKeeper
from indexer.searching.weights import RankingWeights

_SIMILAR = 5
# So many of the words that a query in pinyin may mean are looked for.
_SPELLED = 3


@dataclass(frozen=True, slots=True)
class Searches:
    """Searches one library. ``engine`` gives the serving generation, and raises EngineError where
    there is none. Safe from several threads."""

    engine: Callable[[], SearchEngine]
    catalogue: Catalogue
    analyzer: Analyzer
    settings: Settings
    weights: Callable[[], RankingWeights]
    planning: Planning
    filtering: Filtering
    cards: CardCache
    texts: TextCache
    helps: HelpsKeeper
    learner: Learner
    titles: TitlesKeeper
    meaning: MeaningKeeper

    def _reporter(self, engine: SearchEngine) -> Reporter:
        return Reporter(self.analyzer, engine, self.helps.current(), self.planning.spelling)

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a search. Raises EngineError where there is no index."""
        began = time.perf_counter()
        asked = self.asked(request)
        request, plan, answer = asked.request, asked.plan, asked.answer
        engine, as_of = self.engine(), asked.as_of
        to_be_asked = self._reporter(engine).to_be_asked
        repaired = to_be_asked(plan, answer, asked.report) if request.page == 1 else None
        hits = self._hits(engine, plan, answer, request, as_of)
        relaxed = self._repaired(engine, clean(request.q), repaired, request, as_of)
        relaxed = relaxed or self._relaxed(engine, plan, answer, request, as_of)
        nothing = not hits and not (relaxed and relaxed.hits)
        return SearchResponse(
            total=answer.total,
            page=request.page,
            size=request.size,
            as_of=as_of,
            revision=answer.revision,
            query=asked.report,
            hits=hits,
            relaxed=relaxed,
            facets={
                name: made_facet(
                    name, answer.facets[name], request.filters.get(name, ()), request.facet_size
                )
                for name in request.facets
            },
            notes=(*asked.notes, *(behind_the_last(answer.total, request) if nothing else ())),
            filters=request.filters,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
        )

    def listing(self, request: SearchRequest) -> Listing:
        """The hits of a page of any size, in the order of ``search``, to be taken one by one.
        Raises EngineError where there is no index."""
        as_of = request.as_of or days.today()
        engine, text = self.engine(), clean(request.q)
        bare = replace(request, facets=(), highlight=False)
        request, notes = self.filtering.applied(bare, engine)
        plan, answer = self._ask(engine, text, request, as_of, strictly=True)
        report = self._reporter(engine).report(text, plan, answer)
        return Listing(
            total=answer.total,
            as_of=as_of,
            revision=answer.revision,
            query=replace(report, notes=(*notes, *report.notes)),
            ids=tuple(hit.id for hit in answer.hits),
            catalogue=self.catalogue,
        )

    def asked(self, request: SearchRequest) -> Asked:
        """The answer to a search before anything of its hits is read."""
        as_of = request.as_of or days.today()
        engine, text = self.engine(), clean(request.q)
        request, notes = self.filtering.applied(request, engine)
        plan, answer = self._ask(engine, text, request, as_of)
        report = self._reporter(engine).report(text, plan, answer)
        return Asked(plan, answer, request, as_of, report, notes)

    def ids(self, query: str, count: int) -> list[str]:
        """The ids of the first hits: what an evaluation needs."""
        if query.isascii():
            self.helps.ready()  # it may be pinyin
        self.helps.wait_for_series()
        request = SearchRequest(q=query, size=count, facets=(), highlight=False)
        _, answer = self._ask(self.engine(), clean(query), request, days.today())
        beside = answer.relaxed.hits if answer.relaxed else ()
        return [h.id for h in (*answer.hits, *beside)]

    def _ask(
        self,
        engine: SearchEngine,
        text: str,
        request: SearchRequest,
        as_of: date,
        *,
        strictly: bool = False,
    ) -> tuple[Plan, Answer]:
        """The plan and its answer; where nothing is found, of what was meant in pinyin."""
        plan = self.planning.plan(text, engine)
        answer = self._asking(engine).ask(plan, text, request, as_of, strictly=strictly)
        helps = self.helps.current()
        # Letters beside characters are pinyin before the characters are looked for alone.
        relaxed = answer.relaxed is not None and text.isascii()
        if (
            answer.total
            or relaxed
            or helps is None
            or not (meant := helps.suggester.spelled(text, _SPELLED))
        ):
            return plan, answer
        spelled = self.planning.plan(" OR ".join(meant), engine)
        found = self._asking(engine).ask(spelled, text, request, as_of, strictly=strictly)
        if not found.total:
            return plan, answer
        step = replace(found.step, note=f"按拼音查找：{'、'.join(meant)}")
        return spelled, replace(found, step=step)

    def pivot(self, request: SearchRequest, rows: str, columns: str) -> PivotTable:
        """Counts of a search's matches by two facets: of all that ``search`` finds."""
        found, notes = self.crossed(request, rows, columns)
        return pivot_table(found, notes)

    def crossed(
        self, request: SearchRequest, rows: str, columns: str
    ) -> tuple[Mapping[tuple[str, str], int], tuple[str, ...]]:
        """As ``pivot``: only those pairs of values that some match has, and notes."""
        engine, as_of = self.engine(), request.as_of or days.today()
        request, notes = self.filtering.applied(request, engine)
        text = clean(request.q)
        plan, _ = self._ask(engine, text, replace(request, size=1, facets=()), as_of)
        query = self._asking(engine).matching(plan, text, request, as_of)
        return engine.pivot(query, rows, columns), notes

    def _asking(self, engine: SearchEngine) -> Asking:
        return Asking(
            engine,
            self.catalogue,
            self.weights(),
            self.settings,
            self.learner.current(),
            self.helps.series(),
            self.titles.current(),
            self.meaning.current,
        )

    def _relaxed(
        self,
        engine: SearchEngine,
        plan: Plan,
        answer: Answer,
        request: SearchRequest,
        as_of: date,
    ) -> Relaxed | None:
        beside = answer.relaxed
        if beside is None:
            return None
        hits = self._hits(engine, plan, beside, request, as_of)
        return Relaxed(beside.step.note or "", beside.total, hits)

    def _repaired(
        self,
        engine: SearchEngine,
        text: str,
        repaired: str | None,
        request: SearchRequest,
        as_of: date,
    ) -> Relaxed | None:
        """What all words of a repaired query find; None where there is none, or nothing."""
        if repaired is None:
            return None
        wanted = replace(request, q=repaired, sort=Sort.RELEVANCE, facets=())
        plan, answer = self._ask(engine, repaired, wanted, as_of, strictly=True)
        if not answer.total:
            return None
        hits = self._hits(engine, plan, answer, wanted, as_of)
        note = f"按“{repaired}”查找"
        return Relaxed(note, answer.total, hits, quoted_where_changed(text, repaired))

    def _hits(
        self,
        engine: SearchEngine,
        plan: Plan,
        answer: Answer,
        request: SearchRequest,
        as_of: date,
    ) -> tuple[Hit, ...]:
        found = answer.hits
        cards = self.cards.get([h.id for h in found])
        texts: Mapping[str, ReadableText] = {}
        if request.highlight:
            texts = self.texts.get((i, s.card.revision) for i, s in cards.items())
        marks = plan.marks if answer.step.marks is None else answer.step.marks
        maker = HitMaker(marks, as_of, answer.matches, self.analyzer.is_word)
        check()
        return tuple(
            [
                maker.hit(
                    cards[h.id],
                    h.score,
                    texts.get(h.id),
                    explain(engine, answer, h) if request.explain else (),
                )
                for h in found
                if h.id in cards and cards[h.id].card.published
            ]
        )

    def similar(self, document: PolicyDocument) -> tuple[Hit, ...]:
        """The documents nearest in matter, most first."""
        as_of = days.today()
        engine = self.engine()
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
        cards = self.cards.get([h.id for h in others])
        maker = HitMaker((), as_of, {})
        return tuple(
            maker.hit(cards[h.id], h.score, None)
            for h in others
            if h.id in cards and cards[h.id].card.published
        )
