"""Highlights: the places of a text that answer the query, whole, escaped, centred.

Works on the original text; the folded text (of the same length) tells where the marks stand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

OPEN, CLOSE = "<em>", "</em>"
ELLIPSIS = "…"

# A mark that stands everywhere tells nothing new after this many places.
_PLACES_PER_MARK = 40
_BOUNDARIES = "。！？；\n"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Escaped HTML with <em>, and the span of the text that it shows."""

    html: str
    start: int
    end: int


def find_marks(folded: str, marks: Sequence[str]) -> list[tuple[int, int]]:
    """Spans of the marks in a folded text, in order, overlapping ones joined."""
    spans: list[tuple[int, int]] = []
    for mark in marks:
        position = folded.find(mark)
        for _ in range(_PLACES_PER_MARK):
            if position < 0:
                break
            spans.append((position, position + len(mark)))
            position = folded.find(mark, position + len(mark))
    spans.sort()
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def mark_all(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The whole text, escaped, with its spans marked."""
    return _marked(text, 0, len(text), spans)


def snippets(
    text: str, folded: str, marks: Sequence[str], *, width: int = 120, count: int = 2
) -> list[Snippet]:
    """The best windows of about ``width`` characters, best first; none where nothing stands.

    A window is worth the different marks that it holds, longer ones more.
    """
    spans = find_marks(folded, marks)
    if not spans:
        return []
    chosen: list[Snippet] = []
    taken: list[tuple[int, int]] = []
    seen: set[str] = set()
    for _ in range(count):
        best = _best_window(folded, spans, width, taken, seen)
        if best is None:
            break
        first, last = best
        start, end = _widen(text, first, last, width, spans)
        chosen.append(Snippet(_window_html(text, start, end, spans), start, end))
        taken.append((start, end))
        seen.update(folded[s:e] for s, e in spans if start <= s and e <= end)
    return chosen


def _best_window(
    folded: str,
    spans: Sequence[tuple[int, int]],
    width: int,
    taken: Sequence[tuple[int, int]],
    seen: set[str],
) -> tuple[int, int] | None:
    best: tuple[float, int, int] | None = None
    for i, (start, _) in enumerate(spans):
        if any(a <= start < b for a, b in taken):
            continue
        worth, known, last = 0.0, set(seen), start
        for s, e in spans[i:]:
            if e - start > width:
                break
            word = folded[s:e]
            # A second place of the same mark is worth a little: it is about the same matter.
            worth += 0.1 if word in known else float(len(word))
            known.add(word)
            last = e
        if last == start:  # a single mark longer than the window
            worth, last = float(spans[i][1] - start), spans[i][1]
        if best is None or worth > best[0]:
            best = (worth, start, last)
    return best[1:] if best else None


def _widen(
    text: str, first: int, last: int, width: int, spans: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Put the marked stretch in the middle, begin at a sentence where one is near."""
    spare = max(0, width - (last - first))
    start = max(0, first - spare // 2)
    end = min(len(text), start + max(width, last - first))
    start = max(0, min(start, end - width)) if end == len(text) else start
    start = min(start, first)
    for i in range(first - 1, start - 1, -1):
        if text[i] in _BOUNDARIES:
            start = i + 1
            break
    end = min(len(text), max(last, start + width))
    # Never cut a mark in two.
    at = bisect_left(spans, (end, 0)) - 1
    if at >= 0 and spans[at][0] < end < spans[at][1]:
        end = spans[at][1]
    while start < first and text[start].isspace():
        start += 1
    return start, end


def _window_html(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    begins = start == 0 or text[start - 1] in _BOUNDARIES
    ends = end == len(text) or text[end - 1] in _BOUNDARIES
    body = _marked(text, start, end, spans)
    return f"{'' if begins else ELLIPSIS}{' '.join(body.split())}{'' if ends else ELLIPSIS}"


def _marked(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    parts: list[str] = []
    position = start
    for i in range(max(0, bisect_left(spans, (start, 0)) - 1), len(spans)):
        s, e = spans[i]
        if s >= end:
            break
        if s < position or e > end:
            continue
        parts += [escape(text[position:s]), OPEN, escape(text[s:e]), CLOSE]
        position = e
    parts.append(escape(text[position:end]))
    return "".join(parts)
