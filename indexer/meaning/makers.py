"""Texts and questions → vectors. What makes them is behind a seam, ``Maker``: the table of words
that is shipped, or an encoder.

The table has 128 numbers for each of 40,000 words, fitted so that a text's weighted words add
up to what an encoder makes of the whole text (``python -m benchmarks.word_table`` makes it). A text
costs little more than its analysis. The rarity of a word is in its numbers already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analyzers.analyzer import Analyzer

Vectors = NDArray[np.float32]

TABLE = Path(__file__).with_name("table.npz")


class Maker(Protocol):
    """``fingerprint``: another one where the same text may give another vector. ``encodes``:
    whether it reads texts as they stand, whose vectors say more than those of their words."""

    encodes: bool

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def texts(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each; of zeros for one of which nothing is known."""

    def question(self, text: str) -> Vectors:
        """The same for one question."""


class WordTable:
    """Safe from several threads."""

    encodes = False

    def __init__(self, analyzer: Analyzer, path: Path = TABLE) -> None:
        self._analyzer = analyzer
        self.fingerprint = fingerprint(analyzer, path)
        with np.load(path) as held:
            words = held["words"].tobytes().decode().split("\n")
            self._rows: NDArray[np.int8] = held["rows"]
            self._scales: NDArray[np.float32] = held["scales"].astype(np.float32)
            self._centre: Vectors = held["centre"].astype(np.float32)
        self._places = {word: place for place, word in enumerate(words)}

    @property
    def dimensions(self) -> int:
        return int(self._rows.shape[1])

    def texts(self, texts: Sequence[str]) -> Vectors:
        made = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(made, texts, strict=True):
            row[:] = self.question(text)
        return made

    def question(self, text: str) -> Vectors:
        terms = self._analyzer.terms(text)
        known = [place for term in terms if (place := self._places.get(term)) is not None]
        if not known:
            return np.zeros(self.dimensions, np.float32)
        places, counts = np.unique(np.array(known, np.intp), return_counts=True)
        # A word that comes again says less than the first time.
        weights = (counts / (counts + 1.0)).astype(np.float32) * self._scales[places]
        return unit_vector(
            unit_vector(weights @ self._rows[places].astype(np.float32)) - self._centre
        )


def unit_vector(vector: Vectors) -> Vectors:
    """In its direction, of length 1; of zeros where it is that."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


@cache
def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()


def fingerprint(analyzer: Analyzer, path: Path = TABLE) -> str:
    """That of the table, without reading what is in it."""
    return f"{_digest(path)} {analyzer.fingerprint()}"
