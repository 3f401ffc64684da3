"""The style sheet, font names and lists of a binary Word file (MS-DOC 2.9.271, 2.9.81, 2.9.147)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field, replace

from indexer.extractors.doc.fib import Structure, WordFile
from indexer.extractors.doc.formatting import ParagraphLook, RunLook, paragraph_look, run_look
from indexer.extractors.flow.numbering import LEVELS, MSONFC, Level, NumberedList

_NO_STYLE = 0xFFF
_TITLE = 62  # the built-in style's number (MS-DOC 2.9.260, sti)
_HEADINGS = range(1, 10)
_HEADING_NAME = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_PARAGRAPH_STYLE = 1
_LONGEST_CHAIN = 32
_FOLLOW = {0: "\t", 1: " ", 2: ""}
_SILENT = 0xFF


@dataclass(frozen=True, slots=True)
class Style:
    """What paragraphs of a style look like, with what it inherits."""

    paragraph: ParagraphLook = field(default_factory=ParagraphLook)
    run: RunLook = field(default_factory=RunLook)


@dataclass(frozen=True, slots=True)
class _Definition:
    base: int
    heading: int | None
    paragraph: bytes
    run: bytes


class StyleSheet:
    """Paragraph styles by their number; one that is not there or not readable says nothing."""

    def __init__(self, sheet: bytes) -> None:
        self._definitions = _definitions(sheet)
        self._resolved: dict[int, Style] = {}

    def style(self, number: int) -> Style:
        found = self._resolved.get(number)
        if found is None:
            found = self._resolved[number] = self._resolve(number)
        return found

    def _resolve(self, number: int) -> Style:
        chain: list[_Definition] = []
        while number in self._definitions and len(chain) < _LONGEST_CHAIN:
            chain.append(self._definitions[number])
            number = chain[-1].base
        style = Style()
        for definition in reversed(chain):
            paragraph = style.paragraph
            if definition.heading is not None:
                paragraph = replace(paragraph, heading=definition.heading)
            style = Style(
                paragraph_look(paragraph, definition.paragraph, b""),
                run_look(definition.run).over(style.run),
            )
        return style


def _definitions(sheet: bytes) -> dict[int, _Definition]:
    """The paragraph styles of a STSH, as far as it can be read."""
    found: dict[int, _Definition] = {}
    try:
        header, count, base_size = struct.unpack_from("<HHH", sheet)
        place = 2 + header
        for number in range(count):
            (size,) = struct.unpack_from("<H", sheet, place)
            definition = _definition(sheet[place + 2 : place + 2 + size], base_size)
            if definition is not None:
                found[number] = definition
            place += 2 + size
    except struct.error:
        pass
    return found


def _definition(std: bytes, base_size: int) -> _Definition | None:
    if len(std) < base_size + 2 or base_size < 8:
        return None
    first, second = struct.unpack_from("<HH", std)
    if second & 0xF != _PARAGRAPH_STYLE:
        return None
    (length,) = struct.unpack_from("<H", std, base_size)
    end = base_size + 2 + 2 * length
    name = std[base_size + 2 : end].decode("utf-16-le", "replace")
    paragraph, place = _formatting(std, end + 2)
    run, _ = _formatting(std, place)
    return _Definition(second >> 4, _heading(first & 0xFFF, name), paragraph[2:], run)


def _formatting(std: bytes, place: int) -> tuple[bytes, int]:
    """One property list of a style, and where the next begins: at an even place."""
    place += place % 2
    if place + 2 > len(std):
        return b"", place
    (size,) = struct.unpack_from("<H", std, place)
    return std[place + 2 : place + 2 + size], place + 2 + size


def _heading(built_in: int, name: str) -> int | None:
    if built_in in _HEADINGS:
        return built_in
    if built_in == _TITLE:
        return 1
    match = _HEADING_NAME.match(name)
    return int(match.group(1)) if match else None


def font_names(table: bytes) -> tuple[str, ...]:
    """The names of the font table (SttbfFfn), by number."""
    names: list[str] = []
    try:
        (count,) = struct.unpack_from("<H", table)
        place = 4
        for _ in range(count):
            size = table[place]
            font = table[place + 1 : place + 1 + size]
            names.append(font[39:].decode("utf-16-le", "replace").split("\0")[0])
            place += 1 + size
    except (struct.error, IndexError):
        pass
    return tuple(names)


class ListTable:
    """The lists that paragraphs name by number (LFO), with their levels."""

    def __init__(self, file: WordFile) -> None:
        self._lists: list[NumberedList] = []
        try:
            levels = _list_levels(file.structure(Structure.LISTS), file.after(Structure.LISTS))
            self._lists = _overrides(file.structure(Structure.LIST_OVERRIDES), levels)
        except (struct.error, IndexError):
            pass

    def get(self, list_id: int) -> NumberedList | None:
        return self._lists[list_id - 1] if 1 <= list_id <= len(self._lists) else None


def _list_levels(lists: bytes, levels: bytes) -> dict[int, dict[int, Level]]:
    """List identity → its levels. The levels of all lists follow behind the table of lists."""
    found: dict[int, dict[int, Level]] = {}
    if not lists:
        return found
    place = 0
    (count,) = struct.unpack_from("<h", lists)
    for number in range(count):
        start = 2 + 28 * number
        (identity,) = struct.unpack_from("<i", lists, start)
        simple = lists[start + 26] & 1
        own: dict[int, Level] = {}
        for level in range(1 if simple else LEVELS):
            own[level], place = _level(levels, place)
        found[identity] = own
    return found


def _level(data: bytes, place: int) -> tuple[Level, int]:
    """One level (LVL) and where the next begins."""
    start, form, flags = struct.unpack_from("<iBB", data, place)
    follow, runs, paragraphs, restart = (data[place + n] for n in (15, 24, 25, 26))
    text_at = place + 28 + paragraphs + runs
    (length,) = struct.unpack_from("<H", data, text_at)
    end = text_at + 2 + 2 * length
    raw = data[text_at + 2 : end].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(c) + 1}" if ord(c) < LEVELS else c for c in raw)
    style = "none" if form == _SILENT else MSONFC[form] if form < len(MSONFC) else "decimal"
    return (
        Level(
            style=style,
            text=text,
            start=start,
            separator=_FOLLOW.get(follow, "\t"),
            legal=bool(flags & 0x04),
            restart=restart if flags & 0x08 else None,
        ),
        end,
    )


def _overrides(table: bytes, levels: dict[int, dict[int, Level]]) -> list[NumberedList]:
    """The table of list overrides: which list each stands for, and what it changes."""
    found: list[NumberedList] = []
    if not table:
        return found
    (count,) = struct.unpack_from("<I", table)
    heads = [
        (struct.unpack_from("<i", table, 4 + 16 * n)[0], table[4 + 16 * n + 12])
        for n in range(min(count, len(table) // 16))
    ]
    place = 4 + 16 * len(heads)
    for identity, changed in heads:
        own = dict(levels.get(identity, {}))
        starts: dict[int, int] = {}
        place += 4
        for _ in range(changed):
            start, flags = struct.unpack_from("<iI", table, place)
            place += 8
            if flags & 0x20:
                own[flags & 0xF], place = _level(table, place)
            if flags & 0x10:
                starts[flags & 0xF] = own[flags & 0xF].start if flags & 0x20 else start
        found.append(NumberedList(identity, own, starts))
    return found
