"""From boxes on a picture that may lie askew to runs on a page that lies straight.

At 1.9° the lines of two columns meet: all boxes are turned about the page's middle by the median
angle of the long ones. What stands 5° off is a stamp or a watermark. Boxes are looser than the ink,
so that those of close lines overlap: their heights are clipped to the size of the characters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from indexer.extractors.pdf.page import Run
from indexer.extractors.recognition.engine import Box
from indexer.extractors.recognition.tidying import tidy

_LONG = 5.0  # × its height: a box whose angle can be trusted
_OFF = 5.0  # degrees
_HEIGHT = 1.25  # em
# Lines measure unevenly; only beyond these, in the page's usual size, is one set larger or smaller.
_SMALLER, _LARGER = 0.8, 1.2
_ENOUGH = 4.0  # characters in a row that show their size
_USUAL = 16.0  # points, where nothing does (GB/T 9704)


def skew(boxes: Sequence[Box]) -> float:
    """The angle of the page in degrees, by the median of its long lines; 0 where there is none."""
    angles = [box.angle for box in boxes if box.width > _LONG * box.height]
    return float(np.median(angles)) if angles else 0.0


def straight(boxes: Sequence[Box], angle: float, size: tuple[float, float]) -> list[Box]:
    """The boxes as they stand when the page (width, height) lies straight, stamps left out.

    Corners of the answer are those of an upright rectangle.
    """
    turn = math.radians(-angle)
    cos, sin = math.cos(turn), math.sin(turn)
    cx, cy = size[0] / 2, size[1] / 2
    found = []
    for box in boxes:
        if box.width > 2 * box.height and abs(box.angle - angle) > _OFF:
            continue
        turned = [
            (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
            for x, y in box.corners
        ]
        x0, x1 = _bounds([x for x, _ in turned])
        y0, y1 = _bounds([y for _, y in turned])
        found.append(Box(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), box.text, box.confidence))
    return found


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """The middle of the two low and of the two high ones: what is left of the slant goes."""
    low1, low2, high1, high2 = sorted(values)
    return (low1 + low2) / 2, (high1 + high2) / 2


def runs(boxes: Sequence[Box], scale: float) -> tuple[Run, ...]:
    """Boxes of lines that lie straight → runs in points; ``scale`` is points a pixel."""
    pitches = sorted(pitch for box in boxes if (pitch := _pitch(box)) is not None)
    usual = pitches[len(pitches) // 2] if pitches else _USUAL / scale
    return tuple(_run(box, usual, scale) for box in boxes)


def _run(box: Box, usual: float, scale: float) -> Run:
    pitch = _pitch(box)
    size = usual if pitch is None or _SMALLER < pitch / usual < _LARGER else pitch
    (x0, y0), (x1, y1) = box.corners[0], box.corners[2]
    spare = max(0.0, (y1 - y0) - _HEIGHT * size) / 2
    y0, y1 = y0 + spare, y1 - spare
    return Run(tidy(box.text), x0 * scale, y0 * scale, x1 * scale, y1 * scale, size * scale)


def _pitch(box: Box) -> float | None:
    """The em in pixels, as far as the width of the text shows it."""
    wide = sum(1 if c >= "\u2e80" else 0.5 for c in box.text)
    return box.width / wide if wide >= _ENOUGH else None
