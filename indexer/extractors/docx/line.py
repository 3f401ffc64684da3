"""The text of one Word paragraph: runs, fields, symbols, tracked changes, hidden text.

What counts is what the reader of the final version sees: insertions are kept, deletions and the
old place of moved text dropped, of a field the result is kept and not its instruction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from indexer.extractors.docx.styles import RunFormat, Styles, W, number, run_format
from indexer.extractors.flow.flow import MOST_FIELDS, PAGE_FIELDS

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ART = "{urn:schemas-microsoft-com:vml}textpath"  # WordArt: letterheads, and watermarks
_WATERMARK = "WaterMark"  # in the shape's id, as Word and WPS write it
ALTERNATE = MC + "AlternateContent"
TEXT_BOX = W + "txbxContent"

# Elements whose content is gone, or is no text of the document.
_DROPPED = frozenset(
    W + name
    for name in (
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "rPr", "pPr", "sdtPr"),
        *("sdtEndPr", "fldData", "rt", "rubyPr", "annotationRef", "footnoteRef", "endnoteRef"),
        *("separator", "continuationSeparator", "commentReference", "softHyphen"),
    )
)
_CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}

# Symbols of the fonts that Word inserts by number; what the glyph shows.
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖",
    0xA1: "○", 0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xFB: "✗",
    0xFC: "√", 0xFD: "☒", 0xFE: "☑", 0x28: "☎", 0x2A: "✉", 0x52: "☼", 0xAB: "★",
}  # fmt: skip
_WINGDINGS2 = {
    0x4F: "✗", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x30: "□", 0xA3: "□",
    0x2A: "□", 0x97: "●", 0x98: "●", 0x99: "○",
}  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xA5: "∞", 0xB0: "°",
    0xB7: "·", 0xBB: "≈", 0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xD7: "·", 0xE5: "∑",
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x65: "ε", 0x71: "θ", 0x6C: "λ", 0x6D: "μ",
    0x70: "π", 0x73: "σ", 0x77: "ω", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω",
}  # fmt: skip
_SYMBOL_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS2, "symbol": _SYMBOL}


@dataclass(slots=True)
class Line:
    """One paragraph's text as it is gathered, with the formatting that most of it has.

    ``boxes`` and ``art`` are the text boxes and the WordArt anchored in it.
    """

    parts: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    art: list[str] = field(default_factory=list)
    hidden: int = 0
    _formats: dict[RunFormat, int] = field(default_factory=dict)

    def add(self, text: str, style: RunFormat) -> None:
        self.parts.append(text)
        self._formats[style] = self._formats.get(style, 0) + len(text.strip())

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def format(self) -> RunFormat:
        if not self._formats:
            return RunFormat()
        return max(self._formats.items(), key=lambda item: item[1])[0]


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False


class LineReader:
    """Reads the paragraphs of one story (body, a header, the notes) in their order; fields may
    reach over several. ``page_fields`` false drops page numbers, as in headers and footers."""

    def __init__(self, styles: Styles, *, page_fields: bool = True) -> None:
        self._styles = styles
        self._page_fields = page_fields
        self._fields: list[_Field] = []

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
            elif tag in (W + "t", M + "t"):
                self._text(child.text or "", base, line)
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
        if any(not f.in_result or self._is_page_number(f) for f in self._fields):
            return
        if style.hidden:
            line.hidden += len(text.strip())
            return
        line.add(text, style)

    def _is_page_number(self, found: _Field) -> bool:
        return not self._page_fields and _name_of(found.instruction) in PAGE_FIELDS

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
                self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _instruction(self, element: etree._Element, style: RunFormat, line: Line) -> None:
        if self._fields and not self._fields[-1].in_result:
            self._fields[-1].instruction += element.text or ""

    def _symbol(self, element: etree._Element, style: RunFormat, line: Line) -> None:
        self._text(symbol(element.get(W + "font", ""), element.get(W + "char", "")), style, line)

    def _simple_field(self, element: etree._Element, base: RunFormat, line: Line) -> None:
        self._fields.append(_Field(element.get(W + "instr", ""), in_result=True))
        self._inline(element, base, line)
        self._fields.pop()


_HANDLERS: dict[str, Callable[[LineReader, etree._Element, RunFormat, Line], None]] = {
    W + "fldChar": LineReader._field_character,
    W + "instrText": LineReader._instruction,
    W + "sym": LineReader._symbol,
}


def alternative(element: etree._Element) -> etree._Element:
    """The branch of ``mc:AlternateContent`` to read: the first with text, never both."""
    branches = list(element.iterchildren(MC + "Choice", MC + "Fallback"))
    for branch in branches:
        if next(branch.iter(W + "t"), None) is not None:
            return branch
    return branches[0] if branches else element


def symbol(font: str, code: str) -> str:
    """What a ``w:sym`` shows; the character itself where the font has none of its own signs."""
    value = number(str(int(code, 16)) if _is_hex(code) else None, 0)
    if not value:
        return ""
    table = _SYMBOL_FONTS.get(font.lower())
    if table is None:
        return chr(value) if value < 0xD800 else "□" if 0xF000 <= value <= 0xF0FF else ""
    return table.get(value & 0xFF, "□" if table is not _SYMBOL else "")


def _is_hex(code: str) -> bool:
    return 0 < len(code) <= 4 and all(c in "0123456789abcdefABCDEF" for c in code)


def _name_of(instruction: str) -> str:
    words = instruction.split(maxsplit=1)
    return words[0].upper() if words else ""
