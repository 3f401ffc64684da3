"""Highlights: the places of a text that answer the query, whole, escaped, centred.

Works on the original text; the folded text (of the same length) tells where the marks stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

from indexer.searching.borders import Known, Mark, no_word, with_borders

OPEN, CLOSE = "<em>", "</em>"
ELLIPSIS = "…"

# Windows are tried around this many places of each of this many marks: enough to find a good
# one, and bounded for a mark that stands everywhere.
_ANCHOR_MARKS = 3
_ANCHORS = 5
_BOUNDARIES = "。！？；\n"
# What html.escape changes; few texts have any, and looking is quicker than replacing.
_SPECIAL = re.compile("[&<>\"']")


class Snippet(NamedTuple):
    """Escaped HTML with <em>, the span of the text that it shows, and where its first and its last
    mark are.

    A named tuple rather than a dataclass: twenty are made for an answer, and three times as fast.
    """

    html: str
    start: int
    end: int
    first: int
    last: int


def find_marks(
    folded: str,
    marks: Sequence[str],
    start: int = 0,
    end: int | None = None,
    known: Known = no_word,
) -> list[tuple[int, int]]:
    """Spans of the marks in a stretch of a folded text, in order, overlapping ones joined. None
    begins or ends inside a number or a Latin word; nor inside Chinese words on both sides, where
    ``known`` tells these."""
    end = len(folded) if end is None else end
    return _spans(folded, with_borders(marks, known), start, end)


def _spans(folded: str, marks: Sequence[Mark], start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    find = folded.find
    for text, length, cut in marks:
        position = find(text, start, end)
        while position >= 0:
            past = position + length
            if cut is None or not cut(folded, position):
                spans.append((position, past))
            position = find(text, past, end)
    if len(spans) < 2:
        return spans
    spans.sort()
    joined = [spans[0]]
    for first, last in spans:
        if first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def mark_all(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The whole text, escaped, with its spans marked."""
    return _marked(text, 0, len(text), spans)


def snippets(
    text: str,
    folded: str,
    marks: Sequence[str],
    *,
    width: int = 120,
    count: int = 2,
    known: Known = no_word,
) -> list[Snippet]:
    """The best windows of about ``width`` characters, best first; none where nothing stands.

    A window is worth the different marks that it holds, longer ones more. ``marks`` are given
    longest first. What stands across words only is shown where nothing else is.
    """
    every = with_borders(marks, known)
    windows = _windows(folded, every, width, count)
    if not windows and known is not no_word:
        return snippets(text, folded, marks, width=width, count=count)
    chosen: list[Snippet] = []
    seen: set[str] = set()
    while windows:
        place, held = _best(windows, seen)
        start, end = _widen(text, place, _end(folded, place, held, width), width)
        spans = _spans(folded, every, start, end)
        html = _window_html(text, start, end, spans)
        chosen.append(Snippet(html, start, end, spans[0][0], spans[-1][0]))
        if len(chosen) == count:
            break
        seen.update(held)
        windows = [w for w in windows if not start - width < w[0] < end]
    return chosen


# Where a stretch begins with a mark, and the marks that stand within a window's width from there.
_Window = tuple[int, list[str]]


def _windows(folded: str, marks: Sequence[Mark], width: int, enough: int) -> list[_Window]:
    """Stretches that begin at places of the longest marks that stand in the text.

    The mark that another one follows begins a stretch of its own, so looking ahead is enough.
    Nothing is better than a stretch that has all: where ``enough`` of these are found, the rest
    of the text is not looked at.
    """
    standing = _standing(folded, marks)
    found: list[_Window] = []
    whole: list[int] = []
    for anchor in standing[:_ANCHOR_MARKS]:
        mark, position = anchor.mark, anchor.place
        span = max(width, mark.length)
        for _ in range(_ANCHORS):
            if position < 0:
                break
            past = position + span
            held = []
            for one in standing:
                if one is anchor or one.stands_in(position, past):
                    held.append(one.text)
            found.append((position, held))
            step = mark.length
            if len(held) == len(standing):
                if not whole or min([abs(position - p) for p in whole]) >= 2 * span:
                    whole.append(position)
                    if len(whole) == enough:
                        return found
                # Nothing near is better.
                step = 2 * span
            position = mark.find(folded, position + step)
    return found


def _standing(folded: str, marks: Sequence[Mark]) -> list[_Standing]:
    """The marks that stand in the text, in their order."""
    found = []
    for mark in marks:
        place = mark.find(folded, 0)
        if place >= 0:
            found.append(_Standing(folded, mark, place))
    return found


class _Standing:
    """A mark that stands in a text, first at ``place``; it remembers what was looked through last:
    the stretches that are asked for lie beside each other."""

    __slots__ = ("_folded", "_from", "_there", "_to", "mark", "place", "text")

    def __init__(self, folded: str, mark: Mark, place: int) -> None:
        self._folded = folded
        self.mark, self.text, self.place = mark, mark.text, place
        # It begins nowhere from the one to before the other; and there, where that is known.
        self._from, self._to, self._there = 0, place, True

    def stands_in(self, start: int, end: int) -> bool:
        """Whether it stands there as a whole."""
        last = end - self.mark.length
        if not self._from <= start <= self._to:
            self._from = self._to = start
            self._there = False
        if not self._there and self._to <= last:
            place = self.mark.find(self._folded, self._to, end)
            self._there = place >= 0
            self._to = place if self._there else last + 1
        return self._there and self._to <= last


def _end(folded: str, place: int, held: Sequence[str], width: int) -> int:
    """Where the last mark of a stretch ends."""
    past = place + max(width, len(held[0]))
    return max([folded.rfind(m, place, past) + len(m) for m in held])


def _best(windows: Sequence[_Window], seen: set[str]) -> _Window:
    """The window of most worth, the first of equal ones. A mark that was shown already is worth
    a little: it is about the same matter."""
    best, most = windows[0], -1.0
    for window in windows:
        worth = 0.0
        for mark in window[1]:
            worth += 0.1 if mark in seen else len(mark)
        if worth > most or (worth == most and window[0] < best[0]):
            best, most = window, worth
    return best


def _widen(text: str, first: int, last: int, width: int) -> tuple[int, int]:
    """Put the marked stretch in the middle, begin at a sentence where one is near."""
    spare = max(0, width - (last - first))
    start = max(0, first - spare // 2)
    if start + width > len(text):
        start = max(0, min(first, len(text) - width))
    for boundary in _BOUNDARIES:
        start = max(start, text.rfind(boundary, start, first) + 1)
    while start < first and text[start].isspace():
        start += 1
    return start, min(len(text), max(last, start + width))


def _window_html(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    begins = start == 0 or text[start - 1] in _BOUNDARIES
    ends = end == len(text) or text[end - 1] in _BOUNDARIES
    body = _marked(text, start, end, spans)
    return f"{'' if begins else ELLIPSIS}{' '.join(body.split())}{'' if ends else ELLIPSIS}"


def _marked(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    if _SPECIAL.search(text, start, end):
        return _joined(text, start, end, spans, escape)
    return _joined(text, start, end, spans, str)


def _joined(
    text: str, start: int, end: int, spans: Sequence[tuple[int, int]], shown: Callable[[str], str]
) -> str:
    parts: list[str] = []
    position = start
    for i in range(max(0, bisect_left(spans, (start, 0)) - 1), len(spans)):
        s, e = spans[i]
        if s >= end:
            break
        if s < position:
            continue
        parts += [shown(text[position:s]), OPEN, shown(text[s:e]), CLOSE]
        position = e
    parts.append(shown(text[position:end]))
    return "".join(parts)
