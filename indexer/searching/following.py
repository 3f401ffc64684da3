"""Whether a process that serves sees what others commit to its library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.catalogue import Catalogue
from indexer.engines.base import SearchEngine
from indexer.indexing.standing import Standing, Trouble, standing
from indexer.pipeline.lock import is_held


class Follower:
    """Follows the index, and remembers what it met. ``home``: where the writer's lock lies."""

    def __init__(
        self, catalogue: Catalogue, open_engine: Callable[[], SearchEngine], home: Path
    ) -> None:
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
        resting = not is_held(self._home, self._catalogue)
        engine = self._open_engine()
        changed = engine.refresh()
        self._behind = resting and engine.status().revision < revision
        return changed

    def standing(self) -> Standing:
        found = standing(self._catalogue, self._open_engine, behind=self._behind)
        if found.trouble is None and self._failure:
            return Standing(found.index, found.lag, Trouble.CANNOT_FOLLOW, self._failure)
        return found
