"""Words of a query that say nothing about what is looked for. Queries only.

The index keeps every word: what is dropped there can never be found. Here a stop word is a
hint that a clause may be matched without it, and question words (加装电梯需要什么手续) are
taken off a query's ends.
"""

from __future__ import annotations

import re
from functools import cache

from analyzers.dictionaries import read_words
from analyzers.folding import fold


def is_stop_word(word: str) -> bool:
    """Whether a query is about the same without this word (的, 了, 和)."""
    return fold(word) in _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(map(fold, read_words("stop_words.txt")))


def strip_question(text: str) -> str:
    """The query without its question words: 加装电梯需要什么手续？ → 加装电梯.

    The parts that remain keep their spelling and are joined by blanks. Gives ``text`` itself
    where nothing would remain, or where there is no question word.
    """
    rest = " ".join(part for part in _QUESTION().split(text) if part.strip())
    return rest.strip() if any(map(str.isalnum, rest)) else text


@cache
def _QUESTION() -> re.Pattern[str]:
    words = sorted(map(re.escape, read_words("question_words.txt")), key=len, reverse=True)
    return re.compile("(?:" + "|".join(words) + r")|[?？]")
