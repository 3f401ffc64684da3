"""Files within a PDF: of the whole document, or pinned to a place of a page. They are named, and
not read."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_MOST = 5_000  # files asked for their names, and annotations of one page
_NAMELESS = "（无名）"


def files_of(document: pdfium.PdfDocument) -> tuple[str, ...]:
    """The names of the files that the whole document holds."""
    count = min(_MOST, max(0, pdfium_c.FPDFDoc_GetAttachmentCount(document.raw)))
    return tuple(_name(pdfium_c.FPDFDoc_GetAttachment(document.raw, n)) for n in range(count))


def pinned_files(page: pdfium.PdfPage) -> tuple[str, ...]:
    """The names of those that are pinned to the page."""
    names: list[str] = []
    for number in range(min(_MOST, max(0, pdfium_c.FPDFPage_GetAnnotCount(page.raw)))):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        try:
            if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
                names.append(_name(pdfium_c.FPDFAnnot_GetFileAttachment(annotation)))
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    return tuple(names)


def all_files(of_document: Sequence[str], pinned: Iterable[str]) -> list[str]:
    """Both; a pinned one may be among the document's, too."""
    return [*of_document, *(name for name in pinned if name not in of_document)]


def _name(attachment: Any) -> str:
    length = pdfium_c.FPDFAttachment_GetName(attachment, None, 0) if attachment else 0
    if length <= 2:  # the end mark alone
        return _NAMELESS
    buffer = ctypes.create_string_buffer(length)
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium_c.FPDFAttachment_GetName(attachment, pointer, length)
    name = buffer.raw[:length].decode("utf-16-le", "replace")
    return decoded(name.removesuffix("\0")).split("\0")[0] or _NAMELESS


def decoded(name: str) -> str:
    """PDFium gives the bytes of some names that are in UTF-16, mark and all."""
    if not name.startswith("\u00fe\u00ff"):
        return name
    try:
        return name.encode("latin-1").decode("utf-16", "replace")
    except UnicodeEncodeError:
        return name
