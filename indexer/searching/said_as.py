"""How people say what regulations write: 煤气灶 → 燃气燃烧器具, softer than a synonym.

Pairs stand in ``said_as.txt``. They only help to order the passages of a question: nothing is
searched, marked or counted by them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from analyzers.folding import fold
from analyzers.synonyms import read_synonyms

# From this length on it is hardly met by chance across words.
_UNMISTAKABLE = 4
# Of so many questions it is known.
_REMEMBERED = 256
PAIRS = Path(__file__).with_name("said_as.txt")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, and how it is written; all folded."""

    words: str
    written: tuple[str, ...]


# Of a folded text: where its words may begin and end.
Edges = Callable[[str], Collection[int]]


class SaidAs:
    """What of the list stands in questions, by the library's own words. An answer asks it several
    times of one text, which is cut once. Safe from several threads."""

    def __init__(self, edges: Edges, path: Path = PAIRS) -> None:
        self._edges = edges
        self._path = path
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._of)

    def of(self, text: str) -> tuple[Said, ...]:
        return self._remembered(text.rstrip("?？"))

    def _of(self, text: str) -> tuple[Said, ...]:
        return tuple(said_in(text, self._edges, self._path))


def said_in(text: str, edges: Edges, path: Path = PAIRS) -> Iterator[Said]:
    """What of the list stands in a text: the longest first, not overlapping, short ones where words
    begin and end (包地 does not stand in 承包地).

    >>> from analyzers.analyzer import default_analyzer
    >>> said = said_in("煤气灶坏了谁管", default_analyzer().edges)
    >>> [(one.words, one.written[0]) for one in said]
    [('煤气灶', '燃气燃烧器具')]
    """
    pairs, longest = _read(path)
    folded = fold(text)
    borders = set(edges(folded))
    at = 0
    while at < len(folded):
        ends = range(min(len(folded), at + longest), at, -1)
        whole = (e for e in ends if e - at >= _UNMISTAKABLE or {at, e} <= borders)
        end = next((end for end in whole if folded[at:end] in pairs), at)
        if end > at:
            yield Said(folded[at:end], pairs[folded[at:end]])
        at = max(end, at + 1)


@cache
def _read(path: Path) -> tuple[Mapping[str, tuple[str, ...]], int]:
    pairs: dict[str, tuple[str, ...]] = {}
    for source, targets in read_synonyms(path):
        written = (*pairs.get(source, ()), *map(fold, targets))
        pairs[source] = tuple(dict.fromkeys(written))
    return pairs, max(map(len, pairs), default=0)
