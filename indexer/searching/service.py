"""The facade of everything that is read: searches, documents, relations, suggestions.

Nothing that is withheld passes here unless ``staff`` is said.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from functools import partial, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from analyzers.analyzer import Analyzer
from analyzers.synonyms import SynonymTable
from indexer.catalogue.attached import Attachments
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Link
from indexer.engines.base import EngineStore, SearchEngine
from indexer.indexing.projection import CurrentName
from indexer.indexing.standing import Standing
from indexer.meaning.catching_up import Place
from indexer.meaning.choosing import chosen_fingerprint, chosen_maker
from indexer.meaning.everyday import EverydayWords
from indexer.meaning.following import MeaningStanding, learn_again
from indexer.meaning.learning import Lesson
from indexer.model import Event, PolicyDocument, Status
from indexer.model.answers import Answer as Answered
from indexer.model.duties import DutyAnswer, DutyRequest
from indexer.model.errors import DocumentNotFound
from indexer.model.passages import PassageAnswer, PassageRequest
from indexer.model.queries import (
    Hit,
    Relaxed,
    Replacement,
    SearchRequest,
    SearchResponse,
    Sort,
)
from indexer.model.validity import status_on
from indexer.runtime.background import BackgroundThreads
from indexer.runtime.caching import ByteCache
from indexer.runtime.deadline import check, within
from indexer.runtime.settings import Settings
from indexer.searching.answering import Answering
from indexer.searching.asking import Answer, Asking
from indexer.searching.cards import CardCache
from indexer.searching.duties import DutySearch
from indexer.searching.explain import explain
from indexer.searching.filtering import Filtering
from indexer.searching.following import Follower
from indexer.searching.helps import HelpsKeeper, Learner
from indexer.searching.hits import HitMaker, PivotTable, made_facet, pivot_table
from indexer.searching.known import KnownValues
from indexer.searching.listing import Listing
from indexer.searching.meaning import MeaningKeeper
from indexer.searching.nearness import Nearness
from indexer.searching.parser import clean
from indexer.searching.part_texts import PartTexts
from indexer.searching.passage_search import Asked, PassageSearch
from indexer.searching.plan import Plan
from indexer.searching.planning import Planning
from indexer.searching.reporting import Reporter, behind_the_last
from indexer.searching.shown import shown
from indexer.searching.similar import similar_query, telling_words
from indexer.searching.spelling import quoted_where_changed
from indexer.searching.suggest import Suggestion
from indexer.searching.texts import ReadableText, TextCache
from indexer.searching.titles import TitlesKeeper
from indexer.searching.weights import RankingWeights
from indexer.understanding.validity.succession import Succession
from indexer.usage.store import UsageStore

TIME_ZONE = ZoneInfo("Asia/Shanghai")

P = ParamSpec("P")
R = TypeVar("R")

_SIMILAR = 5
# Queries that say which titles are searched for.
_SEARCHED = 300
# So many of the words that a query in pinyin may mean are looked for.
_SPELLED = 3


def today() -> date:
    """The day in Asia/Shanghai: a measure lapses at midnight there."""
    return datetime.now(TIME_ZONE).date()


def bounded(
    method: Callable[Concatenate[SearchService, P], R],
) -> Callable[Concatenate[SearchService, P], R]:
    """Within the time that a search may take. Raises OutOfTime."""

    @wraps(method)
    def call(self: SearchService, *args: P.args, **kwargs: P.kwargs) -> R:
        with within(self.settings.search_seconds):
            return method(self, *args, **kwargs)

    return cast("Callable[Concatenate[SearchService, P], R]", call)


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
        self._store, self._current_name = store, current_name
        current_name = self._called
        # Answering waits for other machines, not for this one's processor.
        self.asks_servers = bool(store.shared or settings.database_url)
        known = self._known = KnownValues()
        self._synonyms = synonyms
        self._planning = Planning(analyzer, synonyms, self.weights, current_name, known)
        self._filtering = Filtering(known, synonyms, current_name)
        self._cards = CardCache(partial(shown, catalogue), catalogue.revision)
        kept = ByteCache(settings.text_cache_bytes)
        self._texts = TextCache(catalogue.texts, kept)
        self._passages = PassageSearch(
            self._asked,
            lambda: self.engine,
            self._cards,
            self._texts,
            PartTexts(kept),
            settings.in_force_preference,
        )
        self._duties = DutySearch(catalogue, self._passages, current_name)
        self._answering = Answering(
            catalogue, self._passages, self._duties, lambda: self.engine, self.relations,
            self._places, self._synonyms_of, analyzer.is_word,
            Nearness(lambda: self._meaning.current(), EverydayWords(analyzer.cut), kept),
        )  # fmt: skip
        self._engine: SearchEngine | None = None
        self._lock = threading.Lock()
        self._threads = BackgroundThreads()
        self._follower = Follower(catalogue, lambda: self.engine, settings.home, store.shared)
        self._helps = HelpsKeeper(
            catalogue,
            lambda: self.engine,
            searched=partial(usage.most_searched, _SEARCHED),
            region=settings.region,
            today=today,
        )
        self._learner = Learner(usage, analyzer)
        self._meaning = MeaningKeeper(
            catalogue,
            Place(settings.catalogue_url, settings.usage_url, settings.home, settings.encoder),
            partial(chosen_maker, analyzer, settings.encoder),
            partial(chosen_fingerprint, analyzer, settings.encoder),
            self._learner.judged,
            settings.meaning,
        )
        self._titles = TitlesKeeper(
            analyzer, catalogue.all_titles, lambda: self.engine.status().revision
        )

    # ------------------------------------------------------------ the index

    @property
    def engine(self) -> SearchEngine:
        """The serving generation. Raises NoGeneration or StaleGeneration."""
        with self._lock:
            if self._engine is None:
                self._engine = self._store.current()
            return self._engine

    def _called(self, name: str) -> str:
        return self._current_name(name)

    def take_up(self, store: EngineStore, current_name: CurrentName) -> None:
        """Go on with the index that was made with other names of bodies. Raises NoGeneration or
        StaleGeneration while there is none; then all stays as it was."""
        engine = store.current()
        with self._lock:
            self._store, self._current_name, self._engine = store, current_name, engine

    def warm_up(self) -> None:
        """Load what the first requests need, in the background."""
        self._threads.start("warm-up", self._warm_up)

    def _warm_up(self) -> None:
        self.analyzer.terms("政务公开")
        self.refresh()

    def refresh(self) -> bool:
        """See what was committed, published or judged meanwhile."""
        changed = self._follower.refresh()
        self.usage.flush()
        self._learner.refresh()
        self._titles.refresh()
        self._helps.refresh()
        self._meaning.refresh()
        self._meaning.follow()
        return changed

    def standing(self) -> Standing:
        """Whether what others commit to the library is found here, and if not, why."""
        return self._follower.standing()

    @property
    def lags(self) -> bool:
        """Whether other hosts have committed what the index here does not have yet."""
        return self._follower.lags

    def meaning(self) -> MeaningStanding | None:
        """How far the vectors of meaning have come; None where they are switched off."""
        return self._meaning.standing()

    def trying(self, synonyms: SynonymTable) -> SearchService:
        """The same library, searched with other synonyms; it is this service's to close."""
        trial = copy(self)
        trial._synonyms = synonyms
        trial._planning = self._planning.trying(synonyms)
        trial._filtering = self._filtering.trying(synonyms)
        return trial

    def stamp(self) -> tuple[object, ...]:
        """To be compared: another one whenever the same request may have another answer. On
        another day, after a commit or any change of a document, of judgements or synonyms, and
        when the helps have been made."""
        status = self.engine.status()
        return (
            today(),
            status.generation,
            status.revision,
            self.catalogue.revision(),
            self._planning.stamp(),
            self._helps.current(),
            self._helps.series(),
            self._learner.current(),
            self._titles.revision,
            self._meaning.stamp(),
        )

    def learn_meaning(self) -> Lesson | None:
        """Learn at once, in this process, what judgements teach of meaning: for evaluations."""
        maker = chosen_maker(self.analyzer, self.settings.encoder)
        lesson = learn_again(self.settings.home, maker, self.usage.judgements())
        self._meaning.refresh()
        return lesson

    def close(self) -> None:
        """Close all that was opened; also the catalogue."""
        # First who may still be reading it.
        self._helps.close()
        self._threads.close()
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None
        self._meaning.close()
        self.usage.close()
        self.catalogue.close()

    # ------------------------------------------------------------ searching

    @bounded
    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a search. Raises EngineError where there is no index."""
        began = time.perf_counter()
        asked = self._asked(request)
        request, plan, answer = asked.request, asked.plan, asked.answer
        engine, as_of = self.engine, asked.as_of
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

    def _reporter(self, engine: SearchEngine) -> Reporter:
        return Reporter(self.analyzer, engine, self._helps.current(), self._planning.spelling)

    @bounded
    def listing(self, request: SearchRequest) -> Listing:
        """The hits of a page of any size, in the order of ``search``, to be taken one by one.
        Raises EngineError where there is no index."""
        as_of = request.as_of or today()
        engine, text = self.engine, clean(request.q)
        bare = replace(request, facets=(), highlight=False)
        request, notes = self._filtering.applied(bare, engine)
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

    @bounded
    def passages(self, request: PassageRequest) -> PassageAnswer:
        """Articles and sections over all documents. Raises EngineError where there is no index."""
        return self._passages.answer(request)

    @bounded
    def responsibilities(self, request: DutyRequest) -> DutyAnswer:
        """Who answers for a matter. Raises EngineError where there is no index."""
        return self._duties.answer(request)

    def answer(self, request: SearchRequest) -> Answered:
        """What the documents say to a question. Raises EngineError where there is no index."""
        return self.answer_on(request, today())

    def answer_on(self, request: SearchRequest, day: date) -> Answered:
        """As ``answer``, as though it were that day."""
        return self._answering.answer(request, day)

    def _synonyms_of(self, word: str) -> tuple[str, ...]:
        """What the synonyms say for a word as a whole."""
        found = self._synonyms.current().expand(word)
        return tuple(t for e in found if e.end - e.start == len(word) for t in e.targets)

    def _places(self, text: str) -> tuple[str, ...]:
        """The regions of the library that a text names."""
        _, known = self._known.of("region", self.engine)
        return tuple(value for value in known if value in text)

    def _asked(self, request: SearchRequest) -> Asked:
        """The answer to a search before anything of its hits is read."""
        as_of = request.as_of or today()
        engine, text = self.engine, clean(request.q)
        request, notes = self._filtering.applied(request, engine)
        plan, answer = self._ask(engine, text, request, as_of)
        report = self._reporter(engine).report(text, plan, answer)
        return Asked(plan, answer, request, as_of, report, notes)

    def ids(self, query: str, count: int) -> list[str]:
        """The ids of the first hits: what an evaluation needs."""
        if query.isascii():
            self._helps.ready()  # it may be pinyin
        self._helps.wait_for_series()
        request = SearchRequest(q=query, size=count, facets=(), highlight=False)
        _, answer = self._ask(self.engine, clean(query), request, today())
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
        plan = self._planning.plan(text, engine)
        answer = self._asking(engine).ask(plan, text, request, as_of, strictly=strictly)
        helps = self._helps.current()
        # Letters beside characters are pinyin before the characters are looked for alone.
        relaxed = answer.relaxed is not None and text.isascii()
        if (
            answer.total
            or relaxed
            or helps is None
            or not (meant := helps.suggester.spelled(text, _SPELLED))
        ):
            return plan, answer
        spelled = self._planning.plan(" OR ".join(meant), engine)
        found = self._asking(engine).ask(spelled, text, request, as_of, strictly=strictly)
        if not found.total:
            return plan, answer
        step = replace(found.step, note=f"按拼音查找：{'、'.join(meant)}")
        return spelled, replace(found, step=step)

    @bounded
    def pivot(self, request: SearchRequest, rows: str, columns: str) -> PivotTable:
        """Counts of a search's matches by two facets: of all that ``search`` finds."""
        found, notes = self.crossed(request, rows, columns)
        return pivot_table(found, notes)

    @bounded
    def crossed(
        self, request: SearchRequest, rows: str, columns: str
    ) -> tuple[Mapping[tuple[str, str], int], tuple[str, ...]]:
        """As ``pivot``: only those pairs of values that some match has, and notes."""
        engine, as_of = self.engine, request.as_of or today()
        request, notes = self._filtering.applied(request, engine)
        text = clean(request.q)
        plan, _ = self._ask(engine, text, replace(request, size=1, facets=()), as_of)
        query = self._asking(engine).matching(plan, text, request, as_of)
        return engine.pivot(query, rows, columns), notes

    def _asking(self, engine: SearchEngine) -> Asking:
        return Asking(
            engine,
            self.catalogue,
            self.weights,
            self.settings,
            self._learner.current(),
            self._helps.series(),
            self._titles.current(),
            self._meaning.current,
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
        cards = self._cards.get([h.id for h in found])
        texts: Mapping[str, ReadableText] = {}
        if request.highlight:
            texts = self._texts.get((i, s.card.revision) for i, s in cards.items())
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

    # ------------------------------------------------------------ helps, use

    def suggest(self, typed: str, size: int) -> list[Suggestion]:
        """Terms, titles and numbers that go on from what was typed, or from what stands for it;
        none while they are being made."""
        helps = self._helps.current()
        if helps is None:
            return []
        found = dict.fromkeys(helps.suggester.suggest(typed, size))
        if len(found) < size:
            for other in self._planning.spelling.others(typed):
                found |= dict.fromkeys(helps.suggester.suggest(other, size))
        return list(found)[:size]

    def prepare_helps(self) -> None:
        """Wait until suggestions and repairs are there, and all else that ``stamp`` tells of."""
        self._helps.ready()
        self._learner.refresh()
        self._titles.refresh()
        self._meaning.refresh()

    def feedback(self, query: str, document_id: str, rank: int, client: str = "") -> None:
        """Keep that ``client`` used a hit; who that was is not kept. Raises DocumentNotFound."""
        self.document(document_id)
        text = clean(query)
        if text:
            self.usage.add_click(today(), text, document_id, client)

    def marks(self, query: str) -> tuple[str, ...]:
        """What is marked in a text that a query found: folded texts, longest first."""
        return self._planning.plan(clean(query), self.engine).marks

    def log_query(
        self,
        text: str,
        total: int,
        *,
        page: int = 1,
        relaxed: bool = False,
        took_ms: float | None = None,
    ) -> None:
        """Count a search for staff: first pages only, neither addresses nor identities."""
        if page == 1:
            self.usage.log_query(today(), text, total, relaxed=relaxed, took_ms=took_ms)

    # ------------------------------------------------------------ documents

    def document(self, document_id: str, *, staff: bool = False) -> PolicyDocument:
        """Raises DocumentNotFound, also for one that is withheld and asked for without a key."""
        found = self.catalogue.document(document_id)
        if not (found.published or staff):
            raise DocumentNotFound(document_id)
        return found

    def removed(self, document_id: str) -> date | None:
        """When a published document was removed from the library; None for all others."""
        at = self.catalogue.removed(document_id)
        return at.astimezone(TIME_ZONE).date() if at else None

    def status(self, document_id: str, as_of: date | None = None) -> Status:
        """Raises DocumentNotFound."""
        card = self.catalogue.cards([document_id]).get(document_id)
        if card is None:
            raise DocumentNotFound(document_id)
        return status_on(card.timeline, as_of or today())

    def replaced_by(self, document_id: str, as_of: date | None = None) -> Replacement | None:
        """What has taken the place of a document that has ended by the day; of those published."""
        found = self._cards.get([document_id]).get(document_id)
        return found.replaced_on(as_of or today()) if found else None

    def attachments(self, document_id: str) -> Attachments:
        """What is attached to it and what it is attached to; of those published."""
        found = self.catalogue.attachments([document_id]).get(document_id, Attachments())
        files, notices = (
            tuple(each for each in side if each.card.published)
            for side in (found.files, found.notices)
        )
        return Attachments(files, notices)

    def events(self, document_id: str) -> Sequence[Event]:
        """Its dated events; of a withheld source neither name nor words are told."""
        found = self.catalogue.events(document_id)
        shown = self._shown(e.source_id for e in found)
        return [e if e.source_id in shown else without_source(e) for e in found]

    def wordings(self, document_id: str) -> Sequence[Succession]:
        """How the published texts of its instrument follow one another."""
        found = self.catalogue.wordings(document_id)
        shown = self._shown(side.card.id for s in found for side in (s.earlier, s.later))
        return [s for s in found if {s.earlier.card.id, s.later.card.id} <= shown]

    def relations(self, document_id: str) -> Sequence[Link]:
        """Both directions; those with a withheld document are left out."""
        links = self.catalogue.relations(document_id)
        return [link for link in links if link.other is None or link.other.published]

    def _shown(self, ids: Iterable[str]) -> set[str]:
        cards = self.catalogue.cards(list(dict.fromkeys(ids)))
        return {i for i, card in cards.items() if card.published}

    @bounded
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
        cards = self._cards.get([h.id for h in others])
        maker = HitMaker((), as_of, {})
        return tuple(
            maker.hit(cards[h.id], h.score, None)
            for h in others
            if h.id in cards and cards[h.id].card.published
        )


def without_source(event: Event) -> Event:
    """For whoever may not see the document that speaks."""
    hidden = replace(event.evidence, quote="", start=None, end=None)
    return replace(event, source_id="", source_title="", evidence=hidden)
