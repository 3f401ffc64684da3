"""Chinese text → words, by jieba's dictionary and model, in search mode.

Search mode gives a word's own dictionary words of two and three characters before the word. Two
implementations give the same words: ``rjieba`` (jieba in Rust, 15 times faster) is the default
where it installs, ``jieba`` the fallback. A further one is a class and a line in ``SEGMENTERS``.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from analyzers.dictionaries import read_words
from analyzers.folding import fold

# jieba takes these for letters, and its two implementations cut them differently.
_SEPARATORS = "-_+#&"
# Characters that only rjieba takes for Chinese; each stands alone, as jieba has it.
_RARE = re.compile("([㐀-䶿\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U000323af])")
_POINT = re.compile(r"(?<![\d.a-z])(\d+)\.(\d+)(?![\d.a-z])|\.")
_PERCENT = re.compile(r"(?<!\d)%|%(?=[a-z0-9])")


def separate(folded: str) -> str:
    """A text of the same length whose words are cut alike by every segmenter.

    Hyphens and their like become blanks; a point stays in a decimal only (not in 1.2.3 or
    www.gov.cn), a percent sign after a number only.
    """
    for sign in _SEPARATORS:
        if sign in folded:
            folded = folded.replace(sign, " ")
    if "." in folded:
        folded = _POINT.sub(_point, folded)
    return _PERCENT.sub(" ", folded) if "%" in folded else folded


def _point(match: re.Match[str]) -> str:
    return " " if match[1] is None else match[0]


# What a user's word counts, of jieba's 60 million: enough to stay whole where it stands alone, too
# little to break its neighbours up. Fixed, since the two implementations suggest others.
_FREQUENCY = 200
USER_DICTIONARIES = ("terms.txt", "bodies.txt", "codes.txt")


def user_words() -> list[str]:
    """The words of our dictionaries, folded."""
    return list(dict.fromkeys(fold(w) for name in USER_DICTIONARIES for w in read_words(name)))


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

    def knows(self, word: str) -> bool:
        """Whether the dictionary holds the word, so that it was not guessed."""


class RustSegmenter:
    """jieba in Rust. Its dictionary is the process's own, loaded by the import."""

    name = "rjieba"

    def __init__(self, words: Iterable[str]) -> None:
        rjieba: Any = importlib.import_module("rjieba")
        for word in words:
            if len(rjieba.cut(word)) > 1:
                rjieba.add_word(word, _FREQUENCY, None)
        self._cut: Callable[[str], list[str]] = rjieba.cut_for_search
        self._tokenize: Callable[..., list[tuple[str, int, int]]] = rjieba.tokenize
        self.knows: Callable[[str], bool] = rjieba.has_word

    def search(self, text: str) -> list[str]:
        if _RARE.search(text) is None:
            return self._cut(text)
        return [word for piece in _RARE.split(text) if piece for word in self._cut(piece)]

    def search_offsets(self, text: str) -> Sequence[tuple[str, int, int]]:
        return self._offsets(text, "search")

    def coarse_offsets(self, text: str) -> Sequence[tuple[str, int, int]]:
        return self._offsets(text, "default")

    def _offsets(self, text: str, mode: str) -> Sequence[tuple[str, int, int]]:
        if _RARE.search(text) is None:
            return self._tokenize(text, mode)
        found: list[tuple[str, int, int]] = []
        done = 0
        for piece in _RARE.split(text):
            words = self._tokenize(piece, mode)
            found += [(word, start + done, end + done) for word, start, end in words]
            done += len(piece)
        return found


class PythonSegmenter:
    """jieba itself, with a tokenizer of our own rather than the module's."""

    name = "jieba"

    def __init__(self, words: Iterable[str]) -> None:
        jieba: Any = importlib.import_module("jieba")
        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.initialize()
        for word in words:
            if len(self._tokenizer.lcut(word)) > 1:
                self._tokenizer.add_word(word, _FREQUENCY)

    def search(self, text: str) -> list[str]:
        return list(self._tokenizer.cut_for_search(text))

    def search_offsets(self, text: str) -> Sequence[tuple[str, int, int]]:
        return list(self._tokenizer.tokenize(text, mode="search"))

    def coarse_offsets(self, text: str) -> Sequence[tuple[str, int, int]]:
        return list(self._tokenizer.tokenize(text))

    def knows(self, word: str) -> bool:
        return bool(self._tokenizer.FREQ.get(word))


# In order of preference.
SEGMENTERS: Mapping[str, Callable[[Iterable[str]], Segmenter]] = {
    "rjieba": RustSegmenter,
    "jieba": PythonSegmenter,
}


def best_segmenter(words: Iterable[str]) -> Segmenter:
    """The first of SEGMENTERS that is installed, keeping ``words`` (folded) whole.

    Raises ImportError if none is.
    """
    entries = list(words)
    for make in SEGMENTERS.values():
        try:
            return make(entries)
        except ImportError:
            continue
    raise ImportError("no segmenter is installed: " + ", ".join(SEGMENTERS))
