"""The characters of a PDF page by PDFium: what they are, where they stand, how they look.

One call a character for its box and none for its code, which comes with the whole text.
"""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from indexer.extractors.pdf_frame import Boxes, Floats, Frame

Flags = NDArray[np.bool_]

_SAMPLE = 24  # characters asked for their direction


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


def direction(text_page: pdfium.PdfTextpage, text: str) -> int:
    """Quarter turns clockwise that set most of the text upright."""
    if not text:
        return 0
    step = max(1, len(text) // _SAMPLE)
    turns = [_turns(matrix_of(text_page, number)) for number in range(0, len(text), step)]
    common = max(set(turns), key=turns.count)
    return common if 2 * turns.count(common) > len(turns) else 0


def matrix_of(text_page: pdfium.PdfTextpage, number: int) -> pdfium_c.FS_MATRIX:
    matrix = pdfium_c.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium_c.FPDFText_GetMatrix(text_page.raw, number, matrix)
    return matrix


def _turns(matrix: pdfium_c.FS_MATRIX) -> int:
    return round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4


def is_slanted(matrix: pdfium_c.FS_MATRIX) -> bool:
    quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    return abs(quarters - round(quarters)) > 0.1


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
    index: list[int] = visible.tolist()
    shown = "".join([text[number] for number in index])
    shown, boxes = _half_width(shown, _clipped(boxes))
    return Characters(shown, index, blanks[visible - 1], boxes)


def _loose_boxes(text_page: pdfium.PdfTextpage, index: list[int], frame: Frame) -> Boxes:
    """The boxes that characters take up in the line: as wide as the advance, as high as the
    font."""
    rectangles = (pdfium_c.FS_RECTF * max(1, len(index)))()
    get_box, raw = pdfium_c.FPDFText_GetLooseCharBox, text_page.raw
    for place, number in enumerate(index):
        get_box(raw, number, rectangles[place])
    numbers = np.frombuffer(rectangles, dtype=np.float32).reshape(-1, 4)[: len(index)]
    table: Floats = np.nan_to_num(numbers.astype(np.float64), posinf=0.0, neginf=0.0)
    return frame.boxes(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


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


# ---------------------------------------------------------------- fonts and colours


def size_of(
    text_page: pdfium.PdfTextpage, number: int, matrix: pdfium_c.FS_MATRIX, height: float
) -> float:
    """The em in points: PDFium's size alone reads 1.0 where the matrix does the scaling, and
    both say nothing where the font has a scale of its own; then the box does."""
    size = float(pdfium_c.FPDFText_GetFontSize(text_page.raw, number))
    scaled = size * math.hypot(matrix.c, matrix.d)
    return scaled if 0.6 * height < scaled < 1.7 * height else height


def font_of(text_page: pdfium.PdfTextpage, number: int) -> str:
    """The font's name without its subset mark; names in GBK are read."""
    buffer = ctypes.create_string_buffer(128)
    length = pdfium_c.FPDFText_GetFontInfo(text_page.raw, number, buffer, 128, None)
    raw = buffer.raw[: max(0, min(length, 128) - 1)].split(b"\0")[0]
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("gb18030", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name


def is_red(text_page: pdfium.PdfTextpage, number: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFText_GetFillColor(text_page.raw, number, red, green, blue, alpha):
        return False
    return red.value > 150 and green.value < 90 and blue.value < 90
