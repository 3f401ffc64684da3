"""What helps while and after typing, made anew when the library has changed: suggestions, repairs,
and what was learned from judgements. No request waits for it; making.py does the work."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analyzers.analyzer import Analyzer
from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Offered
from indexer.engines.base import SearchEngine
from indexer.meaning.learning import digest, judged_questions
from indexer.model.errors import CatalogueError, PolicySearchError
from indexer.runtime.background import BackgroundThreads
from indexer.searching.correct import Corrector
from indexer.searching.feedback import Learned
from indexer.searching.making import Maker
from indexer.searching.offered import in_order
from indexer.searching.series import Series
from indexer.searching.suggest import Suggester
from indexer.usage.store import UsageStore

log = logging.getLogger(__name__)

# Terms that are offered and used for repairs: the most frequent ones of the library.
_TERMS = 60_000
# While a library keeps changing, making them anew takes one part in so many of the time.
_REST = 10
_AFTER_AN_ERROR = 30.0


@dataclass(frozen=True, slots=True)
class Helps:
    """For one revision of the library, and one day: what ends at midnight is suggested later."""

    revision: int
    day: date
    suggester: Suggester
    corrector: Corrector


class HelpsKeeper:
    """Gives the helps there are, and has newer ones made. Never makes a request wait."""

    def __init__(
        self,
        catalogue: Catalogue,
        engine: Callable[[], SearchEngine],
        *,
        searched: Callable[[], Sequence[tuple[str, int]]] = tuple,
        region: str | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """``searched``: (query, how often); ``region``: the library's own."""
        self._catalogue = catalogue
        self._engine = engine
        self._searched = searched
        self._region = region
        self._today = today
        self._held: Helps | None = None
        self._series: tuple[int, Series] = (-1, Series())
        self._making = threading.Lock()
        self._maker = Maker()
        self._threads = BackgroundThreads()
        self._not_before = 0.0

    def series(self) -> Series:
        """Those of the library; none while they are being read."""
        return self._series[1]

    def wait_for_series(self) -> None:
        """Wait until they are up to date: for evaluations."""
        with self._making:
            revision = self._engine().status().revision
            if self._series[0] != revision:
                self._read_series(revision, self._catalogue.all_titles())

    def _read_series(self, revision: int, titles: Iterable[tuple[str, str]]) -> None:
        self._series = (revision, Series.of_titles(titles))

    def current(self) -> Helps | None:
        """None while the first ones are being made."""
        return self._held

    def ready(self) -> Helps | None:
        """Wait for helps that are up to date: for the command line and tests. None where they
        were closed meanwhile."""
        with self._making:
            revision = self._engine().status().revision
            if not self._is_current(revision):
                offered = list(self._catalogue.offered())
                self._read_series(revision, ((one.id, one.title) for one in offered))
                self._held = self._make(revision, offered)
            return self._held

    def _is_current(self, revision: int) -> bool:
        held = self._held
        return held is not None and (held.revision, held.day) == (revision, self._today())

    def refresh(self) -> None:
        """Make them anew in the background where the library has changed."""
        if self._held is not None and self._is_current(self._engine().status().revision):
            return
        if not self._making.locked() and time.monotonic() >= self._not_before:
            self._threads.start("helps", self._quietly)

    def close(self) -> None:
        """End what is being made; afterwards nobody reads the catalogue for it."""
        self._maker.close()
        self._threads.close()

    def _quietly(self) -> None:
        began = time.monotonic()
        rest = _AFTER_AN_ERROR
        try:
            self.ready()
            rest = _REST * (time.monotonic() - began)
        except PolicySearchError as error:
            log.warning("suggestions are not available: %s", error)
        self._not_before = time.monotonic() + rest

    def _make(self, revision: int, offered: Sequence[Offered]) -> Helps | None:
        day = self._today()
        order = in_order(offered, self._searched(), self._region, day)
        words = self._engine().vocabulary("", _TERMS)
        made = self._maker.make(words, order.titles, order.ended, order.numbers)
        return None if made is None else Helps(revision, day, made.suggester, made.corrector)


class Learner:
    """What was learned, read again when judgements change."""

    def __init__(self, usage: UsageStore, analyzer: Analyzer) -> None:
        self._usage = usage
        self._analyzer = analyzer
        self._lock = threading.Lock()
        self._stamp: int | None = None
        self._learned = Learned(analyzer, ())
        self._judged = ""

    def current(self) -> Learned:
        """What was learned at the last refresh; the first time, what there is to learn from."""
        if self._stamp is None:
            self.refresh()
        return self._learned

    def judged(self) -> str:
        """The digest of the questions that were judged, at the last refresh."""
        self.current()
        return self._judged

    def refresh(self) -> None:
        """Read the judgements again where they have changed. Where they cannot be read, what was
        learned stays: it only orders, and answers go on."""
        with self._lock:
            try:
                stamp = self._usage.stamp()
                if stamp == self._stamp:
                    return
                judgements = self._usage.judgements()
            except CatalogueError as error:
                log.warning("nothing new is learned: %s", error)
                self._stamp = self._stamp or 0
                return
            self._learned = Learned(self._analyzer, judgements)
            self._judged = digest(judged_questions(judgements))
            self._stamp = stamp
