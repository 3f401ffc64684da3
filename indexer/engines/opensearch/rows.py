"""A document as the index holds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analyzers.analyzer import Analyzer
from analyzers.pairs import pair_codes, pair_strings
from indexer.engines.opensearch.mapping import CUT, END, PAIRS, SCALE, TEXTS, WORDS
from indexer.engines.ranking import DATE_FIELDS, KEYWORD_FIELDS, TEXT_FIELDS
from indexer.model import BINDING, IndexedDocument, StatusValue, Timeline

_LAST_DAY = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document's text fields: folded, and their words, one a line. The first commit of a
    generation holds all its documents so; what is counted of one is twenty times as large."""

    folded: Mapping[str, str]
    words: Mapping[str, str]

    def counts(self, pair: bool) -> dict[str, Counter[str]]:
        """How often each word, or each pair, stands in each field."""
        if pair:
            return {name: Counter(pair_strings(text)) for name, text in self.folded.items()}
        return {name: Counter(_listed(words)) for name, words in self.words.items()}

    def lengths(self, pair: bool) -> dict[str, int]:
        if pair:
            return {name: len(pair_codes(text)) for name, text in self.folded.items()}
        return {name: len(_listed(words)) for name, words in self.words.items()}


def _listed(words: str) -> list[str]:
    return words.split("\n") if words else []


def analysed(document: IndexedDocument, analyzer: Analyzer) -> Analysed:
    texts = {name: document.texts.get(name, "") for name in TEXTS}
    return Analysed(
        {name: analyzer.fold(text) for name, text in texts.items()},
        {name: "\n".join(analyzer.terms(text)) for name, text in texts.items()},
    )


@dataclass(frozen=True, slots=True)
class Averages:
    """Average lengths of the text fields, in words and in pairs. A generation's, fixed by its first
    commit: an impact that is stored cannot follow an average that moves."""

    words: Mapping[str, float]
    pairs: Mapping[str, float]

    @classmethod
    def over(cls, documents: list[Analysed]) -> Averages:
        def average(pair: bool) -> dict[str, float]:
            total: Counter[str] = Counter()
            for one in documents:
                total.update(one.lengths(pair))
            return {name: total[name] / max(1, len(documents)) for name in TEXTS}

        return cls(average(False), average(True))

    def of(self, pair: bool) -> Mapping[str, float]:
        return self.pairs if pair else self.words


def normalisation(name: str, length: int, averages: Mapping[str, float], b: float) -> float:
    """BM25F's 1 - b + b · length / average; 1 where no document had such a field."""
    average = averages[name]
    return 1 - b + b * length / average if average else 1.0


def row(document: IndexedDocument, found: Analysed, averages: Averages) -> dict[str, Any]:
    made: dict[str, Any] = {"id": document.id, "revision": document.revision}
    words, pairs = found.counts(False), found.counts(True)
    for name in TEXTS:
        if words[name]:
            made[f"w_{name}"] = found.words[name]
        if found.folded[name]:
            made[f"s_{name}"] = found.folded[name] + END
        made[f"lw_{name}"] = words[name].total()
        made[f"lp_{name}"] = pairs[name].total()
    for field, counts, average in ((WORDS, words, averages.words), (PAIRS, pairs, averages.pairs)):
        made[field] = "\n".join(
            f"{term}{CUT}{max(1, round(impact * SCALE))}"
            for term, impact in _impacts(counts, average).items()
        )
    for keyword in KEYWORD_FIELDS:
        if values := list(dict.fromkeys(document.keywords.get(keyword.name, ()))):
            made[f"k_{keyword.name}"] = values
    for dated in DATE_FIELDS:
        if day := document.dates.get(dated.name):
            made[f"d_{dated.name}"] = day.toordinal()
    for status, first, end in _periods(document.timeline):
        days = {"gte": first, "lt": end}
        made.setdefault(f"st_{status.value}", []).append(days)
        if status in BINDING:
            made.setdefault("st_binding", []).append(days)
    return made


def _impacts(counts: Mapping[str, Counter[str]], average: Mapping[str, float]) -> dict[str, float]:
    impacts: dict[str, float] = defaultdict(float)
    for field in TEXT_FIELDS:
        norm = normalisation(field.name, counts[field.name].total(), average, field.b)
        for term, count in counts[field.name].items():
            impacts[term] += field.weight * count / norm
    return impacts


def _periods(timeline: Timeline) -> Iterator[tuple[StatusValue, int, int]]:
    """(status, its first day, the day after its last), as ordinals; unknown before the first."""
    points = [(StatusValue.UNKNOWN, 1), *((c.status.value, c.since.toordinal()) for c in timeline)]
    ends = [day for _, day in points[1:]] + [_LAST_DAY + 1]
    for (status, first), end in zip(points, ends, strict=True):
        if first < end:
            yield status, first, end
