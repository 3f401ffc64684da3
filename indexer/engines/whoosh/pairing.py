"""The pairs of queries: the same few strings again and again, so their codes are remembered."""

from __future__ import annotations

from functools import lru_cache

from analyzers.pairs import is_chinese, pair_codes


@lru_cache(maxsize=10_000)
def pair_of(term: str) -> int:
    """The code of a pair of Chinese characters; -1 for what is none."""
    codes = pair_codes(term).tolist() if len(term) == 2 else []
    return codes[0] if codes else -1


@lru_cache(maxsize=10_000)
def pairs_from(character: str) -> range:
    """The codes of all pairs that begin with a Chinese character; none for another one."""
    code = pair_of(character * 2) >> 16 << 16
    return range(code, code + (1 << 16)) if code >= 0 else range(0)


@lru_cache(maxsize=10_000)
def pairs_in(text: str) -> tuple[int, ...]:
    """The different pairs of a string, in order."""
    return tuple(dict.fromkeys(pair_codes(text).tolist()))


@lru_cache(maxsize=10_000)
def known_by_words(text: str) -> bool:
    """Whether a word that holds the string tells that the text does: ``Analysed.as_they_stand``."""
    return len(text) > 2 and is_chinese(text)
