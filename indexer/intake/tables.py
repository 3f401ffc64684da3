"""Tables as people have them: rows of texts, whatever program saved the file.

``.csv`` as Excel saves it (UTF-8 with or without its mark, GBK, the UTF-16 of “Unicode text”;
parted by commas, semicolons or tabs), ``.xlsx``, and ``.txt``, a line a row.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from indexer.model.cells import uncovered
from indexer.model.errors import ManifestError
from indexer.runtime.disk import obstacle

Row = tuple[int, list[str]]

SUFFIXES = (".csv", ".xlsx", ".txt", ".tsv")
_DELIMITERS = (",", "\t", ";", "；", "，", "|")
# Rows that tell how a file parts its cells.
_TELLING = 50
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_table(path: Path) -> Iterator[Row]:
    """The rows that are not empty, each with its number as a spreadsheet counts.

    Raises ManifestError for a file that cannot be read as a table.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ManifestError(
            f"清单 {path.name} 的格式不支持，可用 {'、'.join(SUFFIXES)}", path=str(path)
        )
    try:
        rows = _xlsx_rows(path) if suffix == ".xlsx" else _text_rows(path, suffix)
        for number, row in rows:
            cells = [uncovered(cell.strip()).strip() for cell in row]
            if any(cells):
                yield number, cells
    except OSError as error:
        raise ManifestError(f"清单 {path} 无法读取：{obstacle(error)}", path=str(path)) from error


def _text_rows(path: Path, suffix: str) -> Iterator[Row]:
    text = _decoded(path)
    delimiter = _delimiter(text, ("\t",) if suffix == ".txt" else _DELIMITERS)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
        yield from enumerate(rows, start=1)
    except csv.Error as error:
        raise ManifestError(f"清单 {path.name} 不是完整的 CSV：{error}", path=str(path)) from error


def _decoded(path: Path) -> str:
    """As its mark says, else UTF-8, else GB18030 as Excel on Chinese Windows saves it."""
    raw = path.read_bytes()
    marked = [encoding for mark, encoding in _MARKS if raw.startswith(mark)]
    for encoding in (*marked, "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ManifestError(f"清单 {path.name} 的编码既非 UTF-8 也非 GB18030", path=str(path))


def _delimiter(text: str, candidates: tuple[str, ...]) -> str:
    """The one by which most rows have one number of cells, more than one."""
    lines = io.StringIO(text, newline="")
    shown = "".join(line for _, line in zip(range(_TELLING), lines, strict=False))
    best, most = candidates[0], 0
    for delimiter in candidates:
        try:
            rows = csv.reader(io.StringIO(shown, newline=""), delimiter=delimiter)
            counts = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
        except csv.Error:
            continue
        score = max((cells * times for cells, times in counts.items() if cells > 1), default=0)
        if score > most:
            best, most = delimiter, score
    return best


def _xlsx_rows(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ManifestError(f"清单 {path.name} 不是可读的 .xlsx", path=str(path)) from error
    try:
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_cell(value) for value in row]
    finally:
        book.close()


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
