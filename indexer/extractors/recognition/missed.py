"""Lines that detection passed over: ink that stands outside of all boxes, as high as a line.

A heading that is set wide, the lone column of a title, an entry of a contents among dots: now and
then one is not found, and nothing in what was read says so. What stands outside is smeared into
strips; those of a line's height are cut out and read by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.recognition.engine import Box, Picture

_AROUND = 31  # pixels of surroundings that decide what is dark
_DARKER = 25
_GROWN = 0.25  # em: boxes may sit close on their ink
_SMEAR = 0.8  # em: characters of a line are no further apart
_HEIGHTS = (0.6, 1.8)  # em
_LENGTH = 2.0  # em
_INK = (0.08, 0.6)  # of the strip; less is dirt or a rule, more a beam or a photograph
_MOST = 24  # strips of a page; more are a drawing's or a photograph's
_MARGIN = 0.2  # em


def passed_over(picture: Picture, boxes: Sequence[Box], angle: float) -> list[Box]:
    """Where a line may stand that no box has, in the picture as it is; ``angle``: how far its
    lines lie askew, in degrees. None where no box tells how high a line is."""
    import cv2

    heights = sorted(min(box.height, box.width) for box in boxes)
    if not heights:
        return []
    em = heights[len(heights) // 2] / 1.25  # boxes are looser than the ink
    dark = _dark(picture)
    cover = np.zeros_like(dark)
    for box in boxes:
        cv2.fillPoly(cover, [np.array(box.corners, dtype=np.int32)], 255)
    grown = max(round(2 * _GROWN * em), 1)
    dark[cv2.dilate(cover, np.ones((grown, grown), np.uint8)) > 0] = 0
    height, width = dark.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    if angle:
        dark = np.asarray(cv2.warpAffine(dark, turn, (width, height)), np.uint8)
    strips = [strip for strip in _strips(dark, em) if _is_line(dark, strip, em)]
    back = np.asarray(cv2.invertAffineTransform(turn), np.float64)
    return [_box(strip, em, back) for strip in strips] if len(strips) <= _MOST else []


def _dark(picture: Picture) -> NDArray[np.uint8]:
    import cv2

    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    dark = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _AROUND, _DARKER
    )
    return np.asarray(dark, np.uint8)


def _strips(dark: NDArray[np.uint8], em: float) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of what smears together along the lines."""
    import cv2

    specks = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    along, across = max(round(_SMEAR * em), 3), max(round(0.25 * em), 1)
    smeared = cv2.morphologyEx(specks, cv2.MORPH_CLOSE, np.ones((across, along), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(smeared, connectivity=8)
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1:]]


def _is_line(dark: NDArray[np.uint8], strip: tuple[int, int, int, int], em: float) -> bool:
    left, top, width, height = strip
    if not (_HEIGHTS[0] * em <= height <= _HEIGHTS[1] * em and width >= _LENGTH * em):
        return False
    ink = float((dark[top : top + height, left : left + width] > 0).mean())
    return _INK[0] <= ink <= _INK[1]


def _box(strip: tuple[int, int, int, int], em: float, back: NDArray[np.float64]) -> Box:
    left, top, width, height = strip
    spare = _MARGIN * em
    x0, y0, x1, y1 = left - spare, top - spare, left + width + spare, top + height + spare
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    turned = [back @ np.array([x, y, 1.0]) for x, y in corners]
    return Box(tuple((float(x), float(y)) for x, y in turned))
