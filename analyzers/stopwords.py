"""Words of a query that say nothing about what is looked for. Queries only.

The index keeps every word: what is dropped there can never be found. Here a stop word is a
hint that a clause may be matched without it, and question words (加装电梯需要什么手续) are
taken out of a query.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from analyzers.dictionaries import read_words
from analyzers.folding import fold

_EDGES = " ,，.。;；:：、?？!！"


@lru_cache(maxsize=4096)
def is_stop_word(word: str) -> bool:
    """Whether a query is about the same without this word (的, 了, 和)."""
    return fold(word) in _stop_words()


def strip_question(text: str) -> str:
    """The query without its question words: 加装电梯需要什么手续？ → 加装电梯.

    What remains keeps its spelling, with a blank where something was taken from the middle.
    Gives ``text`` itself where there is no question word, or where nothing would remain.
    """
    kept: list[str] = []
    done = 0
    for match in _questions().finditer(fold(text)):
        kept.append(text[done : match.start()].strip(_EDGES))
        done = match.end()
    if not done:
        return text
    kept.append(text[done:].strip(_EDGES))
    rest = " ".join(part for part in kept if part)
    return rest if _says_something(rest) else text


def asks(text: str) -> bool:
    """Whether it is a question."""
    return text.rstrip().endswith(("?", "？")) or strip_question(text) != text


def _says_something(text: str) -> bool:
    """Whether a word is left that is none of the stop words."""
    return any(map(str.isalnum, text)) and not is_stop_word(text)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(map(fold, read_words("stop_words.txt")))


@cache
def _questions() -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, read_words("question_words.txt"))))


def _pattern(line: str) -> str:
    """A line of the file as a pattern: [甲|乙] optional, <甲|乙> one of them."""
    parts = re.split(r"(\[.+?\]|<.+?>)", line)
    return "".join(_part(part) for part in parts if part)


def _part(part: str) -> str:
    if part[0] not in "[<":
        return re.escape(fold(part))
    longest_first = sorted(
        set(map(fold, part[1:-1].split("|"))), key=lambda word: (-len(word), word)
    )
    return f"(?:{'|'.join(map(re.escape, longest_first))}){'?' if part[0] == '[' else ''}"
