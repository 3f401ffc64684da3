"""PDF pages without usable text: which they are, and recognising them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from indexer.extractors.base import Clock
from indexer.extractors.pdf.page import PageContent
from indexer.extractors.quality import is_good
from indexer.extractors.recognition.ocr import (
    DOTS_PER_INCH,
    Recognised,
    is_available,
    mean_confidence,
    recognise,
)

_STRAY = 10  # characters; fewer are a page number or a scanner's stamp
_OVERLAY = 40  # characters on a page that is all picture
_OUTLINES = 100  # paths on a page without text: characters drawn as outlines
_MAX_PIXELS = 30_000_000


def is_scan(content: PageContent) -> bool:
    """Whether the page shows more than its text tells: a picture, or text drawn as outlines."""
    characters = sum(len(run.text) for run in content.runs)
    if characters < _STRAY:
        return content.images > 0.05 or content.paths > _OUTLINES
    return characters < _OVERLAY and content.images > 0.7


@dataclass(frozen=True, slots=True)
class Recognition:
    """What recognising some pages gave: the pages done, and the mean confidence over them."""

    done: tuple[int, ...] = ()
    confidence: float | None = None


def recognise_pages(
    document: pdfium.PdfDocument,
    contents: list[PageContent | None],
    numbers: Sequence[int],
    clock: Clock,
) -> Recognition:
    """Recognise the pages ``numbers`` (from 0) in ``contents``, as far as the time reaches."""
    if not numbers or not is_available():
        return Recognition()
    found: list[Recognised] = []
    done: list[int] = []
    for number in numbers:
        page = _recognise(document, number, clock)
        if page is None:
            break
        done.append(number)
        before = contents[number]
        if before is not None and (page.characters > len(before.text) or not is_good(before.text)):
            # What pdfium has of its drawings stays: the frame of coordinates is the same.
            contents[number] = replace(before, runs=page.runs)
            found.append(page)
    return Recognition(tuple(done), mean_confidence(found))


def _recognise(document: pdfium.PdfDocument, number: int, clock: Clock) -> Recognised | None:
    page = document[number]
    try:
        picture, dots = _grey_picture(page)
    finally:
        page.close()
    return recognise(picture, dots_per_inch=dots, clock=clock)


def _grey_picture(page: pdfium.PdfPage) -> tuple[bytes, float]:
    """The page as a PGM (Netpbm grey map), and its dots an inch; huge pages get fewer."""
    width, height = page.get_size()
    scale = DOTS_PER_INCH / 72.0
    pixels = width * height * scale * scale
    if pixels > _MAX_PIXELS:
        scale *= (_MAX_PIXELS / pixels) ** 0.5
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        data = bytes(bitmap.buffer)
        if bitmap.stride != bitmap.width:
            rows = range(bitmap.height)
            data = b"".join(data[r * bitmap.stride :][: bitmap.width] for r in rows)
        header = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height)
    finally:
        bitmap.close()
    return header + data, scale * 72.0
