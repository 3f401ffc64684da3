"""Round red seals on a page: taken out before it is recognised, what they are struck over kept.

A seal over a signature brings its own letters into the text, and spoils those below it. Red ink is
paper where only red is seen of it: the letters of the seal go, black ones under it stay. What is
red elsewhere (a letterhead) is left as it is, and so is a page without such a seal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.recognition.engine import Picture

Colours = NDArray[np.uint8]  # height × width × red, green, blue

LOOKED_AT = 640  # pixels of the longer side: seals are found on a small picture
_REDDISH = 40  # red above the other two: of ink, also where it is pale
_EDGE = 12  # at the edges of its strokes
_DARK = 110  # red of black ink below it; more is red ink alone
_SMALLEST, _LARGEST = 0.06, 0.45  # of the picture's shorter side
_ROUND = 0.8  # of its longer side
_JOINED = 0.028  # of the longer side: gaps that text struck over leaves in the ring
_PARTS, _SEEN = 36, 26  # directions in which a ring is looked for, and has to be seen
_RING = (0.8, 1.08)  # of the radius
_MARGIN = 0.04
_FEWEST = 60  # red pixels


class Seal(NamedTuple):
    """Its box in shares of the picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float


def find_seals(small: Colours) -> list[Seal]:
    """Red rings on a picture of about ``LOOKED_AT`` pixels."""
    red = _red(small, _REDDISH)
    if int(red.sum()) < _FEWEST:
        return []
    import cv2

    height, width = red.shape
    size = max(3, round(_JOINED * max(height, width)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    joined = cv2.morphologyEx(red.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found: list[Seal] = []
    for number, (left, top, wide, high, _) in enumerate(boxes.tolist()):
        side = max(wide, high) / min(height, width)
        if number == 0 or not _SMALLEST <= side <= _LARGEST:
            continue
        if min(wide, high) < _ROUND * max(wide, high):
            continue
        part = red[top : top + high, left : left + wide]
        own = labels[top : top + high, left : left + wide] == number
        if _is_ring(part & own):
            found.append(_with_margin(left, top, wide, high, width, height))
    return found


def _red(colours: Colours, least: int) -> NDArray[np.bool_]:
    wide = colours.astype(np.int16)
    red, others = wide[..., 0], np.maximum(wide[..., 1], wide[..., 2])
    return np.asarray((red - others > least) & (red > _DARK), dtype=np.bool_)


def _is_ring(red: NDArray[np.bool_]) -> bool:
    """Whether red is seen all around, near the edge of the box's ellipse."""
    rows, columns = np.nonzero(red)
    if rows.size < _FEWEST:
        return False
    height, width = red.shape
    down = (rows - (height - 1) / 2) / (height / 2)
    along = (columns - (width - 1) / 2) / (width / 2)
    away = np.hypot(down, along)
    edge = (away >= _RING[0]) & (away <= _RING[1])
    parts = ((np.arctan2(down[edge], along[edge]) + np.pi) / (2 * np.pi) * _PARTS).astype(int)
    outside = float((away > _RING[1]).mean())
    return np.unique(parts % _PARTS).size >= _SEEN and outside < 0.05


def _with_margin(left: int, top: int, wide: int, high: int, width: int, height: int) -> Seal:
    more = _MARGIN * max(wide, high)
    return Seal(
        max(0.0, (left - more) / width),
        max(0.0, (top - more) / height),
        min(1.0, (left + wide + more) / width),
        min(1.0, (top + high + more) / height),
    )


def without_seals(grey: Picture, colours: Colours, seals: list[Seal]) -> Picture:
    """``grey`` with the ink of the seals made paper; ``colours`` is the same picture."""
    made = grey.copy()
    height, width = grey.shape[:2]
    for seal in seals:
        rows = slice(int(seal.top * height), int(np.ceil(seal.bottom * height)))
        columns = slice(int(seal.left * width), int(np.ceil(seal.right * width)))
        part = colours[rows, columns]
        paper = np.uint8(np.percentile(grey[rows, columns], 90))
        # Of black and red together only the black is dark in red light.
        kept = np.maximum(grey[rows, columns], np.minimum(part[..., 0], paper))
        kept[_red(part, _EDGE)] = paper
        made[rows, columns] = kept
    return made
