"""Passages by what they mean: the cosines of an encoder, where the library has one.

Only the passages that are best by their words are looked at, each with its document's title and
its headings, which say what it is about. Their vectors are made when they are first asked for, and
kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import blake2b

import numpy as np

from indexer.meaning.makers import Maker, Vectors
from indexer.runtime.caching import ByteCache
from indexer.searching.meaning import Meaning, Sense
from indexer.searching.sureness import Candidate

# So many are looked at: more move no first passage (docs/answers.md), and each takes its time.
FIRST = 15
# What an encoder reads of a passage at most, in characters; it ends at 512 tokens by itself.
_READ = 900
_OWNER = "nearness"


# For each of the ``FIRST`` how much nearer it is to a question than the library is on the average,
# in units of the library's spread; none without an encoder.
Nearer = Callable[[Sequence[Candidate]], list[float]]


def _by_words(_: Sequence[Candidate]) -> list[float]:
    return []


class Nearness:
    """``meaning``: what the library's vectors tell now, if there are any."""

    def __init__(self, meaning: Callable[[], Meaning | None], cache: ByteCache) -> None:
        self._meaning = meaning
        self._cache = cache

    def to(self, question: str) -> Nearer:
        """The question is encoded once, however often passages are compared with it."""
        meaning = self._meaning()
        if meaning is None or not meaning.maker.encodes:
            return _by_words
        return partial(self._nearer, meaning.maker, meaning.of(question))

    def _nearer(self, encoder: Maker, sense: Sense, candidates: Sequence[Candidate]) -> list[float]:
        first = candidates[:FIRST]
        if not first:
            return []
        nearer: list[float] = sense.nearer(self._rows(encoder, list(map(_read, first)))).tolist()
        return nearer

    def _rows(self, encoder: Maker, texts: Sequence[str]) -> Vectors:
        keys = [(_OWNER, encoder.fingerprint, blake2b(t.encode()).digest()) for t in texts]
        held: list[Vectors | None] = [self._cache.find(key) for key in keys]
        missing = [at for at, row in enumerate(held) if row is None]
        made = encoder.texts([texts[at] for at in missing]) if missing else ()
        for at, row in zip(missing, made, strict=True):
            held[at] = self._cache.keep(keys[at], row.copy(), row.nbytes)
        return np.stack([row for row in held if row is not None])


def _read(one: Candidate) -> str:
    return "\n".join((one.found.shown.card.title, *one.part.path[:-1], one.text))[:_READ]
