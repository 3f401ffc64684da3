"""Tables of a page by their ruled lines: the grid, merged cells, and what stands in them."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indexer.extractors.pdf.drawing import Ruling
from indexer.extractors.pdf.page import Run
from indexer.extractors.text import join_lines

_TOUCH = 3.5  # points; lines that come this close meet
_SNAP = 4.0  # points; nearer rulings are one edge of cells
_MAX_CELLS = 40_000
_MAX_RULINGS = 1_500  # a page with more, either way, is a drawing

Flags = NDArray[np.bool_]
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table where it stands on the page; a merged cell's text is in its first cell."""

    rows: Rows
    x0: float
    y0: float
    x1: float
    y1: float
    size: float | None = None


def ruled_tables(
    runs: Sequence[Run], horizontal: Sequence[Ruling], vertical: Sequence[Ruling]
) -> tuple[list[Table], list[Run]]:
    """The tables, and the runs that stand in none."""
    free = list(runs)
    tables: list[Table] = []
    if not free or len(horizontal) > _MAX_RULINGS or len(vertical) > _MAX_RULINGS:
        return tables, free
    for grid in _grids(horizontal, vertical):
        inside = [run for run in free if grid.holds(run)]
        table = _fill(grid, inside)
        if table is not None:
            taken = {id(run) for run in inside}
            free = [run for run in free if id(run) not in taken]
            tables.append(table)
    return tables, free


# ---------------------------------------------------------------- grids


@dataclass(slots=True)
class _Grid:
    """Edges of rows (``ys``) and columns (``xs``), and the owner cell of each field."""

    xs: list[float]
    ys: list[float]
    owner: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))

    def holds(self, run: Run) -> bool:
        middle = (run.x0 + run.x1) / 2
        return self.xs[0] <= middle <= self.xs[-1] and self.ys[0] <= run.middle <= self.ys[-1]

    def cell(self, run: Run) -> int:
        column = bisect_left(self.xs, (run.x0 + run.x1) / 2) - 1
        row = bisect_left(self.ys, run.middle) - 1
        row = min(max(row, 0), len(self.ys) - 2)
        column = min(max(column, 0), len(self.xs) - 2)
        return int(self.owner[row, column])


def _grids(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[_Grid]:
    """One grid for each group of rulings that touch and enclose at least two cells."""
    grids = []
    for flat, tall in _groups(horizontal, vertical):
        xs = _edges([v.at for v in tall], [h.start for h in flat] + [h.end for h in flat])
        ys = _edges([h.at for h in flat], [v.start for v in tall] + [v.end for v in tall])
        cells = (len(xs) - 1) * (len(ys) - 1)
        if len(xs) < 2 or len(ys) < 2 or not 2 <= cells <= _MAX_CELLS:
            continue
        grid = _Grid(xs, ys)
        grid.owner = _owners(grid, flat, tall)
        if len(np.unique(grid.owner)) >= 2:
            grids.append(grid)
    return grids


def _groups(
    horizontal: Sequence[Ruling], vertical: Sequence[Ruling]
) -> list[tuple[list[Ruling], list[Ruling]]]:
    if not horizontal or not vertical:
        return []
    flat = np.array([(r.at, r.start, r.end) for r in horizontal])
    tall = np.array([(r.at, r.start, r.end) for r in vertical])
    meets = (
        (tall[None, :, 0] >= flat[:, None, 1] - _TOUCH)
        & (tall[None, :, 0] <= flat[:, None, 2] + _TOUCH)
        & (flat[:, None, 0] >= tall[None, :, 1] - _TOUCH)
        & (flat[:, None, 0] <= tall[None, :, 2] + _TOUCH)
    )
    groups = []
    left_flat, left_tall = set(range(len(flat))), set(range(len(tall)))
    while left_flat:
        rows, columns = {left_flat.pop()}, set[int]()
        frontier = list(rows)
        while frontier:
            new = set(np.flatnonzero(meets[frontier].any(axis=0)).tolist()) & left_tall
            columns |= new
            left_tall -= new
            if not new:
                break
            found = set(np.flatnonzero(meets[:, sorted(new)].any(axis=1)).tolist()) & left_flat
            rows |= found
            left_flat -= found
            frontier = sorted(found)
        if columns:
            groups.append(([horizontal[r] for r in rows], [vertical[c] for c in columns]))
    return groups


def _edges(rulings: list[float], reaches: list[float]) -> list[float]:
    """Edges from the rulings across, and the outermost reach of those along: tables are often
    open at their sides."""
    edges: list[float] = []
    for at in sorted([*rulings, min(reaches), max(reaches)]):
        if not edges or at - edges[-1] > _SNAP:
            edges.append(at)
    return edges


def _owners(grid: _Grid, flat: Sequence[Ruling], tall: Sequence[Ruling]) -> NDArray[np.int64]:
    """Each field's cell: fields with no ruling between them are one."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    middle_y = (np.array(grid.ys[1:]) + np.array(grid.ys[:-1])) / 2
    middle_x = (np.array(grid.xs[1:]) + np.array(grid.xs[:-1])) / 2
    wall_right: Flags = np.zeros((rows, columns), dtype=np.bool_)
    wall_below: Flags = np.zeros((rows, columns), dtype=np.bool_)
    for ruling in tall:
        edge = int(np.argmin(np.abs(np.array(grid.xs) - ruling.at)))
        if 0 < edge < columns + 1:
            wall_right[:, edge - 1] |= (middle_y >= ruling.start) & (middle_y <= ruling.end)
    for ruling in flat:
        edge = int(np.argmin(np.abs(np.array(grid.ys) - ruling.at)))
        if 0 < edge < rows + 1:
            wall_below[edge - 1, :] |= (middle_x >= ruling.start) & (middle_x <= ruling.end)
    owner = np.full((rows, columns), -1, dtype=np.int64)
    for start in range(rows * columns):
        row, column = divmod(start, columns)
        if owner[row, column] < 0:
            _flood(owner, (row, column), start, wall_right, wall_below)
    return owner


def _flood(
    owner: NDArray[np.int64], start: tuple[int, int], name: int, right: Flags, below: Flags
) -> None:
    rows, columns = owner.shape
    stack = [start]
    owner[start] = name
    while stack:
        row, column = stack.pop()
        for r, c, open_ in (
            (row, column + 1, column + 1 < columns and not right[row, column]),
            (row, column - 1, column > 0 and not right[row, column - 1]),
            (row + 1, column, row + 1 < rows and not below[row, column]),
            (row - 1, column, row > 0 and not below[row - 1, column]),
        ):
            if open_ and owner[r, c] < 0:
                owner[r, c] = name
                stack.append((r, c))


# ---------------------------------------------------------------- what stands in the cells


@dataclass(frozen=True, slots=True)
class _CellLine:
    text: str
    y: float
    size: float


def _fill(grid: _Grid, inside: list[Run]) -> Table | None:
    """None where fewer than two cells hold text: a frame, no table."""
    cells: dict[int, list[Run]] = {}
    for run in inside:
        cells.setdefault(grid.cell(run), []).append(run)
    if len(cells) < 2:
        return None
    rows, columns = grid.owner.shape
    filled: list[tuple[str, ...]] = []
    for row in range(rows):
        lines = [
            _lines(cells[row * columns + column]) if row * columns + column in cells else []
            for column in range(columns)
        ]
        filled.extend(_split_row(lines, ruled=rows > _FEW_ROWS or _is_spanned(grid, row)))
    table = _without_empty(filled)
    if not table:
        return None
    sizes = sorted(run.size for run in inside)
    return Table(table, grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], sizes[len(sizes) // 2])


def _is_spanned(grid: _Grid, row: int) -> bool:
    """Whether a cell reaches from the row into another one: then it is ruled on purpose."""
    fields = grid.owner[row]
    others = np.delete(grid.owner, row, axis=0)
    return bool(np.isin(fields, others).any())


def _lines(runs: list[Run]) -> list[_CellLine]:
    """The lines of a cell from the top, each from the left."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (r.middle, r.x0)):
        last = lines[-1] if lines else None
        if last and run.middle - last[0].middle < 0.5 * max(1.0, min(run.size, last[0].size)):
            last.append(run)
        else:
            lines.append([run])
    result = []
    for line in lines:
        line.sort(key=lambda r: r.x0)
        text = line[0].text
        for before, run in itertools.pairwise(line):
            blank = " " if run.x0 - before.x1 > 0.6 * run.size else ""
            text += blank + run.text
        result.append(_CellLine(text, line[0].middle, line[0].size))
    return result


_FEW_ROWS = 4  # a table with more ruled rows has all of them ruled
_FEWEST = 3  # lines that may be rows
_CHINESE = re.compile("[\u4e00-\u9fff]")
_ORDINAL = re.compile(r"[（(]?\d{1,4}[)）.、]?$")


def _split_row(cells: list[list[_CellLine]], *, ruled: bool) -> list[tuple[str, ...]]:
    """The rows that one ruled row holds: several where lines part the columns only, and a column
    of ordinals, or the lines of all columns, tell the rows apart. In a table whose rows are
    ``ruled``, lines that happen to stand side by side are wrapped text."""
    starts = _row_starts([cell for cell in cells if cell], ruled=ruled)
    if len(starts) < 2:
        return [tuple(_joined(cell) for cell in cells)]
    tolerance = 0.6 * _size(cells)
    rows = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else float("inf")
        begin = start if number else float("-inf")
        rows.append(
            tuple(
                _joined([ln for ln in cell if begin - tolerance <= ln.y < end - tolerance])
                for cell in cells
            )
        )
    return rows


def _size(cells: list[list[_CellLine]]) -> float:
    return next((line.size for cell in cells for line in cell), 10.0)


def _row_starts(filled: list[list[_CellLine]], *, ruled: bool) -> list[float]:
    if len(filled) < 2:
        return []
    for cell in filled[:2]:
        if len(cell) >= _FEWEST and all(_ORDINAL.match(line.text) for line in cell):
            return [line.y for line in cell]
    first = [line.y for line in filled[0]]
    if not _are_figures(filled) and (ruled or len(first) < _FEWEST):
        return []
    even = all(
        len(cell) == len(first)
        and all(abs(line.y - y) < 0.4 * line.size for line, y in zip(cell, first, strict=True))
        for cell in filled
    )
    return first if even and len(first) >= 2 else []


def _are_figures(cells: list[list[_CellLine]]) -> bool:
    """Whether most lines are figures: those do not wrap."""
    figures = [not _CHINESE.search(line.text) for cell in cells for line in cell]
    return sum(figures) > 0.6 * len(figures)


def _joined(lines: list[_CellLine]) -> str:
    text = ""
    for line in lines:
        text = join_lines(text, line.text) if text else line.text
    return text


def _without_empty(rows: list[tuple[str, ...]]) -> Rows:
    kept = [row for row in rows if any(row)]
    if not kept:
        return ()
    columns = [n for n in range(len(kept[0])) if any(row[n] for row in kept)]
    return tuple(tuple(row[n] for n in columns) for row in kept)
