"""Tables as files for spreadsheet programs, CSV and XLSX. Every list that leaves the library as a
sheet is written here: searches, pivots, reports, the catalogue.

Rows are taken one by one and kept nowhere, however many there are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from indexer.model.cells import cell_text, legible
from indexer.model.errors import UsageError
from indexer.runtime.disk import obstacle

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Several values in one cell. Not 、: names of themes hold it.
MANY = "；"
# The byte order mark: spreadsheet programs read the file as UTF-8 by it.
_MARK = "\ufeff"
_PIECE = 65_536
# A workbook up to this size is made in memory.
_HELD_BYTES = 16 * 2**20
# A workbook keeps its hyperlinks until it ends; further addresses are text only.
_LINKED_ROWS = 5_000
_LONGEST_ADDRESS = 2_000
# Spreadsheets count days from 1900, and count that year's wrongly.
_FIRST_DAY = date(1900, 3, 1)
_WIDTHS: Mapping[str, float] = {
    "序号": 7, "年份": 8, "月份": 10, "标题": 60, "发文机关": 28, "发文字号": 22, "网址": 40,
    "路径": 40, "原文": 60, "依据": 50, "说明": 50, "问题": 40, "矛盾": 40, "有效性说明": 40,
    "内容": 80,
}  # fmt: skip
_WIDTH = 14.0


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere; in CSV the text alone."""

    text: str
    address: str


Cell = str | int | float | date | Link | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a head. ``last``: a row below all others, such as that not all is listed.
    ``about``: what a second sheet of a workbook tells of the first."""

    title: str
    heads: Sequence[str | int]
    rows: Iterable[Sequence[Cell]]
    last: str = ""
    about: Sequence[tuple[str, Cell]] = ()


def format_of(given: str | None, path: Path | None, known: Sequence[str], default: str) -> str:
    """The format that was given, else that of the file's ending. Raises UsageError for one that
    is not known."""
    ending = path.suffix.lower().removeprefix(".") if path is not None else ""
    format = given or (ending if ending in known else default)
    if format not in known:
        raise UsageError(f"格式 {format} 不支持，可用：{'、'.join(known)}", field="format")
    return format


def write(sheet: Sheet, format: str, path: Path) -> int:
    """Write the sheet to a file, which appears whole or not at all; the number of rows. Raises
    UsageError where it cannot be written."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as out:
            count = _write_whole(sheet, out) if format == "xlsx" else write_csv(sheet, out)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(f"{path} 无法写入：{obstacle(error)}", field="output") from error
    return count


def _write_whole(sheet: Sheet, out: IO[bytes]) -> int:
    """A workbook is made before it is written: one whose file cannot be written on, on a full disk,
    complains of that in tracebacks when it goes."""
    with SpooledTemporaryFile(_HELD_BYTES) as made:
        count = write_xlsx(sheet, made)
        made.seek(0)
        copyfileobj(made, out)
    return count


# ---------------------------------------------------------------- csv


def csv_pieces(sheet: Sheet) -> Iterator[bytes]:
    """The file piece by piece, as rows come."""
    held = _MARK
    for line in _lines(_all_rows(sheet)):
        held += line
        if len(held) >= _PIECE:
            yield held.encode()
            held = ""
    if held:
        yield held.encode()


def write_csv(sheet: Sheet, out: IO[bytes]) -> int:
    """The number of rows, the head and the last one not counted."""
    count = _Count(sheet.rows)
    for piece in csv_pieces(Sheet(sheet.title, sheet.heads, count, sheet.last)):
        out.write(piece)
    return count.taken


def _all_rows(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    yield sheet.heads
    yield from sheet.rows
    if sheet.last:
        yield (sheet.last,)


class _Given:
    """Gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Lines end as RFC 4180 has it, by CR LF."""
    writer: Any = csv.writer(_Given())
    for row in rows:
        yield writer.writerow([_plain(cell) for cell in row])


def _plain(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case Link():
            return cell_text(cell.text)
        case date():
            return cell.isoformat()
        case str():
            return cell_text(cell)
        case _:
            return cell


class _Count:
    """Rows, and how many were taken."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._rows = rows
        self.taken = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self._rows:
            self.taken += 1
            yield row


# ---------------------------------------------------------------- xlsx


def write_xlsx(sheet: Sheet, out: IO[bytes]) -> int:
    """The number of rows, the head and the last one not counted."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    count = _Page(book, sheet.title, sheet.heads).fill(sheet.rows, sheet.last)
    if sheet.about:
        _Page(book, "说明", ("项目", "内容")).fill(sheet.about)
    book.save(out)
    return count


class _Page:
    """One sheet of a workbook: its head stays in view and can be filtered by."""

    def __init__(self, book: Workbook, title: str, heads: Sequence[str | int]) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        self._page: Any = book.create_sheet(_tab(title))
        self._link_font = Font(color="0563C1", underline="single")
        self._last_column = get_column_letter(max(1, len(heads)))
        self._page.freeze_panes = "A2"
        for number, head in enumerate(heads, start=1):
            width = _WIDTHS.get(str(head).lstrip("_"), _WIDTH)
            self._page.column_dimensions[get_column_letter(number)].width = width
        cells = [self._cell(head) for head in heads]
        for cell in cells:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="E7ECF3")
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        self._page.append(cells)

    def fill(self, rows: Iterable[Sequence[Cell]], last: str = "") -> int:
        count = 0
        for row in rows:
            count += 1
            self._page.append([self._value(cell, count <= _LINKED_ROWS) for cell in row])
        # Before the last row: that one is nothing to be sorted.
        self._page.auto_filter.ref = f"A1:{self._last_column}{count + 1}"
        if last:
            self._page.append([cell_text(last)])
        return count

    def _value(self, cell: Cell, linked: bool) -> Any:
        match cell:
            case Link() if linked and _leads(cell.address):
                made = self._cell(cell.text)
                made.hyperlink = legible(cell.address)
                made.font = self._link_font
                return made
            case Link():
                return self._value(cell.text, linked)
            case date() if cell < _FIRST_DAY:
                return cell.isoformat()
            case str() if cell.startswith("#"):
                return self._cell(cell)  # else #N/A is taken for an error
            case str():
                return cell_text(cell) or None
            case _:
                return cell

    def _cell(self, value: str | int) -> Any:
        from openpyxl.cell import WriteOnlyCell

        made = WriteOnlyCell(self._page, cell_text(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"
        return made


def _leads(address: str) -> bool:
    """Only to where pages are: nothing else is opened by a click in a sheet."""
    return address.startswith(("http://", "https://")) and len(address) <= _LONGEST_ADDRESS


def _tab(title: str) -> str:
    """A name that a sheet of a workbook may have."""
    return "".join(" " if c in "[]:*?/\\'" else c for c in legible(title)).strip()[:31] or "表"
