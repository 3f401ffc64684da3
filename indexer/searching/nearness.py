"""Passages by what they mean: by everyday words that are near those of the question, and by the
cosines of an encoder, where the library has one.

Only the passages that are best by their words are looked at, each with its document's title and
its headings, which say what it is about. Their vectors by an encoder are made when they are first
asked for, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b

import numpy as np

from indexer.meaning.everyday import EverydayWords, Worded, held_in_other_words
from indexer.meaning.makers import Maker, Vectors
from indexer.runtime.caching import ByteCache
from indexer.searching.meaning import Meaning, Sense
from indexer.searching.sureness import Candidate, Near

# So many are looked at: more move no first passage (docs/answers.md), and each takes its time.
FIRST = 15
# What an encoder reads of a passage at most, in characters; it ends at 512 tokens by itself.
_READ = 900
_OWNER = "nearness"


# What a passage gains by an encoder, for each unit of the library's spread that it is nearer than
# the library; and by words: that it has all of the question in words that are near, and that all
# words of both together point the same way. From half to twice of these changes little
# (docs/answers.md).
BY_ENCODER, BY_WORD, BY_ALL_WORDS = 0.2, 0.75, 2.5


# Of each of the ``FIRST``.
Nearer = Callable[[Sequence[Candidate]], list[Near]]


class Nearness:
    """``meaning``: what the library's vectors tell now, if there are any."""

    def __init__(
        self, meaning: Callable[[], Meaning | None], words: EverydayWords, cache: ByteCache
    ) -> None:
        self._meaning = meaning
        self._words = words
        self._cache = cache

    def to(self, question: str) -> Nearer:
        """The question is encoded once, however often passages are compared with it."""
        meaning = self._meaning()
        words = self._words.question(question)
        if meaning is None or not meaning.maker.encodes:
            return partial(self._by_words, words)
        return partial(self._nearer, words, meaning.maker, meaning.of(question))

    def _by_words(self, question: Worded, candidates: Sequence[Candidate]) -> list[Near]:
        return [_worded(question, self._words.text(_read(one))) for one in candidates[:FIRST]]

    def _nearer(
        self, words: Worded, encoder: Maker, sense: Sense, candidates: Sequence[Candidate]
    ) -> list[Near]:
        by_words = self._by_words(words, candidates)
        if not by_words:
            return []
        rows = self._rows(encoder, list(map(_read, candidates[:FIRST])))
        units: list[float] = sense.nearer(rows).tolist()
        return [
            replace(near, gain=near.gain + BY_ENCODER * its, units=its)
            for near, its in zip(by_words, units, strict=True)
        ]

    def _rows(self, encoder: Maker, texts: Sequence[str]) -> Vectors:
        keys = [(_OWNER, encoder.fingerprint, blake2b(t.encode()).digest()) for t in texts]
        held: list[Vectors | None] = [self._cache.find(key) for key in keys]
        missing = [at for at, row in enumerate(held) if row is None]
        made = encoder.texts([texts[at] for at in missing]) if missing else ()
        for at, row in zip(missing, made, strict=True):
            held[at] = self._cache.keep(keys[at], row.copy(), row.nbytes)
        return np.stack([row for row in held if row is not None])


def _worded(question: Worded, text: Worded) -> Near:
    held = held_in_other_words(question, text)
    alike = float(question.whole @ text.whole)
    return Near(BY_WORD * held + BY_ALL_WORDS * alike, held, alike)


def _read(one: Candidate) -> str:
    return "\n".join((one.found.shown.card.title, *one.part.path[:-1], one.text))[:_READ]
