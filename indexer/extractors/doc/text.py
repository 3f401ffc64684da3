"""The stories of a binary Word file: paragraphs and tables in order, as the reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.extractors.doc.fib import Structure, WordFile
from indexer.extractors.doc.formatting import (
    ParagraphLook,
    RunLook,
    Runs,
    character_runs,
    paragraph_look,
    paragraph_runs,
    run_look,
)
from indexer.extractors.doc.forms import shown_by_form
from indexer.extractors.doc.pictures import Pictures
from indexer.extractors.doc.pieces import Pieces
from indexer.extractors.doc.styles import ListTable, Style, StyleSheet, font_names
from indexer.extractors.docx.formulas import eq_field, is_eq
from indexer.extractors.docx.symbols import in_symbol_font, is_symbol_font, symbol, symbol_field
from indexer.extractors.flow.flow import MOST_FIELDS, PAGE_FIELDS, OpenTable, Paragraph, Piece
from indexer.extractors.flow.numbering import Counters
from indexer.extractors.flow.raised import raised

_ENDS = re.compile("[\r\x07\x0c]")
_CELL = "\x07"
_SPECIAL = re.compile("[\x00-\x08\x0b\x0e-\x1f\xad(]")
# In Word 6 a character is a byte, and AD one half of a Chinese character: 江 is BD AD.
_SPECIAL_BYTE = re.compile("[\x00-\x08\x0b\x0e-\x1f(]")
_SHOWN = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-"}
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_FLOATING = "\x08"
_PICTURES = frozenset("\x01\x08")


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False
    shows: bool = False
    form: str = ""


@dataclass(slots=True)
class _Line:
    """A paragraph's characters as they are gathered."""

    parts: list[str] = field(default_factory=list)
    looks: dict[RunLook, int] = field(default_factory=dict)

    def add(self, text: str, look: RunLook) -> None:
        self.parts.append(text)
        self.looks[look] = self.looks.get(look, 0) + len(text.strip())

    @property
    def last(self) -> str:
        return self.parts[-1][-1:] if self.parts else ""

    @property
    def look(self) -> RunLook:
        return max(self.looks.items(), key=lambda item: item[1])[0] if self.looks else RunLook()


class Reader:
    """Reads stories by their first and last character position; ``strikes`` false keeps what is
    struck through."""

    def __init__(
        self,
        file: WordFile,
        pieces: Pieces,
        pictures: Pictures | None = None,
        *,
        strikes: bool = True,
    ) -> None:
        self.strikes = strikes
        self.struck: list[str] = []
        new = file.code_page is None
        self._pieces = pieces
        self._data = file.data
        self._styles = StyleSheet(file.structure(Structure.STYLES) if new else b"")
        self._lists = ListTable(file)
        self._fonts = font_names(file.structure(Structure.FONTS)) if new else ()
        empty = Runs((), (), ())
        paragraphs, characters = Structure.PARAGRAPH_RUNS, Structure.CHARACTER_RUNS
        self._paragraphs = paragraph_runs(file.main, file.structure(paragraphs)) if new else empty
        self._characters = character_runs(file.main, file.structure(characters)) if new else empty
        self._looks: dict[bytes, RunLook] = {}
        self.formatted = bool(self._paragraphs.starts)
        self.special = _SPECIAL if new else _SPECIAL_BYTE
        self.hidden = self.deleted = 0
        self.left_out: list[str] = []
        self.shown = pictures or Pictures(file)
        self.pictures = 0

    def story(self, start: int, end: int, *, page_fields: bool = True) -> Iterator[Piece]:
        yield from _Story(self, page_fields).read(start, end)

    # ---------------------------------------------------------------- what stands at a position

    def lines(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """(first, last, mark) of each paragraph; the mark is empty where the story just ends. A
        mark that is deleted ends nothing: the next paragraph goes on in this one."""
        text = self._pieces.text
        place = at = start
        while place < end:
            match = _ENDS.search(text, at, end)
            if match is None:
                yield place, end, ""
                return
            at = match.end()
            if match.group() == "\r" and at < end and self._is_deleted(match.start()):
                continue
            yield place, match.start(), match.group()
            place = at

    def _is_deleted(self, position: int) -> bool:
        return any(look.deleted for _, _, look in self.runs(position, position + 1, RunLook()))

    def paragraph_at(self, position: int) -> tuple[ParagraphLook, Style]:
        """How the paragraph looks whose mark stands at ``position``."""
        papx = self._paragraphs.at(self._pieces.offset(position))
        number = int.from_bytes(papx[:2], "little") if len(papx) >= 2 else 0
        style = self._styles.style(number)
        return paragraph_look(style.paragraph, papx[2:], self._data), style

    def runs(self, start: int, end: int, base: RunLook) -> Iterator[tuple[int, str, RunLook]]:
        """The characters in stretches of one look, each with the place of its first."""
        text = self._pieces.text
        for piece in self._pieces.between(start, end):
            place, last = max(start, piece.start), min(end, piece.end)
            over = self._pieces.modifier(piece)
            while place < last:
                offset = piece.offset + (place - piece.start) * piece.width
                until = place + -(-(self._characters.until(offset) - offset) // piece.width)
                stop = min(last, max(until, place + 1))
                look = self._look(self._characters.at(offset)).over(base)
                yield place, text[place:stop], self._look(over).over(look) if over else look
                place = stop

    def _look(self, properties: bytes) -> RunLook:
        found = self._looks.get(properties)
        if found is None:
            found = self._looks[properties] = run_look(properties)
        return found

    def font(self, number: int | None) -> str | None:
        return self._fonts[number] if number is not None and number < len(self._fonts) else None

    def form(self, place: int | None) -> str:
        """What a form's field shows whose data stands there."""
        return shown_by_form(self._data, place)

    def numbered(self, counters: Counters, look: ParagraphLook) -> str:
        """The list number of a paragraph, with what parts it from the text."""
        numbered = self._lists.get(look.list_id or 0)
        if numbered is None or look.list_id is None:
            return ""
        return counters.next(look.list_id, numbered, look.list_level or 0)

    def whole(self, text: str) -> str:
        return self._pieces.whole(text)


class _Story:
    def __init__(self, reader: Reader, page_fields: bool) -> None:
        self._reader = reader
        self._page_fields = page_fields
        self._counters = Counters()
        self._fields: list[_Field] = []
        self._said: list[Piece] = []  # by pictures, behind the paragraph or table they are in

    def read(self, start: int, end: int) -> Iterator[Piece]:
        table: OpenTable | None = None
        for first, last, mark in self._reader.lines(start, end):
            look, style = self._reader.paragraph_at(max(first, last - (not mark)))
            in_table = look.in_table or mark == _CELL
            if table is not None and not in_table:
                yield from table.close()
                yield from self._by_pictures()
                table = None
            if not in_table:
                yield self._paragraph(first, last, look, style)
                yield from self._by_pictures()
                continue
            table = table or OpenTable()
            self._table_part(table, first, last, mark, look, style)
        if table is not None:
            yield from table.close()
            yield from self._by_pictures()

    def _by_pictures(self) -> list[Piece]:
        said, self._said = self._said, []
        return said

    def _table_part(
        self, table: OpenTable, first: int, last: int, mark: str, look: ParagraphLook, style: Style
    ) -> None:
        if look.row_end or self._ends_row(table, first, last, mark):
            table.end_row(look.edges)
            return
        if not look.inner_row_end:
            table.add(self._paragraph(first, last, look, style))
        if mark == _CELL:
            table.end_cell()

    def _ends_row(self, table: OpenTable, first: int, last: int, mark: str) -> bool:
        """Without paragraph formatting: an empty cell after others stands for the row's end."""
        return (
            not self._reader.formatted
            and mark == _CELL
            and first == last
            and table.in_row
            and not table.in_cell
        )

    def _paragraph(self, first: int, last: int, look: ParagraphLook, style: Style) -> Paragraph:
        line = _Line()
        for start, text, run in self._reader.runs(first, last, style.run):
            self._run(start, text, run, line)
        # A field whose instruction is still open at the paragraph's end is broken: what follows
        # must not be lost to it.
        self._fields = [f for f in self._fields if f.in_result]
        text = self._reader.whole("".join(line.parts))
        label = self._reader.numbered(self._counters, look)
        if label and text.strip():
            text = label + text.lstrip()
        return Paragraph(
            text=text,
            heading=look.heading or 0,
            centred=bool(look.centred),
            size=line.look.size,
            font=self._reader.font(line.look.font),
            red=bool(line.look.red),
        )

    def _run(self, start: int, text: str, look: RunLook, line: _Line) -> None:
        if look.deleted:
            self._reader.left_out.append(text)
            self._reader.deleted += len(text.strip())
            return
        place = 0
        for match in self._reader.special.finditer(text):
            self._plain(text[place : match.start()], look, line)
            if match.group() in _PICTURES:
                self._picture(match.group(), start + match.start(), look)
            else:
                self._special(match.group(), look, line)
            place = match.end()
        self._plain(text[place:], look, line)

    def _special(self, character: str, look: RunLook, line: _Line) -> None:
        if character == "(":
            if look.symbol:
                number, code = look.symbol
                self._plain(symbol(self._reader.font(number) or "", f"{code:04X}"), look, line)
            else:
                self._plain(character, look, line)
        elif character == _FIELD_BEGIN:
            if len(self._fields) < MOST_FIELDS:
                self._fields.append(_Field())
        elif character == _FIELD_SEPARATOR and self._fields:
            self._fields[-1].in_result = True
        elif character == _FIELD_END and self._fields:
            self._end_field(self._fields.pop(), look, line)
        else:
            self._plain(_SHOWN.get(character, ""), look, line)

    def _end_field(self, ended: _Field, look: RunLook, line: _Line) -> None:
        """What a field shows that has no result of its own."""
        if ended.shows:
            return
        instruction = self._reader.whole(ended.instruction)
        if is_eq(instruction):
            self._plain(eq_field(instruction), look, line)
        elif sign := symbol_field(instruction):
            self._plain(sign, RunLook(size=look.size), line)
        else:
            self._plain(ended.form, look, line)

    def _picture(self, character: str, position: int, look: RunLook) -> None:
        """A picture; in the instruction of a form's field the mark of what was filled in."""
        field = self._fields[-1] if self._fields else None
        if field is None or field.in_result or "FORM" not in field.instruction.upper():
            self._reader.pictures += 1
            self._look_at(character, position, look)
        else:
            field.form = field.form or self._reader.form(look.data)

    def _look_at(self, character: str, position: int, look: RunLook) -> None:
        """A letterhead's pictures are emblems."""
        if not self._page_fields or look.hidden:
            return
        shown = self._reader.shown
        if character == _FLOATING:
            self._said += shown.floating(position)
        elif look.data is not None:
            self._said += shown.in_line(look.data)

    def _plain(self, text: str, look: RunLook, line: _Line) -> None:
        if not text:
            return
        code = next((f for f in reversed(self._fields) if not f.in_result), None)
        if code is not None:
            code.instruction += text
            return
        if any(self._is_page_number(f) for f in self._fields):
            return
        for open_field in self._fields:
            open_field.shows = open_field.shows or bool(text.strip())
        if look.hidden:
            self._reader.hidden += len(text.strip())
            self._reader.left_out.append(text)
            return
        if look.struck and self._reader.strikes:
            self._reader.left_out.append(text)
            self._reader.struck.append(text)
            return
        font = self._reader.font(look.latin)
        if font is not None and is_symbol_font(font):
            text = in_symbol_font(text, font)
        line.add(raised(text, line.last) if look.raised else text, look)

    def _is_page_number(self, found: _Field) -> bool:
        if self._page_fields:
            return False
        words = found.instruction.split(maxsplit=1)
        return bool(words) and words[0].upper() in PAGE_FIELDS
