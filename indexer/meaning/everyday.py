"""How near two texts are by their words, where words that say the same are near: 楼顶 and 屋顶,
癌症 and 肿瘤, 掏钱 and 出钱.

The table has 128 numbers for each of 40,000 everyday words (``python -m benchmarks.everyday_words``
makes it). Others are made of the longest words within them: 大屏幕 of 大 and 屏幕. Where
``table.npz`` says what a whole article of law is about, this says which words of a question a
passage has in other words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzers.folding import fold
from analyzers.stopwords import is_stop_word
from indexer.meaning.makers import Vectors, unit_vector

EVERYDAY = Path(__file__).with_name("everyday.npz")

# Less than so alike, two words have nothing to do with each other.
_UNLIKE = 0.4
# How a question is put, and nothing of what it is about.
_ASKED = frozenset((
    "多少", "什么", "怎么", "怎么样", "可以", "能", "吗", "多久", "哪", "哪里", "谁", "要",
    "几", "需要", "有", "会", "让", "给", "办", "找", "不", "没", "想", "还", "算", "咋", "啥",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: directions, in bytes; ``rarity``: how much a word tells."""

    places: dict[str, int]
    rows: NDArray[np.int8]
    rarity: Vectors


@dataclass(frozen=True, slots=True)
class Worded:
    """The words of a text, once each: their vectors, of length 1, and what each tells."""

    rows: Vectors
    rarity: Vectors

    @property
    def whole(self) -> Vectors:
        """All of them in one, of length 1; of zeros where there are none."""
        return unit_vector(self.rarity @ self.rows)


@dataclass(frozen=True, slots=True)
class EverydayWords:
    """``cut``: a folded text → its words. Safe from several threads."""

    cut: Callable[[str], Sequence[str]]
    path: Path = EVERYDAY

    def question(self, text: str) -> Worded:
        """Without the words that only ask; a longer word tells more."""
        words = [word for word in self._words(text) if word not in _ASKED]
        return self._worded(words, longer=True)

    def text(self, text: str) -> Worded:
        return self._worded(self._words(text))

    def _words(self, text: str) -> list[str]:
        words = dict.fromkeys(self.cut(fold(text)))
        return [word for word in words if word.isalpha() and not is_stop_word(word)]

    def _worded(self, words: Sequence[str], *, longer: bool = False) -> Worded:
        table = _loaded(self.path)
        rows = np.zeros((len(words), table.rows.shape[1]), np.float32)
        rarity = np.zeros(len(words), np.float32)
        most = float(table.rarity.max(initial=0.0))
        for row, (at, word) in zip(rows, enumerate(words), strict=True):
            place = table.places.get(word)
            pieces = [(place, 1)] if place is not None else list(_pieces(word, table.places))
            for held, length in pieces:
                row += unit_vector(table.rows[held].astype(np.float32)) * np.float32(length)
            # What no dictionary knows is rare.
            known = table.rarity[place] if place is not None else most
            rarity[at] = known * (len(word) ** 0.5 if longer else 1.0) if pieces else 0.0
        for row in rows:
            row[:] = unit_vector(row)
        return Worded(rows, rarity)


def held_in_other_words(question: Worded, text: Worded) -> float:
    """The share of what the question's words tell that the text has, in these words or in others
    that are near them."""
    total = float(question.rarity.sum())
    if not total or not len(text.rows):
        return 0.0
    nearest = (question.rows @ text.rows.T).max(axis=1)
    alike = np.maximum(0.0, (nearest - _UNLIKE) / (1.0 - _UNLIKE))
    return float(question.rarity @ alike) / total


def _pieces(word: str, places: dict[str, int]) -> Iterator[tuple[int, int]]:
    """The longest known words within, each with its length."""
    at = 0
    while at < len(word):
        end = next((e for e in range(len(word), at, -1) if word[at:e] in places), at)
        if end > at:
            yield places[word[at:end]], end - at
        at = max(end, at + 1)


@cache
def _loaded(path: Path) -> Table:
    with np.load(path) as held:
        words = held["words"].tobytes().decode().split("\n")
        rows: NDArray[np.int8] = held["rows"]
        rarity = held["rarity"].astype(np.float32)
    return Table({word: place for place, word in enumerate(words)}, rows, rarity)
