"""A query against one commit: matching, filters, facets, scores, the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indexer.engines.base import Explanation, TermContribution
from indexer.engines.whoosh.best import Best, among
from indexer.engines.whoosh.boosting import Boosts
from indexer.engines.whoosh.columns import BINDING_CODES
from indexer.engines.whoosh.facets import Column, Counts, cross, ranked, tally
from indexer.engines.whoosh.lifting import lifted
from indexer.engines.whoosh.matching import Matcher
from indexer.engines.whoosh.scoring import AnyWord, Factor, add_scores, best, sort_keys
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.terms import Documents, Gains, Mask
from indexer.engines.whoosh.view import SegmentView
from indexer.model.queries import (
    EngineHit,
    EngineQuery,
    EngineResult,
    Node,
    Sort,
    Terms,
    WeightedTerm,
)

# Facet → its values and their counts.
_Counted = dict[str, tuple[tuple[str, ...], Counts]]


def search(snapshot: Snapshot, query: EngineQuery) -> EngineResult:
    factors = term_factors(snapshot, query.score) if query.limit else []
    parts = [
        SegmentSearch(snapshot, i, query, [f[i] for f in factors])
        for i in range(len(snapshot.views))
    ]
    counted = _counted(snapshot, parts, query)
    hits, best_score = _page(snapshot, parts, query, counted)
    return EngineResult(
        total=sum([len(part.hits) for part in parts]),
        hits=hits,
        facets={name: ranked(*counted[name], query.filters.get(name, ())) for name in query.facets},
        revision=snapshot.commit.revision,
        tallies={name: tally(*counted[name]) for name in query.tallies},
        best=best_score,
    )


def pivot(
    snapshot: Snapshot, query: EngineQuery, rows: str, columns: str
) -> dict[tuple[str, str], int]:
    tables = snapshot.values(rows).table, snapshot.values(columns).table
    total: Counter[int] = Counter()
    for i, view in enumerate(snapshot.views):
        part = SegmentSearch(snapshot, i, query, [])
        pairs, counts = cross(part.hits, part.column(rows), part.column(columns), view.size)
        total.update(dict(zip(pairs.tolist(), counts.tolist(), strict=True)))
    width = len(tables[1])
    return {(tables[0][p // width], tables[1][p % width]): n for p, n in sorted(total.items())}


def explain(snapshot: Snapshot, query: EngineQuery, document_id: str) -> Explanation | None:
    factors = term_factors(snapshot, query.score)
    for i, view in enumerate(snapshot.views):
        number = view.number(document_id)
        if number >= 0:
            part = SegmentSearch(snapshot, i, query, [f[i] for f in factors])
            return part.explain(number, document_id)
    return None


def term_factors(snapshot: Snapshot, terms: Sequence[WeightedTerm]) -> list[list[Factor]]:
    """For each term its factor in every segment; the idf is the whole library's."""
    found = []
    for term in terms:
        postings = snapshot.postings(term)
        factor = np.float32(term.weight * snapshot.idf(postings))
        found.append([(p, factor) for p in postings])
    return found


class SegmentSearch:
    """One query in one segment. ``hits`` is what passes all; ``matched`` what the filters by value
    have not been put to yet."""

    def __init__(
        self, snapshot: Snapshot, segment: int, query: EngineQuery, factors: Sequence[Factor]
    ) -> None:
        self._snapshot = snapshot
        self._segment = segment
        self._query = query
        self._factors = factors
        self._view: SegmentView = snapshot.views[segment]
        self._day = query.as_of.toordinal()
        known = {t.term: f[0] for t, f in zip(query.score, factors, strict=False) if not t.pair}
        self._any_word = AnyWord(self._view, query.score, factors)
        self._matcher = Matcher(self._view, query.as_of, known, self._any_word)
        self._boosts = Boosts(self._matcher, self._view.size, query.boosts)
        self.matched = self._matched()
        self.hits = self._passing(query.filters)

    # ------------------------------------------------------------ what matches

    def _matched(self) -> Documents:
        """What matches or is included, within the dates; before the filters of values."""
        found = self._matcher.matching(self._query.match)
        if self._query.include:
            found = _with(found, self._numbers(self._query.include))
        for name, (start, end) in self._query.ranges.items():
            days = self._view.data.days(name)[found]
            found = found[_between(days, start, end)]
        return found

    def _numbers(self, ids: Iterable[str]) -> Documents:
        numbers = [self._view.number(i) for i in ids]
        return np.array(sorted({n for n in numbers if n >= 0}), np.intp)

    def _passing(self, filters: Mapping[str, Sequence[str]]) -> Documents:
        found = self.matched
        for name, values in filters.items():
            if values:
                found = found[self._view.keyword_mask(name, values, self._day)[found]]
        return found

    # ------------------------------------------------------------ facets

    def column(self, name: str) -> Column:
        return self._snapshot.column(self._segment, name, self._day)

    def counts(self, names: tuple[str, ...]) -> Counts:
        """Counts of facets none of which has a filter of its own, by slot."""
        return self._snapshot.stack(self._segment, names, self._day).count(self.hits)

    def counts_without_own(self, name: str) -> Counts:
        """Counts of a facet among what passes the other filters, by slot."""
        others = {n: v for n, v in self._query.filters.items() if n != name}
        stack = self._snapshot.stack(self._segment, (name,), self._day)
        return stack.count(self._passing(others))

    # ------------------------------------------------------------ the page

    def best(self, wanted: int) -> Best:
        """The best ``wanted`` of this segment, in order."""
        query, view, hits = self._query, self._view, self.hits
        if query.sort is Sort.RELEVANCE:
            hits, scores = self._scored(hits, wanted)
            chosen = best(scores, hits, view.ranks, wanted)
            scores = scores.take(chosen)
            return Best(view, self._segment, hits.take(chosen), scores, scores)
        keys = sort_keys(view, hits, query.sort)
        chosen = best(keys, hits, view.ranks, wanted)
        documents = hits[chosen]
        return Best(view, self._segment, documents, keys[chosen], self._scores(documents))

    def _scored(self, hits: Documents, wanted: int) -> tuple[Documents, Gains]:
        """Hits among which the best are, with their whole scores."""
        scores = self._without_boosts(hits, certain=self._all_hold_all_terms())
        return self._boosts.best(hits, scores, wanted) if self._boosts else (hits, scores)

    def _scores(self, documents: Documents) -> Gains:
        """Whole scores of documents in any order."""
        order = np.argsort(documents)
        ascending = documents[order]
        scores = np.empty(len(documents), np.float32)
        whole = self._without_boosts(ascending)
        self._boosts.add(ascending, whole)
        scores[order] = whole
        return scores

    def _all_hold_all_terms(self) -> bool:
        """Whether every hit has every term that scores: then none need be looked for."""
        match, query = self._query.match, self._query
        if not isinstance(match, Terms) or match.fields or query.include:
            return False
        return all(t.term in match.terms and not t.pair for t in query.score)

    def _without_boosts(self, documents: Documents, certain: bool = False) -> Gains:
        query, view = self._query, self._view
        scored = self._any_word
        scores = add_scores(view, documents, scored.rest(), certain, scored.sums)
        if query.preferences.in_force or query.preferences.recency:
            scores *= self._snapshot.preferences(view, query.preferences, self._day).take(documents)
        for document_id, amount in query.bonus.items():
            number = view.number(document_id)
            place = int(documents.searchsorted(number))
            if place < len(documents) and documents[place] == number:
                scores[place] += np.float32(amount)
        return scores

    def holds(self, node: Node, document: int) -> bool:
        return bool(len(self._matcher.matching(node, np.array([document], np.intp))))

    # ------------------------------------------------------------ explaining

    def explain(self, document: int, document_id: str) -> Explanation:
        query, view = self._query, self._view
        terms = [
            self._contribution(term, factor, document)
            for term, factor in zip(query.score, self._factors, strict=True)
        ]
        binding = BINDING_CODES[view.statuses(self._day)[document]]
        in_force = 1 + query.preferences.in_force if binding else 1.0
        both = self._snapshot.preferences(view, query.preferences, self._day)[document]
        return Explanation(
            id=document_id,
            score=float(self._scores(np.array([document], np.intp))[0]),
            terms=tuple(sorted((t for t in terms if t.score), key=lambda t: -t.score)),
            in_force=in_force,
            recency=float(both) / in_force,
            boosts=tuple(b for b in query.boosts if self.holds(b[0], document)),
            bonus=query.bonus.get(document_id, 0.0),
        )

    def _contribution(self, term: WeightedTerm, factor: Factor, document: int) -> TermContribution:
        one = np.array([document], np.intp)
        frequencies = self._view.frequencies(term, document)
        return TermContribution(
            term=term.term,
            pair=term.pair,
            weight=term.weight,
            idf=float(factor[1]) / term.weight if term.weight else 0.0,
            frequencies=frequencies,
            score=float(add_scores(self._view, one, [factor])[0]),
        )


def _between(days: NDArray[np.int32], start: date | None, end: date | None) -> Mask:
    """Which ordinals lie from ``start`` to ``end``; 0, which is no day, does not."""
    kept: Mask = days > 0
    if start:
        kept &= days >= start.toordinal()
    if end:
        kept &= days <= end.toordinal()
    return kept


def _page(
    snapshot: Snapshot, parts: Sequence[SegmentSearch], query: EngineQuery, counted: _Counted
) -> tuple[tuple[EngineHit, ...], float]:
    """The hits of the page; where they were lifted, the best score before that."""
    if not query.limit:
        return (), 0.0
    end = query.offset + query.limit
    if (lifting := query.lifting) is not None:
        window = [part.best(lifting.window) for part in parts]
        values = snapshot.values(lifting.field)
        return lifted(window, query, lifting, values, counted[lifting.field][1])
    if len(parts) == 1:
        return tuple(parts[0].best(end).hits(query.offset)), 0.0
    each = among([part.best(end) for part in parts], end)
    every = [pair for b in each for pair in zip(b.keys.tolist(), b.hits(), strict=True)]
    every.sort(key=lambda pair: (-pair[0], pair[1].id))
    return tuple(hit for _, hit in every[query.offset : end]), 0.0


def _counted(snapshot: Snapshot, parts: Sequence[SegmentSearch], query: EngineQuery) -> _Counted:
    """Of each facet and tally the values, and their counts."""
    free, filtered = query.facets, []
    if query.tallies:
        free = tuple(dict.fromkeys((*free, *query.tallies)))
    if query.filters:
        filtered = [name for name in free if query.filters.get(name)]
        free = tuple([name for name in free if name not in filtered])
    found = {}
    if free:
        tables, starts, slots = snapshot.layout(free)
        counts = _total([part.counts(free) for part in parts], slots)
        for name, table, start in zip(free, tables, starts, strict=True):
            found[name] = (table, counts[start : start + len(table)])
    for name in filtered:
        table = snapshot.values(name).table
        counts = _total([part.counts_without_own(name) for part in parts], len(table) + 1)
        found[name] = (table, counts[: len(table)])
    return found


def _total(each: Sequence[Counts], slots: int) -> Counts:
    total: Counts = each[0] if each else np.zeros(slots, np.int64)
    for counts in each[1:]:
        total = total + counts
    return total


def _with(documents: Documents, few: Documents) -> Documents:
    """The union of two ascending lists, the second a short one: np.union1d would sort both."""
    places = documents.searchsorted(few)
    inside = places < len(documents)
    inside[inside] = documents[places[inside]] == few[inside]
    return documents if inside.all() else np.insert(documents, places[~inside], few[~inside])
