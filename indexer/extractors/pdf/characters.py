"""The characters of a PDF page by PDFium: what they are, where they stand, how they look.

One call a character for its box and none for its code, which comes with the whole text.
"""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from indexer.extractors.pdf.calls import (
    address,
    character_matrix,
    fill_colour,
    font_info,
    font_size,
    loose_box,
    render_mode,
    table_of,
    text_object,
)
from indexer.extractors.pdf.frame import Boxes, Floats, Frame
from indexer.extractors.pdf.struck import struck_once

Flags = NDArray[np.bool_]

_SUSPECT = 60.0  # points; a letter as high is looked at again
_TIMES = 3.0  # as high as the em: no letter is
_WHITE = 250  # of 255, all three colours
_SAMPLE = 24  # characters asked for their direction
_INVISIBLE = 3  # the rendering mode of text that is neither filled nor stroked
_LONGEST_NAME = 128  # bytes of a font's name
_MATRIX = 6  # floats of an FS_MATRIX


# ---------------------------------------------------------------- text


def whole_text(text_page: pdfium.PdfTextpage) -> str:
    """The page's text, one character a PDFium index."""
    count = max(0, pdfium_c.FPDFText_CountChars(text_page.raw))
    if count == 0:
        return ""
    buffer = ctypes.create_string_buffer(2 * (count + 1))
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    written = pdfium_c.FPDFText_GetText(text_page.raw, 0, count, pointer)
    text = buffer.raw[: 2 * count].decode("utf-16-le", "replace")
    if written - 1 == count == len(text):
        return text
    # Characters beyond the 16-bit plane, or some that PDFium leaves out of its text.
    codes = (pdfium_c.FPDFText_GetUnicode(text_page.raw, number) for number in range(count))
    return "".join(chr(c) if c < 0xD800 or 0xE000 <= c <= 0x10FFFF else "\ufffd" for c in codes)


# What is no character, but for line ends, tabs and PDFium's own mark of a hyphen.
_CONTROLS = re.compile("[\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def with_gaps(text_page: pdfium.PdfTextpage, text: str) -> str:
    """The text with U+FFFD where the font maps a glyph to nothing. PDFium gives the glyph's code
    instead, which mostly is a control character, and would be lost as a blank."""
    if not _CONTROLS.search(text):
        return text
    page = text_page.raw
    return "".join(
        "\ufffd"
        if (c < " " or _CONTROLS.match(c)) and pdfium_c.FPDFText_HasUnicodeMapError(page, n) == 1
        else c
        for n, c in enumerate(text)
    )


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code of each character."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)


# ---------------------------------------------------------------- characters


@dataclass(frozen=True, slots=True)
class Characters:
    """The visible characters of a page; blanks are kept only as ``after_blank``."""

    text: str
    index: list[int]  # PDFium's own
    after_blank: Flags
    boxes: Boxes


_BLANK = re.compile("[\\s\0-\x1f\u00ad\u200b\u200c\u200d\u3000\ufeff\ufffe\uffff]")


def visible_characters(text_page: pdfium.PdfTextpage, text: str, frame: Frame) -> Characters:
    blanks: Flags = np.zeros(len(text) + 1, dtype=np.bool_)
    for found in _BLANK.finditer(text):
        blanks[found.start()] = True
    visible = np.flatnonzero(~blanks[:-1])
    boxes = _loose_boxes(text_page, visible.tolist(), frame)
    on_page = (boxes.x0 < frame.width) & (boxes.x1 > 0) & (boxes.y0 < frame.height) & (boxes.y1 > 0)
    if not on_page.all():
        visible, boxes = visible[on_page], boxes.of(on_page)
    once = struck_once("".join([text[number] for number in visible.tolist()]), boxes)
    if not once.all():
        visible, boxes = visible[once], boxes.of(once)
    index: list[int] = visible.tolist()
    shown = "".join([text[number] for number in index])
    shown, boxes = _half_width(shown, _clipped(boxes))
    return Characters(shown, index, blanks[visible - 1], boxes)


def _loose_boxes(text_page: pdfium.PdfTextpage, index: list[int], frame: Frame) -> Boxes:
    """The boxes that characters take up in the line: as wide as the advance, as high as the
    font."""
    rectangles, _ = table_of(loose_box, address(text_page.raw), index, 4)  # as FS_RECTF
    table: Floats = np.nan_to_num(rectangles.astype(np.float64), posinf=0.0, neginf=0.0)
    _mend(text_page, index, table)
    return frame.boxes(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _mend(text_page: pdfium.PdfTextpage, index: list[int], table: Floats) -> None:
    """Some fonts for vertical writing declare boxes many times as high as their letters: those
    become an em around the place where PDFium sets the letter."""
    high = np.flatnonzero(np.abs(table[:, 1] - table[:, 3]) > _SUSPECT)
    page, x, y = text_page.raw, ctypes.c_double(), ctypes.c_double()
    matrix = pdfium_c.FS_MATRIX()
    for place in high.tolist():
        number = index[place]
        size = float(font_size(address(page), number))
        if pdfium_c.FPDFText_GetMatrix(page, number, matrix):
            size *= math.hypot(matrix.c, matrix.d)
        if not 1.0 < size < abs(table[place, 1] - table[place, 3]) / _TIMES:
            continue
        if pdfium_c.FPDFText_GetCharOrigin(page, number, x, y):
            left, foot = x.value, y.value - 0.12 * size
            table[place] = (left, foot + size, left + size, foot)


def _clipped(boxes: Boxes) -> Boxes:
    """Where a font declares its glyphs wider than they are set, a box ends where the next one
    of the line begins."""
    follows = same_line(boxes) & (boxes.x0[1:] > boxes.x0[:-1])
    x1 = boxes.x1.copy()
    x1[:-1] = np.where(follows, np.minimum(boxes.x1[:-1], boxes.x0[1:]), boxes.x1[:-1])
    return Boxes(boxes.x0, boxes.y0, x1, boxes.y1)


_FULL_WIDTH = re.compile("[Ａ-Ｚａ-ｚ０-９．／－＋＝＜＞％＠：～［］]")
_FULL_TO_HALF = 0xFEE0


def _half_width(text: str, boxes: Boxes) -> tuple[str, Boxes]:
    """Full-width letters and digits that are set in half a width are half-width ones: some fonts
    give them by the wrong code. A page's majority decides, as far as the next character of the
    line shows the width."""
    found = [match.start() for match in _FULL_WIDTH.finditer(text)]
    if not found:
        return text, boxes
    height = boxes.y1 - boxes.y0
    pitch = np.append(boxes.x0[1:] - boxes.x0[:-1], 0.0) / np.maximum(height, 1e-3)
    told = np.append(same_line(boxes), False)[found] & (pitch[found] > 0) & (pitch[found] < 1.2)
    if 2 * (told & (pitch[found] < 0.75)).sum() <= told.sum():
        return text, boxes
    characters = list(text)
    for place in found:
        characters[place] = chr(ord(characters[place]) - _FULL_TO_HALF)
    x1 = boxes.x1.copy()
    x1[found] = np.minimum(x1, boxes.x0 + 0.6 * height)[found]
    return "".join(characters), Boxes(boxes.x0, boxes.y0, x1, boxes.y1)


def same_line(boxes: Boxes) -> Flags:
    """Whether each character stands on the line of the one before; raised ones do."""
    em = boxes.y1 - boxes.y0
    overlap = np.minimum(boxes.y1[1:], boxes.y1[:-1]) - np.maximum(boxes.y0[1:], boxes.y0[:-1])
    same: Flags = overlap > 0.4 * np.minimum(em[1:], em[:-1])
    return same


# ---------------------------------------------------------------- how they look


Matrix = tuple[float, float, float, float]  # a, b, c, d of PDF's text matrix


class Ink(Enum):
    """Colours that mean something."""

    RED = 1
    WHITE = 2
    OTHER = 3
    NONE = 4  # drawn as nothing


class Looks:
    """How the characters of a text page look, asked one by one through buffers used again."""

    def __init__(self, text_page: pdfium.PdfTextpage) -> None:
        self._page = address(text_page.raw)
        self._matrix = pdfium_c.FS_MATRIX()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)
        self._name_at = ctypes.addressof(self._name)
        self._colours = (ctypes.c_uint * 4)()
        self._colours_at = [ctypes.addressof(self._colours) + 4 * n for n in range(4)]
        self._fonts: dict[bytes, str] = {}

    def matrix(self, number: int) -> Matrix:
        if not character_matrix(self._page, number, self._matrix_at):
            return 1.0, 0.0, 0.0, 1.0
        found = self._matrix
        return found.a, found.b, found.c, found.d

    def matrices(self, numbers: list[int]) -> list[Matrix]:
        """The same of many."""
        table, told = table_of(character_matrix, self._page, numbers, _MATRIX)
        return [
            (a, b, c, d) if known else (1.0, 0.0, 0.0, 1.0)
            for (a, b, c, d, _, _), known in zip(table.tolist(), told, strict=True)
        ]

    def size(self, number: int, matrix: Matrix, height: float) -> float:
        """The em in points: PDFium's size alone reads 1.0 where the matrix does the scaling, and
        both say nothing where the font has a scale of its own; then the box does."""
        scaled = float(font_size(self._page, number)) * math.hypot(matrix[2], matrix[3])
        return scaled if 0.6 * height < scaled < 1.7 * height else height

    def font(self, number: int) -> str:
        """The font's name without its subset mark; names in GBK are read."""
        length = font_info(self._page, number, self._name_at, _LONGEST_NAME, None)
        raw = self._name.value if length > 0 else b""
        name = self._fonts.get(raw)
        if name is None:
            name = self._fonts[raw] = _font_name(raw)
        return name

    def ink(self, number: int) -> Ink:
        drawn = text_object(self._page, number)
        if drawn and render_mode(drawn) == _INVISIBLE:
            return Ink.NONE
        if not fill_colour(self._page, number, *self._colours_at):
            return Ink.OTHER
        red, green, blue, _ = self._colours
        if red > 150 and green < 90 and blue < 90:
            return Ink.RED
        return Ink.WHITE if min(red, green, blue) > _WHITE else Ink.OTHER

    def is_unseen(self, index: list[int]) -> bool:
        """Whether most of the characters are drawn as nothing: the text layer of a scan."""
        asked = index[:: max(1, len(index) // _SAMPLE)]
        objects = [text_object(self._page, number) for number in asked]
        unseen = [o for o in objects if o and render_mode(o) == _INVISIBLE]
        return bool(asked) and 2 * len(unseen) > len(asked)

    def turns(self, text: str) -> int:
        """Quarter turns clockwise that set most of the text upright."""
        if not text:
            return 0
        step = max(1, len(text) // _SAMPLE)
        turns = [round(quarter_turns(self.matrix(n))) % 4 for n in range(0, len(text), step)]
        common = max(set(turns), key=turns.count)
        return common if 2 * turns.count(common) > len(turns) else 0


def is_slanted(matrix: Matrix) -> bool:
    quarters = quarter_turns(matrix)
    return abs(quarters - round(quarters)) > 0.1


def is_turned(matrix: Matrix) -> bool:
    return round(quarter_turns(matrix)) % 2 == 1


def quarter_turns(matrix: Matrix) -> float:
    """The angle of writing, in quarter turns; the slope of an italic is none."""
    return math.atan2(matrix[1], matrix[0]) / (math.pi / 2)


def _font_name(raw: bytes) -> str:
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("gb18030", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name
