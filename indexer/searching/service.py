"""The facade of everything that is read: searches, documents, relations, suggestions.

Nothing that is withheld passes here unless ``staff`` is said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from functools import partial, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from analyzers.analyzer import Analyzer
from analyzers.synonyms import SynonymTable
from indexer.catalogue.catalogue import Catalogue
from indexer.engines.base import EngineStore, SearchEngine
from indexer.indexing.projection import CurrentName
from indexer.indexing.standing import Standing
from indexer.meaning.catching_up import Place
from indexer.meaning.choosing import chosen_fingerprint, chosen_maker
from indexer.meaning.following import MeaningStanding, learn_again
from indexer.meaning.learning import Lesson
from indexer.model import PolicyDocument
from indexer.model.queries import (
    Hit,
    SearchRequest,
    SearchResponse,
)
from indexer.runtime.background import BackgroundThreads
from indexer.runtime.caching import ByteCache, Once
from indexer.runtime.deadline import within
from indexer.runtime.settings import Settings
from indexer.searching import days
from indexer.searching.called_short import ShortNames
from indexer.searching.cards import CardCache
from indexer.searching.documents import Documents
from indexer.searching.filtering import Filtering
from indexer.searching.following import Follower
from indexer.searching.helps import HelpsKeeper, Learner
from indexer.searching.hits import PivotTable
from indexer.searching.known import KnownValues
from indexer.searching.listing import Listing
from indexer.searching.meaning import MeaningKeeper
from indexer.searching.parser import clean
from indexer.searching.planning import Planning
from indexer.searching.searches import Searches
from indexer.searching.shown import shown
from indexer.searching.suggest import Suggestion
from indexer.searching.texts import TextCache
from indexer.searching.titles import TitlesKeeper
from indexer.searching.weights import RankingWeights
from indexer.usage.store import UsageStore

if TYPE_CHECKING:
    from indexer.model.answers import Answer as Answered
    from indexer.model.duties import DutyAnswer, DutyRequest
    from indexer.model.passages import PassageAnswer, PassageRequest
    from indexer.searching.answerers import Answerers

P = ParamSpec("P")
R = TypeVar("R")

# Of what texts may take, the share of where their parts begin and end.
_OUTLINES = 8
# Queries that say which titles are searched for.
_SEARCHED = 300


def bounded(
    method: Callable[Concatenate[SearchService, P], R],
) -> Callable[Concatenate[SearchService, P], R]:
    """Within the time that a search may take. Raises OutOfTime."""

    @wraps(method)
    def call(self: SearchService, *args: P.args, **kwargs: P.kwargs) -> R:
        with within(self.settings.search_seconds):
            return method(self, *args, **kwargs)

    return cast("Callable[Concatenate[SearchService, P], R]", call)


class SearchService(Documents):
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
        self._cards = CardCache(partial(shown, catalogue), catalogue.revision)
        for_outlines = settings.text_cache_bytes // _OUTLINES
        outlines = ByteCache(for_outlines)
        kept = ByteCache(settings.text_cache_bytes - for_outlines)
        texts = TextCache(catalogue.texts, kept)
        self._engine: SearchEngine | None = None
        self._lock = threading.Lock()
        self._threads = BackgroundThreads()
        self._follower = Follower(catalogue, lambda: self.engine, settings.home, store.shared)
        self._keep_helps()
        self._searches = Searches(
            lambda: self.engine, catalogue, analyzer, settings, lambda: self.weights,
            self._planning, Filtering(known, synonyms, current_name), self._cards, texts,
            self._helps, self._learner, self._titles, self._meaning,
        )  # fmt: skip
        self._answerers = Once(partial(self._made_answerers, texts, kept, outlines))

    def _made_answerers(self, texts: TextCache, kept: ByteCache, outlines: ByteCache) -> Answerers:
        from indexer.searching.answerers import Answerers, Read, Told

        read = Read(
            self.catalogue, lambda: self.engine, self.analyzer, self._cards, texts, kept, outlines,
            self._meaning.current, self._called, self.settings.in_force_preference,
        )  # fmt: skip
        told = Told(
            self._searches.asked,
            self._synonyms_of,
            self._places,
            self._regions,
            self.events,
            self.relations,
        )
        return Answerers.of(read, told)

    def _keep_helps(self) -> None:
        """What is made in the background of the library, and of what was judged and searched."""
        catalogue, settings, usage = self.catalogue, self.settings, self.usage
        self._helps = HelpsKeeper(
            catalogue,
            lambda: self.engine,
            searched=partial(usage.most_searched, _SEARCHED),
            region=settings.region,
            today=days.today,
        )
        self._learner = Learner(usage, self.analyzer)
        self._meaning = MeaningKeeper(
            catalogue,
            Place(settings.catalogue_url, settings.usage_url, settings.home, settings.encoder),
            partial(chosen_maker, self.analyzer, settings.encoder),
            partial(chosen_fingerprint, self.analyzer, settings.encoder),
            self._learner.judged,
            settings.meaning,
        )
        self._titles = TitlesKeeper(
            self.analyzer, catalogue.all_titles, lambda: self.engine.status().revision
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
        trial._searches = replace(
            self._searches,
            planning=trial._planning,
            filtering=self._searches.filtering.trying(synonyms),
        )
        return trial

    def stamp(self) -> tuple[object, ...]:
        """To be compared: another one whenever the same request may have another answer. On
        another day, after a commit or any change of a document, of judgements or synonyms, and
        when the helps have been made."""
        status = self.engine.status()
        return (
            days.today(),
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
        asked, told = self._short_names.read(request)
        found = self._searches.search(asked)
        query = replace(found.query, text=clean(request.q))
        return replace(found, query=query, notes=(*told, *found.notes)) if told else found

    @bounded
    def listing(self, request: SearchRequest) -> Listing:
        """The hits of a page of any size, in the order of ``search``, to be taken one by one.
        Raises EngineError where there is no index."""
        return self._searches.listing(request)

    def ids(self, query: str, count: int) -> list[str]:
        """The ids of the first hits: what an evaluation needs."""
        return self._searches.ids(query, count)

    @bounded
    def pivot(self, request: SearchRequest, rows: str, columns: str) -> PivotTable:
        """Counts of a search's matches by two facets: of all that ``search`` finds."""
        return self._searches.pivot(request, rows, columns)

    @bounded
    def crossed(
        self, request: SearchRequest, rows: str, columns: str
    ) -> tuple[Mapping[tuple[str, str], int], tuple[str, ...]]:
        """As ``pivot``: only those pairs of values that some match has, and notes."""
        return self._searches.crossed(request, rows, columns)

    @bounded
    def similar(self, document: PolicyDocument) -> tuple[Hit, ...]:
        """The documents nearest in matter, most first."""
        return self._searches.similar(document)

    @bounded
    def passages(self, request: PassageRequest) -> PassageAnswer:
        """Articles and sections over all documents. Raises EngineError where there is no index."""
        asked, told = self._short_names.read(request.search)
        found = self._answerers.get().passages.answer(replace(request, search=asked))
        return replace(found, notes=(*told, *found.notes)) if told else found

    @bounded
    def responsibilities(self, request: DutyRequest) -> DutyAnswer:
        """Who answers for a matter. Raises EngineError where there is no index."""
        asked, told = self._short_names.read(request.search)
        found = self._answerers.get().duties.answer(replace(request, search=asked))
        return replace(found, notes=(*told, *found.notes)) if told else found

    def answer(self, request: SearchRequest) -> Answered:
        """What the documents say to a question. Raises EngineError where there is no index."""
        return self.answer_on(request, days.today())

    @bounded
    def answer_on(self, request: SearchRequest, day: date) -> Answered:
        """As ``answer``, as though it were that day."""
        asked, told = self._short_names.read(request)
        found = self._answerers.get().questions.answer(asked, day)
        return replace(found, question=request.q, notes=(*told, *found.notes)) if told else found

    @property
    def _short_names(self) -> ShortNames:
        return ShortNames(self._titles.current, self._synonyms)

    def _synonyms_of(self, word: str) -> tuple[str, ...]:
        """What the synonyms say for a word as a whole."""
        found = self._synonyms.current().expand(word)
        return tuple(t for e in found if e.end - e.start == len(word) for t in e.targets)

    def _places(self, text: str) -> tuple[str, ...]:
        """The regions of the library that a text names."""
        return tuple(value for value in self._regions() if value in text)

    def _regions(self) -> tuple[str, ...]:
        return tuple(self._known.of("region", self.engine)[1])

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

    def prepare_answers(self) -> None:
        """Import what answers questions, so that none has to wait for it."""
        self._answerers.get()

    def feedback(self, query: str, document_id: str, rank: int, client: str = "") -> None:
        """Keep that ``client`` used a hit; who that was is not kept. Raises DocumentNotFound."""
        self.document(document_id)
        text = clean(query)
        if text:
            self.usage.add_click(days.today(), text, document_id, client)

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
            self.usage.log_query(days.today(), text, total, relaxed=relaxed, took_ms=took_ms)
