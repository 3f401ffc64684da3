"""“您是不是要找”: repairs of a wrong character or homophone, by the library's own words.

Only proposed, never done: what was typed is what is searched for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from analyzers.folding import fold
from analyzers.pinyin import full_pinyin

_LONGEST = 8
# What a likely slip costs; a repair that costs more than the bound is not proposed.
_HOMOPHONE, _NEAR_SOUND, _ONE_WRONG = 0.5, 0.8, 1.0


@dataclass(frozen=True, slots=True)
class _Repair:
    start: int
    end: int
    word: str
    cost: float
    weight: int


class Corrector:
    """Knows the library's words (2 to 8 Chinese characters) with their frequencies."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """``words``: (word, documents that hold it)."""
        self._weight: dict[str, int] = {}
        by_sound: dict[str, list[str]] = defaultdict(list)
        by_gap: dict[str, list[str]] = defaultdict(list)
        for word, documents in words:
            word = fold(word)
            if not (2 <= len(word) <= _LONGEST and _is_chinese(word)) or word in self._weight:
                continue
            self._weight[word] = documents
            by_sound[full_pinyin(word)].append(word)
            if len(word) > 2:
                for gap in _gaps(word):
                    by_gap[gap].append(word)
        self._by_sound = dict(by_sound)
        self._by_gap = dict(by_gap)

    def correct(self, query: str, stands: Callable[[str], bool]) -> str | None:
        """The query with its least costly repair; None where there is nothing to repair.

        ``stands`` tells whether a text stands in any document: what stands is never repaired,
        and a repair that stands as a whole is preferred.
        """
        folded = fold(query)
        repairs = sorted(self._repairs(folded, stands), key=lambda r: (r.cost, -r.weight, r.start))
        proposals = dict.fromkeys(
            folded[: r.start] + r.word + folded[r.end :] for r in repairs[:20]
        )
        for proposal in proposals:
            if stands(proposal):
                return proposal
        return next(iter(proposals), None)

    def _repairs(self, text: str, stands: Callable[[str], bool]) -> Iterator[_Repair]:
        for start in range(len(text)):
            for length in range(2, min(_LONGEST, len(text) - start) + 1):
                piece = text[start : start + length]
                if not _is_chinese(piece):
                    break
                if piece in self._weight or stands(piece):
                    continue
                for word, cost in self._candidates(piece):
                    # A longer agreement is surer: three of four right beats one of two.
                    sure = cost / length
                    yield _Repair(start, start + length, word, sure, self._weight[word])

    def _candidates(self, piece: str) -> Iterator[tuple[str, float]]:
        sound = full_pinyin(piece)
        for word in self._by_sound.get(sound, ()):
            if word != piece:
                yield word, _HOMOPHONE
        seen: set[str] = set()
        for gap in _gaps(piece) if len(piece) > 2 else ():
            for word in self._by_gap.get(gap, ()):
                if word != piece and word not in seen:
                    seen.add(word)
                    near = OSA.distance(full_pinyin(word), sound, score_cutoff=2) <= 2
                    yield word, _NEAR_SOUND if near else _ONE_WRONG


def _gaps(word: str) -> list[str]:
    """The word with each character in turn made a gap: two words that share one differ there."""
    return [f"{word[:i]}*{word[i + 1 :]}" for i in range(len(word))]


def _is_chinese(text: str) -> bool:
    return all("㐀" <= c <= "鿿" for c in text)
