"""Excel (.xlsx, .xlsm, .xltx): each sheet a table, its formulas by the values that were saved.

Read part by part as a stream: a million rows cost no tree, and what a part says of its own size
is not believed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lxml import etree

from indexer.extractors.archive.reading import Parts, open_zip
from indexer.extractors.base import Extractor, Limits, TextBuilder, strikes_most, told_of_struck
from indexer.extractors.counting import Part, compare
from indexer.extractors.detection import XLSX as MEDIA_TYPE
from indexer.extractors.drawings import A, chart_lines
from indexer.extractors.opc import RELATION, Relationship, main_part, relationships, transitional
from indexer.extractors.recognition.illustrations import Illustrations
from indexer.extractors.sheets.formats import GENERAL, builtin, displayed
from indexer.extractors.sheets.pictures import Pictures
from indexer.extractors.sheets.sheet import (
    UNSET,
    Budget,
    Look,
    Merged,
    Row,
    Sheet,
    add_sheet,
    hidden_sheets,
)
from indexer.extractors.sheets.strings import ON, S, drop_struck, is_struck, text_of, unescaped
from indexer.extractors.xml_parts import parse_xml, stream_xml
from indexer.model import ExtractedDocument, Quality
from indexer.model.errors import Quarantined, QuarantineReason

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_CENTRED = frozenset({"center", "centerContinuous"})
_MOST_MERGED = 100_000
_LAST_COLUMN = 16_383


@dataclass(frozen=True, slots=True)
class _Style:
    code: str = GENERAL
    look: Look = UNSET
    struck: bool = False


@dataclass(slots=True)
class _Book:
    """What all sheets of a workbook share."""

    parts: Parts
    strikes: bool = True  # False: what is struck through stays
    strings: list[str] = field(default_factory=list)
    struck: dict[int, str] = field(default_factory=dict)  # of the strings, what is left out of them
    styles: list[_Style] = field(default_factory=list)
    since_1904: bool = False
    pictures: Pictures = field(default_factory=lambda: Pictures(None))


class _Xlsx:
    name = "xlsx"
    version = "4"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        seen = Illustrations.of(path, limits)
        read = _read(path, limits, seen)
        struck = read.struck
        strikes = not strikes_most(struck, read.builder.text)
        if not strikes:
            read = _read(path, limits, seen, strikes=False)
        counted = compare(read.parts, "\n".join((read.builder.text, *read.left_out)))
        told = (*read.warnings, *told_of_struck(struck, stays=not strikes), *counted.warnings)
        document = read.builder.document(self, told, counted.doubting(Quality()))
        return document if seen is None else seen.told(document)


XLSX: Extractor = _Xlsx()


@dataclass(frozen=True, slots=True)
class _Read:
    """A workbook that was read once. ``parts``: what it holds, for the count net."""

    builder: TextBuilder
    warnings: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)


def _read(path: Path, limits: Limits, seen: Illustrations | None, *, strikes: bool = True) -> _Read:
    read = _Read(TextBuilder(limits.characters))
    with open_zip(path, limits) as archive:
        book = _Book(Parts(archive, limits), strikes, pictures=Pictures(seen))
        for sheet in _sheets(book, Budget.of(limits), read.warnings):
            read.warnings.extend(add_sheet(read.builder, sheet))
            read.left_out.extend((*sheet.hidden_text, *sheet.struck))
            read.struck.extend(sheet.struck)
            read.parts.extend(sheet.held)
    return read


def _sheets(book: _Book, budget: Budget, warnings: list[str]) -> Iterator[Sheet]:
    parts = book.parts
    main = main_part(parts, "xl/workbook.xml")
    if main is None:
        raise Quarantined(QuarantineReason.CORRUPT, "Excel 文件中没有工作簿部分")
    if main.lower().endswith(".bin"):
        raise Quarantined(
            QuarantineReason.UNSUPPORTED, "Excel 二进制工作簿（.xlsb），请另存为 .xlsx 后导入"
        )
    root = parse_xml(transitional(parts.read(main)), main)
    relations = {r.id: r for r in relationships(parts, main) if not r.external}
    _fill_book(book, root, list(relations.values()))
    hidden, missing = [], []
    for element in root.iter(S + "sheet"):
        name = element.get("name", "")
        relation = relations.get(element.get(RELATION + "id", ""))
        if element.get("state", "visible") != "visible":
            hidden.append(name)
        elif relation is None or relation.path not in parts:
            missing.append(name)
        else:
            yield _sheet(book, relation.path, name, budget)
    warnings += hidden_sheets(hidden)
    if missing:
        warnings.append(f"工作表内容缺失：{'、'.join(missing[:10])}")


def _fill_book(book: _Book, root: etree._Element, relations: list[Relationship]) -> None:
    parts = book.parts
    properties = root.find(S + "workbookPr")
    book.since_1904 = properties is not None and properties.get("date1904", "0") in ON
    for relation in relations:
        if relation.path not in parts:
            continue
        if relation.kind == "sharedStrings":
            data = transitional(parts.read(relation.path))
            for number, item in enumerate(stream_xml(data, relation.path, (S + "si",))):
                struck = drop_struck(item) if book.strikes else ""
                if struck:
                    book.struck[number] = struck
                book.strings.append(text_of(item))
        elif relation.kind == "styles":
            book.styles = _styles(parse_xml(transitional(parts.read(relation.path)), "styles"))


def _styles(root: etree._Element) -> list[_Style]:
    """The cell formats by their number."""
    codes = {e.get("numFmtId"): e.get("formatCode", GENERAL) for e in root.iter(S + "numFmt")}
    fonts = list(root.iterfind(f"{S}fonts/{S}font"))
    sizes, struck = list(map(_size, fonts)), list(map(is_struck, fonts))
    styles = []
    for form in root.iterfind(f"{S}cellXfs/{S}xf"):
        number = form.get("numFmtId", "0")
        alignment = form.find(S + "alignment")
        font = _whole(form.get("fontId"))
        look = Look(
            size=sizes[font] if font is not None and font < len(sizes) else None,
            centred=alignment is not None and alignment.get("horizontal") in _CENTRED,
        )
        code = codes.get(number) or builtin(_whole(number) or 0)
        styles.append(_Style(code, look, font is not None and font < len(fonts) and struck[font]))
    return styles


def _size(font: etree._Element) -> float | None:
    size = font.find(S + "sz")
    return None if size is None else _number(size.get("val", "")) or None


def _sheet(book: _Book, path: str, name: str, budget: Budget) -> Sheet:
    sheet = Sheet(name)
    reader = _RowReader(book, sheet)
    data = transitional(book.parts.read(path))
    for element in stream_xml(_without_blanks(data), path, _READ):
        _HANDLERS[element.tag](reader, element, budget)
    if not sheet.left_out:
        sheet.held = [Part(text, f"工作表“{name}”") for text in _held(data, book.strings)]
    sheet.rows.sort(key=lambda row: row.number)
    for relation in relationships(book.parts, path):
        if relation.kind == "drawing" and not relation.external and relation.path in book.parts:
            root = parse_xml(transitional(book.parts.read(relation.path)), relation.path)
            lines = ("".join(t.text or "" for t in p.iter(A + "t")) for p in root.iter(A + "p"))
            sheet.notes += [line for line in lines if line.strip()]
            links = {r.id: r for r in relationships(book.parts, relation.path)}
            sheet.notes += chart_lines(root, book.parts, links)
            _look_at_pictures(book, sheet, root, links)
    return sheet


def _look_at_pictures(
    book: _Book, sheet: Sheet, root: etree._Element, links: dict[str, Relationship]
) -> None:
    shown = dict.fromkeys(blip.get(RELATION + "embed", "") for blip in root.iter(A + "blip"))
    for relation in (links[name] for name in shown if name in links):
        if relation.path in book.parts and not relation.external:
            book.pictures.look_at(sheet, book.parts.read(relation.path))


_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"[^<>]*/>')
_BLANK_ROW = re.compile(rb'<row r="\d{1,7}"[^<>]*?(?:/>|>\s*</row>)')


def _without_blanks(data: bytes) -> bytes:
    """Without cells and rows that only have a format: a million of them is a common accident, and
    the parser takes minutes for what a search takes seconds."""
    if b"<![CDATA[" in data:
        return data
    return _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", data))


_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\bt="(s|inlineStr|str)"[^>]*>(.*?)</(?:\w+:)?c>', re.S)
_VALUE = re.compile(rb"<(?:\w+:)?v>(\d+)</")
_WORDS = re.compile(rb"<(?:\w+:)?[tv](?:\s[^>]*)?>([^<]*)<")


def _held(data: bytes, strings: list[str]) -> Iterator[str]:
    """The words of the sheet's cells, for the count net: by the tags in its source alone."""
    for cell in _CELL.finditer(data):
        number = _VALUE.search(cell[2]) if cell[1] == b"s" else None
        if number is not None:
            index = int(number[1])
            yield strings[index] if index < len(strings) else ""
        elif cell[1] != b"s" and b"<rPh" not in cell[2]:
            yield html.unescape(b"".join(_WORDS.findall(cell[2])).decode("utf-8", "replace"))


class _RowReader:
    """Reads a sheet's elements in their order."""

    def __init__(self, book: _Book, sheet: Sheet) -> None:
        self._book = book
        self._sheet = sheet
        self._next = 0
        self._rows_hidden = False  # unless a row says otherwise

    def defaults(self, element: etree._Element, budget: Budget) -> None:
        self._rows_hidden = element.get("zeroHeight", "0") in ON

    def column(self, element: etree._Element, budget: Budget) -> None:
        if element.get("hidden", "0") in ON or _number(element.get("width", "1")) == 0:
            first = _whole(element.get("min")) or 1
            last = min(_whole(element.get("max")) or first, _LAST_COLUMN + 1)
            self._sheet.hidden_columns.update(range(first - 1, last))

    def merged(self, element: etree._Element, budget: Budget) -> None:
        first, _, last = element.get("ref", "").partition(":")
        start, end = _place(first), _place(last or first)
        if start is not None and end is not None and len(self._sheet.merged) < _MOST_MERGED:
            self._sheet.merged.append(Merged(start[0], end[0], start[1], end[1]))

    def row(self, element: etree._Element, budget: Budget) -> None:
        number = (_whole(element.get("r")) or self._next + 1) - 1
        self._next = number + 1
        row = Row(number, {}, hidden=self._is_hidden(element))
        column = 0
        for cell in element.iterchildren(S + "c"):
            place = _place(cell.get("r", ""))
            column = column if place is None else place[1]
            style = self._style(cell)
            text = self._shown(cell, style).strip()
            if text and style.struck and self._book.strikes:
                self._sheet.struck.append(text)
            elif text:
                if not row.cells:
                    row.look = style.look
                row.cells[column] = text
            column += 1
        budget.add(self._sheet, row)

    def _is_hidden(self, element: etree._Element) -> bool:
        hidden = element.get("hidden")
        if hidden is not None:
            return hidden in ON
        height = element.get("ht")
        return _number(height) == 0 if height is not None else self._rows_hidden

    def _style(self, cell: etree._Element) -> _Style:
        number = _whole(cell.get("s", "0"))
        styles = self._book.styles
        return styles[number] if number is not None and number < len(styles) else _PLAIN

    def _shown(self, cell: etree._Element, style: _Style) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(S + "is")
            return "" if inline is None else self._inline(inline)
        value = cell.findtext(S + "v")
        # A text may be empty; a number that is was never computed: some programs write it so.
        if value is None or (kind == "n" and not value):
            self._sheet.not_computed += cell.find(S + "f") is not None
            return ""
        if kind == "s":
            return self._string(_whole(value))
        if kind == "n":
            return self._number(value, style.code)
        if kind == "b":
            return "TRUE" if value in ON else "FALSE"
        return _iso(value) if kind == "d" else unescaped(value)

    def _string(self, number: int | None) -> str:
        strings = self._book.strings
        if number is None or number >= len(strings):
            return ""
        if number in self._book.struck:
            self._sheet.struck.append(self._book.struck[number])
        return strings[number]

    def _inline(self, inline: etree._Element) -> str:
        struck = drop_struck(inline) if self._book.strikes else ""
        self._sheet.struck += [struck] if struck else []
        return text_of(inline)

    def _number(self, value: str, code: str) -> str:
        number = _number(value)
        if number is None:
            return value
        return displayed(number, code, since_1904=self._book.since_1904)


_PLAIN = _Style()
_HANDLERS: dict[object, Callable[[_RowReader, etree._Element, Budget], None]] = {
    S + "sheetFormatPr": _RowReader.defaults,
    S + "col": _RowReader.column,
    S + "row": _RowReader.row,
    S + "mergeCell": _RowReader.merged,
}
_READ = tuple(str(tag) for tag in _HANDLERS)


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column of ``AB12``, from 0."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = 26 * column + ord(letter) - 64
    return int(found[2]) - 1, min(column - 1, _LAST_COLUMN)


def _whole(text: str | None) -> int | None:
    """A number of the file's own making, where it is one that can be."""
    if text is None or len(text) > 10 or not (text.isascii() and text.isdigit()):
        return None
    return int(text)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _iso(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return value[:10] if moment.time() == datetime.min.time() else value.replace("T", " ")
