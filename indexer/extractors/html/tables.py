"""Tables of a page: which hold data, and their cells in rows and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from indexer.extractors.html.shown import is_shown, texts, tidy_lines

Rows = tuple[tuple[str, ...], ...]

_WIDEST_SPAN = 100  # a page may claim millions
_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup"})
_MANY_PARAGRAPHS = 8
# Cells of a table that others stand in: characters, and the share of those that hold one.
_SHORT = 200
_FEW_HOLD = 0.34


def is_layout(table: etree._Element) -> bool:
    """A table that only places things: one column, tables or many paragraphs in its cells; or
    one too broken to have rows."""
    lines = _lines_of(table)
    if next(table.iterdescendants("table"), None) is not None and not _lists_beside(lines):
        return True
    cells = [cell for cell in table.iter("td", "th") if _is_own(cell, table)]
    in_rows = [list(line.iterchildren("td", "th")) for line in lines]
    if sum(map(len, in_rows)) != len(cells):
        return True
    return max(map(len, in_rows), default=0) < 2 or any(
        sum(1 for _ in cell.iterdescendants("p", "div")) > _MANY_PARAGRAPHS for cell in cells
    )


def _lists_beside(lines: Sequence[etree._Element]) -> bool:
    """Whether a table with others in its cells is one all the same: two rows or more of short
    cells, few of which hold a table."""
    cells = [list(line.iterchildren("td", "th")) for line in lines]
    every = [cell for row in cells for cell in row]
    holding = sum(next(cell.iterdescendants("table"), None) is not None for cell in every)
    return (
        len(lines) > 1
        and all(len(row) > 1 for row in cells)
        and holding <= _FEW_HOLD * len(every)
        and all(len("".join("".join(map(str, c.itertext())).split())) <= _SHORT for c in every)
    )


def _lines_of(table: etree._Element) -> list[etree._Element]:
    return [line for line in table.iter("tr") if _is_own(line, table)]


def _is_own(element: etree._Element, table: etree._Element) -> bool:
    """Whether it is of this table, not of one in a cell."""
    return element is table or next(element.iterancestors("table"), None) is table


def outside_cells(table: etree._Element) -> str:
    """The caption, and what a careless page writes between the cells."""
    captions = (caption for caption in table.iter("caption") if _is_own(caption, table))
    parts = [text for caption in captions for text in texts(caption)]
    for element in table.iter(*_PARTS):
        if _is_own(element, table):
            parts += [element.text or "", *(child.tail or "" for child in element)]
    return tidy_lines("".join(parts))


def rows(table: etree._Element) -> Rows:
    """The rows, each cell in all the places that it spans, so that columns stay columns."""
    lines = [line for line in _lines_of(table) if is_shown(line)]
    shown = [[c for c in line.iterchildren("td", "th") if is_shown(c)] for line in lines]
    # A line across the whole table claims more columns than there are, to be safe.
    widest = max((sum(map(_columns, cells)) for cells in shown if len(cells) > 1), default=1)
    grid = _Grid(widest)
    for line, cells in zip(lines, shown, strict=True):
        grid.begin_row(line.getparent())
        for cell in cells:
            grid.place(tidy_lines("".join(texts(cell))), _columns(cell), _lines(cell))
        grid.end_row()
    return tuple(row for row in grid.rows if any(row))


class _Grid:
    """Fills rows from left to right, around the cells that hang down from above."""

    def __init__(self, widest: int) -> None:
        self.rows: list[tuple[str, ...]] = []
        self._widest = widest
        self._row: list[str] = []
        # Column → text, and in how many rows still; those of this row, those of the next.
        self._hanging: dict[int, tuple[str, int]] = {}
        self._below: dict[int, tuple[str, int]] = {}
        self._group: etree._Element | None = None

    def begin_row(self, group: etree._Element | None) -> None:
        """A cell hangs no further than its ``thead`` or ``tbody``."""
        if group is not self._group:
            self._hanging.clear()
        self._group = group
        self._row, self._below = [], {}

    def place(self, text: str, columns: int, lines: int) -> None:
        self._take_hanging()
        for _ in range(max(1, min(columns, self._widest - len(self._row)))):
            self._put(text, lines)

    def end_row(self) -> None:
        while any(column >= len(self._row) for column in self._hanging):
            if len(self._row) in self._hanging:
                self._take_hanging()
            else:
                self._row.append("")  # a row with too few cells; what hangs stays in its column
        self.rows.append(tuple(self._row))
        self._hanging = self._below

    def _take_hanging(self) -> None:
        while len(self._row) in self._hanging:
            self._put(*self._hanging.pop(len(self._row)))

    def _put(self, text: str, lines: int) -> None:
        # A cell may be laid over one that hangs down from above, by its own width.
        self._hanging.pop(len(self._row), None)
        if lines > 1:
            self._below[len(self._row)] = (text, lines - 1)
        self._row.append(text)


def _columns(cell: etree._Element) -> int:
    return max(1, _span(cell, "colspan"))


def _lines(cell: etree._Element) -> int:
    """``rowspan=0`` reaches to the end of the group."""
    return _span(cell, "rowspan") or _WIDEST_SPAN


def _span(cell: etree._Element, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", cell.get(name) or "")
    return min(int(found[1]), _WIDEST_SPAN) if found else 1
