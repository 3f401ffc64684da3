"""Suggestions while typing: titles and terms, by Chinese, pinyin or initials.

One string holds all entries, one a line, for each way of spelling: looking for what was typed is
then a search in a string, which takes well under a millisecond for tens of thousands of titles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from analyzers.folding import fold
from analyzers.pinyin import full_pinyin, initials, looks_like_pinyin, syllables

# Titles that are read to see which of their characters were spelled.
_TITLES_READ = 20


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``kind``: title or term; ``id``: the document of a title."""

    text: str
    kind: str
    id: str | None = None


class _Lines:
    """Keys joined by newlines; finds the entries whose key begins with, or holds, a text."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._starts: list[int] = []
        parts: list[str] = []
        length = 0
        for key in keys:
            self._starts.append(length)
            parts.append("\n" + key)
            length += len(key) + 1
        self._text = "".join([*parts, "\n"])

    def beginning(self, text: str) -> Iterator[int]:
        yield from self._find("\n" + text)

    def holding(self, text: str) -> Iterator[int]:
        yield from self._find(text)

    def being(self, text: str) -> Iterator[int]:
        yield from self._find("\n" + text + "\n")

    def _find(self, wanted: str) -> Iterator[int]:
        place = self._text.find(wanted)
        while place >= 0:
            # A key's newline stands at its start; what is found begins there or after it.
            entry = bisect_right(self._starts, place) - 1
            yield entry
            if entry + 1 >= len(self._starts):
                return
            place = self._text.find(wanted, self._starts[entry + 1])


class Suggester:
    """Suggestions over fixed entries; make another one when the library changed.

    Terms come before titles of equal fit: they are shorter and lead to more.
    """

    def __init__(self, terms: Iterable[tuple[str, int]], titles: Iterable[tuple[str, str]]) -> None:
        """``terms``: (term, documents), most first. ``titles``: (id, title)."""
        self._entries = [Suggestion(t, "term") for t, _ in terms]
        self._entries += [Suggestion(title, "title", i) for i, title in titles]
        self._chinese = _Lines(fold(e.text) for e in self._entries)
        self._pinyin = _Lines(full_pinyin(e.text) for e in self._entries)
        self._initials = _Lines(initials(e.text) for e in self._entries)

    def suggest(self, typed: str, size: int) -> list[Suggestion]:
        """At most ``size``: those that begin so first, then those that hold it."""
        wanted = fold(typed).strip().strip('《》"“”')
        if not wanted or "\n" in wanted:
            return []
        found: dict[str, Suggestion] = {}
        for entry in self._candidates(wanted):
            suggestion = self._entries[entry]
            found.setdefault(suggestion.text, suggestion)
            if len(found) >= size:
                break
        return list(found.values())

    def spelled(self, typed: str, most: int) -> list[str]:
        """What a query in pinyin or initials means: terms that are spelled so, else the pieces of
        titles that are, the most frequent first. Empty for what is no pinyin."""
        letters = fold(typed).replace(" ", "").replace("'", "")
        if len(letters) < 3 or not looks_like_pinyin(letters):
            return []
        whole = list(self._pinyin.being(letters)) or list(self._initials.being(letters))
        if whole:
            return list(dict.fromkeys(self._entries[i].text for i in whole))[:most]
        pieces = Counter(
            piece
            for i in islice(self._pinyin.holding(letters), _TITLES_READ)
            if (piece := _piece_spelled(self._entries[i].text, letters))
        )
        return [piece for piece, _ in pieces.most_common(most)]

    def _candidates(self, wanted: str) -> Iterator[int]:
        if looks_like_pinyin(wanted):
            spelled = wanted.replace(" ", "").replace("'", "")
            yield from self._initials.beginning(spelled)
            yield from self._pinyin.beginning(spelled)
            yield from self._initials.holding(spelled)
            yield from self._pinyin.holding(spelled)
        yield from self._chinese.beginning(wanted)
        yield from self._chinese.holding(wanted)


def _piece_spelled(text: str, letters: str) -> str | None:
    """The Chinese characters of a text that are spelled so, whole syllables only."""
    chinese = [c for c in text if "\u3400" <= c <= "\u9fff"]
    spelled = syllables("".join(chinese))
    if len(spelled) != len(chinese):
        return None
    for start in range(len(spelled)):
        rest, end = letters, start
        while rest and end < len(spelled) and rest.startswith(spelled[end]):
            rest, end = rest[len(spelled[end]) :], end + 1
        if not rest:
            return "".join(chinese[start:end])
    return None
