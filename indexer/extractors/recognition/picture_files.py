"""Pictures that are files of their own: photographs of pages, scans of many pages (TIFF)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.detection import BMP, GIF, JPEG, PNG, TIFF
from indexer.extractors.pdf.layout import lay_out
from indexer.extractors.pdf.paragraphs import add_pages
from indexer.extractors.recognition.kept import Kept
from indexer.extractors.recognition.ocr import (
    READ_ON,
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

_MARKS = ((b"\x89PNG", PNG), (b"\xff\xd8", JPEG), (b"GIF8", GIF), (b"BM", BMP))


@dataclass(slots=True)
class _Pages:
    """Those recognised, and how many the time did not suffice for."""

    found: list[Recognised] = field(default_factory=list)
    left: int = 0

    def doubts(self) -> Iterator[str]:
        if self.left:
            done = len(self.found)
            yield f"未全部识别：已识别 {done} 页，余下 {self.left} 页没有文字，{READ_ON}"
        names = (f"第{number}页" for number in range(1, len(self.found) + 1))
        yield from missed_lines(zip(names, self.found, strict=True))


class _Picture:
    name = "ocr"
    version = "6"
    media_types = (JPEG, PNG, TIFF, GIF, BMP)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        if not (limits.ocr and is_available()):
            raise Quarantined(QuarantineReason.NO_TEXT_LAYER, f"图片；{hint()}")
        data = path.read_bytes()
        media_type = next((kind for mark, kind in _MARKS if data.startswith(mark)), TIFF)
        pages = _pages(path, data, media_type, limits)
        if not pages.found:
            raise Quarantined(
                QuarantineReason.TIMEOUT, "文字识别超时，可提高设置 FILE_SECONDS 后再次入库"
            )
        if not any(page.characters for page in pages.found) and not pages.left:
            raise Quarantined(QuarantineReason.NO_TEXT, "图片中没有识别出文字")
        builder = TextBuilder(limits.characters)
        numbered = enumerate(pages.found, start=1)
        add_pages(builder, [lay_out(page.content, n) for n, page in numbered])
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=media_type,
            extractor=self.name,
            extractor_version=self.version,
            pages=len(pages.found) + pages.left,
            origin=TextOrigin.OCR,
            quality=Quality(
                coverage=sum(1 for page in pages.found if page.characters)
                / (len(pages.found) + pages.left),
                confidence=mean_confidence(pages.found),
                doubts=tuple(pages.doubts()),
            ),
            unread=pages.left,
        )


def _pages(path: Path, data: bytes, media_type: str, limits: Limits) -> _Pages:
    """As far as the time reaches; those that an earlier reading recognised are kept."""
    kept, clock, pages = Kept.of(path, limits.scratch), limits.clock(), _Pages()
    for number, picture in enumerate(pictures_of(data)):
        page = None if pages.left else kept.page(number)
        if page is None and not pages.left:
            page = recognise(picture, dots_per_inch=as_a4(picture), clock=clock)
            if page is not None:
                kept.keep(number, page)
        if page is None:
            pages.left += 1
        else:
            pages.found.append(page)
        if media_type == GIF:
            break  # what moves shows one page
    if not pages.left:
        kept.forget()
    return pages


PICTURE: Extractor = _Picture()
