"""What parts the characters of a line: wide gaps, ruled lines, others that stand between."""

from __future__ import annotations

import numpy as np

from indexer.extractors.pdf.characters import Flags
from indexer.extractors.pdf.drawing import Drawing
from indexer.extractors.pdf.frame import Boxes, Floats
from indexer.extractors.pdf.three_lines import three_lines

_COLUMN_GAP = 2.4
_CELL_GAP = 0.9  # in a table that only rules above and below tell of
_MAX_PAIRS = 4_000_000  # of characters and rulings, or others, compared at once


def parted(boxes: Boxes, drawing: Drawing) -> Flags:
    """Where a ruled line stands between a character and the next one."""
    parted: Flags = np.zeros(len(boxes.x0) - 1, dtype=np.bool_)
    if not drawing.vertical:
        return parted
    rulings = np.array([(r.at, r.start, r.end) for r in drawing.vertical])
    rulings = rulings[np.argsort(rulings[:, 0])]
    middle = (boxes.x0 + boxes.x1) / 2
    low = np.searchsorted(rulings[:, 0], middle[:-1])
    high = np.searchsorted(rulings[:, 0], middle[1:])
    candidates = np.flatnonzero(high > low)
    number = np.arange(len(rulings))[None, :]
    step = max(1, _MAX_PAIRS // len(rulings))
    for start in range(0, len(candidates), step):
        some = candidates[start : start + step]
        place = ((boxes.y0 + boxes.y1) / 2)[some, None]
        across = (rulings[None, :, 1] <= place) & (place <= rulings[None, :, 2])
        between = (number >= low[some, None]) & (number < high[some, None])
        parted[some] = (across & between).any(axis=1)
    return parted


def filled(boxes: Boxes, wide: Flags) -> Flags:
    """Of the wide gaps those in which another character stands, which the file draws at another
    time: 实 与监督 with 施 between."""
    filled: Flags = np.zeros(len(wide), dtype=np.bool_)
    places = np.flatnonzero(wide)
    x, y = (boxes.x0 + boxes.x1) / 2, (boxes.y0 + boxes.y1) / 2
    step = max(1, _MAX_PAIRS // len(x))
    for start in range(0, len(places), step):
        some = places[start : start + step]
        level = np.abs(y[None, :] - y[some, None]) < 0.3 * (boxes.y1 - boxes.y0)[some, None]
        inside = (x[None, :] > boxes.x1[some, None]) & (x[None, :] < boxes.x0[some + 1, None])
        filled[some] = (level & inside).any(axis=1)
    return filled


def widest_gaps(boxes: Boxes, drawing: Drawing) -> Floats:
    """Up to which gap each character is one text with the next one, in em."""
    widest: Floats = np.full(len(boxes.x0) - 1, _COLUMN_GAP)
    for place in three_lines(drawing.horizontal, drawing.vertical):
        middle = (boxes.y0 + boxes.y1)[:-1] / 2
        inside = (boxes.x0[:-1] >= place.x0 - 1) & (boxes.x1[:-1] <= place.x1 + 1)
        widest[inside & (middle > place.y0) & (middle < place.y1)] = _CELL_GAP
    return widest
