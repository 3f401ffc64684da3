"""PDF space → the page as a reader holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_A4 = (0.0, 0.0, 595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Rectangles, one an index: points from the top left, y downwards."""

    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats

    def of(self, chosen: NDArray[np.bool_]) -> Boxes:
        return Boxes(self.x0[chosen], self.y0[chosen], self.x1[chosen], self.y1[chosen])


class Placed(Protocol):
    """What stands in one rectangle."""

    @property
    def x0(self) -> float: ...
    @property
    def y0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def y1(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box in PDF space (y upwards), and the quarter turns clockwise to apply."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def boxes(self, xs: Floats, ys: Floats, other_xs: Floats, other_ys: Floats) -> Boxes:
        """The boxes between two opposite corners each."""
        west = np.minimum(xs, other_xs) - self.left
        east = np.maximum(xs, other_xs) - self.left
        south = np.minimum(ys, other_ys) - self.bottom
        north = np.maximum(ys, other_ys) - self.bottom
        wide, high = self.right - self.left, self.top - self.bottom
        match self.turns % 4:
            case 0:
                return Boxes(west, high - north, east, high - south)
            case 1:
                return Boxes(south, west, north, east)
            case 2:
                return Boxes(wide - east, south, wide - west, north)
            case _:
                return Boxes(high - north, wide - east, high - south, wide - west)


def page_frame(page: pdfium.PdfPage, turns: int) -> Frame:
    left, bottom, right, top = page.get_cropbox()
    if not (right - left > 1 and top - bottom > 1):
        left, bottom, right, top = _A4
    return Frame(left, bottom, right, top, turns)
