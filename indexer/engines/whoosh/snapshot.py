"""One commit, open for searching: all that a query needs, and nothing that ever changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from indexer.engines.ranking import inverse_document_frequency
from indexer.engines.whoosh.commits import Commit
from indexer.engines.whoosh.facets import Column, Stack, Values, starts_of
from indexer.engines.whoosh.pairing import pair_of
from indexer.engines.whoosh.postings import TEXTS
from indexer.engines.whoosh.scoring import preference_factors
from indexer.engines.whoosh.segment import SegmentData
from indexer.engines.whoosh.strings import decode
from indexer.engines.whoosh.terms import Gains, TermPostings
from indexer.engines.whoosh.view import Averages, SegmentView
from indexer.model.queries import Preferences, WeightedTerm
from indexer.runtime.caching import ByteCache


class Snapshot:
    """``opened``: the segments' data by segment id."""

    def __init__(self, commit: Commit, opened: Mapping[str, SegmentData], cache: ByteCache) -> None:
        self.commit = commit
        self.opened = opened
        self._cache = cache
        self.views = tuple(SegmentView(opened[s.segid], s.deleted, cache) for s in commit.segments)
        self.documents = sum(v.size - len(v.deleted) for v in self.views)
        averages = Averages(self._averages("words"), self._averages("pairs"))
        for view in self.views:
            view.averages = averages
        self._values: dict[str, Values] = {}
        self._idfs: dict[int, float] = {}
        self._layouts: dict[tuple[str, ...], tuple[list[tuple[str, ...]], list[int], int]] = {}
        self.days = self._days()

    def _averages(self, kind: str) -> dict[str, float]:
        totals = dict.fromkeys(TEXTS, 0)
        for view in self.views:
            for name, total in view.total_lengths(getattr(view.data, kind)).items():
                totals[name] += total
        return {name: total / max(1, self.documents) for name, total in totals.items()}

    def _days(self) -> tuple[int, int]:
        """The first and the last published day as ordinals; (0, 0) where there is none."""
        dated = [days[days > 0] for days in (v.days[v.everything] for v in self.views)]
        ends = [(int(days.min()), int(days.max())) for days in dated if len(days)]
        return (min(a for a, _ in ends), max(b for _, b in ends)) if ends else (0, 0)

    def dates(self) -> tuple[date, date] | None:
        first, last = self.days
        return (date.fromordinal(first), date.fromordinal(last)) if first else None

    # ------------------------------------------------------------ terms

    def postings(self, term: WeightedTerm) -> list[TermPostings]:
        """The term in each segment; a pair that is none stands nowhere."""
        if not term.pair:
            return [view.word(term.term) for view in self.views]
        code = pair_of(term.term)
        return [view.pair(code) for view in self.views]

    def idf(self, postings: list[TermPostings]) -> float:
        holding = sum([p.count for p in postings])
        found = self._idfs.get(holding)
        if found is None:
            found = self._idfs[holding] = inverse_document_frequency(self.documents, holding)
        return found

    def document_frequency(self, term: str) -> int:
        return sum(view.living_with(view.data.terms.find(term)) for view in self.views)

    def vocabulary(self, prefix: str) -> dict[str, int]:
        """Words with the prefix, and in how many documents they stand."""
        found: dict[str, int] = {}
        for view in self.views:
            keys = view.data.terms.with_prefix(prefix)
            if view.live is None:
                ends = view.data.words.offsets[keys.start : keys.stop + 1].astype(np.int64)
                counts = np.diff(ends).tolist()
            else:
                counts = [view.living_with(key) for key in keys]
            for key, count in zip(keys, counts, strict=True):
                if count:
                    # Not remembered: whoever asks for all terms wants none of them again.
                    term = decode(view.data.terms.encoded(key))
                    found[term] = found.get(term, 0) + count
        return found

    def revisions(self) -> Iterator[tuple[str, int]]:
        for view in self.views:
            revisions = view.data.revisions
            for number in view.everything.tolist():
                yield view.data.ids[number], int(revisions[number])

    # ------------------------------------------------------------ arrays over documents

    def preferences(self, view: SegmentView, preferences: Preferences, day: int) -> Gains:
        return self._cache.get(
            (view.owner, "preferences", preferences, day),
            lambda: preference_factors(view, preferences, day, self.days[1]),
            lambda factors: factors.nbytes,
        )

    def values(self, name: str) -> Values:
        found = self._values.get(name)
        if found is None:
            found = self._values[name] = Values.of(self.views, name)
        return found

    def layout(self, names: tuple[str, ...]) -> tuple[list[tuple[str, ...]], list[int], int]:
        """Of facets that are counted together: their tables, where each one's slots begin, and
        how many slots there are."""
        found = self._layouts.get(names)
        if found is None:
            tables = [self.values(name).table for name in names]
            starts, slots = starts_of([len(table) for table in tables])
            found = self._layouts[names] = (tables, starts, slots)
        return found

    def column(self, segment: int, name: str, day: int) -> Column:
        """A facet's codes by ``values(name)``."""
        return self.values(name).column(self.views[segment], segment, name, day)

    def stack(self, segment: int, names: tuple[str, ...], day: int) -> Stack:
        """The slots of several facets, counted together."""
        return self._cache.get(
            (self.views[segment].owner, "facets", names, day if "status" in names else 0),
            lambda: Stack([self.column(segment, name, day) for name in names]),
            lambda stack: stack.nbytes,
        )
