"""Paragraph and character formatting of a binary Word file (MS-DOC 2.6, 2.9.14 and 2.9.189).

Only what the text and its layout hints need; every other property is passed over.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

_PAGE = 512
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_DEFINITION = 0xD608
_TABS = 0xC615
_RED_INDEX = 6
_STYLE = 0x4600
_HUGE = frozenset({0x6646, 0x646B})  # the property list stands in the data stream


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """``style`` is the number of the paragraph style; ``list_id`` counts the file's lists from 1.

    ``edges`` are the left edges of a row's cells, in twips; empty but for a row's end.
    """

    style: int = 0
    in_table: bool = False
    row_end: bool = False
    inner_cell: bool = False
    inner_row_end: bool = False
    centred: bool | None = None
    heading: int | None = None
    list_id: int | None = None
    list_level: int | None = None
    edges: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RunLook:
    """``size`` in points; ``symbol`` is the number of a font and the code of a sign in it,
    ``latin`` the font of what is no Chinese, ``data`` a place in the data stream."""

    deleted: bool = False
    hidden: bool | None = None
    size: float | None = None
    red: bool | None = None
    font: int | None = None
    symbol: tuple[int, int] | None = None
    latin: int | None = None
    data: int | None = None
    raised: bool | None = None
    struck: bool | None = None

    def over(self, base: RunLook) -> RunLook:
        return RunLook(
            deleted=self.deleted or base.deleted,
            hidden=base.hidden if self.hidden is None else self.hidden,
            size=self.size or base.size,
            red=base.red if self.red is None else self.red,
            font=base.font if self.font is None else self.font,
            symbol=self.symbol or base.symbol,
            latin=base.latin if self.latin is None else self.latin,
            data=base.data if self.data is None else self.data,
            raised=base.raised if self.raised is None else self.raised,
            struck=base.struck if self.struck is None else self.struck,
        )


@dataclass(frozen=True, slots=True)
class Runs:
    """Stretches of the main stream in order: where each begins and ends, and its properties."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    properties: tuple[bytes, ...]

    def at(self, offset: int) -> bytes:
        """The properties at a byte of the main stream; none where no run covers it."""
        number = bisect_right(self.starts, offset) - 1
        if number < 0 or offset >= self.ends[number]:
            return b""
        return self.properties[number]

    def until(self, offset: int) -> int:
        """Where the run at ``offset`` ends, or the gap before the next one."""
        number = bisect_right(self.starts, offset) - 1
        if number >= 0 and offset < self.ends[number]:
            return self.ends[number]
        return self.starts[number + 1] if number + 1 < len(self.starts) else 1 << 40


def paragraph_runs(main: bytes, index: bytes) -> Runs:
    """``index`` is the PlcBtePapx; each run's properties are istd and property list."""
    return _runs(main, index, _papx)


def character_runs(main: bytes, index: bytes) -> Runs:
    """``index`` is the PlcBteChpx; each run's properties are a property list."""
    return _runs(main, index, _chpx)


def _runs(main: bytes, index: bytes, read: Callable[[bytes, int, int], bytes]) -> Runs:
    found: dict[int, tuple[int, bytes]] = {}
    count = max(0, (len(index) - 4) // 8)
    for (number,) in struct.iter_unpack("<I", index[4 * (count + 1) : 4 * (2 * count + 1)]):
        start = (number & 0x3FFFFF) * _PAGE
        page = main[start : start + _PAGE]
        if len(page) < _PAGE:
            continue
        runs = page[_PAGE - 1]
        if 4 * (runs + 1) > _PAGE - 1:
            continue
        offsets = struct.unpack_from(f"<{runs + 1}I", page)
        for run in range(runs):
            if offsets[run] < offsets[run + 1]:
                found[offsets[run]] = (offsets[run + 1], read(page, runs, run))
    starts = tuple(sorted(found))
    return Runs(starts, tuple(found[s][0] for s in starts), tuple(found[s][1] for s in starts))


def _papx(page: bytes, runs: int, run: int) -> bytes:
    place = 4 * (runs + 1) + 13 * run
    offset = 2 * page[place] if place < _PAGE - 1 else 0
    if not offset:
        return b""
    size = page[offset]
    if size:
        return page[offset + 1 : offset + 2 * size]
    size = page[offset + 1] if offset + 1 < _PAGE else 0
    return page[offset + 2 : offset + 2 + 2 * size]


def _chpx(page: bytes, runs: int, run: int) -> bytes:
    place = 4 * (runs + 1) + run
    offset = 2 * page[place] if place < _PAGE - 1 else 0
    return page[offset + 1 : offset + 1 + page[offset]] if offset else b""


def properties(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """The single properties of a list: operation and operand (MS-DOC 2.6, Sprm). What is cut
    short ends it."""
    place = 0
    while place + 2 <= len(grpprl):
        (operation,) = struct.unpack_from("<H", grpprl, place)
        place += 2
        size = _SIZES.get(operation >> 13)
        if size is None:
            size, skip = _variable(operation, grpprl, place)
            place += skip
        operand = grpprl[place : place + size]
        if len(operand) < size:
            return
        place += size
        yield operation, operand


def _variable(operation: int, grpprl: bytes, place: int) -> tuple[int, int]:
    """The operand's size, and that of the count before it."""
    if operation == _TABLE_DEFINITION and place + 2 <= len(grpprl):
        return max(0, struct.unpack_from("<H", grpprl, place)[0] - 1), 2
    if place >= len(grpprl):
        return 1, 0
    size = grpprl[place]
    if operation == _TABS and size == 255:
        return 0, len(grpprl) - place  # its length is counted otherwise; nothing of ours follows
    return size, 1


def paragraph_look(base: ParagraphLook, grpprl: bytes, data: bytes) -> ParagraphLook:
    """``base`` with a property list laid over it; ``data`` is the data stream."""
    changes: dict[str, object] = {}
    for operation, operand in properties(grpprl):
        if operation in _HUGE:
            (place,) = struct.unpack("<I", operand)
            if place + 2 <= len(data):
                (size,) = struct.unpack_from("<H", data, place)
                huge = data[place + 2 : place + 2 + size]
                inner = (p for p in properties(huge) if p[0] not in _HUGE)
                for inner_operation, inner_operand in inner:
                    _paragraph_property(changes, inner_operation, inner_operand)
        else:
            _paragraph_property(changes, operation, operand)
    return replace(base, **changes) if changes else base  # type: ignore[arg-type]


def _paragraph_property(changes: dict[str, object], operation: int, operand: bytes) -> None:
    name = _FLAGS.get(operation)
    if name is not None:
        changes[name] = bool(operand[0])
    elif operation in (0x2403, 0x2461):
        changes["centred"] = operand[0] == 1
    elif operation == 0x2640:
        changes["heading"] = operand[0] + 1 if operand[0] < 9 else 0
    elif operation == 0x260A:
        changes["list_level"] = operand[0]
    elif operation == 0x460B:
        changes["list_id"] = struct.unpack("<h", operand)[0]
    elif operation == _STYLE:
        changes["style"] = struct.unpack("<H", operand)[0]
    elif operation == 0x6649:
        changes["in_table"] = struct.unpack("<i", operand)[0] > 0
    elif operation == _TABLE_DEFINITION and operand:
        cells = operand[0]
        if len(operand) >= 1 + 2 * (cells + 1):
            changes["edges"] = struct.unpack_from(f"<{cells}h", operand, 1)


_FLAGS = {
    0x2416: "in_table",
    0x2417: "row_end",
    0x244B: "inner_cell",
    0x244C: "inner_row_end",
}


def run_look(grpprl: bytes) -> RunLook:
    """What a character property list says."""
    changes: dict[str, object] = {}
    for operation, operand in properties(grpprl):
        read = _RUN_PROPERTIES.get(operation)
        if read is not None:
            name, value = read(operand)
            changes[name] = value
    return RunLook(**changes)  # type: ignore[arg-type]


def _flag(name: str, operand: bytes) -> tuple[str, object]:
    # 128 and 129 stand for what the style says, and its opposite; styles hide nothing here.
    return name, operand[0] in (1, 129)


def _word(name: str, operand: bytes) -> tuple[str, object]:
    return name, struct.unpack("<H", operand)[0]


def _raised(operand: bytes) -> tuple[str, object]:
    return "raised", operand[0] == 1


def _size(operand: bytes) -> tuple[str, object]:
    return "size", struct.unpack("<H", operand)[0] / 2 or None


def _colour_index(operand: bytes) -> tuple[str, object]:
    return "red", operand[0] == _RED_INDEX


def _colour(operand: bytes) -> tuple[str, object]:
    red, green, blue, automatic = operand
    return "red", not automatic and red >= 0xC0 and green <= 0x50 and blue <= 0x50


def _place(operand: bytes) -> tuple[str, object]:
    return "data", struct.unpack("<I", operand)[0]


def _symbol(operand: bytes) -> tuple[str, object]:
    return "symbol", struct.unpack("<HH", operand)


_RUN_PROPERTIES: dict[int, Callable[[bytes], tuple[str, object]]] = {
    0x0800: partial(_flag, "deleted"),
    0x083C: partial(_flag, "hidden"),
    0x0837: partial(_flag, "struck"),
    0x2A53: partial(_flag, "struck"),  # twice
    0x4A43: _size,
    0x2A42: _colour_index,
    0x2A48: _raised,
    0x6870: _colour,
    0x4A50: partial(_word, "font"),
    0x4A4F: partial(_word, "latin"),
    0x6A03: _place,
    0x6A09: _symbol,
}
