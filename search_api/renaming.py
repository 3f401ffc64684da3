"""Other names of bodies, taken up without a restart: as soon as there is an index made with them,
and not before, so that what is asked and what the index holds always go together."""

from __future__ import annotations

import logging

from indexer.bootstrap import Library
from indexer.model.errors import NoGeneration, SettingsError, StaleGeneration
from indexer.searching.service import SearchService

log = logging.getLogger(__name__)


class Renaming:
    """Of one serving process. ``library`` is the one that requests are to use."""

    def __init__(self, library: Library) -> None:
        self.library = library
        library.is_renamed()  # what it goes by is noted now
        self._coming: Library | None = None
        self._told = ""

    def look(self, service: SearchService) -> Library:
        """The library, by its present names where an index has been made with them."""
        try:
            _ = self.library.authority
            if self.library.is_renamed():
                self._take_up(service)
        except SettingsError as error:
            if str(error) != self._told:
                log.warning("the names of bodies stay as they were: %s", error)
            self._told = str(error)
        return self.library

    def _take_up(self, service: SearchService) -> None:
        if self._coming is None or self._coming.is_renamed():
            self._coming = self.library.by_present_names()
        coming = self._coming
        try:
            service.take_up(coming.store, coming.current_name)
        except (NoGeneration, StaleGeneration):
            return  # the job that makes it has not ended
        self.library, self._coming, self._told = coming, None, ""
        log.info("other names of bodies were taken up")
