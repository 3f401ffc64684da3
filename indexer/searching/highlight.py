"""Highlights: the places of a text that answer the query, whole, escaped, centred.

Works on the original text; the folded text (of the same length) tells where the marks stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

OPEN, CLOSE = "<em>", "</em>"
ELLIPSIS = "…"

# Windows are tried around this many places of each of this many marks: enough to find a good
# one, and bounded for a mark that stands everywhere.
_ANCHOR_MARKS = 3
_ANCHORS = 5
_BOUNDARIES = "。！？；\n"
_NUMERALS = "〇零一二两三四五六七八九十百千"
# A mark that begins or ends with one of these ends where the number or the word does: 5年 is not in
# 2025年, 五年 not in 十五年, nor 2 in 1.2 or GDP in GDPR.
_BORDERED = re.compile(
    "[0-9a-z〇零一二两三四五六七八九十百千].*|.*[0-9a-z〇零一二两三四五六七八九十百千]"
)
_NONE: frozenset[str] = frozenset()
# A short Chinese one may stand across two words by chance: 市长 in 城市长期.
_SHORT = re.compile("[\u3400-\u9fff]{2,3}")
# Words beside it are looked for so many characters before it and behind it.
_BESIDE = 3
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


# Whether a text is a word of the dictionaries.
Known = Callable[[str], bool]


def no_word(_: str) -> bool:
    """Where the borders of Chinese words are not looked at."""
    return False


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
    bordered = _bordered(tuple(marks), known is not no_word)
    spans: list[tuple[int, int]] = []
    for mark in marks:
        position = folded.find(mark, start, end)
        while position >= 0:
            past = position + len(mark)
            if mark not in bordered or not _is_cut(folded, position, past, known):
                spans.append((position, past))
            position = folded.find(mark, past, end)
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


@lru_cache(maxsize=1024)
def _bordered(marks: tuple[str, ...], words: bool = False) -> frozenset[str]:
    """Those of the marks whose borders count; of most queries none, but where those of Chinese
    ``words`` do."""
    found = [m for m in marks if _BORDERED.fullmatch(m) or (words and _SHORT.fullmatch(m))]
    return frozenset(found) or _NONE


def _is_cut(folded: str, start: int, end: int, known: Known) -> bool:
    """Whether a stretch begins or ends inside a number or a Latin word, or of Chinese words begins
    inside one and ends inside another."""
    first = start - _BESIDE if start > _BESIDE else 0
    return _cut_in(folded[first : end + _BESIDE], start - first, end - first, known)


# What stands beside a mark is looked at for each window that it may be shown in, and laws say the
# same over and over.
@lru_cache(maxsize=8192)
def _cut_in(around: str, start: int, end: int, known: Known) -> bool:
    if _has_border(around[start:end]) and _splits(around, start, end):
        return True
    return known is not no_word and _across(around, start, end, known)


@lru_cache(maxsize=1024)
def _has_border(mark: str) -> bool:
    return _BORDERED.fullmatch(mark) is not None


def _splits(text: str, start: int, end: int) -> bool:
    """Whether a mark begins or ends inside a number or a Latin word."""
    return (
        (start > 0 and _joins(text[start - 1], text[start]))
        or (end < len(text) and _joins(text[end - 1], text[end]))
        or _is_decimal(text, start - 1)
        or _is_decimal(text, end)
    )


def _across(text: str, start: int, end: int, known: Known) -> bool:
    """Whether one word ends in a mark that begins before it, and another begins behind that which
    ends behind it. No word goes over a sign."""
    if not (start and text[start - 1].isalnum() and text[end : end + 1].isalnum()):
        return False
    for border in range(start + 1, end):
        first = start - 1
        while first >= 0 and text[first].isalnum():
            if known(text[first:border]):
                if _begins_word(text, border, end, known):
                    return True
                break
            first -= 1
    return False


def _begins_word(text: str, border: int, end: int, known: Known) -> bool:
    """Whether a word begins at the border that ends behind ``end``."""
    for last in range(end, len(text)):
        if not text[last].isalnum():
            return False
        if known(text[border : last + 1]):
            return True
    return False


def _joins(before: str, after: str) -> bool:
    if before.isdecimal():
        return after.isdecimal()
    if before in _NUMERALS:
        return after in _NUMERALS
    return before.isascii() and before.isalpha() and after.isascii() and after.isalpha()


def _is_decimal(folded: str, point: int) -> bool:
    """Whether a decimal point stands there."""
    beside = folded[max(0, point - 1) : point] + folded[point + 1 : point + 2]
    return folded[point : point + 1] == "." and len(beside) == 2 and beside.isdecimal()


def _find(
    folded: str, mark: str, start: int, end: int, bordered: Collection[str], known: Known
) -> int:
    """The first place of a mark in a stretch, -1 where it does not stand there."""
    position = folded.find(mark, start, end)
    if position >= 0 and mark in bordered:
        length = len(mark)
        while position >= 0 and _is_cut(folded, position, position + length, known):
            position = folded.find(mark, position + 1, end)
    return position


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
    windows = _windows(folded, marks, width, count, known)
    if not windows and known is not no_word:
        return snippets(text, folded, marks, width=width, count=count)
    chosen: list[Snippet] = []
    seen: set[str] = set()
    while windows and len(chosen) < count:
        place, held = _best(windows, seen)
        start, end = _widen(text, place, _end(folded, place, held, width), width)
        spans = find_marks(folded, marks, start, end, known)
        chosen.append(
            Snippet(_window_html(text, start, end, spans), start, end, spans[0][0], spans[-1][0])
        )
        seen.update(held)
        windows = [w for w in windows if not start - width < w[0] < end]
    return chosen


# Where a stretch begins with a mark, and the marks that stand within a window's width from there.
_Window = tuple[int, list[str]]


def _windows(
    folded: str, marks: Sequence[str], width: int, enough: int, known: Known
) -> list[_Window]:
    """Stretches that begin at places of the longest marks that stand in the text.

    The mark that another one follows begins a stretch of its own, so looking ahead is enough.
    Nothing is better than a stretch that has all: where ``enough`` of these are found, the rest
    of the text is not looked at.
    """
    bordered, size = _bordered(tuple(marks), known is not no_word), len(folded)
    places: dict[str, int] = {}
    for mark in marks:
        place = _find(folded, mark, 0, size, bordered, known) if bordered else folded.find(mark)
        if place >= 0:
            places[mark] = place
    standing = list(places)
    found: list[_Window] = []
    whole: list[int] = []
    for mark in standing[:_ANCHOR_MARKS]:
        span = max(width, len(mark))
        position = places[mark]
        for _ in range(_ANCHORS):
            if position < 0:
                break
            ahead = folded[position : position + span]
            held = [m for m in standing if m in ahead]
            if bordered:
                past = position + span
                held = [
                    m
                    for m in held
                    if m == mark  # it was found there
                    or m not in bordered
                    or _find(folded, m, position, past, bordered, known) >= 0
                ]
            found.append((position, held))
            step = len(mark)
            if len(held) == len(standing):
                if not whole or min([abs(position - p) for p in whole]) >= 2 * span:
                    whole.append(position)
                    if len(whole) == enough:
                        return found
                # Nothing near is better.
                step = 2 * span
            if bordered:
                position = _find(folded, mark, position + step, size, bordered, known)
            else:
                position = folded.find(mark, position + step)
    return found


def _end(folded: str, place: int, held: Sequence[str], width: int) -> int:
    """Where the last mark of a stretch ends."""
    span = max(width, len(held[0]))
    return max([folded.rfind(m, place, place + span) + len(m) for m in held])


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
    sentence = max([text.rfind(c, start, first) for c in _BOUNDARIES])
    start = max(start, sentence + 1)
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
