"""The ruled lines of a page's picture: a table's rows and columns, as PDFium gives them of a PDF.

The picture is set straight, thresholded against its surroundings, and opened by bars of half an
inch: only what is long and thin is left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.pdf.drawing import Ruling
from indexer.extractors.recognition.engine import Picture

_BAR = 0.5  # inch; shorter than any cell's side, longer than the strokes of a heading
_THICK = 0.06  # inch; thicker is a beam, a picture's edge or a blot
_INKED = 0.9  # of a line's length
_AROUND = 31  # pixels of surroundings that decide what is dark
_DARKER = 15
_TABLE = 2  # rulings each way; fewer rule nothing


def rulings(
    picture: Picture, angle: float, dots_per_inch: float
) -> tuple[tuple[Ruling, ...], tuple[Ruling, ...]]:
    """Horizontal and vertical ones in points; both empty where the page has no table."""
    import cv2

    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    if angle:
        height, width = grey.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        grey = cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    dark = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _AROUND, _DARKER
    )
    bar = max(int(_BAR * dots_per_inch), 10)
    across = _lines(np.asarray(dark, np.uint8), bar, dots_per_inch, across=True)
    down = _lines(np.asarray(dark, np.uint8), bar, dots_per_inch, across=False)
    if len(across) < _TABLE or len(down) < _TABLE:
        return (), ()
    return across, down


def _lines(
    dark: NDArray[np.uint8], bar: int, dots_per_inch: float, *, across: bool
) -> tuple[Ruling, ...]:
    import cv2

    kernel = np.ones((1, bar) if across else (bar, 1), np.uint8)
    # A line that is broken by noise, or leans by a pixel, is one line.
    opened = cv2.morphologyEx(cv2.dilate(dark, np.ones((3, 3), np.uint8)), cv2.MORPH_OPEN, kernel)
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    scale, found = 72.0 / dots_per_inch, []
    for left, top, width, height, _area in stats[1:]:
        long, thick = (width, height) if across else (height, width)
        if thick > _THICK * dots_per_inch or long < bar:
            continue
        # Strokes of characters in a row touch when they are widened; blanks part them as they are.
        inked = dark[top : top + height, left : left + width].any(axis=0 if across else 1)
        if inked.mean() < _INKED:
            continue
        start, at = (left, top + height / 2) if across else (top, left + width / 2)
        found.append(Ruling(float(at * scale), float(start * scale), float((start + long) * scale)))
    return tuple(sorted(found, key=lambda r: (r.at, r.start)))
