"""Documents that are nothing but pictures of pages: recognised like scans, where recognition is.

Offices paste scans into Word and wrap them in OFD; the text is then in no part of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from docx.image.image import Image

from indexer.extractors.base import Clock, Extractor, Limits, TextBuilder
from indexer.extractors.pdf.layout import lay_out
from indexer.extractors.pdf.paragraphs import add_pages
from indexer.extractors.recognition.ocr import (
    Recognised,
    as_a4,
    hint,
    is_available,
    mean_confidence,
    missed_lines,
    pictures_of,
    recognise,
)
from indexer.model import ExtractedDocument, Quality, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason

_SMALLEST = 500  # pixels either way; a smaller picture is a logo or a seal, and no page


@dataclass(frozen=True, slots=True)
class PicturePages:
    """The text of the pictures in their order, one page each, and how far it can be trusted."""

    builder: TextBuilder
    pages: int
    quality: Quality

    def document(self, by: Extractor) -> ExtractedDocument:
        return replace(
            self.builder.document(by, quality=self.quality),
            pages=self.pages,
            origin=TextOrigin.OCR,
        )


def recognise_pictures(
    pictures: Iterable[bytes], limits: Limits, what: str, clock: Clock | None = None
) -> PicturePages:
    """``what`` names the kind of file in what is reported; ``clock`` is the file's, where it has
    one already.

    Raises Quarantined: NO_TEXT_LAYER where there is no recognition, NO_TEXT where it finds none.
    """
    if not (limits.ocr and is_available()):
        raise Quarantined(QuarantineReason.NO_TEXT_LAYER, f"{what}中只有图片；{hint()}")
    clock = clock or limits.clock()
    read: list[Recognised] = []
    doubts: list[str] = []
    for number, picture in enumerate(pictures, start=1):
        if not _is_a_page(picture):
            continue
        page = _recognise(picture, clock)
        if page is None:
            doubts.append(f"第 {number} 张图片起没有识别")
            break
        read.append(page)
    if not any(page.characters for page in read):
        raise Quarantined(QuarantineReason.NO_TEXT_LAYER, f"{what}中只有图片，没有识别出文字")
    builder = TextBuilder(limits.characters)
    add_pages(builder, [lay_out(page.content, n) for n, page in enumerate(read, start=1)])
    names = (f"第{number}张图片" for number in range(1, len(read) + 1))
    doubts += missed_lines(zip(names, read, strict=True))
    covered = sum(1 for page in read if page.characters) / len(read)
    quality = Quality(coverage=covered, confidence=mean_confidence(read), doubts=tuple(doubts))
    return PicturePages(builder, len(read), quality)


def _recognise(data: bytes, clock: Clock) -> Recognised | None:
    """None where the time is up; an empty page where the picture cannot be read."""
    try:
        picture = next(iter(pictures_of(data)), None)
    except Quarantined:
        picture = None
    if picture is None:
        return Recognised((), 0.0, 0)
    return recognise(picture, dots_per_inch=as_a4(picture), clock=clock)


def _is_a_page(picture: bytes) -> bool:
    try:
        image = Image.from_blob(picture)
        return min(image.px_width, image.px_height) >= _SMALLEST
    except Exception:  # python-docx raises whatever the damage leads it into
        return False
