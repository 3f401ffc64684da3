"""Boosts: what a hit's score gains by nodes that it matches.

Whether a text holds a string is dear to know for many hits, and which of them may hold it is
known by the index. So strings are looked for in the best hits by what they may have at most,
until no other one can come onto the page.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.matching import Matcher, reads_texts
from indexer.engines.whoosh.scoring import highest
from indexer.engines.whoosh.terms import Documents, Gains
from indexer.model.queries import AllOf, AnyOf, AtLeast, Node, NoneOf, Substring

Boost = tuple[Node, float]

# So many more hits than are wanted are looked at first.
_AT_FIRST = 40
# What sums in another order may differ by, as a part of them.
_ROUNDING = 1e-6
# To mark all documents of a segment takes less than to look up more than this part of the hits.
_FEW_SHARE = 16


class Boosts:
    """The boosts of a query in one segment, in the order in which they are added: a score does
    not depend on how it was come by."""

    def __init__(self, matcher: Matcher, size: int, boosts: Sequence[Boost]) -> None:
        self._matcher = matcher
        self._size = size
        bodies = [b for b in boosts if _looks_into_bodies(b[0])]
        elsewhere = [b for b in boosts if not _looks_into_bodies(b[0])]
        self._known = [b for b in elsewhere if not reads_texts(b[0])]
        self._elsewhere = [b for b in elsewhere if reads_texts(b[0])]
        self._bodies = bodies
        self._looked_for = (*self._elsewhere, *bodies)
        self._by_index = not any(reads_texts(node) for node, _ in self._looked_for)

    def __bool__(self) -> bool:
        return bool(self._known or self._looked_for)

    def add(self, documents: Documents, scores: Gains) -> None:
        """To the scores of all these documents (ascending)."""
        self._add(self._known, documents, scores)
        self._add(self._looked_for, documents, scores)

    def _add(self, boosts: Sequence[Boost], documents: Documents, scores: Gains) -> None:
        for node, amount in boosts:
            self._put(self._matcher.matching(node, documents), amount, documents, scores)

    def best(self, hits: Documents, scores: Gains, wanted: int) -> tuple[Documents, Gains]:
        """Hits among which the ``wanted`` best are, with their whole scores."""
        first = wanted + _AT_FIRST
        self._add(self._known, hits, scores)
        if not self._looked_for or len(hits) <= first:
            self._add(self._looked_for, hits, scores)
            return hits, scores
        bounds = scores.copy()
        self._bound(self._elsewhere, hits, bounds)
        # Often the first ones have all of it, and what the bodies of the others hold is not asked.
        spare = sum([max(0.0, amount) for _, amount in self._bodies])
        looked: list[NDArray[np.intp]] = []
        whole: list[Gains] = []
        done = 0
        while True:
            upto = min(len(hits), max(first, 2 * done))
            # Those that are next, and the one after them. Matching wants ascending documents.
            order = highest(bounds, upto - done + 1)
            chunk = np.sort(order[: upto - done])
            found = scores.take(chunk)
            self._add(self._looked_for, hits.take(chunk), found)
            looked.append(chunk)
            whole.append(found)
            if upto == len(hits):
                break
            least = np.partition(np.concatenate(whole), upto - wanted)[upto - wanted]
            if float(bounds[order[upto - done]]) + spare < least - abs(least) * _ROUNDING:
                break
            if not done:
                self._bound(self._bodies, hits, bounds)
                spare = 0.0
                if self._by_index:  # then these are no bounds, but the scores
                    return hits, bounds
            bounds[chunk] = -np.inf
            done = upto
        kept, exact = np.concatenate(looked), np.concatenate(whole)
        order = kept.argsort()
        return hits.take(kept.take(order)), exact.take(order)

    def _bound(self, boosts: Sequence[Boost], hits: Documents, bounds: Gains) -> None:
        """Add what each hit may have of these. Boosts are added in one order everywhere, so that
        rounding makes no bound less than the whole score."""
        for node, amount in boosts:
            if amount > 0 or not reads_texts(node):
                self._put(self._matcher.possible(node, hits), amount, hits, bounds)

    def _put(self, found: Documents, amount: float, documents: Documents, scores: Gains) -> None:
        if len(found) == len(documents):
            scores += np.float32(amount)
        elif len(found) * _FEW_SHARE < len(documents):
            scores[documents.searchsorted(found)] += np.float32(amount)
        else:
            added = np.zeros(self._size, np.float32)
            added[found] = amount
            scores += added.take(documents)


def _looks_into_bodies(node: Node) -> bool:
    match node:
        case Substring(_, fields):
            return not fields or "body" in fields
        case AllOf(children) | AnyOf(children) | AtLeast(_, children) | NoneOf(children):
            return any(map(_looks_into_bodies, children))
        case _:
            return False
