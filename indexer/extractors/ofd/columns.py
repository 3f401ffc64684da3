"""Text set in columns: which fragments of a page are read before which.

Columns are prose on both sides of a strip that no line crosses. Cells of a table stand beside one
another, too, but are no full lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.extractors.ofd.page import Fragment

_FEWEST = 4  # lines of a column
_SHORTEST = 8  # characters of a usual line of a column; cells are shorter
_FULL = 0.8  # how much of its column a usual line fills
_STEP = 1.0  # millimetres between the places that are tried
_EDGE = 0.15  # of the width, at either side, where no gutter is looked for
_MOST_ROWS = 1_000  # a page with more is no page of prose
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Row:
    """Fragments on one base line; ``parts`` are the stretches without a wide gap."""

    fragments: tuple[Fragment, ...]
    parts: tuple[tuple[float, float], ...]

    @property
    def y(self) -> float:
        return self.fragments[0].y

    def crosses(self, x: float) -> bool:
        return any(start < x < end for start, end in self.parts)


def rows_of(fragments: Sequence[Fragment]) -> list[Row]:
    """From top to bottom, each from left to right."""
    gathered: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: (f.y, f.x)):
        last = gathered[-1] if gathered else None
        if last and fragment.y - last[0].y <= 0.4 * max(fragment.size, last[0].size):
            last.append(fragment)
        else:
            gathered.append([fragment])
    return [_row(sorted(row, key=lambda f: f.x)) for row in gathered]


def _row(fragments: Sequence[Fragment]) -> Row:
    parts: list[tuple[float, float]] = []
    for fragment in fragments:
        if parts and fragment.x - parts[-1][1] <= 1.25 * fragment.size:
            parts[-1] = (parts[-1][0], max(parts[-1][1], fragment.end))
        else:
            parts.append((fragment.x, fragment.end))
    return Row(tuple(fragments), tuple(parts))


def in_reading_order(fragments: Sequence[Fragment]) -> list[tuple[list[Row], bool]]:
    """Groups of rows, one after the other, and whether each is a column."""
    rows = rows_of(fragments)
    if len(rows) > _MOST_ROWS:
        return [(rows, False)]
    return list(_ordered(rows, 0))


def _ordered(rows: list[Row], depth: int) -> Iterator[tuple[list[Row], bool]]:
    found = _columns(rows) if depth < _DEEPEST else None
    if found is None:
        if rows:
            yield rows, False
        return
    first, last, columns = found
    yield from _ordered(rows[:first], depth + 1)
    yield from ((column, True) for column in columns)
    yield from _ordered(rows[last:], depth + 1)


def _columns(rows: list[Row]) -> tuple[int, int, list[list[Row]]] | None:
    """The rows, from one to before another, that are set in columns, and the columns."""
    gutter = _gutter(rows)
    if gutter is None:
        return None
    x, first, last = gutter
    first, last = _without_ends(rows, first, last, x)
    sides = _split(rows[first:last], x)
    columns = [column for side in sides for column in _leaves(side, 0)]
    if len(columns) > 1 and all(map(_is_prose, columns)):
        return first, last, columns
    return None


def _leaves(rows: list[Row], depth: int) -> list[list[Row]]:
    """A side of the gutter may hold another one."""
    gutter = _gutter(rows) if depth < _DEEPEST else None
    if gutter is None or gutter[2] - gutter[1] < 0.8 * len(rows):
        return [rows]
    return [leaf for side in _split(rows, gutter[0]) for leaf in _leaves(side, depth + 1)]


def _gutter(rows: list[Row]) -> tuple[float, int, int] | None:
    """The place that no line crosses over the longest stretch of rows with text on both sides;
    the middle of such places. With the first row and the one behind the last."""
    if len(rows) < _FEWEST:
        return None
    low = min(row.parts[0][0] for row in rows)
    high = max(row.parts[-1][1] for row in rows)
    margin = _EDGE * (high - low)
    best: dict[tuple[int, int], list[float]] = {}
    x = low + margin
    while x < high - margin:
        for span in _clear(rows, x):
            best.setdefault(span, []).append(x)
        x += _STEP
    if not best:
        return None
    first, last = max(best, key=lambda span: (span[1] - span[0], len(best[span])))
    places = best[first, last]
    return places[len(places) // 2], first, last


def _clear(rows: list[Row], x: float) -> Iterator[tuple[int, int]]:
    """The stretches of rows that do not cross ``x``, with enough lines on both sides."""
    first = 0
    for number, row in enumerate([*rows, None]):
        if row is not None and not row.crosses(x):
            continue
        stretch = rows[first:number]
        left = sum(1 for r in stretch if r.parts[0][1] <= x)
        right = sum(1 for r in stretch if r.parts[-1][0] >= x)
        if min(left, right) >= _FEWEST:
            yield first, number
        first = number + 1


def _split(rows: Sequence[Row], x: float) -> tuple[list[Row], list[Row]]:
    left = [f for row in rows for f in row.fragments if f.x < x]
    right = [f for row in rows for f in row.fragments if f.x >= x]
    return rows_of(left), rows_of(right)


def _is_prose(rows: Sequence[Row]) -> bool:
    if len(rows) < _FEWEST:
        return False
    low = min(row.parts[0][0] for row in rows)
    high = max(row.parts[-1][1] for row in rows)
    widths = [row.parts[-1][1] - row.parts[0][0] for row in rows]
    lengths = [sum(len(f.text) for f in row.fragments) for row in rows]
    alone = sum(1 for row in rows if len(row.parts) == 1)
    return (
        median(widths) > _FULL * (high - low)
        and median(lengths) >= _SHORTEST
        and alone >= _FULL * len(rows)
    )


def _without_ends(rows: list[Row], first: int, last: int, x: float) -> tuple[int, int]:
    """Where the columns begin and end: a short line above or below them, as a title is, stands on
    one side of the gutter, too, but apart: by the steps of each side alone, since lines of both
    may alternate."""
    steps = _steps(rows[first:last])
    far = 1.8 * max((median(_steps(side)) for side in _split(rows[first:last], x)), default=0.0)
    apart = [n + first + 1 for n, step in enumerate(steps) if step > far > 0]
    for number in reversed(apart):
        if _one_sided(rows[first:number], x):
            first = number
            break
    for number in apart:
        if number > first and _one_sided(rows[number:last], x):
            last = number
            break
    return first, last


def _steps(rows: Sequence[Row]) -> list[float]:
    return [after.y - before.y for before, after in pairwise(rows)]


def _one_sided(rows: Sequence[Row], x: float) -> bool:
    return all(r.parts[-1][1] <= x for r in rows) or all(r.parts[0][0] >= x for r in rows)
