"""BM25F and the preferences over arrays, and the best of many documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engines.ranking import DAYS_PER_YEAR
from indexer.engines.whoosh.columns import BINDING_CODES
from indexer.engines.whoosh.view import Documents, Gains, SegmentView, TermPostings
from indexer.query import Preferences, Sort

# Above this share of a segment's documents, scores are summed for all documents at once.
_DENSE_SHARE = 4

# Below every day's key; its negative is a number still.
_UNDATED = np.int32(-np.iinfo(np.int32).max)

# Blocks from whose best the lower bound of the best is found.
_BLOCK = 64


@dataclass(frozen=True, slots=True)
class Factor:
    """A term in one segment: its gains times ``weight · idf``."""

    postings: TermPostings
    factor: np.float32


def add_scores(view: SegmentView, documents: Documents, factors: Sequence[Factor]) -> Gains:
    """The sum of all factors for each of the documents.

    Either way sums in the order of the terms, so that scores do not depend on which it was.
    """
    if len(documents) * _DENSE_SHARE > view.size:
        return _over_all(view, factors)[documents]
    scores = np.zeros(len(documents), np.float32)
    for f in factors:
        postings = f.postings
        if postings.dense is not None:
            scores += postings.dense[documents] * f.factor
        else:
            _add_rare(scores, documents, postings, f.factor)
    return scores


def _over_all(view: SegmentView, factors: Sequence[Factor]) -> Gains:
    scores = np.zeros(view.size, np.float32)
    for f in factors:
        if f.postings.dense is not None:
            scores += f.postings.dense * f.factor
        else:
            scores[f.postings.documents] += f.postings.gains * f.factor
    return scores


def _add_rare(
    scores: Gains, documents: Documents, postings: TermPostings, factor: np.float32
) -> None:
    rare = postings.documents
    if not len(rare) or not len(documents):
        return
    if len(documents) <= len(rare):
        at = rare.searchsorted(documents)
        here = rare.take(at, mode="clip") == documents
        scores[here] += postings.gains[at[here]] * factor
    else:
        at = documents.searchsorted(rare)
        here = documents.take(at, mode="clip") == rare
        scores[at[here]] += postings.gains[here] * factor


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
    keys: NDArray[np.float32] | NDArray[np.int32], ranks: NDArray[np.int32], wanted: int
) -> NDArray[np.intp]:
    """Indexes of the ``wanted`` highest keys in order, equal keys by ascending rank."""
    among = _candidates(keys, wanted)
    chosen = keys if among is None else keys[among]
    order = np.lexsort((ranks if among is None else ranks[among], -chosen))[:wanted]
    return order if among is None else among[order]


def _candidates(
    keys: NDArray[np.float32] | NDArray[np.int32], wanted: int
) -> NDArray[np.intp] | None:
    """Those that can be among the ``wanted`` highest; None for all.

    The ``wanted``-th best of the blocks' best is a lower bound of the ``wanted``-th best.
    """
    blocks = len(keys) // _BLOCK
    if blocks <= wanted:
        return None
    tops = keys[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    bound = np.partition(tops, blocks - wanted)[blocks - wanted]
    return np.flatnonzero(keys >= bound)
