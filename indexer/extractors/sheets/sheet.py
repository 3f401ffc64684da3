"""A sheet of a workbook, whatever the format: its cells, and the table that a reader sees.

Merged cells say their text in all places that they span. Hidden rows and columns are left out;
rows beyond the limits are, too. All of it is told.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.extractors.base import Limits, TextBuilder
from indexer.extractors.counting import Part
from indexer.extractors.flow.flow import Piece, add_pieces
from indexer.model import BlockKind

# Cells of all sheets together: what a worker's memory holds with ease.
MOST_CELLS = 3_000_000
# A row of one short text in several cells is data (是 是 是), no line of its own.
_LONGEST_TERM = 3
_LONGEST_ENTRY = 12
_NOTES = ("注", "备注", "说明", "填表", "制表")
# Places that merged cells may fill; more is no form that anyone has drawn.
_MOST_FILLED = 500_000


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is set; ``size`` in points."""

    size: float | None = None
    centred: bool | None = None


UNSET = Look()


@dataclass(slots=True)
class Row:
    """``cells``: column → what it shows, never empty. Numbers count from 0."""

    number: int
    cells: dict[int, str]
    hidden: bool = False
    look: Look = UNSET


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one; all bounds belong to it."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(slots=True)
class Sheet:
    """``rows`` in their order, those without text left out; ``left_out``: rows with text that
    were not read for the limits. ``notes``: text that floats over the cells; ``said``: what the
    pictures say; ``pictures``: how many may say something and were not recognised."""

    name: str = ""
    rows: list[Row] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    left_out: int = 0
    not_computed: int = 0
    notes: list[str] = field(default_factory=list)
    said: list[Piece] = field(default_factory=list)
    pictures: int = 0
    hidden_text: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    held: list[Part] = field(default_factory=list)  # for the count net


@dataclass(slots=True)
class Budget:
    """What may still be read: rows of each sheet, cells of all."""

    rows: int
    cells: int = MOST_CELLS

    @classmethod
    def of(cls, limits: Limits) -> Budget:
        return cls(limits.rows)

    def add(self, sheet: Sheet, row: Row) -> None:
        """Keep a row, or count it where there is no more room."""
        if not row.cells:
            return
        if len(sheet.rows) >= self.rows or len(row.cells) > self.cells:
            sheet.left_out += 1
            return
        self.cells -= len(row.cells)
        sheet.rows.append(row)


def hidden_sheets(names: Sequence[str]) -> list[str]:
    """What staff should know of sheets that were left out."""
    if not names:
        return []
    return [f"隐藏的工作表 {len(names)} 个未收入：{'、'.join(names[:10])}"]


def add_sheet(builder: TextBuilder, sheet: Sheet) -> list[str]:
    """Put the sheet down as heading, lines above the table, table, lines below it; what staff
    should know of it."""
    filled = _fill(sheet)
    rows = [row for row in sheet.rows if not row.hidden]
    hidden_rows = len(sheet.rows) - len(rows)
    sheet.hidden_text += [text for r in sheet.rows if r.hidden for text in r.cells.values()]
    lost_columns: set[int] = set()
    for row in rows:
        gone = sheet.hidden_columns & row.cells.keys()
        lost_columns |= gone
        sheet.hidden_text += [row.cells.pop(column) for column in gone]
    rows = [row for row in rows if row.cells]
    rows, too_wide = _within(rows)
    builder.add(BlockKind.HEADING, sheet.name, level=1)
    _add_rows(builder, rows)
    for note in sheet.notes:
        builder.add(BlockKind.PARAGRAPH, note)
    add_pieces(builder, sheet.said)
    told = []
    if hidden_rows or lost_columns:
        parts = [f"{hidden_rows} 行"] * bool(hidden_rows)
        parts += [f"{len(lost_columns)} 列"] * bool(lost_columns)
        told.append(f"隐藏的 {'、'.join(parts)}未收入")
    if sheet.left_out + too_wide:
        told.append(f"只收入前 {len(rows)} 行，其后 {sheet.left_out + too_wide} 行超过上限未收入")
    if sheet.not_computed:
        told.append(f"有 {sheet.not_computed} 个公式没有保存计算结果")
    if not filled:
        told.append("合并单元格过多，未全部展开")
    if sheet.pictures:
        told.append(f"有 {sheet.pictures} 张图片，图中文字未识别")
    where = f"工作表“{sheet.name}”" if sheet.name else "表格"
    return [where + one for one in told]


def _fill(sheet: Sheet) -> bool:
    """Say the text of merged cells in all their places, where the row or the column has text of
    its own; whether there was room for all."""
    if not sheet.merged:
        return True
    numbers = [row.number for row in sheet.rows]
    columns = sorted({column for row in sheet.rows for column in row.cells})
    room = _MOST_FILLED
    for merged in sheet.merged:
        first = bisect_left(numbers, merged.top)
        if first == len(numbers) or numbers[first] != merged.top:
            continue
        text = sheet.rows[first].cells.get(merged.left)
        if text is None:
            continue
        below = sheet.rows[first : bisect_right(numbers, merged.bottom)]
        across = columns[bisect_left(columns, merged.left) : bisect_right(columns, merged.right)]
        room -= len(below) * len(across)
        if room < 0:
            return False
        for row in below:
            for column in across:
                row.cells.setdefault(column, text)
    return True


def _within(rows: list[Row]) -> tuple[list[Row], int]:
    """The rows that make a table of bearable size, and how many do not: a few cells far apart
    make one that is all blanks."""
    columns = {column for row in rows for column in row.cells}
    fit = max(1, 2 * MOST_CELLS // max(1, len(columns)))
    return rows[:fit], max(0, len(rows) - fit)


def _add_rows(builder: TextBuilder, rows: Sequence[Row]) -> None:
    columns = sorted({column for row in rows for column in row.cells})
    place = {column: n for n, column in enumerate(columns)}
    first, last = 0, len(rows)
    while first < last and (len(columns) == 1 or _is_line(rows[first].cells)):
        first += 1
    while last > first and _is_note(rows[last - 1].cells):
        last -= 1
    _add_lines(builder, rows[:first])
    if first < last:
        builder.add(BlockKind.TABLE, "", rows=_table(rows[first:last], place))
    _add_lines(builder, rows[last:])


def _is_line(cells: Mapping[int, str]) -> bool:
    """Whether a row says one thing only, as a title above a table or a note below it does."""
    return len(set(cells.values())) == 1 and (len(cells) == 1 or len(_first(cells)) > _LONGEST_TERM)


def _is_note(cells: Mapping[int, str]) -> bool:
    """Whether it is a note, and not a row of the table whose other cells are empty."""
    text = _first(cells)
    return _is_line(cells) and (len(text) > _LONGEST_ENTRY or text.startswith(_NOTES))


def _first(cells: Mapping[int, str]) -> str:
    return next(iter(cells.values()))


def _add_lines(builder: TextBuilder, rows: Iterable[Row]) -> None:
    for row in rows:
        builder.add(
            BlockKind.PARAGRAPH,
            _first(row.cells),
            font_size=row.look.size,
            centred=row.look.centred,
        )


def _table(rows: Iterable[Row], place: Mapping[int, int]) -> tuple[tuple[str, ...], ...]:
    made = []
    for row in rows:
        texts = [""] * len(place)
        for column, text in row.cells.items():
            texts[place[column]] = text
        made.append(tuple(texts))
    return tuple(made)
