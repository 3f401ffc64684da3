"""The text of one Word paragraph: runs, fields, symbols, tracked changes, hidden text.

What counts is what the reader of the final version sees: insertions are kept, deletions and the
old place of moved text dropped, of a field the result is kept and not its instruction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from indexer.extractors.docx.fields import Field, shown_by
from indexer.extractors.docx.formulas import M, formula
from indexer.extractors.docx.styles import Styles, W, run_format
from indexer.extractors.docx.symbols import in_symbol_font, is_symbol_font, symbol
from indexer.extractors.drawings import DGM, A, C, paragraph_text
from indexer.extractors.flow.flow import MOST_FIELDS, PAGE_FIELDS
from indexer.extractors.flow.look import RunFormat, Words
from indexer.extractors.flow.raised import raised
from indexer.extractors.opc import RELATION

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FORMULAS = (M + "oMath", M + "oMathPara")
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_ART = "{urn:schemas-microsoft-com:vml}textpath"  # WordArt: letterheads, and watermarks
_WATERMARK = "WaterMark"  # in the shape's id, as Word and WPS write it
ALTERNATE = MC + "AlternateContent"
TEXT_BOX = W + "txbxContent"
# The elements that show a picture, and which attribute names its relationship.
PICTURES = {
    A + "blip": RELATION + "embed",
    "{urn:schemas-microsoft-com:vml}imagedata": RELATION + "id",
}

# Elements whose content is gone, or is no text of the document.
_DROPPED = frozenset(
    W + name
    for name in (
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "sdtPr"),
        *("sdtEndPr", "fldData", "rt", "rubyPr", "annotationRef", "footnoteRef", "endnoteRef"),
        *("separator", "continuationSeparator", "commentReference", "softHyphen"),
    )
)
# Half points by which a figure stands above what is before it, so that it is a power: a line that
# is moved as a whole, and letters set level, are moved by less or together.
_LIFTED = 6
_CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}


@dataclass(slots=True)
class Line(Words):
    """One paragraph's text as it is gathered.

    Anchored in it are ``boxes`` of text, ``art`` (WordArt and drawn text), ``drawings`` (what
    refers to charts and diagrams), ``objects`` and ``pictures`` (relationship ids of embedded files
    and of pictures).
    """

    boxes: list[etree._Element] = field(default_factory=list)
    art: list[str] = field(default_factory=list)
    drawings: list[etree._Element] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


class LineReader:
    """Reads the paragraphs of one story (body, a header, the notes) in their order; fields may
    reach over several. ``page_fields`` false drops page numbers, as in headers and footers;
    ``strikes`` false keeps what is struck through."""

    def __init__(self, styles: Styles, *, page_fields: bool = True, strikes: bool = True) -> None:
        self._styles = styles
        self._strikes = strikes
        self._page_fields = page_fields
        self._fields: list[Field] = []

    def read(self, paragraph: etree._Element, base: RunFormat) -> Line:
        """``base`` is the format that the paragraph's style gives its characters."""
        line = Line()
        self._inline(paragraph, base, line)
        # A field whose instruction is still open at the paragraph's end is broken: what follows
        # must not be lost to it.
        self._fields = [f for f in self._fields if f.in_result]
        return line

    def _inline(self, parent: etree._Element, base: RunFormat, line: Line) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._run(child, base, line)
            elif tag in _DROPPED:
                continue
            elif tag == ALTERNATE:
                self._inline(alternative(child), base, line)
            elif tag == W + "fldSimple":
                self._simple_field(child, base, line)
            elif tag == W + "t":
                self._text(child.text or "", base, line)
            elif tag in _FORMULAS:
                self._text(formula(child), base, line)
            elif tag == A + "graphicData" and _refers(child):
                line.drawings.append(child)
            elif tag == A + "p":
                line.art.append(paragraph_text(child))
            elif tag == _OBJECT:
                line.objects.append(child.get(RELATION + "id", ""))
            elif tag in PICTURES:
                line.pictures.append(child.get(PICTURES[tag], ""))
            elif tag == TEXT_BOX:
                line.boxes.append(child)
            elif tag == _ART:
                if _WATERMARK not in parent.get("id", ""):
                    line.art.append(child.get("string", ""))
            elif len(child):
                self._inline(child, base, line)

    def _run(self, run: etree._Element, base: RunFormat, line: Line) -> None:
        style = base
        for child in run:
            tag = child.tag
            if tag == W + "t":
                self._text(child.text or "", style, line)
            elif tag == W + "rPr":
                style = self._format(child, base)
            elif tag in _CHARACTERS:
                self._text(_CHARACTERS[tag], style, line)
            elif tag in _HANDLERS:
                _HANDLERS[tag](self, child, style, line)
            elif tag not in _DROPPED and len(child):
                self._in_run(child, style, line)

    def _in_run(self, element: etree._Element, style: RunFormat, line: Line) -> None:
        """Drawings, pictures, ruby and what else may hold paragraphs or runs."""
        if element.tag == ALTERNATE:
            self._run(alternative(element), style, line)  # the branch is run content itself
        else:
            self._inline(element, style, line)

    def _text(self, text: str, style: RunFormat, line: Line) -> None:
        code = next((f for f in reversed(self._fields) if not f.in_result), None)
        if code is not None:
            code.instruction += text  # of a field within it; some writers put all code so
            return
        if any(self._is_page_number(f) for f in self._fields):
            return
        for open_field in self._fields:
            open_field.shows = open_field.shows or bool(text.strip())
        if style.hidden:
            line.left_out.append(text)
            return
        if style.struck and self._strikes:
            line.struck.append(text)
            return
        if style.font_of_symbols is not None and is_symbol_font(style.font_of_symbols):
            text = in_symbol_font(text, style.font_of_symbols)
        up = style.raised or (style.lift or 0) - line.lift >= _LIFTED
        line.add(raised(text, line.last) if up else text, style)

    def _is_page_number(self, found: Field) -> bool:
        return not self._page_fields and found.name in PAGE_FIELDS

    def _format(self, properties: etree._Element, base: RunFormat) -> RunFormat:
        own = run_format(properties)
        style = properties.find(W + "rStyle")
        if style is not None:
            own = own.over(self._styles.character(style.get(W + "val")))
        return own.over(base)

    def _field_character(self, element: etree._Element, style: RunFormat, line: Line) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            if len(self._fields) < MOST_FIELDS:
                self._fields.append(Field(data=element.find(W + "ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            self._text(shown_by(self._fields.pop()), style, line)

    def _instruction(self, element: etree._Element, style: RunFormat, line: Line) -> None:
        if self._fields and not self._fields[-1].in_result:
            self._fields[-1].instruction += element.text or ""

    def _symbol(self, element: etree._Element, style: RunFormat, line: Line) -> None:
        self._text(symbol(element.get(W + "font", ""), element.get(W + "char", "")), style, line)

    def _simple_field(self, element: etree._Element, base: RunFormat, line: Line) -> None:
        self._fields.append(Field(element.get(W + "instr", ""), in_result=True))
        self._inline(element, base, line)
        self._fields.pop()


_HANDLERS: dict[str, Callable[[LineReader, etree._Element, RunFormat, Line], None]] = {
    W + "fldChar": LineReader._field_character,
    W + "instrText": LineReader._instruction,
    W + "sym": LineReader._symbol,
}


def _refers(data: etree._Element) -> bool:
    """Whether a drawing is a chart or a diagram, which stands in a part of its own."""
    return any(data.find(tag) is not None for tag in (C + "chart", DGM + "relIds"))


def alternative(element: etree._Element) -> etree._Element:
    """The branch of ``mc:AlternateContent`` to read: the first with text, never both."""
    branches = list(element.iterchildren(MC + "Choice", MC + "Fallback"))
    for branch in branches:
        if next(branch.iter(W + "t"), None) is not None:
            return branch
    return branches[0] if branches else element
