"""How people say what regulations write: 煤气灶 → 燃气燃烧器具, softer than a synonym.

Pairs stand in ``said_as.txt``. They only help to order the passages of a question: nothing is
searched, marked or counted by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analyzers.analyzer import default_analyzer
from analyzers.folding import fold
from analyzers.synonyms import read_synonyms

# From this length on it is hardly met by chance across words.
_UNMISTAKABLE = 4
PAIRS = Path(__file__).with_name("said_as.txt")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, and how it is written; all folded."""

    words: str
    written: tuple[str, ...]


def said_in(text: str, path: Path = PAIRS) -> Iterator[Said]:
    """What of the list stands in a text: the longest first, not overlapping, short ones where words
    begin and end (包地 does not stand in 承包地).

    >>> [(one.words, one.written[0]) for one in said_in("煤气灶坏了谁管")]
    [('煤气灶', '燃气燃烧器具')]
    """
    pairs, longest = _read(path)
    folded = fold(text)
    edges = default_analyzer().edges(folded)
    at = 0
    while at < len(folded):
        ends = range(min(len(folded), at + longest), at, -1)
        whole = (e for e in ends if e - at >= _UNMISTAKABLE or {at, e} <= edges)
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
