"""Documents about the same matter: the document's own most telling words, asked as a query."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from analyzers.analyzer import Analyzer
from analyzers.stopwords import is_stop_word
from indexer.model.queries import AnyOf, EngineQuery, Terms, WeightedTerm

# Words asked for; more make it slower and no better.
_WORDS = 25
# Enough to know the matter by.
_CHARACTERS = 4_000
_TITLE_WEIGHT = 3


def telling_words(
    title: str, text: str, analyzer: Analyzer, frequency: Callable[[str], int], documents: int
) -> Mapping[str, float]:
    """Words of two or more characters with their TF-IDF, the greatest ones."""
    counted = Counter(analyzer.terms(text[:_CHARACTERS]))
    for term in analyzer.terms(title):
        counted[term] += _TITLE_WEIGHT
    candidates = {
        t: 1 + math.log(n) for t, n in counted.items() if len(t) > 1 and not _says_little(t)
    }
    # The frequency of each word is a look-up in the index: ask only for likely ones.
    likely = sorted(candidates, key=lambda t: (-candidates[t], t))[: 4 * _WORDS]
    weighed = {}
    for term in likely:
        held = frequency(term)
        if 1 < held <= documents // 2 + 1:
            weighed[term] = candidates[term] * math.log(1 + documents / held)
    best = sorted(weighed, key=lambda t: (-weighed[t], t))[:_WORDS]
    return {t: weighed[t] for t in best}


def _says_little(term: str) -> bool:
    return is_stop_word(term) or term.isdecimal()


def similar_query(words: Mapping[str, float], limit: int, as_of: date) -> EngineQuery:
    """The query for documents that share these words."""
    top = max(words.values(), default=1.0)
    return EngineQuery(
        match=AnyOf(tuple(Terms((w,)) for w in words)),
        score=tuple(WeightedTerm(w, value / top) for w, value in words.items()),
        as_of=as_of,
        limit=limit,
    )
