"""Which way a page lies: upright, upside down, or on its side.

The longest boxes with words are read as they stand. A page that is upright reads surely; where it
does not, the other ways are tried on the same boxes, and the surest one is taken.

Text written from top to bottom needs no test of its own: turned like a page that lies on its
right side, its columns become lines, the rightmost first, and the models read characters that lie
on their side as surely as upright ones (240 characters: one wrong, in each of four turns).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np

from indexer.extractors.counting import letters_and_digits
from indexer.extractors.recognition.engine import Box, Picture, cut, read_line

_TRIED = 5  # boxes; the longest, which hold the most characters
_LOOKED_AT = 40  # boxes, to find that many with words
_SURE = 0.8  # mean confidence of a page that lies right
_MOSTLY = 0.5  # of the text's length in tall boxes


class Lie(Enum):
    """How the page lies; the value is the turns by 90° counter-clockwise that set it upright."""

    UPRIGHT = 0
    ON_RIGHT_SIDE = 1  # its lines run downwards
    UPSIDE_DOWN = 2
    ON_LEFT_SIDE = 3


def lie_of(picture: Picture, boxes: Sequence[Box]) -> Lie:
    """How the page lies; ``boxes`` as :func:`~.engine.detect` found them."""
    longest = sorted(boxes, key=lambda box: -max(box.width, box.height))
    length = sum(max(box.width, box.height) for box in boxes)
    tall = sum(box.height for box in boxes if box.tall)
    if not longest or length == 0:
        return Lie.UPRIGHT
    if tall > _MOSTLY * length:
        longest = [box for box in longest if box.tall] or longest
        ways = (Lie.ON_RIGHT_SIDE, Lie.ON_LEFT_SIDE)
    else:
        longest = [box for box in longest if not box.tall] or longest
        ways = (Lie.UPRIGHT, Lie.UPSIDE_DOWN)
    readings = Readings(picture)
    tried = _with_words(readings, longest, ways)
    best, surest = Lie.UPRIGHT, -1.0
    for way in ways:
        sure = float(np.mean([readings.of(box, way)[1] for box in tried]))
        if sure > surest:
            best, surest = way, sure
        if way is Lie.UPRIGHT and sure >= _SURE:
            break
    return best


class Readings:
    """What boxes of a page say, held one way or another; each read once."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._known: dict[tuple[Box, Lie], tuple[str, float]] = {}

    def of(self, box: Box, way: Lie) -> tuple[str, float]:
        found = self._known.get((box, way))
        if found is None:
            text, sure = read_line(_turned(cut(self._picture, box), way))
            found = self._known[box, way] = (text, sure if text else 0.0)
        return found


def _with_words(readings: Readings, boxes: Sequence[Box], ways: Sequence[Lie]) -> Sequence[Box]:
    """The first that read as words in one way at least: the longest of a contents are dots, which
    look the same from both sides."""
    telling: list[Box] = []
    for box in boxes[:_LOOKED_AT]:
        if any(letters_and_digits(readings.of(box, way)[0]) for way in ways):
            telling.append(box)
        if len(telling) == _TRIED:
            break
    return telling or boxes[:_TRIED]


def _turned(piece: Picture, way: Lie) -> Picture:
    return np.ascontiguousarray(np.rot90(piece, way.value))


def upright(picture: Picture, lie: Lie) -> Picture:
    """The page turned as it is to be read."""
    return picture if lie is Lie.UPRIGHT else _turned(picture, lie)
