"""BM25F and the preferences over arrays, and the best of many documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from indexer.engines.ranking import DAYS_PER_YEAR
from indexer.engines.whoosh.columns import BINDING_CODES
from indexer.engines.whoosh.terms import Documents, Gains, TermGains, TermPostings, placed
from indexer.engines.whoosh.view import SegmentView
from indexer.model.queries import Node, Preferences, Sort, Terms, WeightedTerm

# What summing takes, by measurement, where to look one document up among a term's is 8: to add a
# gain at its document's place; to begin with an array over all documents, and to add one to it.
_LOOKED_UP, _ADDED = 8, 1
_BEGUN_SHARE, _DENSE_SHARE = 8, 2

# Words that stand in this part of the documents together are summed to see what matches.
_UNITED_SHARE = 8

# Below every day's key; its negative is a number still.
_UNDATED = np.int32(-np.iinfo(np.int32).max)

# Blocks from whose best the lower bound of the best is found.
_BLOCK = 64


# A term in one segment, and ``weight · idf``: what its gains are multiplied with.
Factor = tuple[TermPostings, np.float32]


class AnyWord:
    """The words that score first, where any of them will do: what has a score by them is what
    matches, so that one pass over their documents serves both."""

    __slots__ = ("_factors", "_summed", "_terms", "_view", "sums")

    def __init__(
        self, view: SegmentView, terms: Sequence[WeightedTerm], factors: Sequence[Factor]
    ) -> None:
        self._view = view
        self._terms = terms
        self._factors = factors
        self._summed = 0
        # Of all documents, as soon as they were asked for.
        self.sums: Gains | None = None

    def asked_for(self, children: Sequence[Node]) -> bool:
        """Whether a union is of these words, and of enough documents."""
        count = len(children)
        first = self._terms[:count]
        words = {t.term for t in first if t.weight > 0 and not t.pair}
        return (
            len(words) == count
            and {child.terms[0] for child in children if _is_word(child)} == words
            and sum([p.count for p, _ in self._factors[:count]]) * _UNITED_SHARE > self._view.size
        )

    def documents(self, children: Sequence[Node]) -> Documents:
        """Which have one of the words that are asked for, ascending."""
        self._summed = len(children)
        self.sums = over_all(self._view, self._factors[: self._summed])
        return (self.sums > 0).nonzero()[0]

    def rest(self) -> Sequence[Factor]:
        """The factors that are not in the sums."""
        return self._factors if self.sums is None else self._factors[self._summed :]


def _is_word(node: Node) -> TypeGuard[Terms]:
    return isinstance(node, Terms) and len(node.terms) == 1 and not node.fields


def add_scores(
    view: SegmentView,
    documents: Documents,
    factors: Sequence[Factor],
    certain: bool = False,
    begun: Gains | None = None,
) -> Gains:
    """The sum of all factors for each of the documents (ascending). ``certain``: each term is
    known to stand in each of them. ``begun``: what all documents of the segment have already.

    Either way sums in the order of the terms, so that scores do not depend on which it was.
    """
    if begun is not None and not factors:
        return begun.take(documents)
    if _all_at_once(view, documents, factors):
        return over_all(view, factors, begun).take(documents)
    scores: Gains | None = None if begun is None else begun.take(documents)
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
                scores += whole.gains.take(placed(whole.held, documents)) * factor
            else:
                _add_rare(scores, documents, whole, factor, view.size)
    return np.zeros(len(documents), np.float32) if scores is None else scores


def _all_at_once(view: SegmentView, documents: Documents, factors: Sequence[Factor]) -> bool:
    """Whether to sum for all documents takes less than for these alone: nearly always where any
    word will do, seldom where all are asked for."""
    few = len(documents)
    if few * _BEGUN_SHARE < view.size:
        return False
    all_at_once, alone = view.size // _BEGUN_SHARE, 0
    for postings, _ in factors:
        if postings.made is None and not postings.soon_made(few):
            return False
        if postings.made is not None and postings.made.dense is not None:
            all_at_once += view.size // _DENSE_SHARE
            alone += _ADDED * few
        else:
            all_at_once += _ADDED * postings.count
            alone += _LOOKED_UP * min(few, postings.count)
    return all_at_once < alone


def over_all(view: SegmentView, factors: Sequence[Factor], begun: Gains | None = None) -> Gains:
    """The sum of all factors for each document of the segment, 0 for those that have no term."""
    scores = np.zeros(view.size, np.float32) if begun is None else begun.copy()
    product: Gains | None = None
    for postings, factor in factors:
        whole = postings.whole
        if whole.dense is not None:
            product = np.multiply(whole.dense, factor, out=product)
            scores += product
        else:
            # Each document stands there once; in half the time of scores[…] += ….
            np.add.at(scores, whole.documents, whole.gains * factor)
    return scores


def _many(documents: int, count: int, size: int) -> bool:
    """Whether to lay a term's gains out over all documents takes less than to look so many up: by
    measurement, from 5,000 of half a million on."""
    return min(documents, count) * 16 > count + size // 10


def _add_rare(
    scores: Gains, documents: Documents, term: TermGains, factor: np.float32, size: int
) -> None:
    if not len(documents):
        return
    if _many(len(scores), term.count, size):
        everywhere = np.zeros(size, np.float32)
        everywhere[term.held] = term.gains
        found = everywhere.take(documents)
        found *= factor
        scores += found
    elif len(documents) <= term.count:
        at = placed(term.held, documents)
        here = term.held.take(at, mode="clip") == documents
        scores[here] += term.gains[at[here]] * factor
    else:
        rare = term.documents
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


def highest(scores: Gains, count: int) -> NDArray[np.intp]:
    """Indexes of the ``count`` highest, in order; of equal ones at the end, any."""
    among = (scores >= _lower_bound(scores, count)).nonzero()[0]
    return among.take((-scores.take(among)).argsort()[:count])


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
