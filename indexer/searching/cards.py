"""Cards of hits, kept while the catalogue stays as it is: the same documents are shown often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from indexer.catalogue.types import Card

# A card is about a kilobyte.
_KEPT = 8_000


class CardCache:
    """Cards by id. Safe from several threads."""

    def __init__(
        self, read: Callable[[Sequence[str]], Mapping[str, Card]], revision: Callable[[], int]
    ) -> None:
        self._read = read
        self._revision = revision
        self._held: tuple[int, dict[str, Card]] = (-1, {})

    def get(self, ids: Sequence[str]) -> Mapping[str, Card]:
        """Those of ``ids`` that are there, as the catalogue has them now."""
        # Asked before reading: a card that changes meanwhile is of the next revision at least,
        # and goes with this one.
        revision = self._revision()
        held_at, held = self._held
        if held_at != revision or len(held) > _KEPT:
            held = {}
            self._held = (revision, held)
        missing = [i for i in ids if i not in held]
        if missing:
            held.update(self._read(missing))
        return {i: held[i] for i in ids if i in held}
