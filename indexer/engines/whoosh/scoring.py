"""BM25F and the preferences over arrays, and the best of many documents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engines.ranking import DAYS_PER_YEAR
from indexer.engines.whoosh.columns import BINDING_CODES
from indexer.engines.whoosh.terms import Documents, Gains, TermGains, TermPostings
from indexer.engines.whoosh.view import SegmentView
from indexer.model.queries import Preferences, Sort

# Above this share of a segment's documents, scores are summed for all documents at once.
_DENSE_SHARE = 4

# Below every day's key; its negative is a number still.
_UNDATED = np.int32(-np.iinfo(np.int32).max)

# Blocks from whose best the lower bound of the best is found.
_BLOCK = 64


# A term in one segment, and ``weight · idf``: what its gains are multiplied with.
Factor = tuple[TermPostings, np.float32]


def add_scores(
    view: SegmentView, documents: Documents, factors: Sequence[Factor], certain: bool = False
) -> Gains:
    """The sum of all factors for each of the documents (ascending). ``certain``: each term is
    known to stand in each of them.

    Either way sums in the order of the terms, so that scores do not depend on which it was.
    """
    if len(documents) * _DENSE_SHARE > view.size:
        return _over_all(view, factors).take(documents)
    scores: Gains | None = None
    for postings, factor in factors:
        if postings.made is None and (few := postings.in_few(documents)) is not None:
            if scores is None:
                scores = np.zeros(len(documents), np.float32)
            scores[few[0]] += few[1] * factor
            continue
        whole = postings.whole
        if whole.dense is not None:
            gains = whole.dense.take(documents)
            gains *= factor
            if scores is None:
                scores = gains
            else:
                scores += gains
        elif whole.count:
            if scores is None:
                scores = np.zeros(len(documents), np.float32)
            if certain:
                scores += whole.gains.take(whole.documents.searchsorted(documents)) * factor
            else:
                _add_rare(scores, documents, whole, factor)
    return np.zeros(len(documents), np.float32) if scores is None else scores


def _over_all(view: SegmentView, factors: Sequence[Factor]) -> Gains:
    scores = np.zeros(view.size, np.float32)
    product = np.empty_like(scores)
    for postings, factor in factors:
        whole = postings.whole
        if whole.dense is not None:
            scores += np.multiply(whole.dense, factor, out=product)
        else:
            scores[whole.documents] += whole.gains * factor
    return scores


def _add_rare(scores: Gains, documents: Documents, term: TermGains, factor: np.float32) -> None:
    rare = term.documents
    if not len(documents):
        return
    if len(documents) <= len(rare):
        at = rare.searchsorted(documents)
        here = rare.take(at, mode="clip") == documents
        scores[here] += term.gains[at[here]] * factor
    else:
        at = documents.searchsorted(rare)
        here = documents.take(at, mode="clip") == rare
        scores[at[here]] += term.gains[here] * factor


def preference_factors(
    view: SegmentView, preferences: Preferences, as_of: int, newest: int
) -> Gains:
    """For every document: what its score is multiplied with. ``newest`` 0: no dates at all."""
    factors = np.ones(view.size, np.float32)
    if preferences.in_force:
        factors[BINDING_CODES[view.statuses(as_of)]] += np.float32(preferences.in_force)
    if preferences.recency and newest:
        years = np.maximum(0, min(newest, as_of) - view.days) / DAYS_PER_YEAR
        fresh = np.exp2(-years / preferences.recency_years)
        fresh[view.days == 0] = 0
        factors *= (1 + preferences.recency * fresh).astype(np.float32)
    return factors


def sort_keys(view: SegmentView, documents: Documents, sort: Sort) -> NDArray[np.int32]:
    """Higher comes first; undated documents last."""
    days = view.days[documents]
    if sort is Sort.NEWEST:
        return days
    return np.where(days, -days, _UNDATED)


def best(
    keys: NDArray[np.float32] | NDArray[np.int32],
    documents: Documents,
    ranks: NDArray[np.int32],
    wanted: int,
) -> NDArray[np.intp]:
    """Indexes of the ``wanted`` highest keys in order, equal keys by ascending rank of their
    document."""
    if len(keys) <= wanted:
        return np.lexsort((ranks.take(documents), -keys))
    among = (keys >= _lower_bound(keys, wanted)).nonzero()[0]
    order = np.lexsort((ranks.take(documents.take(among)), -keys.take(among)))
    return among.take(order[:wanted])


def _lower_bound(
    keys: NDArray[np.float32] | NDArray[np.int32], wanted: int
) -> np.float32 | np.int32:
    """What the ``wanted``-th highest key is at least; for few keys it is that key."""
    blocks = len(keys) // _BLOCK
    if blocks > wanted:
        # The wanted-th best of the blocks' best: enough keys are as high. A block is every
        # so-manieth key, since that is how NumPy compares many at once.
        keys = keys[: blocks * _BLOCK].reshape(_BLOCK, blocks).max(axis=0)
    bound: np.float32 | np.int32 = np.partition(keys, len(keys) - wanted)[len(keys) - wanted]
    return bound
