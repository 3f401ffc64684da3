"""Characters set one below the other: by a font for vertical writing, or text turned by a quarter
on an upright page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.extractors.pdf.drawing import Ruling
from indexer.extractors.pdf.frame import Boxes, Floats

_ASIDE = 0.3  # of a character's width that the next one may stand to the side
_STEPS = (0.15, 1.3)  # of its width from one to the next; lines of single letters are wider
_FEWEST = 3  # characters


@dataclass(frozen=True, slots=True)
class Column:
    """Characters from ``start`` to before ``end``, downwards or upwards."""

    start: int
    end: int
    down: bool


def columns_of_letters(boxes: Boxes, rulings: Sequence[Ruling]) -> list[Column]:
    """Stretches of the page's characters that run up or down, with no ruled line between."""
    if len(boxes.x0) < _FEWEST:
        return []
    middle_x, middle_y = (boxes.x0 + boxes.x1) / 2, (boxes.y0 + boxes.y1) / 2
    wide = np.maximum(boxes.x1 - boxes.x0, 1e-3)
    smaller = np.minimum(wide[1:], wide[:-1])
    step = np.diff(middle_y)
    fits = np.abs(np.diff(middle_x)) < _ASIDE * smaller
    fits &= (np.abs(step) > _STEPS[0] * smaller) & (np.abs(step) < _STEPS[1] * smaller)
    if not (fits[1:] & fits[:-1]).any():
        return []
    found: list[Column] = []
    places = np.flatnonzero(fits)
    down = step[places] > 0
    goes_on = (np.diff(places) == 1) & (down[1:] == down[:-1])
    for some in np.split(places, np.flatnonzero(~goes_on) + 1):
        if len(some) >= _FEWEST - 1:
            start, end = int(some[0]), int(some[-1])
            found.append(Column(start, end + 2, bool(step[start] > 0)))
    return [column for column in found if not _is_ruled(column, middle_x, middle_y, rulings)]


def _is_ruled(column: Column, x: Floats, y: Floats, rulings: Sequence[Ruling]) -> bool:
    at = float(x[column.start])
    low, high = sorted((float(y[column.start]), float(y[column.end - 1])))
    return any(low < ruling.at < high and ruling.start <= at <= ruling.end for ruling in rulings)
