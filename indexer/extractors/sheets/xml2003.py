"""Excel 2003 XML (SpreadsheetML, often named .xls): each sheet a table, like the other formats'."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.detection import EXCEL_XML as MEDIA_TYPE
from indexer.extractors.sheets.sheet import Budget, Merged, Row, Sheet, add_sheet, hidden_sheets
from indexer.extractors.xml_parts import parse_xml
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_LAST = 1_048_575  # rows and columns are not counted beyond


class _ExcelXml:
    name = "excel-xml"
    version = "1"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        root = parse_xml(path.read_bytes(), "Excel XML")
        if root.tag != SS + "Workbook":
            raise Quarantined(QuarantineReason.CORRUPT, "Excel XML 中没有工作簿")
        builder = TextBuilder(limits.characters)
        budget = Budget.of(limits)
        warnings: list[str] = []
        hidden: list[str] = []
        for element in root.iterchildren(SS + "Worksheet"):
            name = element.get(SS + "Name", "")
            state = element.findtext(f"{_X}WorksheetOptions/{_X}Visible") or ""
            if state.startswith("Sheet"):  # SheetHidden, SheetVeryHidden
                hidden.append(name)
            else:
                warnings += add_sheet(builder, _read(element, Sheet(name), budget))
        warnings += hidden_sheets(hidden)
        return builder.document(self, warnings)


EXCEL_XML: Extractor = _ExcelXml()


def _read(element: etree._Element, sheet: Sheet, budget: Budget) -> Sheet:
    column = 0
    for defined in element.iterfind(f"{SS}Table/{SS}Column"):
        column = _index(defined, column)
        if defined.get(SS + "Hidden") == "1":
            span = min(_number(defined.get(SS + "Span")), 16_383)
            sheet.hidden_columns.update(range(column, column + span + 1))
        column += 1 + _number(defined.get(SS + "Span"))
    number = 0
    for element_row in element.iterfind(f"{SS}Table/{SS}Row"):
        number = _index(element_row, number)
        row = Row(number, {}, hidden=element_row.get(SS + "Hidden") == "1")
        _add_cells(element_row, row, sheet)
        budget.add(sheet, row)
        number += 1 + _number(element_row.get(SS + "Span"))
    return sheet


def _add_cells(element: etree._Element, row: Row, sheet: Sheet) -> None:
    column = 0
    for cell in element.iterchildren(SS + "Cell"):
        column = _index(cell, column)
        across, down = _number(cell.get(SS + "MergeAcross")), _number(cell.get(SS + "MergeDown"))
        if across or down:
            sheet.merged.append(Merged(row.number, row.number + down, column, column + across))
        data = cell.find(SS + "Data")
        text = "" if data is None else _shown(data)
        if text:
            row.cells[column] = text
        column += 1 + across


def _shown(data: etree._Element) -> str:
    text = "".join(str(part) for part in data.itertext()).strip()
    if data.get(SS + "Type") == "DateTime":
        return text[:10] if text[10:].startswith("T00:00:00") else text[:16].replace("T", " ")
    if data.get(SS + "Type") == "Boolean":
        return "TRUE" if text == "1" else "FALSE"
    return text


def _index(element: etree._Element, following: int) -> int:
    """The place of a row or a cell, from 0: its own, else the one that follows the last."""
    own = _number(element.get(SS + "Index"))
    return own - 1 if own else min(following, _LAST)


def _number(text: str | None) -> int:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 7:
        return 0
    return min(int(text), _LAST)
