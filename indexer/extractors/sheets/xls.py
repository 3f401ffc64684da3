"""Excel 97 to 2003 (.xls, .et of WPS): each sheet a table, like the newer format's."""

from __future__ import annotations

import io
from pathlib import Path

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.book import Book
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as XlsSheet

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.detection import XLS as MEDIA_TYPE
from indexer.extractors.flow.flow import add_pieces
from indexer.extractors.recognition.beside_text import look_at_pictures
from indexer.extractors.sheets.formats import displayed
from indexer.extractors.sheets.pictures import pictures_of_xls
from indexer.extractors.sheets.sheet import (
    Budget,
    Look,
    Merged,
    Row,
    Sheet,
    add_sheet,
    hidden_sheets,
)
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

_CENTRED = (2, 6)  # centred, and centred across the selection (MS-XLS 2.4.353)
_MOST_MERGED = 100_000


class _Xls:
    name = "xls"
    version = "2"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        book = _open(path)
        builder = TextBuilder(limits.characters)
        budget = Budget.of(limits)
        warnings, hidden = [], []
        for sheet in book.sheets():
            if sheet.visibility:
                hidden.append(sheet.name)
            else:
                warnings += add_sheet(builder, _read(book, sheet, budget))
        warnings += hidden_sheets(hidden)
        seen = look_at_pictures(path, pictures_of_xls(path), builder.text, limits)
        for said in seen.texts.values():
            add_pieces(builder, said)
        return seen.document(builder, self, warnings)


XLS: Extractor = _Xls()


def _open(path: Path) -> Book:
    try:
        return xlrd.open_workbook(str(path), logfile=io.StringIO(), formatting_info=True)
    except MemoryError:
        raise
    except Exception as error:  # xlrd raises whatever the damage leads it into
        if "encrypted" in str(error):
            raise Quarantined(QuarantineReason.ENCRYPTED, "Excel 表格设有打开密码") from error
        detail = f"Excel 表格有误（{type(error).__name__}）"
        raise Quarantined(QuarantineReason.CORRUPT, detail) from error


def _read(book: Book, source: XlsSheet, budget: Budget) -> Sheet:
    sheet = Sheet(source.name)
    sheet.hidden_columns = {n for n, info in source.colinfo_map.items() if _gone(info)}
    sheet.merged = [
        Merged(top, bottom - 1, left, right - 1)
        for top, bottom, left, right in source.merged_cells[:_MOST_MERGED]
    ]
    for number in range(source.nrows):
        info = source.rowinfo_map.get(number)
        row = Row(number, {}, hidden=info is not None and bool(info.hidden))
        for column, cell in enumerate(source.row(number)):
            text = _shown(book, cell).strip()
            if text:
                if not row.cells:
                    row.look = _look(book, cell)
                row.cells[column] = text
        budget.add(sheet, row)
    return sheet


def _gone(info: object) -> bool:
    return bool(getattr(info, "hidden", 0)) or getattr(info, "width", 1) == 0


def _shown(book: Book, cell: Cell) -> str:
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return displayed(float(cell.value), _code(book, cell), since_1904=bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(error_text_from_code.get(cell.value, ""))
    return str(cell.value)


def _code(book: Book, cell: Cell) -> str:
    try:
        return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    except (IndexError, KeyError, TypeError):
        return ""


def _look(book: Book, cell: Cell) -> Look:
    try:
        form = book.xf_list[cell.xf_index]
        size = book.font_list[form.font_index].height / 20
        return Look(size or None, form.alignment.hor_align in _CENTRED)
    except (IndexError, TypeError):
        return Look()
