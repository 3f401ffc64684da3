"""Text that stands askew: watermarks, and the round of a seal that is drawn as text.

The round of a seal passes through every angle, so that some of its letters stand straight. What
else stands straight beside it is the signature and the day, and stays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.pdf.characters import (
    Characters,
    Flags,
    Looks,
    Matrix,
    is_slanted,
    quarter_turns,
)

_SCRAP = 2  # characters of a round that stand straight together
_LINE = 8  # characters of a seal's own straight line: 财务专用章
_SMALLER = 0.9  # of the text's size: what is set so small within a round belongs to the seal
_LIKE = 1.25  # times; the letters of one round have one size
_NEAR = 3.0  # em between letters of one round
_EXACT = 0.01  # quarter turns; text that is set straight stands so
_STARS = frozenset("★☆✩✪")
_ASKEW, _STAR = -1, 4  # beside the four directions that are straight


@dataclass(frozen=True, slots=True)
class Slant:
    """A run as it is judged here."""

    text: str
    matrix: Matrix
    size: float
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def slanted(self) -> bool:
        return is_slanted(self.matrix)


@dataclass(frozen=True, slots=True)
class _Rounds:
    """The slanted letters of a page by their size, with the box around those up to each: a drawing
    has many thousands."""

    sizes: list[float]
    boxes: NDArray[np.float64]  # x0, y0, x1, y1 of each
    bounds: NDArray[np.float64]  # of all up to it

    @classmethod
    def of(cls, slanted: Iterable[Slant]) -> Self:
        ordered = sorted(slanted, key=lambda one: one.size)
        boxes = np.array([(o.x0, o.y0, o.x1, o.y1) for o in ordered], dtype=np.float64)
        boxes = boxes.reshape(-1, 4)
        lowest = np.minimum.accumulate(boxes[:, :2], axis=0)
        highest = np.maximum.accumulate(boxes[:, 2:], axis=0)
        return cls([o.size for o in ordered], boxes, np.hstack((lowest, highest)))

    def around(self, piece: Slant) -> bool:
        """Whether it stands among letters that are smaller than twice its own: to its left and
        right, and above or below."""
        count = bisect_left(self.sizes, 2 * piece.size)
        if not count:
            return False
        x0, y0, x1, y1 = self.bounds[count - 1].tolist()
        return bool(x0 <= piece.x0 and piece.x1 <= x1 and y0 <= piece.y0 and piece.y1 <= y1)

    def near(self, star: Slant) -> bool:
        """Whether one of them is near the star of a seal."""
        boxes = self.boxes[: bisect_left(self.sizes, 2 * star.size)]
        sizes = np.maximum(np.array(self.sizes[: len(boxes)]), max(star.size, 1e-3))
        across = np.maximum(boxes[:, 0], star.x0) - np.minimum(boxes[:, 2], star.x1)
        down = np.maximum(boxes[:, 1], star.y0) - np.minimum(boxes[:, 3], star.y1)
        return bool((np.maximum(across, down) < _NEAR * sizes).any())


def cut_by_angle(looks: Looks, characters: Characters, joined: Flags) -> None:
    """In ``joined``, part what stands askew from what stands straight: PDFium joins a day to the
    letter of a seal that touches it, or to its star."""
    firsts = [0, *(np.flatnonzero(~joined) + 1).tolist()]
    if not any(is_slanted(m) for m in looks.matrices([characters.index[n] for n in firsts])):
        return
    turns = np.array([_direction(m) for m in looks.matrices(characters.index)], dtype=np.int8)
    turns[[n for n, letter in enumerate(characters.text) if letter in _STARS]] = _STAR
    joined &= turns[1:] == turns[:-1]


def fallen(pieces: Sequence[Slant]) -> list[bool]:
    """Which runs, in the order of the content stream, stand askew or belong to what does."""
    askew = [piece.slanted for piece in pieces]
    if sum(askew) < 2:
        return askew
    straight = [piece for piece in pieces if not piece.slanted]
    rounds = _Rounds.of([piece for piece in pieces if piece.slanted])
    weights, turns = Counter[float](), Counter[int]()
    for piece in straight:
        weights[piece.size] += len(piece.text)
        turns[_direction(piece.matrix)] += len(piece.text)
    size = max(weights, key=lambda known: weights[known], default=0.0)
    turn = max(turns, key=lambda known: turns[known], default=0)
    fall = [False, *askew, False]  # with nothing before the first and after the last
    for number in (*range(len(pieces)), *reversed(range(len(pieces)))):
        beside = fall[number], fall[number + 2]
        fall[number + 1] |= _is_of_seal(pieces, number, beside, rounds, size=size, turn=turn)
    return fall[1:-1]


def _is_of_seal(
    pieces: Sequence[Slant],
    number: int,
    beside: tuple[bool, bool],
    rounds: _Rounds,
    *,
    size: float,
    turn: int,
) -> bool:
    """Whether a straight run belongs to the slanted ones ``beside`` it: a letter of the round, its
    star, or a small line within. ``size`` and ``turn`` are those of the page's text."""
    piece = pieces[number]
    near = [pieces[number + step] for step, there in zip((-1, 1), beside, strict=True) if there]
    if set(piece.text) <= _STARS:
        return rounds.near(piece)
    if not near or len(piece.text) > _LINE:
        return False
    smaller = piece.size < _SMALLER * size
    if all(_are_neighbours(piece, other) for other in near):
        of_round = len(piece.text) <= _SCRAP and (len(near) > 1 or smaller)
        if of_round or not _stands(piece, turn):
            return True
    return smaller and rounds.around(piece)


def _direction(matrix: Matrix) -> int:
    return _ASKEW if is_slanted(matrix) else round(quarter_turns(matrix)) % 4


def _stands(piece: Slant, turn: int) -> bool:
    """Whether it stands exactly as the page's text does."""
    exact = abs(quarter_turns(piece.matrix) - round(quarter_turns(piece.matrix))) < _EXACT
    return exact and _direction(piece.matrix) == turn


def _are_neighbours(one: Slant, other: Slant) -> bool:
    like = max(one.size, other.size) < min(one.size, other.size) * _LIKE
    return like and _gap(one, other) < _NEAR


def _gap(one: Slant, other: Slant) -> float:
    """Between their boxes, in em of the larger one."""
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    return max(across, down) / max(one.size, other.size, 1e-3)
