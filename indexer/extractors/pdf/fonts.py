"""The font that PDFium takes where a PDF embeds none: ours, on every host.

PDFium asks the system for a substitute of Chinese fonts that are not embedded, as in most older
PDFs of offices, and measures characters by it. Where the host has none, glyphs measure nothing, and
PDFium leaves out text whose box is empty: a real file gave 25 characters of 3,433. So it is given
one font in which every character is the same small box. Codes, places and advances come from the
file (its CMap, text matrix, /W and /DW), and the same file gives the same text on every host.

``box.ttf`` is of our own making, by fontTools: 1,000 units an em, ascent 880, descent -120, and one
outline from (0, 0) to (200, 500), smaller than any letter, since PDFium joins it to the advance. A
cmap of format 13 leads to it from every code: without one PDFium finds no glyph, and measures
nothing again.
"""

from __future__ import annotations

import ctypes
from functools import cache
from importlib.resources import files
from typing import Any

import pypdfium2.raw as pdfium_c

_CHINESE_JAPANESE_KOREAN = frozenset({128, 129, 134, 136})  # FXFONT_SHIFTJIS … CHINESEBIG5
_BOX = 1  # the handle of the one font


@cache
def use_box_font() -> Any:
    """Have PDFium take our font for Chinese, Japanese and Korean ones that are not embedded, and
    its own built-in ones for all others. Once a process; returns what must outlive PDFium."""
    font = (files(__package__) / "box.ttf").read_bytes()

    def map_font(
        _this: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any
    ) -> int | None:
        return _BOX if charset in _CHINESE_JAPANESE_KOREAN else None

    def font_data(_this: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        data = font if table == 0 else _table(font, table)
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def charset_of(_this: Any, _font: Any) -> int:
        return 134

    info = pdfium_c.FPDF_SYSFONTINFO()
    info.version = 1
    given = {
        "Release": lambda _this: None,
        "EnumFonts": lambda _this, _mapper: None,
        "MapFont": map_font,
        "GetFont": lambda _this, _face: None,
        "GetFontData": font_data,
        "GetFaceName": lambda _this, _font, _buffer, _size: 0,
        "GetFontCharset": charset_of,
        "DeleteFont": lambda _this, _font: None,
    }
    types = dict(pdfium_c.FPDF_SYSFONTINFO._fields_)
    for name, function in given.items():
        setattr(info, name, types[name](function))
    pdfium_c.FPDF_SetSystemFontInfo(info)
    return info


def _table(font: bytes, tag: int) -> bytes:
    """A table of the file by its four letters as a number, empty where there is none."""
    count = int.from_bytes(font[4:6], "big")
    for start in range(12, 12 + 16 * count, 16):
        if int.from_bytes(font[start : start + 4], "big") == tag:
            offset = int.from_bytes(font[start + 8 : start + 12], "big")
            length = int.from_bytes(font[start + 12 : start + 16], "big")
            return font[offset : offset + length]
    return b""
