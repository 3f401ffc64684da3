"""Columns of prose: which stretches of a page are set in them, and where they part.

Between two columns nothing crosses, and each is full: its lines end at one place, and mostly within
a sentence. Cells of a table are neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.extractors.pdf.page import Run

_GUTTER = 9.0  # points between two columns
_MOST = 500  # runs; a page with more is a table
_DEPTH = 2  # columns parted again: up to four
_TRIED = 3  # gutters
_LINES = 3  # of the longer column
_CHARACTERS = 9  # of a column's usual line
_MANY = 6  # lines as full as that are no cells, wherever their sentences end
_FULL = 0.5  # of its lines end at its edge
_RAGGED = 1.6  # em before the edge, where a line still is full
_APART = -0.6  # of a line's height: columns need not begin at one height
_ALIKE = 0.3  # the narrower column to the wider, which may be two
_CHINESE = re.compile("[\u3400-\u9fff]")
_MARKS = re.compile("[，。；、,;]")
_BETWEEN_MARKS = 60  # characters
_ENDS = re.compile(r"[。；：！？;:!?]$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs to be read from the top; ``bounds`` are the column's edges, where it is one."""

    runs: list[Run]
    bounds: tuple[float, float] | None = None


def in_columns(runs: Sequence[Run], depth: int = _DEPTH) -> list[Stretch]:
    """The runs in stretches to be read one after the other."""
    if not runs:
        return []
    if depth and 2 * _LINES - 2 <= len(runs) <= _MOST and _has_prose_beside(runs):
        for gutter in _gutters(runs):
            parted = _parted(runs, gutter, depth)
            if parted is not None:
                return parted
    return [Stretch(list(runs))]


def _has_prose_beside(runs: Sequence[Run]) -> bool:
    """Whether a line of prose stands to the right of two others: a quick look, at which most
    pages end."""
    ends = sorted(run.x1 for run in runs if len(run.text) >= _CHARACTERS)
    if len(ends) < _LINES:
        return False
    return max(run.x0 for run in runs if len(run.text) >= _CHARACTERS) > ends[1]


def _gutters(runs: Sequence[Run]) -> list[float]:
    """Where most pairs of neighbours leave a gap, best first."""
    x0, x1 = np.array([r.x0 for r in runs]), np.array([r.x1 for r in runs])
    long = np.array([len(r.text) >= _CHARACTERS for r in runs])
    y0, y1 = np.array([r.y0 for r in runs]), np.array([r.y1 for r in runs])
    high = y1 - y0
    shared = np.minimum(y1[:, None], y1[None, :]) - np.maximum(y0[:, None], y0[None, :])
    beside = shared > _APART * np.minimum(high[:, None], high[None, :])
    beside &= x0[None, :] - x1[:, None] >= _GUTTER
    left, right = np.nonzero(beside)
    if not len(left):
        return []
    starts, ends = x1[left], x0[right]
    places = np.unique((starts + np.minimum(ends, starts + 4 * _GUTTER)) / 2)
    places = places[:: max(1, len(places) // 200)]
    # Lines of prose on either side, which few pages have.
    before = ((x1[None, :] <= places[:, None] + 1) & long[None, :]).sum(axis=1)
    after = ((x0[None, :] >= places[:, None] - 1) & long[None, :]).sum(axis=1)
    places = places[(before + after >= _LINES) & (before >= 2) & (after >= 1)]
    if not len(places):
        return []
    crossed = ((x0[None, :] < places[:, None]) & (x1[None, :] > places[:, None])).sum(axis=1)
    covered = ((starts[None, :] < places[:, None]) & (ends[None, :] > places[:, None])).sum(axis=1)
    best: list[float] = []
    for number in np.argsort(crossed * 2 - covered, kind="stable").tolist():
        place = float(places[number])
        if all(abs(place - other) > 4 * _GUTTER for other in best):
            best.append(place)
        if len(best) == _TRIED:
            break
    return best


def _parted(runs: Sequence[Run], gutter: float, depth: int) -> list[Stretch] | None:
    """None where nothing on the page is set in columns that part there."""
    stretches: list[Stretch] = []
    plain: list[Run] = []
    held: list[Run] = []
    found = False

    def close() -> None:
        nonlocal found, plain, held
        left = [run for run in held if run.x1 <= gutter + 1]
        right = [run for run in held if run.x1 > gutter + 1]
        if _are_columns(left, right):
            found = True
            if plain:
                stretches.append(Stretch(plain))
                plain = []
            for side in (left, right):
                stretches.extend(_as_columns(side, depth))
        else:
            plain = [*plain, *held]
        held = []

    across = [run for run in runs if run.x0 < gutter - 1 and run.x1 > gutter + 1]
    for run in sorted(runs, key=lambda r: r.middle):
        if any(_is_beside(run, other) for other in across):
            close()
            plain.append(run)
        else:
            held.append(run)
    close()
    if plain:
        stretches.append(Stretch(plain))
    return stretches if found else None


def _is_beside(run: Run, other: Run) -> bool:
    """Whether the run is the other one, or a piece of its line."""
    shared = min(run.y1, other.y1) - max(run.y0, other.y0)
    return shared > 0.5 * min(run.y1 - run.y0, other.y1 - other.y0)


def _as_columns(side: list[Run], depth: int) -> list[Stretch]:
    bounds = min(run.x0 for run in side), max(run.x1 for run in side)
    parted = in_columns(side, depth - 1)
    return [stretch if stretch.bounds else Stretch(stretch.runs, bounds) for stretch in parted]


def _are_columns(left: list[Run], right: list[Run]) -> bool:
    sides = [_lines(left), _lines(right)]
    if not all(sides) or max(len(side) for side in sides) < _LINES or len(sides[0]) < 2:
        return False
    if not all(_is_prose(side) for side in sides):
        return False
    text = "".join(line[3] for side in sides for line in side)
    if len(_MARKS.findall(text)) < len(text) / _BETWEEN_MARKS:
        return False  # a form: labels, no sentences
    widths = sorted(max(ln[1] for ln in side) - min(ln[0] for ln in side) for side in sides)
    return len(sides[1]) < 2 or widths[0] > _ALIKE * widths[1]


_Line = tuple[float, float, float, str]  # from, to, em, text


def _lines(runs: list[Run]) -> list[_Line]:
    lines: list[_Line] = []
    bottom = middle = 0.0
    for run in sorted(runs, key=lambda r: r.middle):
        if lines and run.middle < bottom and run.middle - middle < 0.5 * run.size:
            x0, x1, size, text = lines[-1]
            lines[-1] = min(x0, run.x0), max(x1, run.x1), max(size, run.size), text + run.text
        else:
            lines.append((run.x0, run.x1, run.size, run.text))
            bottom, middle = run.y1, run.middle
    return lines


def _is_prose(lines: list[_Line]) -> bool:
    if len(lines) == 1:  # what is left over of a text, at the top of the last column
        return len(_CHINESE.findall(lines[0][3])) >= _CHARACTERS // 2
    lengths = sorted(len(line[3]) for line in lines)
    text = "".join(line[3] for line in lines)
    if lengths[len(lengths) // 2] < _CHARACTERS or len(_CHINESE.findall(text)) < len(text) / 2:
        return False
    edge = max(line[1] for line in lines)
    full = [line for line in lines if line[1] > edge - _RAGGED * line[2]]
    within = [line for line in full if not _ENDS.search(line[3])]
    is_text = 2 * len(within) >= len(full) or len(lines) >= _MANY
    return is_text and len(full) >= _FULL * (len(lines) - 1)
