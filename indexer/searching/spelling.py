"""What a repair leaves as it is: words that dictionaries or synonyms know, numbers, fields, and
which version is meant (2010年版).

营改增 may stand in no document of a library, and is no slip for 篡改增.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from analyzers.analyzer import Analyzer
from analyzers.folding import fold
from analyzers.numerals import find_numerals
from analyzers.segmentation import user_words
from analyzers.synonyms import SynonymTable
from indexer.searching.parser import FIELD_NAMES

_NUMERALS = re.compile("[〇零一二两三四五六七八九十百千万亿]{2,}")
_NO_WORDS = re.compile(
    "(?:" + "|".join(sorted(map(re.escape, FIELD_NAMES), key=len, reverse=True)) + ")[:：]"
    r"|(?<=\d)年(?:修[订正])?版",
    re.IGNORECASE,
)


class Spelling:
    """Tells which words of a stretch are known to be right."""

    def __init__(self, analyzer: Analyzer, synonyms: SynonymTable) -> None:
        self._analyzer = analyzer
        self._synonyms = synonyms

    def known(self, stretch: str) -> Iterator[str]:
        """Those of a folded stretch; the stretch itself where it is one."""
        if self._analyzer.is_word(stretch):
            yield stretch
        for one in self._synonyms.expand(stretch):
            yield fold(one.source)
        yield from (w for w in self._analyzer.cut(stretch) if len(w) > 2 and w in _own_words())
        for numeral in find_numerals(stretch):
            yield stretch[numeral.start : numeral.end]

    def others(self, typed: str) -> Iterator[str]:
        """What was typed with what a word of it stands for: 低保标, 最低生活保障标."""
        for one in self._synonyms.expand(typed):
            for target in one.targets:
                yield typed[: one.start] + target + typed[one.end :]


def says_other_numbers(typed: str, repaired: str) -> bool:
    """Whether a repair makes a number word that was not typed: 里四 is no 十四."""
    return not set(_NUMERALS.findall(repaired)) <= set(_NUMERALS.findall(typed))


def parts(query: str) -> Iterator[tuple[str, bool]]:
    """A query in pieces, and whether each is no words: the name of a field (文号：), 年版."""
    position = 0
    for found in _NO_WORDS.finditer(query):
        yield query[position : found.start()], False
        yield found[0], True
        position = found.end()
    yield query[position:], False


@cache
def _own_words() -> frozenset[str]:
    return frozenset(user_words())


def quoted_where_changed(typed: str, repaired: str) -> str:
    """The query that asks for what was typed: quotes say that it is meant so."""
    if len(typed.split()) != len(repaired.split()):
        return f'"{typed}"'
    words = zip(typed.split(), repaired.split(), strict=True)
    return " ".join(t if fold(t) == r else f'"{t}"' for t, r in words)
