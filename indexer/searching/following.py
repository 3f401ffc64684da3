"""Whether a process that serves sees what others commit to its library."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from indexer.catalogue import Catalogue
from indexer.engines.base import SearchEngine
from indexer.indexing.standing import Standing, Trouble, standing
from indexer.pipeline.lock import is_held

# How long an index may stand still behind a catalogue that hosts share before that is a trouble.
_AWAITED_SECONDS = 30.0


class Follower:
    """Follows the index, and remembers what it met. ``home``: where the writer's lock lies;
    ``shared``: the name of an index that other hosts write to."""

    def __init__(
        self,
        catalogue: Catalogue,
        open_engine: Callable[[], SearchEngine],
        home: Path,
        shared: str = "",
    ) -> None:
        self._shared = shared
        # Where hosts share a catalogue, another one's commit is brought up by a process of this
        # host, or of the one that is elected: ``lags`` asks for it, and only where nothing comes of
        # that is it a trouble.
        self._on_server = not catalogue.database.sqlite
        self._moved = (-1, 0.0)
        self.lags = False
        self._catalogue = catalogue
        self._open_engine = open_engine
        self._home = home
        self._behind = False
        self._failure = ""

    def refresh(self) -> bool:
        """See what was committed or published; whether anything was. Raises what the index or the
        catalogue raises, once this has been remembered."""
        try:
            changed = self._refresh()
        except Exception as error:
            self._failure = str(error) or type(error).__name__
            raise
        self._failure = ""
        return changed

    def _refresh(self) -> bool:
        revision = self._catalogue.revision()
        # In this order: a writer indexes what it committed before it lets go of the lock. What is
        # still behind after that nobody brings up, however long one waits.
        resting = not is_held(self._home, self._catalogue, self._shared)
        engine = self._open_engine()
        changed = engine.refresh()
        reached = engine.status().revision
        behind = reached < revision
        if not behind or reached != self._moved[0]:
            self._moved = (reached, time.monotonic())
        self.lags = self._on_server and behind
        self._behind = resting and behind and not self._is_awaited()
        return changed

    def _is_awaited(self) -> bool:
        return self._on_server and time.monotonic() - self._moved[1] < _AWAITED_SECONDS

    def standing(self) -> Standing:
        found = standing(self._catalogue, self._open_engine, behind=self._behind)
        if found.trouble is None and self._failure:
            return Standing(found.index, found.lag, Trouble.CANNOT_FOLLOW, self._failure)
        return found
