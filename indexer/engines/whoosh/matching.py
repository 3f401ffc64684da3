"""Which documents of a segment match a node: set operations on ascending arrays of numbers.

What is cheap narrows what is dear: words before pairs, pairs before the text itself. ``within``
is what is asked about; None asks about every living document.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial, reduce

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.pairing import pairs_in
from indexer.engines.whoosh.postings import TEXTS
from indexer.engines.whoosh.scoring import AnyWord
from indexer.engines.whoosh.terms import Documents, Mask, TermPostings, placed
from indexer.engines.whoosh.view import SegmentView
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    Everything,
    Keyword,
    Node,
    NoneOf,
    Substring,
    Terms,
)
from indexer.runtime import deadline

# From this size on, arrays are intersected by marking rather than by looking up.
_MARK_FROM = 2_000


# A document is looked up among so many of a pair's in the time in which these are all read.
_LOOKED_UP = 16


def _few(within: Documents, held: int) -> bool:
    """Whether to look these up among the documents that hold something takes less than to read
    all of those."""
    return len(within) * _LOOKED_UP < held


def _size(postings: TermPostings) -> int:
    return postings.count


def reads_texts(node: Node) -> bool:
    """Whether anything below may have to look into texts: all strings but pairs, which are known
    by the index."""
    match node:
        case Substring(text, _):
            return not (len(text) == 2 and pairs_in(text))
        case AllOf(children) | AnyOf(children) | AtLeast(_, children) | NoneOf(children):
            return any(map(reads_texts, children))
        case _:
            return False


class Matcher:
    """Matches nodes in one segment, on one day. Made for one query, with the ``words`` of it that
    have been looked up already, and ``scored``, of which any may be asked for."""

    def __init__(
        self,
        view: SegmentView,
        as_of: date,
        words: dict[str, TermPostings] | None = None,
        scored: AnyWord | None = None,
    ) -> None:
        self._view = view
        self._day = as_of.toordinal()
        self._words = {} if words is None else words
        self._scored = scored

    def matching(self, node: Node, within: Documents | None = None) -> Documents:
        """Ascending numbers of living documents that match, of those ``within``."""
        return self._view.only_live(self._find(node, within))

    def possible(self, node: Node, within: Documents) -> Documents:
        """Those of ``within`` that may match: no text is looked into."""
        match node:
            case Substring(text, fields):
                return self._candidates(text, fields or TEXTS, within)
            case _:
                return within if reads_texts(node) else self.matching(node, within)

    def _find(self, node: Node, within: Documents | None) -> Documents:
        deadline.check()
        match node:
            case Terms(terms, fields):
                return self._terms(terms, fields, within)
            case Substring(text, fields):
                return self._substring(text, fields or TEXTS, within)
            case AllOf(children):
                return self._all(children, within)
            case AnyOf(children):
                return self._any(children, within)
            case AtLeast(count, children):
                return self._at_least(count, children, within)
            case Keyword(name, values):
                return self._keep(self._view.keyword_mask(name, values, self._day), within)
            case NoneOf(children):
                return self._none(children, within)
            case Everything():
                return self._scope(within)

    def _scope(self, within: Documents | None) -> Documents:
        return self._view.everything if within is None else within

    def _keep(self, mask: Mask, within: Documents | None) -> Documents:
        return mask.nonzero()[0] if within is None else within[mask[within]]

    # ------------------------------------------------------------ words

    def _terms(
        self, terms: Sequence[str], fields: Sequence[str], within: Documents | None
    ) -> Documents:
        if fields:
            return self._scope(reduce(partial(self._word_in, fields), terms, within))
        postings = [self._word(term) for term in terms]
        if len(postings) > 1:
            postings.sort(key=_size)
        found = within
        for p in postings:
            found = self._within(p, found)
        return self._scope(found)

    def _word(self, term: str) -> TermPostings:
        found = self._words.get(term)
        if found is None:
            found = self._words[term] = self._view.word(term)
        return found

    def _within(self, postings: TermPostings, found: Documents | None) -> Documents:
        if found is None:
            return postings.whole.documents
        if postings.made is None and (few := postings.in_few(found)) is not None:
            return found.take(few[0])
        whole = postings.whole
        if whole.dense is not None:
            return found[whole.dense.take(found) > 0]
        if len(found) < min(whole.count, _MARK_FROM):
            at = placed(whole.held, found)
            met: Documents = found[whole.held.take(at, mode="clip") == found]
            return met
        return self._intersect(whole.documents, found)

    def _word_in(self, fields: Sequence[str], within: Documents | None, term: str) -> Documents:
        view = self._view
        if within is not None and _few(within, view.word_count(term)):
            return view.word_among(term, fields, within)
        held = view.word_in(term, fields)
        return held if within is None else self._intersect(held, within)

    def _intersect(self, one: Documents, other: Documents) -> Documents:
        small, large = (one, other) if len(one) <= len(other) else (other, one)
        if not len(small):
            return small
        if len(small) >= _MARK_FROM:
            return small[self._mark(large)[small]]
        at = large.searchsorted(small)
        met: Documents = small[large.take(at, mode="clip") == small]
        return met

    def _mark(self, documents: Documents) -> Mask:
        mask = np.zeros(self._view.size, bool)
        mask[documents] = True
        return mask

    # ------------------------------------------------------------ combinations

    def _all(self, children: Sequence[Node], within: Documents | None) -> Documents:
        found = within
        for child in sorted(children, key=self._cost):
            found = self._find(child, found)
            if not len(found):
                break
        return self._scope(found)

    def _any(self, children: Sequence[Node], within: Documents | None) -> Documents:
        if len(children) == 1:
            return self._find(children[0], within)
        scored = self._scored
        if within is None and scored is not None and scored.asked_for(children):
            return scored.documents(children)
        mask = np.zeros(self._view.size, bool)
        for child in sorted(children, key=reads_texts):
            self._add(mask, child, within)
        return self._keep(mask, within)

    def _add(self, mask: Mask, child: Node, within: Documents | None) -> None:
        """Mark what the child matches, or more than that outside of ``within``."""
        if isinstance(child, Terms) and len(child.terms) == 1 and not child.fields:
            whole = self._word(child.terms[0]).whole
            if whole.dense is not None:
                mask |= whole.dense > 0
            else:
                mask[whole.documents] = True
        elif isinstance(child, Substring):
            # Only what no cheaper child has matched is looked for in texts.
            mask[self._find(child, self._keep(~mask, within))] = True
        else:
            mask[self._find(child, within)] = True

    def _at_least(
        self, count: int, children: Sequence[Node], within: Documents | None
    ) -> Documents:
        if count <= 0:
            return self._scope(within)
        counts = np.zeros(self._view.size, np.min_scalar_type(len(children)))
        for child in children:
            self._count(counts, child, within)
        return self._keep(counts >= count, within)

    def _count(self, counts: Array, child: Node, within: Documents | None) -> None:
        """Count the child where it matches; outside of ``within`` it may be counted too."""
        if isinstance(child, Terms) and len(child.terms) == 1 and not child.fields:
            dense = self._word(child.terms[0]).whole.dense
            if dense is not None:
                counts += dense > 0
                return
        counts[self._find(child, within)] += 1

    def _none(self, children: Sequence[Node], within: Documents | None) -> Documents:
        mask = np.zeros(self._view.size, bool)
        for child in children:
            mask[self._find(child, within)] = True
        return self._keep(~mask, within)

    def _cost(self, node: Node) -> int:
        """What to look at first: the number of documents, and texts last."""
        size = self._view.size
        match node:
            case Terms(terms, ()):
                return min([self._word(t).count for t in terms], default=size)
            case Terms(terms, _):
                return min([self._view.word_count(t) for t in terms], default=size)
            case Keyword() | Everything():
                return size
            case Substring(text, _):
                codes = pairs_in(text)
                if codes and len(text) == 2:
                    return self._view.pair_count(codes[0])  # no text is looked into
                # Without a pair, every text must be.
                return 8 * size if codes else 16 * size
            case AllOf(children):
                return min(map(self._cost, children), default=size)
            case AnyOf(children) | AtLeast(_, children):
                return 1 + max(map(self._cost, children), default=0)
            case NoneOf(children):
                return size + 1 + max(map(self._cost, children), default=0)

    # ------------------------------------------------------------ strings

    def _substring(self, text: str, fields: Sequence[str], within: Documents | None) -> Documents:
        candidates = self._candidates(text, fields, within)
        # The empty string stands in every text, an empty one too. Two Chinese characters are a
        # pair themselves: the index knows, text and all.
        if not text or not len(candidates) or (len(text) == 2 and pairs_in(text)):
            return candidates
        return self._view.holding(text, fields, candidates)

    def _candidates(self, text: str, fields: Sequence[str], within: Documents | None) -> Documents:
        """What holds all pairs of the string."""
        codes = sorted(pairs_in(text), key=self._view.pair_count)
        narrowed = partial(self._with_pair, fields, len(text) == 2)
        return self._scope(reduce(narrowed, codes, within))

    def _with_pair(
        self, fields: Sequence[str], certainly: bool, within: Documents | None, code: int
    ) -> Documents:
        """Documents that hold a pair in the fields; in others too, unless ``certainly``. Nearly
        all that has a pair has it in the body."""
        view = self._view
        if "body" in fields and not certainly:
            fields = TEXTS
        if within is not None and _few(within, view.pair_count(code)):
            return view.pair_among(code, fields, within)
        anywhere = set(fields) >= set(TEXTS)
        held = view.pair_anywhere(code) if anywhere else view.pair_in(code, fields)
        return held if within is None else self._intersect(held, within)
