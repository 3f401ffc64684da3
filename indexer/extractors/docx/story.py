"""A story of a Word file (body, header, text box, cell): its paragraphs and tables in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from indexer.extractors.docx.changed import is_deleted, is_hidden
from indexer.extractors.docx.embedded import Embedded
from indexer.extractors.docx.line import ALTERNATE, Line, LineReader, alternative
from indexer.extractors.docx.lists import Lists
from indexer.extractors.docx.styles import (
    ParagraphFormat,
    Styles,
    W,
    number,
    paragraph_format,
    toggle,
)
from indexer.extractors.flow.flow import Paragraph, Piece, table_of, words_of
from indexer.extractors.flow.numbering import Counters
from indexer.extractors.opc import RELATION

_PARAGRAPH = W + "p"
_TABLE = W + "tbl"
_CHUNK = W + "altChunk"
# Around paragraphs, rows and cells, without a meaning for the text.
_WRAPPERS = frozenset(
    W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
)
_MARK_GONE = tuple(W + name for name in ("del", "moveFrom"))
_WIDEST = 63  # columns of a table that Word allows


@dataclass(frozen=True, slots=True)
class _Cell:
    column: int
    element: etree._Element
    continues: bool  # the cell above goes on here
    deleted: bool = False


_NONE: Mapping[str, Sequence[Piece]] = {}


class Story:
    """Reads one story; keeps the list numbers and open fields from paragraph to paragraph."""

    def __init__(
        self,
        styles: Styles,
        lists: Lists,
        *,
        page_fields: bool = True,
        embedded: Embedded | None = None,
        pictures: Mapping[str, Sequence[Piece]] = _NONE,
        strikes: bool = True,
    ) -> None:
        self._styles = styles
        self._embedded = embedded
        self._pictures = dict(pictures)  # what they say, each said once
        self._lists = lists
        self._lines = LineReader(styles, page_fields=page_fields, strikes=strikes)
        self.strikes = strikes
        self._counters = Counters()
        self._carried = ""  # text whose paragraph mark is deleted: it runs into the next one
        self.hidden = 0
        self.left_out: list[str] = []
        self.struck: list[str] = []

    def beside(self) -> Story:
        """A story of its own, whose hidden and struck text is told with this one's."""
        story = Story(self._styles, self._lists, strikes=self.strikes)
        story.left_out, story.struck = self.left_out, self.struck
        return story

    def pieces(self, container: etree._Element) -> Iterator[Piece]:
        for element in _unwrapped(container, (_PARAGRAPH, _TABLE, _CHUNK)):
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
            elif element.tag == _TABLE:
                yield from self._table(element)
            elif self._embedded is not None:
                yield from self._embedded.file(element.get(RELATION + "id", ""))
        if self._carried.strip():
            carried, self._carried = self._carried, ""
            yield Paragraph(carried)

    def _paragraph(self, element: etree._Element) -> Iterator[Piece]:
        properties = element.find(W + "pPr")
        style_id = _style_of(properties)
        style = paragraph_format(properties).over(self._styles.paragraph(style_id))
        line = self._lines.read(element, style.run)
        self.hidden += line.hidden
        self.left_out += line.left_out
        self.struck += ["".join(line.struck)] if line.struck else []
        if _mark_is_gone(properties):
            self._carried += line.text
        else:
            text = self._carried + line.text
            self._carried = ""
            label = self._label(
                style, style_id, shown=bool(text.strip()) or not (line.hidden or line.struck)
            )
            yield _paragraph(label, text, style, line)
        yield from map(Paragraph, line.art)
        for box in line.boxes:
            yield from self.pieces(box)
        for picture in line.pictures:
            yield from self._pictures.pop(picture, ())
        if self._embedded is not None:
            for drawing in line.drawings:
                yield from self._embedded.drawing(drawing)
            for rel_id in line.objects:
                yield from self._embedded.file(rel_id)

    def _label(self, style: ParagraphFormat, style_id: str | None, *, shown: bool) -> str:
        if not style.list_id or not shown:
            return ""
        numbered = self._lists.get(style.list_id)
        if numbered is None:
            return ""
        level = style.list_level
        if level is None:
            level = self._lists.level_of_style(style.list_id, style_id)
        return self._counters.next(style.list_id, numbered, level or 0)

    def _table(self, element: etree._Element) -> Iterator[Piece]:
        rows = _grid(element)
        if all(len(row) <= 1 for row in rows):
            # A frame around text, as in notices set in one cell: its content is no table.
            for row in rows:
                for cell in row:
                    if not cell.deleted:
                        yield from self.pieces(cell.element)
            return
        yield table_of([[(cell.column, self._cell_text(cell)) for cell in row] for row in rows])

    def _cell_text(self, cell: _Cell) -> str | None:
        said = not (cell.continues or cell.deleted)
        return words_of(self.pieces(cell.element)) if said else None


def _paragraph(label: str, text: str, style: ParagraphFormat, line: Line) -> Paragraph:
    if label and text.strip():
        text = label + text.lstrip()
    look = line.format
    return Paragraph(
        text=text,
        heading=style.heading or 0,
        centred=bool(style.centred),
        size=look.size,
        font=look.font,
        red=bool(look.red),
    )


def drop_prompts(root: etree._Element) -> None:
    """Empty the content controls that nobody has filled: what they show is a prompt."""
    for control in root.iter(W + "sdt"):
        properties = control.find(W + "sdtPr")
        if properties is not None and toggle(properties, "showingPlcHdr"):
            for text in control.iter(W + "t"):
                text.text = ""


def _style_of(properties: etree._Element | None) -> str | None:
    style = None if properties is None else properties.find(W + "pStyle")
    return None if style is None else style.get(W + "val")


def _mark_is_gone(properties: etree._Element | None) -> bool:
    mark = None if properties is None else properties.find(W + "rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in _MARK_GONE)


def _unwrapped(parent: etree._Element, wanted: tuple[str, ...]) -> Iterator[etree._Element]:
    """The children with a wanted tag, also those inside content controls and the like."""
    for child in parent:
        tag = child.tag
        if tag in wanted:
            yield child
        elif tag in _WRAPPERS:
            yield from _unwrapped(child, wanted)
        elif tag == ALTERNATE:
            yield from _unwrapped(alternative(child), wanted)


def _grid(table: etree._Element) -> list[list[_Cell]]:
    """The cells of each row with the grid column that each begins in."""
    rows: list[list[_Cell]] = []
    open_above: set[int] = set()
    for row in _unwrapped(table, (W + "tr",)):
        if is_deleted(row) or is_hidden(row):
            continue
        column = _count(row.find(W + "trPr"), "gridBefore", 0)
        cells: list[_Cell] = []
        merged: set[int] = set()
        for element in _unwrapped(row, (W + "tc",)):
            cell_properties = element.find(W + "tcPr")
            merge = None if cell_properties is None else cell_properties.find(W + "vMerge")
            if merge is not None:
                merged.add(column)
            goes_on = merge is not None and merge.get(W + "val", "continue") != "restart"
            goes_on &= column in open_above
            cells.append(_Cell(column, element, goes_on, is_deleted(element)))
            column += max(1, _count(cell_properties, "gridSpan", 1))
        open_above = merged
        rows.append(cells)
    return rows


def _count(properties: etree._Element | None, name: str, default: int) -> int:
    child = None if properties is None else properties.find(W + name)
    value = default if child is None else number(child.get(W + "val"), default)
    return min(max(value, 0), _WIDEST)
