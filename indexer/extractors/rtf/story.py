"""What an RTF file defines at its head, and the paragraphs and tables of one of its texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.extractors.flow.flow import OpenTable, Paragraph, Piece
from indexer.extractors.flow.numbering import set_apart
from indexer.extractors.rtf.tokens import CodePages

_HEADING_NAME = re.compile(r"\s*(?:heading|标题|標題)\s*([1-9])\s*", re.IGNORECASE)
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Look:
    """Formatting of a paragraph, and of the characters that make it up."""

    centred: bool = False
    heading: int = 0
    in_table: bool = False


@dataclass(slots=True)
class Story:
    """A text of its own: the body, a header, a note, a text box. ``into`` takes what it holds
    when it ends; ``page_fields`` false drops page numbers."""

    into: list[Piece]
    page_fields: bool = True
    boxes: list[Piece] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    _pieces: list[Piece] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _looks: dict[tuple[float, bool], int] = field(default_factory=dict)
    _table: OpenTable | None = None
    _edges: list[int] = field(default_factory=list)

    def add(self, text: str, size: float, red: bool) -> None:
        self._parts.append(text)
        self._looks[size, red] = self._looks.get((size, red), 0) + len(text.strip())

    @property
    def last(self) -> str:
        """The character before, on which it depends what a raised one means."""
        return self._parts[-1][-1:] if self._parts else ""

    def end_paragraph(self, look: Look) -> None:
        paragraph = self._paragraph(look)
        if look.in_table:
            self._table = self._table or OpenTable()
            self._table.add(paragraph)
        else:
            self._close_table()
            self._pieces.append(paragraph)
        if self._table is None:
            self._pieces.extend(self.boxes)
            self.boxes.clear()

    def end_cell(self, look: Look) -> None:
        self._table = self._table or OpenTable()
        self._table.add(self._paragraph(look))
        self._table.end_cell()

    def end_row(self) -> None:
        if self._table is not None:
            self._table.end_row(tuple(self._edges[:-1]))

    def begin_row(self) -> None:
        self._edges = [0]

    def row_begins_at(self, left: int) -> None:
        self._edges[:1] = [left]

    def cell_ends_at(self, right: int) -> None:
        self._edges.append(right)

    def end(self, look: Look) -> None:
        """Hand over what was read; a last paragraph needs no mark."""
        if any(part.strip() for part in self._parts):
            self.end_paragraph(look)
        self._close_table()
        self.into.extend(self._pieces)
        self.into.extend(self.boxes)

    def _close_table(self) -> None:
        if self._table is not None:
            self._pieces.extend(self._table.close())
            self._table = None

    def _paragraph(self, look: Look) -> Paragraph:
        # Two \u of a pair stand apart in the file.
        text = (
            "".join(self._parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        )
        label = "".join(self.label).strip()
        if text.strip() and any(c.isalnum() for c in label):
            text = set_apart(label) + text.lstrip()
        main = (
            max(self._looks.items(), key=lambda item: item[1])[0] if self._looks else (0.0, False)
        )
        self._parts.clear()
        self.label.clear()
        self._looks.clear()
        return Paragraph(
            text=text,
            heading=look.heading,
            centred=look.centred,
            size=main[0] or None,
            red=main[1],
        )


@dataclass(slots=True)
class Definitions:
    """The tables of fonts, colours and styles, filled in as they are read."""

    pages: CodePages = field(default_factory=CodePages)
    headings: dict[int, int] = field(default_factory=dict)
    _reds: list[bool] = field(default_factory=list)
    _rgb: list[int] = field(default_factory=lambda: [0, 0, 0])
    _number: int | None = None
    _level: int | None = None
    _name: str = ""

    def is_red(self, colour: int) -> bool:
        return 0 <= colour < len(self._reds) and self._reds[colour]

    def font_text(self, text: str) -> None:
        if self._number is not None:
            self.pages.name_font(self._number, text)

    def font_word(self, word: str, number: int) -> None:
        if word == "f":
            self._number = number
        elif self._number is not None and word == "fcharset":
            self.pages.set_font(self._number, character_set=number)
        elif self._number is not None and word == "cpg":
            self.pages.set_font(self._number, page=number)

    def colour_word(self, word: str, number: int) -> None:
        if word in ("red", "green", "blue"):
            self._rgb[("red", "green", "blue").index(word)] = number

    def colour_text(self, text: str) -> None:
        for _ in range(text.count(";")):
            red, green, blue = self._rgb
            self._reds.append(red >= 0xC0 and green <= 0x50 and blue <= 0x50)
            self._rgb = [0, 0, 0]

    def style_word(self, word: str, number: int) -> None:
        if word == "s":
            self._number = number
        elif word == "outlinelevel":
            self._level = heading_of(number)

    def style_text(self, text: str) -> None:
        self._name += text

    def end_style(self) -> None:
        """A style's group ends: its heading level is by its outline level, else by its name."""
        match = _HEADING_NAME.match(self._name.rstrip(" ;"))
        level = self._level or (int(match.group(1)) if match else 0)
        if self._number is not None and level:
            self.headings[self._number] = level
        self._number, self._level, self._name = None, None, ""


def heading_of(outline_level: int) -> int:
    """Outline levels count from 0; 9 is body text."""
    return outline_level + 1 if 0 <= outline_level < _BODY_LEVEL else 0
