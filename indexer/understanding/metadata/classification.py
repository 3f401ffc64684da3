"""Theme and domain by terms: 22 State Council themes in two levels, 26 open-government domains.

``data/themes.tsv`` and ``data/domains.tsv`` hold the names and the terms that speak for each. A
term counts three times as much in the title as in the opening of the text, and a long term more
than a short one. The result is inferred, with a confidence that grows with the evidence and with
its lead over the next class. Theme names contain 、: never split on it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from analyzers.folding import fold

SEPARATOR = "\\"  # As gov.cn writes a branch: 卫生、体育\医药管理.
_SAMPLE = 1_200
_TITLE_WEIGHT = 3.0
_COUNTED = 3  # Beyond this many times, a term says no more.
_LEAST = 2.5
_NEAR = 0.6
_SATURATION = 4.0


@dataclass(frozen=True, slots=True)
class Classification:
    """The class, how sure it is (0 to 1), and the terms that spoke for it. ``also`` names
    classes for which nearly as much speaks."""

    name: str
    confidence: float
    terms: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """Both levels of each class, the surest first."""
        names = (self.name, *self.also)
        return tuple(dict.fromkeys(level for name in names for level in (top_theme(name), name)))


@dataclass(frozen=True, slots=True)
class _Terms:
    """Term → the classes that it speaks for, and the terms by their first two characters."""

    classes: Mapping[str, tuple[tuple[str, ...], ...]]
    by_pair: Mapping[str, tuple[str, ...]]
    pairs: frozenset[str]


def _read_terms(name: str, columns: tuple[str, ...]) -> _Terms:
    classes: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    by_pair: dict[str, list[str]] = defaultdict(list)
    with (files(__package__) / "data" / name).open(encoding="utf-8") as source:
        for row in csv.DictReader(source, delimiter="\t"):
            for term in map(fold, row["terms"].split()):
                classes[term].append(tuple(row[column] for column in columns))
    for term in classes:
        by_pair[term[:2]].append(term)
    return _Terms(
        {term: tuple(names) for term, names in classes.items()},
        {pair: tuple(terms) for pair, terms in by_pair.items()},
        frozenset(by_pair),
    )


@cache
def _themes() -> _Terms:
    return _read_terms("themes.tsv", ("theme", "branch"))


@cache
def _domains() -> _Terms:
    return _read_terms("domains.tsv", ("domain",))


@cache
def theme_names() -> tuple[str, ...]:
    """The themes of the first level, in the official order, with 其他 last."""
    with (files(__package__) / "data" / "themes.tsv").open(encoding="utf-8") as source:
        names = dict.fromkeys(row["theme"] for row in csv.DictReader(source, delimiter="\t"))
    return (*names, "其他")


def classify_theme(title: str, text: str) -> Classification | None:
    """The theme and branch that a title and the opening of a text speak for.

    >>> classify_theme("关于调整土地增值税预征率的公告", "纳税人应当申报缴纳土地增值税。").name
    '财政、金融、审计\\\\税务'
    >>> classify_theme("关于加强食品安全监管的通知", "").name
    '市场监管、安全生产监管\\\\食品药品监管'
    >>> classify_theme("函", "收悉。") is None
    True
    """
    return _theme(_Sample.of(title, text))


def classify_domain(title: str, text: str) -> Classification | None:
    """The open-government domain that a title and the opening of a text speak for, if any.

    >>> classify_domain("关于提高最低生活保障标准的通知", "").name
    '社会救助'
    """
    return _domain(_Sample.of(title, text))


def classify(
    title: str, text: str, issuers: Sequence[str] = ()
) -> tuple[Classification | None, Classification | None]:
    """Theme and domain, the text read once. The names of the issuers speak as the title does."""
    missing = [name for name in issuers if name not in title]
    sample = _Sample.of(" ".join((title, *missing)), text)
    return _theme(sample), _domain(sample)


def _theme(sample: _Sample) -> Classification | None:
    branches: dict[tuple[str, str], float] = defaultdict(float)
    tops: dict[str, float] = defaultdict(float)
    spoke: dict[str, list[str]] = defaultdict(list)
    for term, weight in sample.weights(_themes()):
        for theme, branch in _themes().classes[term]:
            branches[theme, branch] += weight
            tops[theme] += weight
            spoke[theme].append(term)
    best = _best(tops)
    if best is None:
        return None
    theme, confidence = best
    near = [name for name in tops if name != theme and tops[name] >= _NEAR * tops[theme]]
    near.sort(key=lambda name: -tops[name])
    names = [
        top
        + SEPARATOR
        + max((key for key in branches if key[0] == top), key=branches.__getitem__)[1]
        for top in (theme, *near[:2])
    ]
    return Classification(names[0], confidence, tuple(spoke[theme]), tuple(names[1:]))


def _domain(sample: _Sample) -> Classification | None:
    totals: dict[str, float] = defaultdict(float)
    spoke: dict[str, list[str]] = defaultdict(list)
    for term, weight in sample.weights(_domains()):
        for (name,) in _domains().classes[term]:
            totals[name] += weight
            spoke[name].append(term)
    best = _best(totals)
    return Classification(best[0], best[1], tuple(spoke[best[0]])) if best else None


@dataclass(frozen=True, slots=True)
class _Sample:
    """Folded title and opening, and the pairs of characters in them: a term whose first pair is
    not among them is not looked for."""

    title: str
    opening: str
    pairs: frozenset[str]

    @classmethod
    def of(cls, title: str, text: str) -> _Sample:
        title, opening = fold(title), fold(text[:_SAMPLE])
        both = f"{title}\n{opening}"
        pairs = frozenset(map("".join, pairwise(both)))
        return cls(title, opening, pairs)

    def weights(self, terms: _Terms) -> Iterator[tuple[str, float]]:
        """Each term that occurs, and how much that says."""
        for pair in sorted(self.pairs & terms.pairs):
            for term in terms.by_pair[pair]:
                count = self.opening.count(term)
                in_title = term in self.title
                if count or in_title:
                    often = min(count, _COUNTED) / _COUNTED
                    yield term, min(len(term), 6) / 2 * (_TITLE_WEIGHT * in_title + often)


def _best(totals: Mapping[str, float]) -> tuple[str, float] | None:
    """The class with most weight and its confidence; None where the evidence is thin.

    >>> _best({"甲": 9.0, "乙": 3.0}), _best({"甲": 1.0}) is None
    (('甲', 0.52), True)
    """
    if not totals:
        return None
    name = max(totals, key=lambda key: totals[key])
    weight = totals[name]
    if weight < _LEAST:
        return None
    lead = weight / sum(totals.values())
    return name, round(lead * weight / (weight + _SATURATION), 2)


def top_theme(name: str) -> str:
    """The first level of a theme's path.

    >>> top_theme("卫生、体育\\\\医药管理")
    '卫生、体育'
    """
    return name.split(SEPARATOR, 1)[0]
