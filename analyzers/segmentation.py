"""Chinese text → words, by jieba's dictionary and model, in search mode.

Search mode gives a word's own dictionary words of two and three characters before the word. Two
implementations give the same words: ``rjieba`` (jieba in Rust, 15 times faster) is the default
where it installs, ``jieba`` the fallback. A further one is a class and a line in ``SEGMENTERS``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol


class Segmenter(Protocol):
    """Cuts text into words. Safe from several threads once built.

    Every character of the text belongs to a word, punctuation and blanks too. Offsets count
    characters: ``text[start:end] == word``.
    """

    name: str

    def search(self, text: str) -> list[str]:
        """Words with their sub-words before them, in text order."""

    def search_offsets(self, text: str) -> Sequence[tuple[str, int, int]]:
        """The same as ``search``, each with its start and end."""

    def coarse_offsets(self, text: str) -> Sequence[tuple[str, int, int]]:
        """Words that do not overlap, with start and end."""


class RustSegmenter:
    """jieba in Rust. Its dictionary is the process's own, loaded by the import."""

    name = "rjieba"

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        rjieba: Any = importlib.import_module("rjieba")
        for word, frequency in words:
            rjieba.add_word(word, frequency)
        self.search: Callable[[str], list[str]] = rjieba.cut_for_search
        self.search_offsets = partial(rjieba.tokenize, mode="search")
        self.coarse_offsets = partial(rjieba.tokenize, mode="default")


class PythonSegmenter:
    """jieba itself, with a tokenizer of our own rather than the module's."""

    name = "jieba"

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        jieba: Any = importlib.import_module("jieba")
        jieba.setLogLevel(30)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.initialize()
        for word, frequency in words:
            self._tokenizer.add_word(word, frequency)

    def search(self, text: str) -> list[str]:
        return list(self._tokenizer.cut_for_search(text))

    def search_offsets(self, text: str) -> Sequence[tuple[str, int, int]]:
        return list(self._tokenizer.tokenize(text, mode="search"))

    def coarse_offsets(self, text: str) -> Sequence[tuple[str, int, int]]:
        return list(self._tokenizer.tokenize(text))


# In order of preference.
SEGMENTERS: Mapping[str, Callable[[Iterable[tuple[str, int]]], Segmenter]] = {
    "rjieba": RustSegmenter,
    "jieba": PythonSegmenter,
}


def best_segmenter(words: Iterable[tuple[str, int]]) -> Segmenter:
    """The first of SEGMENTERS that is installed, knowing ``words`` (word, frequency) too.

    Raises ImportError if none is.
    """
    entries = list(words)
    for make in SEGMENTERS.values():
        try:
            return make(entries)
        except ImportError:
            continue
    raise ImportError("no segmenter is installed: " + ", ".join(SEGMENTERS))
