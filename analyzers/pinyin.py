"""Chinese → pinyin, for suggestions while typing and for repairing homophones.

Words are read as wholes, since that is what tells 行政 from 银行 and 市长 from 长春: a text is
segmented first, then pypinyin reads each word, by its phrases where it has them. What pypinyin
reads wrong is put right in ``dictionaries/pinyin.txt``.

pypinyin takes a quarter of a second and 58 MB to load, so it is loaded at the first reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from analyzers.analyzer import default_analyzer
from analyzers.dictionaries import read_words
from analyzers.folding import fold

_INITIALS = frozenset("abcdefghjklmnopqrstwxyz")
_LONGEST_SYLLABLE = 6


def syllables(text: str) -> list[str]:
    """The syllables of a text, without tones, ü as v: one for each Chinese character.

    A run of letters or digits is one; everything else is left out. 重庆市2024 → chong qing shi
    2024.
    """
    return [s for word in default_analyzer().cut(fold(text)) for s in _read(word)]


def full_pinyin(text: str) -> str:
    """政务公开 → zhengwugongkai."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """政务公开 → zwgk. Letters and digits stay whole."""
    return "".join(
        letters for word in default_analyzer().cut(fold(text)) for letters in _read_initials(word)
    )


@lru_cache(maxsize=65536)
def _read(word: str) -> tuple[str, ...]:
    if not any(map(str.isalnum, word)):
        return ()
    if word.isascii():
        return (word,)
    return tuple(s for s in _reader()(word) if s.isalnum())


@lru_cache(maxsize=65536)
def _read_initials(word: str) -> tuple[str, ...]:
    return _read(word) if word.isascii() else tuple(s if s.isdigit() else s[0] for s in _read(word))


@cache
def _reader() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict(
        {word.strip(): [[s] for s in reading.split()] for word, reading in _corrections()}
    )
    return lazy_pinyin


def _corrections() -> Iterator[tuple[str, str]]:
    for line in read_words("pinyin.txt"):
        word, _, reading = line.partition("=")
        yield word, reading


def looks_like_pinyin(typed: str) -> bool:
    """Whether this may be pinyin: full (zhengwu gongkai), begun (zhengw) or initials (zwgk).

    Blanks and apostrophes are allowed between syllables. A single letter is an initial.
    """
    letters = fold(typed).replace(" ", "").replace("'", "")
    if not letters or not letters.isascii() or not letters.isalpha():
        return False
    return _INITIALS.issuperset(letters) or split_pinyin(letters) is not None


def split_pinyin(letters: str) -> list[str] | None:
    """zhengwugongk → zheng wu gong k: syllables, the last one perhaps only begun.

    Of several ways the one with the longest syllables first; None if there is none.
    """
    text = fold(letters).replace(" ", "").replace("'", "")
    return _split(text, 0) if 0 < len(text) <= 100 and text.isascii() else None


def _split(text: str, start: int) -> list[str] | None:
    # best[i]: how the rest from i is split. Backwards, so that no way is tried twice.
    best: list[list[str] | None] = [None] * len(text) + [[]]
    for i in range(len(text) - 1, start - 1, -1):
        if text[i:] in _beginnings():
            best[i] = [text[i:]]
        for end in range(min(len(text), i + _LONGEST_SYLLABLE), i, -1):
            rest = best[end]
            if text[i:end] in _syllables() and rest is not None:
                best[i] = [text[i:end], *rest]
                break
    return best[start]


@cache
def _syllables() -> frozenset[str]:
    return frozenset(s for line in read_words("syllables.txt") for s in line.split())


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(s[:i] for s in _syllables() for i in range(1, len(s)))
