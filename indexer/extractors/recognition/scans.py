"""PDF pages without usable text: which they are, and recognising them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from indexer.extractors.base import Clock
from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.pdf.pictures import unread, within
from indexer.extractors.plausibility import reads_well
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
    """Recognise the pages ``numbers`` (from 0) in ``contents``, as far as the time reaches. Of a
    page that has good text only what its pictures say is added."""
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
        if before is None:
            continue
        runs = _better(before, page)
        if runs != before.runs:
            # What pdfium has of its drawings stays: the frame of coordinates is the same.
            contents[number] = replace(before, runs=runs)
            found.append(page)
    return Recognition(tuple(done), mean_confidence(found))


def _better(content: PageContent, page: Recognised) -> tuple[Run, ...]:
    """The page's own text and what was recognised in its pictures where that does not stand; all
    that was recognised where its own text is bad or tells less."""
    good, pictures = reads_well(content.text), unread(content)
    if good and content.runs and pictures:
        added = (
            run
            for run in page.runs
            if within(run, pictures) and not any(_overlap(run, own) for own in content.runs)
        )
        return (*content.runs, *added)
    return page.runs if page.characters > len(content.text) or not good else content.runs


def _overlap(one: Run, other: Run) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min(one.x1 - one.x0, other.x1 - other.x0)
    return wide > 0.3 * smaller and high > 0.3 * min(one.y1 - one.y0, other.y1 - other.y0)


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
