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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import filterfalse

from analyzers import folding, numbers, numerals
from analyzers.segmentation import Segmenter, best_segmenter

# Raise where the rules change so that the same text may give other terms.
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Token:
    """A term and where it stands: ``source[start:end]`` is its surface."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rewrite:
    """``source[start:end]`` is read as ``text`` (a numeral), or gives ``tokens`` (a number)."""

    start: int
    end: int
    text: str = ""
    tokens: tuple[Token, ...] = ()


class Analyzer:
    """Text → terms. Safe from several threads."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        folding.load()

    def fold(self, text: str) -> str:
        """One form for each character; the same length (see folding.py)."""
        return folding.fold(text)

    def terms(self, text: str) -> list[str]:
        """The index terms, in text order; exactly those of ``tokens``."""
        folded = folding.fold(text)
        terms: list[str] = []
        buffer: list[str] = []
        done = 0
        for edit in self._rewrites(text, folded):
            buffer.append(folded[done : edit.start])
            done = edit.end
            if not edit.tokens:
                buffer.append(edit.text)
                continue
            terms += filterfalse(_is_noise, self._segmenter.search("".join(buffer)))
            terms += (token.term for token in edit.tokens)
            buffer.clear()
        buffer.append(folded[done:])
        terms += filterfalse(_is_noise, self._segmenter.search("".join(buffer)))
        return terms

    def tokens(self, text: str) -> list[Token]:
        """The terms with their places: words after their sub-words, a number before its parts."""
        return list(self._tokens(text, sub_words=True))

    def words(self, text: str) -> list[Token]:
        """Words that do not overlap; a document number is one."""
        return list(self._tokens(text, sub_words=False))

    def _tokens(self, text: str, *, sub_words: bool) -> Iterator[Token]:
        folded = folding.fold(text)
        start = 0
        pending: list[_Rewrite] = []
        for edit in self._rewrites(text, folded):
            if not edit.tokens:
                pending.append(edit)
                continue
            yield from self._cut(folded, start, edit.start, pending, sub_words)
            yield from edit.tokens if sub_words else edit.tokens[:1]
            start = edit.end
            pending.clear()
        yield from self._cut(folded, start, len(folded), pending, sub_words)

    def _cut(
        self, folded: str, start: int, end: int, edits: Sequence[_Rewrite], sub_words: bool
    ) -> Iterator[Token]:
        """Words of a stretch with its numerals rewritten, placed in the source."""
        pieces, origin = [], list[tuple[int, int]]()
        done = start
        for edit in edits:
            pieces += [folded[done : edit.start], edit.text]
            origin += [(i, i + 1) for i in range(done, edit.start)]
            origin += [(edit.start, edit.end)] * len(edit.text)
            done = edit.end
        pieces.append(folded[done:end])
        origin += [(i, i + 1) for i in range(done, end)]
        cut = self._segmenter.search_offsets if sub_words else self._segmenter.coarse_offsets
        for word, first, last in cut("".join(pieces)):
            if not _is_noise(word):
                yield Token(word, origin[first][0], origin[last - 1][1])

    def _rewrites(self, text: str, folded: str) -> Iterator[_Rewrite]:
        """Numbers and numerals in text order, not overlapping."""
        found = iter(numbers.find_folded(text, folded))
        number = next(found, None)
        floor = 0
        for numeral in numerals.find_numerals(folded):
            while number is not None and number.start < numeral.end:
                yield _Rewrite(number.start, number.end, tokens=self._number_tokens(number))
                floor = number.end
                number = next(found, None)
            if numeral.start >= floor:
                yield _Rewrite(numeral.start, numeral.end, numeral.value)
        while number is not None:
            yield _Rewrite(number.start, number.end, tokens=self._number_tokens(number))
            number = next(found, None)

    def _number_tokens(self, match: numbers.NumberMatch) -> tuple[Token, ...]:
        tokens = [Token(match.number.text, match.start, match.end)]
        tokens += (Token(term, *match.code) for term in self._code_terms(match.number.code))
        if match.year is not None:
            tokens.append(Token(str(match.number.year), *match.year))
        tokens.append(Token(match.number.sequence, *match.sequence))
        tokens.append(Token("号", match.end - 1, match.end))
        return tuple(tokens)

    def _code_terms(self, code: str) -> list[str]:
        return list(dict.fromkeys([code, *self._segmenter.search(code)]))

    def fingerprint(self) -> str:
        """Changes whenever the same text may give other terms."""
        digest = hashlib.sha256(f"{_FORMAT}".encode())
        return digest.hexdigest()[:16]


def _is_noise(term: str) -> bool:
    return term < "㐀" and not any(map(str.isalnum, term))


@cache
def default_analyzer() -> Analyzer:
    """The analyzer of this process: loaded at the first call, then the same one."""
    return Analyzer(best_segmenter(()))


def load_in_background() -> threading.Thread:
    """Start loading ``default_analyzer`` and return the thread; a call meanwhile waits for it."""
    thread = threading.Thread(target=default_analyzer, name="load-analyzer", daemon=True)
    thread.start()
    return thread
