"""The reference engine: exact, simple, in memory. It scans; it has no index and no speed.

Useful for: saying what the right answer is (the contract suite compares engines with it), and
for tests of everything above the engine. Not useful for: a real library.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import RLock

from analyzers.analyzer import Analyzer
from analyzers.pairs import pair_codes
from indexer.engines.base import EngineStatus, Explanation, SearchEngine, TermContribution
from indexer.engines.checks import check, check_node
from indexer.engines.ranking import (
    K1,
    TEXT_FIELDS,
    fingerprint,
    inverse_document_frequency,
    recency,
    status_on,
)
from indexer.model import BINDING, IndexedDocument
from indexer.model.errors import EngineError, NoGeneration, StaleGeneration
from indexer.model.queries import (
    AllOf,
    AnyOf,
    AtLeast,
    EngineHit,
    EngineQuery,
    EngineResult,
    Everything,
    Keyword,
    Lifting,
    Node,
    NoneOf,
    Sort,
    Substring,
    Tally,
    Terms,
    WeightedTerm,
)
from indexer.runtime.deadline import check as check_time

FORMAT = "memory 1"

TEXTS: tuple[str, ...] = tuple(f.name for f in TEXT_FIELDS)


class AnalysedDocument:
    """A document with what the analyzer makes of its text fields, each counted."""

    def __init__(self, document: IndexedDocument, analyzer: Analyzer) -> None:
        self.document = document
        self.id = document.id
        self.folded = {name: analyzer.fold(document.texts.get(name, "")) for name in TEXTS}
        self.words = {name: Counter(analyzer.terms(document.texts.get(name, ""))) for name in TEXTS}

    @cached_property
    def pairs(self) -> dict[str, Counter[int]]:
        return {name: Counter(pair_codes(self.folded[name]).tolist()) for name in TEXTS}

    def frequency(self, term: WeightedTerm, name: str) -> int:
        if not term.pair:
            return self.words[name][term.term]
        codes = pair_codes(term.term).tolist()
        return self.pairs[name][codes[0]] if len(codes) == 1 and len(term.term) == 2 else 0

    def length(self, name: str, pair: bool) -> int:
        return (self.pairs if pair else self.words)[name].total()

    def matches(self, node: Node, as_of: date) -> bool:
        check_time()

        def holds(child: Node) -> bool:
            return self.matches(child, as_of)

        match node:
            case Everything():
                return True
            case Terms(terms, fields):
                names = fields or TEXTS
                return all(any(self.words[name][term] for name in names) for term in terms)
            case Substring(text, fields):
                return any(text in self.folded[name] for name in fields or TEXTS)
            case Keyword(name, values):
                return not set(values).isdisjoint(self.values(name, as_of))
            case AllOf(children):
                return all(map(holds, children))
            case AnyOf(children):
                return any(map(holds, children))
            case AtLeast(count, children):
                return sum(map(holds, children)) >= count
            case NoneOf(children):
                return not any(map(holds, children))

    def values(self, name: str, as_of: date) -> tuple[str, ...]:
        """The keywords of a field; the status of the day."""
        if name == "status":
            return (status_on(self.document, as_of).value,)
        return tuple(dict.fromkeys(self.document.keywords.get(name, ())))

    @property
    def published(self) -> date | None:
        return self.document.dates.get("published")


@dataclass
class Generation:
    """What is committed; ``documents`` is replaced as a whole, never changed."""

    name: str
    fingerprint: str
    documents: Mapping[str, AnalysedDocument] = field(default_factory=dict)
    revision: int = 0
    mark: str = ""


@dataclass
class Shelf:
    """Where generations stand, in place of a folder: the serving one, and the one before."""

    current: Generation | None = None
    former: Generation | None = None
    numbers: Iterator[int] = field(default_factory=itertools.count)


class Statistics:
    """Averages and document frequencies of a commit, each counted once."""

    def __init__(self, documents: Mapping[str, AnalysedDocument]) -> None:
        self._documents = tuple(documents.values())
        self._averages: dict[tuple[str, bool], float] = {}
        self._holding: dict[tuple[str, bool], int] = {}

    @property
    def size(self) -> int:
        return len(self._documents)

    def average(self, name: str, pair: bool) -> float:
        key = (name, pair)
        if key not in self._averages:
            total = sum(d.length(name, pair) for d in self._documents)
            self._averages[key] = total / self.size
        return self._averages[key]

    def holding(self, term: WeightedTerm) -> int:
        """In how many documents the term stands, in any text field."""
        key = (term.term, term.pair)
        if key not in self._holding:
            self._holding[key] = sum(
                any(d.frequency(term, name) for name in TEXTS) for d in self._documents
            )
        return self._holding[key]


class MemoryWriter:
    def __init__(self, analyzer: Analyzer, documents: Mapping[str, AnalysedDocument]) -> None:
        self._analyzer = analyzer
        self.documents = dict(documents)

    def put(self, document: IndexedDocument) -> None:
        self.documents[document.id] = AnalysedDocument(document, self._analyzer)

    def delete(self, document_id: str) -> None:
        self.documents.pop(document_id, None)


class MemoryEngine:
    lifts = True

    def __init__(self, shelf: Shelf, generation: Generation, analyzer: Analyzer) -> None:
        self._shelf = shelf
        self._analyzer = analyzer
        self._writing = RLock()
        # What this handle sees: a commit by another handle shows after refresh().
        self._see(generation)

    @contextmanager
    def write(self, revision: int, mark: str = "") -> Iterator[MemoryWriter]:
        with self._writing:
            writer = MemoryWriter(self._analyzer, self.generation.documents)
            yield writer
            self.generation.documents = writer.documents
            self.generation.revision = revision
            self.generation.mark = mark
            self._see(self.generation)

    def _see(self, generation: Generation) -> None:
        self.generation = generation
        self._documents = generation.documents
        self._revision = generation.revision
        self._mark = generation.mark
        self._statistics = Statistics(generation.documents)

    # ------------------------------------------------------------ searching

    def search(self, query: EngineQuery) -> EngineResult:
        check(query)
        found = self._matching(query)
        hits = [d for d in found if passes(d, query, query.filters)]
        scores = {d.id: self.score(query, d).score for d in hits}
        ordered = in_order(hits, scores, query.sort)
        tallies = {name: Tally.counted(facet(found, query, name)) for name in query.tallies}
        best = 0.0
        if query.lifting is not None:
            ordered, best = lifted(ordered, scores, query, query.lifting, tallies)
        page = ordered[query.offset : query.offset + query.limit]
        return EngineResult(
            total=len(hits),
            hits=tuple(EngineHit(d.id, scores[d.id]) for d in page),
            facets={name: facet(found, query, name) for name in query.facets},
            revision=self._revision,
            tallies=tallies,
            best=best,
        )

    def _matching(self, query: EngineQuery) -> list[AnalysedDocument]:
        """Before any filter."""
        included = set(query.include)
        return [
            d
            for d in self._documents.values()
            if d.id in included or d.matches(query.match, query.as_of)
        ]

    def score(self, query: EngineQuery, document: AnalysedDocument) -> Explanation:
        terms = [self._contribution(term, document) for term in query.score]
        preferences = query.preferences
        binding = status_on(document.document, query.as_of) in BINDING
        in_force = 1 + preferences.in_force if binding else 1.0
        newest = self.dates()
        fresh = 1.0
        if newest and preferences.recency:
            reference = min(newest[1], query.as_of)
            fresh += preferences.recency * recency(
                document.published, reference, preferences.recency_years
            )
        boosts = tuple(b for b in query.boosts if document.matches(b[0], query.as_of))
        bonus = query.bonus.get(document.id, 0.0)
        ranked = sum(t.score for t in terms) * in_force * fresh
        return Explanation(
            id=document.id,
            score=ranked + sum(amount for _, amount in boosts) + bonus,
            terms=tuple(sorted((t for t in terms if t.score), key=lambda t: -t.score)),
            in_force=in_force,
            recency=fresh,
            boosts=boosts,
            bonus=bonus,
        )

    def _contribution(self, term: WeightedTerm, document: AnalysedDocument) -> TermContribution:
        statistics = self._statistics
        frequencies = {name: document.frequency(term, name) for name in TEXTS}
        found = {name: count for name, count in frequencies.items() if count}
        weighted = 0.0
        for f in TEXT_FIELDS:
            if f.name in found:
                average = statistics.average(f.name, term.pair)
                share = document.length(f.name, term.pair) / average
                weighted += f.weight * found[f.name] / (1 - f.b + f.b * share)
        idf = inverse_document_frequency(statistics.size, statistics.holding(term))
        score = term.weight * idf * weighted / (K1 + weighted)
        return TermContribution(term.term, term.pair, term.weight, idf, found, score)

    def pivot(self, query: EngineQuery, rows: str, columns: str) -> Mapping[tuple[str, str], int]:
        check(query, rows, columns)
        counts: Counter[tuple[str, str]] = Counter()
        for d in self._matching(query):
            if passes(d, query, query.filters):
                pairs = itertools.product(
                    d.values(rows, query.as_of), d.values(columns, query.as_of)
                )
                counts.update(pairs)
        return dict(counts)

    def matches(
        self, node: Node, document_ids: Sequence[str], as_of: date = date.max
    ) -> Sequence[bool]:
        check_node(node)
        found = [self._documents.get(i) for i in document_ids]
        return [d is not None and d.matches(node, as_of) for d in found]

    def explain(self, query: EngineQuery, document_id: str) -> Explanation | None:
        document = self._documents.get(document_id)
        return self.score(query, document) if document else None

    def document_frequency(self, term: str) -> int:
        return self._statistics.holding(WeightedTerm(term))

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for d in self._documents.values():
            counts.update({t for words in d.words.values() for t in words if t.startswith(prefix)})
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]

    # ------------------------------------------------------------ the rest of the contract

    def revisions(self) -> Mapping[str, int]:
        return {i: d.document.revision for i, d in self._documents.items()}

    def refresh(self) -> bool:
        latest = self.generation
        serving = self._shelf.current
        if serving and serving.fingerprint == latest.fingerprint:
            latest = serving
        changed = latest is not self.generation or latest.documents is not self._documents
        self._see(latest)
        return changed

    def check_serving(self) -> None:
        serving = self._shelf.current
        if serving is None:
            raise NoGeneration("no generation in memory")
        if serving.fingerprint != self.generation.fingerprint:
            raise StaleGeneration(f"{serving.name} was built with another configuration")

    def verify(self) -> None:
        return None

    def status(self) -> EngineStatus:
        return EngineStatus(
            generation=self.generation.name,
            fingerprint=self.generation.fingerprint,
            documents=len(self._documents),
            revision=self._revision,
            mark=self._mark,
            size_bytes=0,
            segments=0,
        )

    def dates(self) -> tuple[date, date] | None:
        days = [d.published for d in self._documents.values() if d.published]
        return (min(days), max(days)) if days else None

    def close(self) -> None:
        return None


def lifted(
    ordered: Sequence[AnalysedDocument],
    scores: dict[str, float],
    query: EngineQuery,
    lifting: Lifting,
    tallies: Mapping[str, Tally],
) -> tuple[list[AnalysedDocument], float]:
    """The first ones in their new order, their ``scores`` with what they gain; and the best one
    before that."""
    window = ordered[: lifting.window]
    best = max((scores[d.id] - query.bonus.get(d.id, 0.0) for d in window), default=1.0) or 1.0
    matched = tallies[lifting.field]
    for d in window:
        for value in d.values(lifting.field, query.as_of)[:1]:
            scores[d.id] += lifting.share * best * matched.of(value) / matched.most
    return sorted(window, key=lambda d: (-scores[d.id], d.id)), best


def passes(
    document: AnalysedDocument, query: EngineQuery, filters: Mapping[str, tuple[str, ...]]
) -> bool:
    for name, (start, end) in query.ranges.items():
        day = document.document.dates.get(name)
        if day is None or (start and day < start) or (end and day > end):
            return False
    return all(
        not wanted or not set(wanted).isdisjoint(document.values(name, query.as_of))
        for name, wanted in filters.items()
    )


def facet(
    found: Iterable[AnalysedDocument], query: EngineQuery, name: str
) -> tuple[tuple[str, int], ...]:
    selected = query.filters.get(name, ())
    others = {other: wanted for other, wanted in query.filters.items() if other != name}
    counts: Counter[str] = Counter(dict.fromkeys(selected, 0))
    for document in found:
        if passes(document, query, others):
            counts.update(document.values(name, query.as_of))
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def in_order(
    hits: Iterable[AnalysedDocument], scores: Mapping[str, float], sort: Sort
) -> list[AnalysedDocument]:
    by_id = sorted(hits, key=lambda d: d.id)
    if sort is Sort.RELEVANCE:
        return sorted(by_id, key=lambda d: -scores[d.id])
    sign = -1 if sort is Sort.NEWEST else 1
    return sorted(
        by_id,
        key=lambda d: (d.published is None, sign * d.published.toordinal() if d.published else 0),
    )


class MemoryStore:
    """Generations in memory. ``folder`` and ``cache_bytes`` are there for the registry's sake;
    stores that share a ``shelf`` see one another's generations, as processes share a folder."""

    shared = ""

    def __init__(
        self,
        folder: Path,
        analyzer: Analyzer,
        cache_bytes: int,
        projection: str = "",
        *,
        shelf: Shelf | None = None,
    ) -> None:
        self._analyzer = analyzer
        self._projection = projection
        self._shelf = shelf or Shelf()

    def fingerprint(self) -> str:
        return fingerprint(self._analyzer, FORMAT, self._projection)

    def current(self) -> MemoryEngine:
        return self._open(self._shelf.current)

    def _open(self, generation: Generation | None) -> MemoryEngine:
        if generation is None:
            raise NoGeneration("no generation in memory")
        if generation.fingerprint != self.fingerprint():
            raise StaleGeneration(f"{generation.name} was built with another configuration")
        return MemoryEngine(self._shelf, generation, self._analyzer)

    def build(self) -> MemoryEngine:
        name = f"g{next(self._shelf.numbers):06d}"
        return MemoryEngine(self._shelf, Generation(name, self.fingerprint()), self._analyzer)

    def publish(self, engine: SearchEngine) -> None:
        if not isinstance(engine, MemoryEngine):
            raise EngineError(f"not a generation in memory: {engine!r}")
        if engine.generation is not self._shelf.current:
            self._shelf.former = self._shelf.current
            self._shelf.current = engine.generation

    def rollback(self) -> MemoryEngine:
        engine = self._open(self._shelf.former)
        self._shelf.current, self._shelf.former = self._shelf.former, self._shelf.current
        return engine
