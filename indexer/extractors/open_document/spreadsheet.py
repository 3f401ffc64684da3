"""OpenDocument sheets (.ods, .ots, .fods): each sheet a table, as those of the other formats.

Read as a stream: one empty row may stand for a million, and what repeats is counted, not unrolled.
Cells come as the program showed them; dates in ISO form, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from indexer.extractors import unread_files
from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.counting import Part, compare
from indexer.extractors.detection import FLAT_ODS, ODS
from indexer.extractors.flow.flow import Table
from indexer.extractors.flow.look import UNFORMATTED
from indexer.extractors.open_document.line import LineReader
from indexer.extractors.open_document.names import (
    DRAW,
    IMAGE,
    OFFICE,
    PARAGRAPHS,
    TABLE,
)
from indexer.extractors.open_document.objects import Objects
from indexer.extractors.open_document.package import (
    OpenDocument,
    characters_of,
    href,
    open_document,
)
from indexer.extractors.open_document.story import Beside, Story
from indexer.extractors.open_document.styles import Styles, containers, whole
from indexer.extractors.recognition.illustrations import Illustrations
from indexer.extractors.sheets.formats import general
from indexer.extractors.sheets.pictures import Pictures
from indexer.extractors.sheets.sheet import (
    Budget,
    Look,
    Merged,
    Row,
    Sheet,
    add_sheet,
    hidden_sheets,
)
from indexer.extractors.xml_parts import parse_xml, stream_xml
from indexer.model import ExtractedDocument, Quality
from indexer.model.errors import Quarantined, QuarantineReason

_TABLE, _ROW, _COLUMN = TABLE + "table", TABLE + "table-row", TABLE + "table-column"
_CELL, _COVERED = TABLE + "table-cell", TABLE + "covered-table-cell"
_SHAPES = TABLE + "shapes"
_SPREADSHEET = OFFICE + "spreadsheet"
_HIDDEN = ("collapse", "filter")
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575
_MOST_MERGED = 100_000
_ELSEWHERE = "'file:"  # what another file said when it was last looked at
_TOO_NARROW = re.compile("#+")
_NUMBERS = re.compile(r"\d+")


@dataclass(slots=True)
class _Open:
    """The sheet whose rows are coming."""

    element: etree._Element
    sheet: Sheet
    shown: bool
    column: int = 0
    row: int = 0


@dataclass(slots=True)
class _Book:
    """What all sheets share, and what became of them."""

    styles: Styles
    pictures: Pictures
    package: OpenDocument
    objects: Objects
    budget: Budget
    lines: LineReader
    hidden: list[str] = field(default_factory=list)


class _Ods:
    name = "ods"
    version = "1"
    media_types = (ODS, FLAT_ODS)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        builder = TextBuilder(limits.characters)
        warnings: list[str] = []
        parts: list[Part] = []
        aside: list[str] = []
        seen = Illustrations.of(path, limits)
        with open_document(path, limits) as package:
            book = _book(package, limits, Pictures(seen))
            for sheet in _sheets(book):
                warnings += add_sheet(builder, sheet)
                aside += sheet.hidden_text
                parts += sheet.held
        warnings += hidden_sheets(book.hidden)
        warnings += unread_files.told(book.objects.unread)
        counted = compare(parts, "\n".join((builder.text, *aside)))
        document = builder.document(
            self, (*warnings, *counted.warnings), counted.doubting(Quality())
        )
        if package.parts is None:
            document = replace(document, media_type=FLAT_ODS)
        return document if seen is None else seen.told(document)


OPEN_SHEETS: Extractor = _Ods()


def _book(package: OpenDocument, limits: Limits, pictures: Pictures) -> _Book:
    common = containers(package.styles_root(), "styles") if package.parts else []
    wanted = (OFFICE + "automatic-styles",) if package.parts else (OFFICE + "styles", _OWN_STYLES)
    found = stream_xml(package.content, "content.xml", wanted)
    styles = Styles(common)
    for container in found:
        styles.add(container)
        if container.tag == _OWN_STYLES:
            break
    objects = Objects(package, limits, {})
    lines = LineReader(styles, objects.within_a_line)
    return _Book(styles, pictures, package, objects, Budget.of(limits), lines)


_OWN_STYLES = OFFICE + "automatic-styles"


def _sheets(book: _Book) -> Iterator[Sheet]:
    """The sheets that are shown, each when its rows are read."""
    reading: _Open | None = None
    some = False
    for element in _elements(book.package):
        table = element if element.tag == _TABLE else next(element.iterancestors(_TABLE), None)
        if table is None or not _is_sheet(table):
            continue
        if reading is None or reading.element is not table:
            reading = _begin(book, table)
            some = True
        if element.tag != _TABLE:
            _HANDLERS[element.tag](book, reading, element)
        elif reading.shown:
            reading.sheet.rows.sort(key=lambda row: row.number)
            yield reading.sheet
    if not some:
        raise Quarantined(QuarantineReason.NO_TEXT)


def _elements(package: OpenDocument) -> Iterator[etree._Element]:
    """What sheets are made of, in the order in which it ends. A flat file holds its charts within:
    they must not go with what is streamed past them."""
    if package.parts is not None:
        yield from stream_xml(package.content, "content.xml", _READ)
        return
    root = parse_xml(package.content, "content.xml")
    for _, element in etree.iterwalk(root, events=("end",), tag=_READ):
        yield element


def _is_sheet(table: etree._Element) -> bool:
    parent = table.getparent()
    return parent is not None and parent.tag == _SPREADSHEET


def _begin(book: _Book, table: etree._Element) -> _Open:
    name = table.get(TABLE + "name", "")
    elsewhere = name.startswith(_ELSEWHERE)
    hidden = book.styles.hides("table", table.get(TABLE + "style-name"), "table-properties")
    if hidden and not elsewhere:
        book.hidden.append(name)
    return _Open(table, Sheet(name), shown=not (hidden or elsewhere))


def _columns(book: _Book, reading: _Open, element: etree._Element) -> None:
    times = whole(element.get(TABLE + "number-columns-repeated"), 1)
    if element.get(TABLE + "visibility") in _HIDDEN:
        end = min(reading.column + times, _LAST_COLUMN + 1)
        reading.sheet.hidden_columns.update(range(reading.column, end))
    reading.column += times


def _row(book: _Book, reading: _Open, element: etree._Element) -> None:
    if not _is_own(element, reading):
        return
    times = max(1, whole(element.get(TABLE + "number-rows-repeated"), 1))
    number = reading.row
    reading.row += times
    if not reading.shown:
        return
    row = Row(number, {}, hidden=element.get(TABLE + "visibility") in _HIDDEN)
    column = 0
    for cell in element.iterchildren(_CELL, _COVERED):
        repeated = max(1, whole(cell.get(TABLE + "number-columns-repeated"), 1))
        if cell.tag == _CELL and (len(cell) or len(cell.attrib)):
            _cell(book, reading.sheet, row, cell, range(column, min(column + repeated, _COLUMNS)))
        column += repeated
    if row.cells:
        reading.sheet.held += _held(element, reading.sheet.name)
        _add(book.budget, reading.sheet, row, min(times, _LAST_ROW + 1 - number))
    if any(True for _ in element.iter(*_DRAWINGS)):
        _drawings(book, reading, element)


def _add(budget: Budget, sheet: Sheet, row: Row, times: int) -> None:
    """The row as often as it repeats; where there is no more room, those left are counted."""
    before = sheet.left_out
    for again in range(times):
        if sheet.left_out > before:
            sheet.left_out += times - again
            return
        budget.add(sheet, replace(row, number=row.number + again, cells=dict(row.cells)))


_COLUMNS = _LAST_COLUMN + 1
_DRAWINGS = (DRAW + "frame", DRAW + "custom-shape", DRAW + "g", DRAW + "rect")


def _cell(book: _Book, sheet: Sheet, row: Row, cell: etree._Element, places: range) -> None:
    across = whole(cell.get(TABLE + "number-columns-spanned"), 1)
    down = whole(cell.get(TABLE + "number-rows-spanned"), 1)
    if (across > 1 or down > 1) and places and len(sheet.merged) < _MOST_MERGED:
        right = min(places[0] + max(across, 1) - 1, _LAST_COLUMN)
        bottom = min(row.number + max(down, 1) - 1, _LAST_ROW)
        sheet.merged.append(Merged(row.number, bottom, places[0], right))
    text = _shown(book, sheet, cell).strip()
    if not text:
        return
    if not row.cells:
        look = book.styles.paragraph(cell.get(TABLE + "style-name"), "table-cell")
        row.look = Look(look.run.size, look.centred)
    row.cells.update(dict.fromkeys(places, text))


def _shown(book: _Book, sheet: Sheet, cell: etree._Element) -> str:
    """What the cell shows; its value, where a program has written no more."""
    kind = cell.get(OFFICE + "value-type", "")
    lines = [
        p.text or "" if not len(p) else book.lines.read(p, UNFORMATTED).text
        for p in cell.iterchildren(*PARAGRAPHS)
    ]
    shown = "\n".join(lines).strip()
    if kind == "date":
        return _date(cell.get(OFFICE + "date-value", ""), shown)
    if shown and not _TOO_NARROW.fullmatch(shown):
        return shown
    value = cell.get(OFFICE + _VALUES.get(kind, "value"), "")
    if not kind and cell.get(TABLE + "formula"):
        sheet.not_computed += 1
    return _number(value) if kind in _NUMERIC else value.upper() if kind == "boolean" else value


_NUMERIC = ("float", "percentage", "currency")
_VALUES = {"string": "string-value", "boolean": "boolean-value", "time": "time-value"}


def _number(value: str) -> str:
    try:
        return general(float(value))
    except (ValueError, OverflowError):
        return value


def _date(value: str, shown: str) -> str:
    """In ISO form; a month without a day as the cell shows it."""
    if not value or (shown and len(_NUMBERS.findall(shown)) < 3 and "日" not in shown):
        return shown if not _TOO_NARROW.fullmatch(shown) else value[:10]
    clock = value[11:16]
    return value[:10] if clock in ("", "00:00") else f"{value[:10]} {clock}"


def _is_own(element: etree._Element, reading: _Open) -> bool:
    """Whether a row is the sheet's, and not one of a chart that stands in a cell."""
    return next(element.iterancestors(_TABLE), None) is reading.element


def _held(row: etree._Element, name: str) -> Iterator[Part]:
    """The words of a row for the count net, by their tags alone."""
    for cell in row.iterchildren(_CELL):
        if cell.get(OFFICE + "value-type") == "string":
            words = "".join(map(characters_of, cell.iterchildren(*PARAGRAPHS)))
            yield Part(words, f"工作表“{name}”")


def _shapes(book: _Book, reading: _Open, element: etree._Element) -> None:
    if reading.shown:
        _drawings(book, reading, element)


def _drawings(book: _Book, reading: _Open, element: etree._Element) -> None:
    """What floats over the cells: shapes, charts, pictures."""
    story = Story(book.styles, book.objects, Beside())
    for drawing in _outermost(element):
        for piece in story.drawing(drawing):
            if isinstance(piece, Table):
                reading.sheet.said.append(piece)
            elif piece.text.strip():
                reading.sheet.notes.append(piece.text)
    for name in dict.fromkeys(href(image) for image in element.iter(IMAGE)):
        picture = None if "ObjectReplacements/" in name else book.package.read(name)
        if picture is not None:
            book.pictures.look_at(reading.sheet, picture)


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if str(child.tag).startswith(DRAW):
            yield child
        elif child.tag not in PARAGRAPHS and child.tag != OFFICE + "annotation":
            yield from _outermost(child)


_HANDLERS: dict[object, Callable[[_Book, _Open, etree._Element], None]] = {
    _COLUMN: _columns,
    _ROW: _row,
    _SHAPES: _shapes,
}
_READ = (_TABLE, *(str(tag) for tag in _HANDLERS))
