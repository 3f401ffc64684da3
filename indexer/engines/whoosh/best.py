"""The best documents of each segment, and of all segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.terms import Documents, Gains
from indexer.engines.whoosh.view import SegmentView
from indexer.model.queries import EngineHit


class Best(NamedTuple):
    """The best documents of a segment: higher keys first, equal ones by id."""

    view: SegmentView
    segment: int
    documents: Documents
    keys: NDArray[np.float32] | NDArray[np.int32]
    scores: Gains

    def hits(self, start: int = 0) -> list[EngineHit]:
        """The hits, from ``start`` on."""
        ids = self.view.data.ids.several(self.documents[start:])
        scores, new = self.scores[start:].tolist(), tuple.__new__
        # As EngineHit(id, score) does, in half the time.
        return [new(EngineHit, hit) for hit in zip(ids, scores, strict=True)]

    def first(self, count: int) -> Best:
        return Best(
            self.view, self.segment, self.documents[:count], self.keys[:count], self.scores[:count]
        )


def among(each: Sequence[Best], wanted: int) -> Sequence[Best]:
    """Of the best of each segment those that are among the ``wanted`` best of all: the ids of the
    others are not read."""
    keys = np.concatenate([b.keys for b in each]) if each else np.empty(0)
    if len(keys) <= wanted:
        return each
    bound = np.partition(keys, len(keys) - wanted)[len(keys) - wanted]
    # Each segment's are in order: those of the bound itself are all kept.
    return [b.first(int((b.keys >= bound).sum())) for b in each]
