"""Whether the text layer of a scan covers what the scan shows, by the ink beside it.

An older recognition may have stopped after some lines: what it left out is neither in the layer
nor told. Looked at are cells of the page, a point a pixel: cells that hold some ink, but are not
full, are writing.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.pdf.frame import Placed

_CELL = 8  # points
_DARK = 140  # of 255
_LIGHT = 160
_PAPER = 0.6  # of a page with writing is light
_INK = (0.04, 0.7)  # of a cell; less is dust, more is a picture or the scanner's edge
_MARGIN = 0.05  # of the page: shadows of its edges, page numbers
_SLACK = 4  # points around a run
_FEWEST = 60  # cells beside the layer; fewer are a stamp


def is_thin(greys: NDArray[np.uint8] | None, runs: Iterable[Placed]) -> bool:
    """Whether more of the ink stands beside the runs than within them. ``greys`` is the page, a
    point a pixel; nothing is told of one that is not there."""
    if greys is None or (greys >= _LIGHT).mean() < _PAPER:
        return False  # a photograph, or paper as dark as its ink
    rows, columns = (side // _CELL for side in greys.shape)
    cells = (greys[: rows * _CELL, : columns * _CELL] < _DARK).reshape(rows, _CELL, columns, _CELL)
    share = cells.mean(axis=(1, 3))
    ink = (share > _INK[0]) & (share < _INK[1])
    high, wide = int(rows * _MARGIN), int(columns * _MARGIN)
    inner = ink[high : rows - high, wide : columns - wide]
    covered = np.zeros_like(ink)
    for run in runs:
        top, foot = (max(0, int(side) // _CELL) for side in (run.y0 - _SLACK, run.y1 + _SLACK))
        left, right = (max(0, int(side) // _CELL) for side in (run.x0 - _SLACK, run.x1 + _SLACK))
        covered[top : foot + 1, left : right + 1] = True
    within = int((inner & covered[high : rows - high, wide : columns - wide]).sum())
    beside = int(inner.sum()) - within
    return beside >= _FEWEST and beside > within
