"""Documents that are nothing but pictures of pages: recognised like scans, where tesseract is.

Offices paste scans into Word and wrap them in OFD; the text is then in no part of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docx.image.image import Image

from indexer.extractors.base import Clock, Limits, TextBuilder
from indexer.extractors.pdf.layout import lay_out
from indexer.extractors.pdf.page import PageContent
from indexer.extractors.pdf.paragraphs import add_pages
from indexer.extractors.recognition.ocr import (
    Recognised,
    hint,
    is_available,
    mean_confidence,
    recognise,
)
from indexer.model import Quality
from indexer.model.errors import Quarantined, QuarantineReason

_A4_WIDTH = 595.0  # points: what a picture of a page is taken to show
_SMALLEST = 500  # pixels either way; a smaller picture is a logo or a seal, and no page


@dataclass(frozen=True, slots=True)
class PicturePages:
    """The text of the pictures in their order, one page each, and how far it can be trusted."""

    builder: TextBuilder
    pages: int
    quality: Quality


def recognise_pictures(pictures: Iterable[bytes], limits: Limits, what: str) -> PicturePages:
    """``what`` names the kind of file in what is reported.

    Raises Quarantined: NO_TEXT_LAYER where there is no recognition, NO_TEXT where it finds none.
    """
    if not (limits.ocr and is_available()):
        raise Quarantined(QuarantineReason.NO_TEXT_LAYER, f"{what}中只有图片；{hint()}")
    clock = Clock(limits.seconds)
    read: list[Recognised] = []
    doubts: list[str] = []
    for number, picture in enumerate(pictures, start=1):
        dots_per_inch = _resolution(picture)
        if dots_per_inch is None:
            continue
        page = _recognise(picture, dots_per_inch, clock)
        if page is None:
            doubts.append(f"第 {number} 张图片起没有识别")
            break
        read.append(page)
    if not any(page.characters for page in read):
        raise Quarantined(QuarantineReason.NO_TEXT_LAYER, f"{what}中只有图片，没有识别出文字")
    builder = TextBuilder(limits.characters)
    contents = [PageContent(_A4_WIDTH, page.height, page.runs) for page in read]
    add_pages(builder, [lay_out(content, n) for n, content in enumerate(contents, start=1)])
    covered = sum(1 for page in read if page.characters) / len(read)
    quality = Quality(coverage=covered, confidence=mean_confidence(read), doubts=tuple(doubts))
    return PicturePages(builder, len(read), quality)


def _recognise(picture: bytes, dots_per_inch: float, clock: Clock) -> Recognised | None:
    """None where the time is up; an empty page where the picture cannot be read."""
    try:
        return recognise(picture, dots_per_inch=dots_per_inch, clock=clock)
    except Quarantined:
        return Recognised((), 0.0, 0)


def _resolution(picture: bytes) -> float | None:
    """Pixels an inch as though the picture were a page of A4; None where it is no page."""
    try:
        image = Image.from_blob(picture)
        width, height = image.px_width, image.px_height
    except Exception:  # python-docx raises whatever the damage leads it into
        return None
    return 72.0 * width / _A4_WIDTH if min(width, height) >= _SMALLEST else None
