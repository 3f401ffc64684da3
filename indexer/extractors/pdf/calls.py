"""PDFium's small accessors as plain C calls.

pypdfium2's own declarations turn each argument and result into a typed pointer, and let go of the
interpreter's lock around each call: right for what takes long, and most of the cost of calls that
take a tenth of a microsecond and are made a thousand times a page. These take addresses.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

Address = int

_POINTER, _INT, _DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_double


def address(handle: Any) -> Address:
    """Of a page, a text page or an object that pypdfium2 holds."""
    return ctypes.cast(handle, _POINTER).value or 0


def _plain(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    prototype = ctypes.PYFUNCTYPE(result, *arguments)
    return prototype(address(function))


def table_of(
    function: Callable[..., Any], handle: Address, numbers: list[int], columns: int
) -> tuple[NDArray[np.float32], list[int]]:
    """What ``function(handle, number, place)`` writes of so many floats for each number, and
    what it returns; noughts where it writes nothing."""
    table = np.zeros((len(numbers), columns), dtype=np.float32)
    start, step = table.ctypes.data, 4 * columns
    places = range(start, start + step * len(numbers), step)
    return table, list(map(function, repeat(handle), numbers, places))


page_object = _plain(pdfium_c.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
form_object = _plain(pdfium_c.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
object_type = _plain(pdfium_c.FPDFPageObj_GetType, _INT, _POINTER)
object_bounds = _plain(pdfium_c.FPDFPageObj_GetBounds, _INT, _POINTER, *[_POINTER] * 4)

loose_box = _plain(pdfium_c.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
character_matrix = _plain(pdfium_c.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
font_size = _plain(pdfium_c.FPDFText_GetFontSize, _DOUBLE, _POINTER, _INT)
text_object = _plain(pdfium_c.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
render_mode = _plain(pdfium_c.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
font_info = _plain(
    pdfium_c.FPDFText_GetFontInfo,
    ctypes.c_ulong,
    *(_POINTER, _INT, _POINTER, ctypes.c_ulong, _POINTER),
)
fill_colour = _plain(pdfium_c.FPDFText_GetFillColor, _INT, _POINTER, _INT, *[_POINTER] * 4)
