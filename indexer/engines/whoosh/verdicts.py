"""What looking into texts has found: for one string, which documents hold it.

A string's candidates are looked at once, whichever query asks; a verdict never changes, as a
segment's texts never do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.segment import SegmentData
from indexer.runtime import deadline

# So many texts are looked into between two looks at the clock.
_AT_ONCE = 4_096
# What fewer texts than this part of the last ones hold is looked for in one pass.
_SELDOM_SHARE = 8
_UNKNOWN, _HOLDS, _LACKS = 0, 1, 2


class Verdicts:
    """For one string and set of fields, a byte for each document of a segment."""

    def __init__(self, data: SegmentData, wanted: bytes, fields: Sequence[str]) -> None:
        # The longest first: what holds the string there is not looked at in the others.
        texts = [data.folded(name) for name in fields]
        self._texts = sorted(texts, key=lambda folded: -folded.size)
        self._wanted = wanted
        self._known = np.zeros(data.documents, np.uint8)

    @property
    def nbytes(self) -> int:
        return self._known.nbytes + 400

    def hold(self, documents: NDArray[np.intp]) -> None:
        """These are known to hold the string."""
        self._known[documents] = _HOLDS

    def forget(self, documents: Array) -> None:
        """These are not known to hold it or to lack it."""
        self._known[documents] = _UNKNOWN

    def holding(self, documents: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of the documents that hold the string, in the same order."""
        known = self._known[documents]
        unknown = documents[known == _UNKNOWN]
        if len(unknown):
            # What was found before the time was over stays known.
            seldom = True
            for start in range(0, len(unknown), _AT_ONCE):
                deadline.check()
                piece = unknown[start : start + _AT_ONCE]
                self._look(piece, seldom)
                held = int(np.count_nonzero(self._known[piece] == _HOLDS))
                seldom = held * _SELDOM_SHARE < len(piece)
            known = self._known[documents]
        found: NDArray[np.intp] = documents[known == _HOLDS]
        return found

    def _look(self, unknown: NDArray[np.intp], seldom: bool) -> None:
        """Look into these. Where they are most of those between the first and the last, and few
        hold the string, one pass over all that stands there costs less than a look at each."""
        first, last = int(unknown[0]), int(unknown[-1]) + 1
        whole = seldom and 2 * len(unknown) > last - first
        known, left = self._known, unknown
        # Two threads may look at the same time: both write the same, and nothing that is undone.
        for texts in self._texts:
            held = (
                texts.all_holding(self._wanted, first, last)
                if whole
                else texts.holding(self._wanted, left)
            )
            known[held] = _HOLDS
            left = left[known[left] != _HOLDS]
        known[left] = _LACKS
