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

import pypdfium2 as pdfium

_CHINESE_JAPANESE_KOREAN = frozenset({128, 129, 134, 136})  # FXFONT_SHIFTJIS … CHINESEBIG5
_BOX = 1  # the handle of the one font
_WHOLE = 0  # the table that stands for the whole file; others tell whether it is a collection


class _OneFont(pdfium.PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 has no types
    """Answers instead of the host: none of its fonts is ever looked for. The names are PDFium's."""

    def __init__(self, font: bytes) -> None:
        super().__init__()
        self._font = font

    def EnumFonts(self, _: Any, _mapper: Any) -> None:
        return None

    def MapFont(
        self, _: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any
    ) -> int | None:
        return _BOX if charset in _CHINESE_JAPANESE_KOREAN else None

    def GetFont(self, _: Any, _face: Any) -> None:
        return None

    def GetFontData(self, _: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table != _WHOLE:
            return 0
        if buffer and size >= len(self._font):
            ctypes.memmove(buffer, self._font, len(self._font))
        return len(self._font)

    def GetFaceName(self, _: Any, _font: Any, _buffer: Any, _size: int) -> int:
        return 0

    def GetFontCharset(self, _: Any, _font: Any) -> int:
        return 134

    def DeleteFont(self, _: Any, _font: Any) -> None:
        return None


@cache
def use_box_font() -> None:
    """Have PDFium take our font for Chinese, Japanese and Korean ones that are not embedded, and
    its own built-in ones for all others. Once a process; pypdfium2 keeps it alive."""
    _OneFont((files(__package__) / "box.ttf").read_bytes()).setup()
