"""A story of an OpenDocument file (body, header, text box, cell): its paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from indexer.extractors.flow.flow import Paragraph, Piece, table_of, words_of
from indexer.extractors.open_document.line import Line, LineReader
from indexer.extractors.open_document.lists import Item, Numbers
from indexer.extractors.open_document.names import (
    BESIDE,
    DRAW,
    FRAME,
    IMAGE,
    PARAGRAPHS,
    TABLE,
    TEXT,
    WATERMARK,
    is_index_source,
)
from indexer.extractors.open_document.objects import Objects
from indexer.extractors.open_document.package import characters_of, href
from indexer.extractors.open_document.styles import ParagraphStyle, Styles, whole

_MOST_PLACES = 1_000  # columns of a table in a text; rows that one row stands for
_FAR = 64  # empty cells in a row; more are the rest of a sheet
_HIDDEN = ("collapse", "filter")
_NOTHING: Mapping[str, Sequence[Piece]] = {}


@dataclass(frozen=True, slots=True)
class _Cell:
    column: int
    element: etree._Element


@dataclass(slots=True)
class Beside:
    """What the stories of one file leave aside: hidden and deleted text, and notes in their order.
    ``deletions`` are the tracked changes that delete what stands between their marks; ``strikes``
    says whether text that is struck through stands aside, too; ``rows`` and ``columns`` of tables
    that are too many are counted."""

    deletions: frozenset[str] = frozenset()
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)
    strikes: bool = False
    struck: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def cut(self) -> Iterator[str]:
        """What is told of tables that were cut."""
        if self.rows:
            yield f"表格过长，重复的行有 {self.rows} 行未收入"
        if self.columns:
            yield f"表格过宽，有 {self.columns} 格未收入"


class Story:
    """Reads one story; keeps the list numbers from paragraph to paragraph."""

    def __init__(
        self,
        styles: Styles,
        objects: Objects,
        beside: Beside,
        *,
        page_fields: bool = True,
        pictures: Mapping[str, Sequence[Piece]] = _NOTHING,
    ) -> None:
        self._styles = styles
        self._objects = objects
        self._beside = beside
        self._pictures = dict(pictures)  # what they say, each said once
        self._lines = LineReader(
            styles,
            objects.within_a_line,
            page_fields=page_fields,
            deletions=beside.deletions,
            strikes=beside.strikes,
        )
        self._carried = ""  # text whose paragraph's end is deleted: it runs into the next one
        self._numbers = Numbers(styles)

    def pieces(self, container: etree._Element) -> Iterator[Piece]:
        """What the container's blocks say; sections and indexes are looked into."""
        for element in container:
            yield from self._block(element)
        if self._carried.strip():
            carried, self._carried = self._carried, ""
            yield Paragraph(carried)

    def _block(self, element: etree._Element) -> Iterator[Piece]:
        tag = element.tag
        if tag in PARAGRAPHS:
            yield from self._paragraph(element)
        elif tag == TEXT + "list":
            yield from self._list(element, None)
        elif tag == TABLE + "table":
            yield from self._table(element)
        elif tag in BESIDE or is_index_source(tag):
            return
        elif self._is_hidden(element):
            self._beside.hidden += texts(element)
        elif str(tag).startswith(DRAW):
            yield from self.drawing(element)
        else:
            yield from self.pieces(element)

    def notes(self) -> Iterator[Piece]:
        """The notes of all that was read so far; those within them come behind."""
        while self._beside.notes:
            yield from self.pieces(self._beside.notes.pop(0))

    def drawing(self, element: etree._Element) -> Iterator[Piece]:
        """The words of a drawing: text box, shape, table, chart, picture."""
        if WATERMARK in element.get(DRAW + "name", ""):
            return
        if element.tag != FRAME:
            yield from self.pieces(element)
            return
        for child in element.iterchildren(DRAW + "object", DRAW + "object-ole"):
            yield from self._objects.pieces(child, self.pieces)
            return
        for child in element:
            if child.tag == IMAGE:
                yield from self._pictures.pop(href(child), ())
                yield from self.pieces(child)
            elif child.tag == DRAW + "text-box":
                yield from self.pieces(child)
            elif child.tag == TABLE + "table":
                yield from self._table(child)

    def _is_hidden(self, element: etree._Element) -> bool:
        if element.tag != TEXT + "section":
            return False
        display = element.get(TEXT + "display")
        if display == "condition":
            return element.get(TEXT + "is-hidden") == "true"
        return display == "none"

    # ------------------------------------------------------------ paragraphs

    def _list(self, element: etree._Element, above: Item | None) -> Iterator[Piece]:
        inside = self._numbers.enter(element, above)
        for entry in element.iterchildren(TEXT + "list-item", TEXT + "list-header"):
            numbered = entry.tag == TEXT + "list-item"
            for child in entry:
                if child.tag in PARAGRAPHS:
                    item = inside.item(entry) if numbered else None
                    numbered = False
                    yield from self._paragraph(child, item, in_list=True)
                elif child.tag == TEXT + "list":
                    yield from self._list(child, inside)
                else:
                    yield from self._block(child)

    def _paragraph(
        self, element: etree._Element, item: Item | None = None, *, in_list: bool = False
    ) -> Iterator[Piece]:
        style = self._styles.paragraph(element.get(TEXT + "style-name"))
        line = self._lines.read(element, style.run)
        self._beside.hidden += line.left_out
        self._beside.deleted += line.deleted
        self._beside.struck += ["".join(line.struck)] if line.struck else []
        self._beside.notes += line.notes
        text, self._carried = self._carried + line.text, ""
        if line.runs_on:
            self._carried = text
        elif text.strip():
            label = self._numbers.label(element, style, item, in_list=in_list)
            yield _paragraph(element, label, text, style, line)
        for drawing in line.anchored:
            yield from self.drawing(drawing)

    # ------------------------------------------------------------ tables

    def _table(self, element: etree._Element) -> Iterator[Piece]:
        rows = self._grid(element)
        if all(len(row) <= 1 for row in rows):
            # A frame around text: its content is no table.
            for row in rows:
                for cell in row:
                    yield from self.pieces(cell.element)
            return
        yield table_of(
            [[(cell.column, words_of(self.pieces(cell.element))) for cell in row] for row in rows]
        )

    def _grid(self, table: etree._Element) -> list[list[_Cell]]:
        """The cells of each row with the column that each begins in."""
        rows: list[list[_Cell]] = []
        for row in _rows(table):
            if row.get(TABLE + "visibility") in _HIDDEN:
                self._beside.hidden += texts(row)
                continue
            cells, column = [], 0
            for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
                times = whole(cell.get(TABLE + "number-columns-repeated"), 1)
                if cell.tag == TABLE + "table-cell" and (len(cell) or times <= _FAR):
                    shown = min(times, max(0, _MOST_PLACES - column))
                    cells += [_Cell(column + n, cell) for n in range(shown)]
                    self._beside.columns += times - shown if len(cell) else 0
                column += times
            times = whole(row.get(TABLE + "number-rows-repeated"), 1)
            empty = not any(len(cell.element) for cell in cells)
            rows += [cells] * (0 if empty and times > 1 else min(times, _MOST_PLACES))
            self._beside.rows += 0 if empty else max(0, times - _MOST_PLACES)
        return rows


def _paragraph(
    element: etree._Element, label: str, text: str, style: ParagraphStyle, line: Line
) -> Paragraph:
    heading = style.heading
    if element.tag == TEXT + "h":
        heading = min(max(whole(element.get(TEXT + "outline-level"), 1), 1), 9)
    look = line.format
    return Paragraph(
        text=label + text.lstrip() if label else text,
        heading=heading,
        centred=style.centred,
        size=look.size,
        font=look.font,
        red=bool(look.red),
    )


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Its rows, also those of groups and of the head; not those of tables within."""
    for child in table:
        if child.tag == TABLE + "table-row":
            yield child
        elif str(child.tag).startswith(TABLE + "table-") and child.tag not in _CELLS:
            yield from _rows(child)


_CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")


def texts(element: etree._Element) -> list[str]:
    """The paragraphs below an element, for what is left out."""
    return list(map(characters_of, element.iter(*PARAGRAPHS)))
