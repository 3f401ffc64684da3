"""The order in which shapes are read that stand anywhere on a page: a file has them in the order in
which they were drawn."""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[float, float, float, float]  # left, top, right, bottom

_MOST = 300  # shapes; of more, the file's order stands
_SHARE = 0.5  # of the lower of two, that must lie side by side to be of one row
_TOUCH = 0.2  # of the lower one's height, by which it may reach into what is below


def in_reading_order(boxes: Sequence[Box | None]) -> list[int]:
    """The numbers of the shapes: what stands above what, and before what in a row, comes first; all
    else, and what has no place, as the file has it.

    >>> in_reading_order([(0, 50, 10, 60), (0, 0, 10, 10), (20, 0, 30, 10), None])
    [1, 0, 2, 3]
    """
    if len(boxes) > _MOST:
        return list(range(len(boxes)))
    left = list(range(len(boxes)))
    order: list[int] = []
    while left:
        free = (n for n in left if not any(_precedes(boxes[m], boxes[n]) for m in left if m != n))
        first = next(free, left[0])  # shapes may lie in a ring
        order.append(first)
        left.remove(first)
    return order


def _precedes(one: Box | None, other: Box | None) -> bool:
    if one is None or other is None:
        return False
    lower = min(one[3] - one[1], other[3] - other[1])
    beside = min(one[3], other[3]) - max(one[1], other[1])
    if min(one[2], other[2]) > max(one[0], other[0]):
        return one[1] < other[1] and one[3] <= other[1] + _TOUCH * lower
    return one[2] <= other[0] and beside >= _SHARE * lower > 0
