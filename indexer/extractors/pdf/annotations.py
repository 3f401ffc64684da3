"""What is written on a PDF page beside its own text: values of form fields, free text.

PDFium's text of a page holds neither. The values are read from the fields themselves, not from how
they look: an appearance may be missing, or be drawn in a font that maps to nothing.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.extractors.pdf.frame import Frame

logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it warns of every form in XFA

_LARGEST = 12.0  # points, of an entry's letters; a field may be much higher than its text
_MOST = 5_000  # annotations of one page
_HIDDEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13  # of a text field's flags (ISO 32000-1, table 228)
_TICKED = "☑"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that was filled in, and where it stands. ``size`` is the em in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


def prepare_forms(document: pdfium.PdfDocument) -> None:
    """Before any page is opened; a file without a form costs nothing."""
    if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
        with suppress(pdfium.PdfiumError):  # a form that is broken has no values to tell
            document.init_forms()


def read_entries(page: pdfium.PdfPage, frame: Frame) -> tuple[Entry, ...]:
    """The entries that a reader of the page sees."""
    count = pdfium_c.FPDFPage_GetAnnotCount(page.raw)
    if count <= 0:
        return ()
    found: list[Entry] = []
    for number in range(min(count, _MOST)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        try:
            if not pdfium_c.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                found.extend(_lines(_written(page, annotation), annotation, frame))
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return tuple(found)


def _written(page: pdfium.PdfPage, annotation: Any) -> str:
    subtype = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    if subtype == pdfium_c.FPDF_ANNOT_FREETEXT:
        return _string(pdfium_c.FPDFAnnot_GetStringValue, annotation, b"Contents")
    if subtype == pdfium_c.FPDF_ANNOT_WIDGET and page.formenv is not None:
        return _value(page.formenv.raw, annotation)
    return ""


def _value(form: Any, annotation: Any) -> str:
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind == pdfium_c.FPDF_FORMFIELD_TEXTFIELD:
        if pdfium_c.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
            return ""
        return _string(pdfium_c.FPDFAnnot_GetFormFieldValue, form, annotation)
    if kind in (pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON):
        return _TICKED if pdfium_c.FPDFAnnot_IsChecked(form, annotation) else ""
    if kind in (pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX):
        return _chosen(form, annotation)
    return ""


def _chosen(form: Any, annotation: Any) -> str:
    """The labels that are chosen; a combo box may hold a value of the reader's own."""
    options = range(max(0, pdfium_c.FPDFAnnot_GetOptionCount(form, annotation)))
    chosen = [
        _string(pdfium_c.FPDFAnnot_GetOptionLabel, form, annotation, number)
        for number in options
        if pdfium_c.FPDFAnnot_IsOptionSelected(form, annotation, number)
    ]
    return "、".join(chosen) or _string(pdfium_c.FPDFAnnot_GetFormFieldValue, form, annotation)


def _string(ask: Callable[..., int], *of: Any) -> str:
    """A text that PDFium gives in UTF-16, its length asked first."""
    length = ask(*of, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(*of, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[:length].decode("utf-16-le", "replace").split("\0")[0]


def _lines(text: str, annotation: Any, frame: Frame) -> Iterator[Entry]:
    """The text's lines, one below the other in the annotation's box."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    place = pdfium_c.FS_RECTF()
    if not any(lines) or not pdfium_c.FPDFAnnot_GetRect(annotation, place):
        return
    sides = (np.array([float(s)]) for s in (place.left, place.bottom, place.right, place.top))
    box = frame.boxes(*sides)
    x0, x1, y0, y1 = (float(side[0]) for side in (box.x0, box.x1, box.y0, box.y1))
    if not (x1 > 0 and y1 > 0 and x0 < frame.width and y0 < frame.height):
        return
    step = max((y1 - y0) / len(lines), 1.0)
    size = min(step, _LARGEST)
    for number, line in enumerate(lines):
        middle = y0 + (number + 0.5) * step
        if line:
            yield Entry(line, x0, middle - size / 2, x1, middle + size / 2, size)
