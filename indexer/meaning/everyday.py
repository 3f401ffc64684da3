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
from functools import cache, lru_cache
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
        found = [table.places.get(word, -1) for word in words]
        places = np.array(found, np.intp)
        rows = _unit_rows(table.rows[places])
        # What no dictionary knows is rare.
        rarity = np.full(len(words), table.rarity.max(initial=0.0), np.float32)
        known = places >= 0
        rarity[known] = table.rarity[places[known]]
        for at in np.flatnonzero(~known).tolist():
            made = _of_pieces(self.path, words[at])
            if made is None:
                rarity[at] = 0.0
            else:
                rows[at] = made
        if longer:
            rarity *= np.sqrt(np.array([len(word) for word in words], np.float32))
        return Worded(rows, rarity)


def _unit_rows(rows: NDArray[np.int8]) -> Vectors:
    """Each of length 1, or of zeros."""
    made = rows.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", made, made))[:, None]
    lengths[lengths == 0] = 1.0
    made /= lengths
    return made


def held_in_other_words(question: Worded, text: Worded) -> float:
    """The share of what the question's words tell that the text has, in these words or in others
    that are near them."""
    total = float(question.rarity.sum())
    if not total or not len(text.rows):
        return 0.0
    nearest = (question.rows @ text.rows.T).max(axis=1)
    alike = np.maximum(0.0, (nearest - _UNLIKE) / (1.0 - _UNLIKE))
    return float(question.rarity @ alike) / total


# Passages of one library have the same compounds again and again: 1,000 take half a megabyte.
@lru_cache(maxsize=4_096)
def _of_pieces(path: Path, word: str) -> Vectors | None:
    """What a word that the table has not is made of; None where it knows nothing within."""
    table = _loaded(path)
    pieces = list(_pieces(word, table.places))
    if not pieces:
        return None
    made = _unit_rows(table.rows[[held for held, _ in pieces]])
    lengths = np.array([length for _, length in pieces], np.float32)
    return unit_vector(lengths @ made)


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
