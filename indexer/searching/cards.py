"""What is shown of hits, kept while the catalogue stays: the same documents are shown often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from indexer.runtime.caching import ByteCache
from indexer.searching.shown import Shown

# What a card takes, about; and all of them together.
_CARD_BYTES = 1_200
_KEPT_BYTES = 8_000 * _CARD_BYTES


class CardCache:
    """Cards by id. Safe from several threads."""

    def __init__(
        self, read: Callable[[Sequence[str]], Mapping[str, Shown]], revision: Callable[[], int]
    ) -> None:
        self._read = read
        self._revision = revision
        self._cache = ByteCache(_KEPT_BYTES)
        self._held_at = -1

    def get(self, ids: Sequence[str]) -> Mapping[str, Shown]:
        """Those of ``ids`` that are there, as the catalogue has them now."""
        # Asked before reading: a card that changes meanwhile is of the next revision at least,
        # and goes with this one.
        revision = self._revision()
        if revision != self._held_at:
            self._cache.drop_others({revision})
            self._held_at = revision
        found: dict[str, Shown] = {
            i: card for i in ids if (card := self._cache.find((revision, i))) is not None
        }
        missing = [i for i in ids if i not in found]
        if missing:
            for identity, card in self._read(missing).items():
                found[identity] = self._cache.keep((revision, identity), card, _CARD_BYTES)
        return found
