"""The one analysis of documents and queries.

How a text becomes terms:

1. ``fold``: one form for each character, at the same offsets (folding.py);
2. document numbers are taken out whole, since segmentation splits them (numbers.py);
3. numerals are written in Arabic (numerals.py);
4. what remains is cut into words and their sub-words (segmentation.py);
5. punctuation and blanks are dropped. Nothing else is: there is no stop word at this place.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import starmap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzers import folding, numbers, numerals
from analyzers.dictionaries import read_words
from analyzers.pairs import is_chinese
from analyzers.segmentation import (
    USER_DICTIONARIES,
    Segmenter,
    best_segmenter,
    separate,
    user_words,
)

# Raise where the rules change so that the same text may give other terms.
_FORMAT = 2
_DICTIONARIES = (*USER_DICTIONARIES, "numeral_words.txt", "standard_letters.txt")

# Words of queries come again and again: the analysis of so many texts up to this length is
# remembered.
_SHORT = 20
_REMEMBERED = 8_192


class Token(NamedTuple):
    """A term and where it stands: ``source[start:end]`` is its surface.

    A named tuple rather than a dataclass: made by the million, and four times as fast.
    """

    term: str
    start: int
    end: int


class Analysed(NamedTuple):
    """The terms of a text. ``as_they_stand``: whether all of them that are Chinese, and longer than
    a pair, stand in the folded text; words of a number's code may not (国令 is also 国务院令)."""

    terms: list[str]
    as_they_stand: bool


class Analyzer:
    """Text → terms. Safe from several threads."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._remembered_terms = lru_cache(maxsize=_REMEMBERED)(self.analysed)
        self._remembered_words = lru_cache(maxsize=_REMEMBERED)(self._words)
        # Whether a folded text is one word of the dictionaries. Asked a hundred times an answer,
        # hence no method, which would cost more than the look-up.
        self.is_word: Callable[[str], bool] = self._segmenter.knows
        # Also compiles and loads all that the first text would otherwise wait for.
        self._fingerprint = self._digest()

    def fold(self, text: str) -> str:
        """One form for each character; the same length (see folding.py)."""
        return folding.fold(text)

    def terms(self, text: str) -> list[str]:
        """The index terms, in text order; exactly those of ``tokens``, three times as fast."""
        known = len(text) <= _SHORT
        return list(self._remembered_terms(text).terms) if known else self.analysed(text).terms

    def analysed(self, text: str) -> Analysed:
        """The same, and what is known of them."""
        folded = folding.fold(text)
        terms: list[str] = []
        as_they_stand = True
        done = 0
        for number in numbers.find_folded(text, folded):
            terms += self._cut_terms(folded[done : number.start])
            own = [token.term for token in self._number_tokens(number)]
            surface = folded[number.start : number.end]
            as_they_stand &= all(t in surface or len(t) < 3 or not is_chinese(t) for t in own)
            terms += own
            done = number.end
        terms += self._cut_terms(folded[done:])
        return Analysed(terms, as_they_stand)

    def tokens(self, text: str) -> list[Token]:
        """The terms with their places: words after their sub-words, a number before its parts."""
        folded = folding.fold(text)
        tokens: list[Token] = []
        done = 0
        for number in numbers.find_folded(text, folded):
            tokens += self._cut(folded, done, number.start, self._segmenter.search_offsets)
            tokens += self._number_tokens(number)
            done = number.end
        tokens += self._cut(folded, done, len(folded), self._segmenter.search_offsets)
        return tokens

    def words(self, text: str) -> list[Token]:
        """Words that do not overlap, for query display; a document number is one.

        Each can be analysed by itself: ``terms`` of its surface or of its term gives terms that
        a document with the same words has. Hence a numeral that only its unit tells from a word
        stands with it: 三日, 第二条.
        """
        return list(self._remembered_words(text)) if len(text) <= _SHORT else self._words(text)

    def _words(self, text: str) -> list[Token]:
        folded = folding.fold(text)
        tokens: list[Token] = []
        done = 0
        for number in numbers.find_folded(text, folded):
            tokens += self._cut_words(folded, done, number.start)
            tokens.append(Token(number.number.text, number.start, number.end))
            done = number.end
        tokens += self._cut_words(folded, done, len(folded))
        return tokens

    def _cut_words(self, folded: str, start: int, end: int) -> list[Token]:
        words: list[Token] = []
        open_numeral = False
        for word in self._cut(folded, start, end, self._segmenter.coarse_offsets):
            if open_numeral and words[-1].end == word.start:
                words[-1] = _joined(words[-1], word)
                open_numeral = False
                continue
            surface = folded[word.start : word.end]
            open_numeral = surface != word.term and numerals.to_arabic(surface) != word.term
            if open_numeral and words and words[-1].end == word.start and words[-1].term == "第":
                words[-1] = _joined(words[-1], word)
            elif open_numeral and folded[word.start - 1 : word.end + 1] == f"({surface})":
                words.append(Token(word.term, word.start - 1, word.end + 1))
            else:
                words.append(word)
        return words

    def cut(self, folded: str) -> list[str]:
        """All of a folded text in words, nothing rewritten and nothing dropped."""
        return [word for word, _, _ in self._segmenter.coarse_offsets(folded)]

    def edges(self, folded: str) -> set[int]:
        """Where a word may begin or end in a folded text: between words, and in guessed ones."""
        edges = {0}
        for word, start, end in self._segmenter.coarse_offsets(folded):
            guessed = end - start > 1 and not self._segmenter.knows(word) and not word.isascii()
            edges.update(range(start + 1, end + 1) if guessed else (end,))
        return edges

    def _cut_terms(self, folded: str) -> list[str]:
        words = self._segmenter.search(separate(numerals.to_arabic(folded)))
        return [w for w in words if w >= _CHINESE_BLOCK or _IS_WORD[w]]

    def _cut(self, folded: str, start: int, end: int, segment: _Segment) -> Iterator[Token]:
        """The words of a stretch with its numerals rewritten, placed in the source."""
        stretch = folded[start:end]
        found = list(numerals.find_numerals(stretch))
        cut = segment(separate(_rewritten(stretch, found) if found else stretch))
        kept = [c for c in cut if c[0] >= _CHINESE_BLOCK or _IS_WORD[c[0]]]
        if not found:
            return starmap(Token, ((w, first + start, last + start) for w, first, last in kept))
        terms, first, last = zip(*kept, strict=True) if kept else ((), (), ())
        starts, ends = _places(found, first, last)
        return map(Token, terms, (starts + start).tolist(), (ends + start).tolist())

    def _number_tokens(self, match: numbers.NumberMatch) -> list[Token]:
        """A number whole, then its parts: code and the code's words, year, sequence, 号."""
        number = match.number
        code = match.code if number.kind != "standard" else (match.code[0], match.sequence[1])
        tokens = [Token(number.text, match.start, match.end)]
        tokens += [Token(term, *code) for term in self._code_terms(number)]
        if match.year is not None:
            tokens.append(Token(str(number.year), *match.year))
        tokens.append(Token(number.sequence, *match.sequence))
        if number.kind != "standard":
            tokens.append(Token("号", match.end - 1, match.end))
        return tokens

    def _code_terms(self, number: numbers.DocumentNumber) -> list[str]:
        """The code and its words; of a standard also what GB 9704 and GB9704 are cut into."""
        text = number.code
        if number.kind == "standard":
            letters = number.code.lower()
            text = separate(f"{letters} {number.sequence} {letters}{number.sequence}")
        words = (w for w in self._segmenter.search(text) if w >= _CHINESE_BLOCK or _IS_WORD[w])
        return list(dict.fromkeys([number.code, *words]))

    def fingerprint(self) -> str:
        """Changes whenever the same text may give other terms.

        It covers our rules' version, the folding table, the dictionaries that make terms, and
        what the segmenter makes of a probe text: its name does not count, since rjieba and jieba
        cut alike (tests/analyzers/test_segmentation.py), but another dictionary of theirs does.
        """
        return self._fingerprint

    def _digest(self) -> str:
        digest = hashlib.sha256(f"{_FORMAT}\n{folding.digest()}\n".encode())
        for name in _DICTIONARIES:
            digest.update("\n".join([name, *read_words(name)]).encode())
        for line in read_words("probe.txt"):
            digest.update(" ".join(self.terms(line)).encode())
        return digest.hexdigest()[:16]


def _joined(first: Token, second: Token) -> Token:
    return Token(first.term + second.term, first.start, second.end)


def _rewritten(stretch: str, found: Sequence[numerals.NumeralMatch]) -> str:
    """The text with the numerals in Arabic."""
    pieces: list[str] = []
    done = 0
    for numeral in found:
        pieces += (stretch[done : numeral.start], numeral.value)
        done = numeral.end
    pieces.append(stretch[done:])
    return "".join(pieces)


def _places(
    found: Sequence[numerals.NumeralMatch], first: Sequence[int], last: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where words cut from the rewritten text stand in the text as it was.

    ``first`` and ``last`` are the words' offsets in the rewritten text. A word that begins or
    ends inside a numeral takes the whole numeral.
    """
    source = np.array([(n.start, n.end) for n in found], np.int64)
    lengths = np.array([len(n.value) for n in found], np.int64)
    grown = np.cumsum(lengths - (source[:, 1] - source[:, 0]))
    written_end = source[:, 1] + grown
    written_start = written_end - lengths
    shift = np.concatenate(([0], grown))
    starts, ends = np.array(first, np.int64), np.array(last, np.int64)
    # The first numeral that ends after the word's start, and the first not ending before its end.
    at_start = np.searchsorted(written_end, starts, side="right")
    at_end = np.searchsorted(written_end, ends, side="left")
    inside_start = written_start[np.minimum(at_start, len(found) - 1)] <= starts
    inside_start &= at_start < len(found)
    inside_end = written_start[np.minimum(at_end, len(found) - 1)] < ends
    inside_end &= at_end < len(found)
    return (
        np.where(
            inside_start, source[np.minimum(at_start, len(found) - 1), 0], starts - shift[at_start]
        ),
        np.where(inside_end, source[np.minimum(at_end, len(found) - 1), 1], ends - shift[at_end]),
    )


class _WordTest(dict[str, bool]):
    """Whether a term holds a letter or a digit, remembered: asked for every term indexed."""

    def __missing__(self, term: str) -> bool:
        if len(self) > 20_000:
            self.clear()
        self[term] = answer = any(map(str.isalnum, term))
        return answer


_IS_WORD = _WordTest()
# Terms from here on are taken for words unseen: Chinese first of all.
_CHINESE_BLOCK = "\u3400"
_Segment = Callable[[str], Sequence[tuple[str, int, int]]]


_loading = threading.Lock()


def default_analyzer() -> Analyzer:
    """The analyzer of this process: loaded once, by whoever asks first; the others wait."""
    with _loading:
        return _load()


@cache
def _load() -> Analyzer:
    return Analyzer(best_segmenter(user_words()))


def load_in_background() -> threading.Thread:
    """Start loading ``default_analyzer`` and return the thread; a call meanwhile waits for it."""
    thread = threading.Thread(target=default_analyzer, name="load-analyzer", daemon=True)
    thread.start()
    return thread
