"""OFD (GB/T 33190): the text of the pages in reading order.

Annotations (stamps, watermarks, notes) are kept out. A template page is part of what its pages
show, but its text is told once, where it stands first; attachments are named and not opened.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from indexer.extractors.archive.reading import Parts, open_zip
from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.counting import Counted, Part, compare
from indexer.extractors.detection import OFD as MEDIA_TYPE
from indexer.extractors.ofd.layout import (
    Line,
    Paragraph,
    lines_of,
    paragraphs,
    without_furniture,
)
from indexer.extractors.ofd.package import Document, open_documents
from indexer.extractors.ofd.page import PageText, held, read_page
from indexer.extractors.ofd.pictures import look_at_pictures, pictures_of_pages
from indexer.extractors.recognition.picture_pages import recognise_pictures
from indexer.extractors.unread_files import told
from indexer.model import BlockKind, ExtractedDocument, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason

_POINTS = 72 / 25.4  # a millimetre in points
_HEAD = 0.2  # the share of a page where a template's line is a letterhead


class _Ofd:
    name = "ofd"
    version = "7"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        with open_zip(path, limits) as archive:
            documents = open_documents(Parts(archive, limits))
        pages = [page for document in documents for page in _pages(document)]
        _check(pages, documents, limits)
        sizes = [page.size for document in documents for page in document.pages]
        lines = [
            lines_of(page.fragments, number, size) if page else []
            for number, (page, size) in enumerate(zip(pages, sizes, strict=True), start=1)
        ]
        builder = TextBuilder(limits.characters)
        kept = without_furniture(lines)
        if not any(line.text.strip() for line in kept):
            return self._scan(path, documents, pages, limits)
        pictured = look_at_pictures(path, documents, pages, lines, limits)
        for paragraph in paragraphs(kept):
            pictured.add_before(builder, paragraph.first.page, paragraph.first.y)
            _add(builder, paragraph)
        pictured.add_before(builder, math.inf)
        counted = _counted(documents, pages, lines, kept)
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=MEDIA_TYPE,
            extractor=self.name,
            extractor_version=self.version,
            pages=len(pages),
            origin=TextOrigin.MIXED if pictured.recognised else TextOrigin.TEXT,
            quality=counted.doubting(pictured.quality()),
            warnings=(
                *_warnings(pages),
                *told(_attachments(documents)),
                *pictured.warnings,
                *counted.warnings,
            ),
            attachments=_attachments(documents),
            unread=pictured.late,
        )

    def _scan(
        self,
        path: Path,
        documents: list[Document],
        pages: Sequence[PageText | None],
        limits: Limits,
    ) -> ExtractedDocument:
        if not any(page.images for page in pages if page):
            drawn = any(page.drawings for page in pages if page)
            raise Quarantined(QuarantineReason.NO_TEXT, "OFD 页面只有图形" if drawn else "")
        shown = pictures_of_pages(path, documents, pages, limits)
        scan = recognise_pictures(shown, limits, "OFD 文件").document(self)
        return replace(
            scan,
            pages=len(pages),
            attachments=_attachments(documents),
            warnings=(*told(_attachments(documents)), *scan.warnings),
        )


OFD: Extractor = _Ofd()


def _pages(document: Document) -> list[PageText | None]:
    """The text of each page; None for one that is not there. A template counts once."""
    told: set[str] = set()
    pages: list[PageText | None] = []
    for page in document.pages:
        if page.content is None:
            pages.append(None)
            continue
        read = read_page(page.content, document)
        for template in page.templates:
            if template in document.templates and template not in told:
                told.add(template)
                below = read_page(document.templates[template], document, template=True)
                read.fragments[:0] = below.fragments
                read.images[:0] = below.images
                read.tops[:0] = below.tops
                read.pictured += below.pictured
                read.drawings += below.drawings
        pages.append(read)
    return pages


def _check(pages: Sequence[PageText | None], documents: list[Document], limits: Limits) -> None:
    if not documents:
        raise Quarantined(QuarantineReason.CORRUPT, "OFD.xml 中没有文档")
    if not pages:
        raise Quarantined(QuarantineReason.NO_PAGES)
    if len(pages) > limits.pages:
        raise Quarantined(QuarantineReason.TOO_MANY_PAGES, f"{len(pages)} 页，上限 {limits.pages}")
    if all(page is None for page in pages):
        raise Quarantined(QuarantineReason.CORRUPT, "页面内容缺失")


def _add(builder: TextBuilder, paragraph: Paragraph) -> None:
    first = paragraph.first
    letterhead = first.template and first.y < _HEAD * first.height
    builder.add(
        BlockKind.HEADER if letterhead else BlockKind.PARAGRAPH,
        paragraph.text,
        page=first.page,
        font_size=round(first.size * _POINTS, 1),
        font_name=first.font or None,
        centred=paragraph.centred,
        red=first.red,
    )


def _warnings(pages: Sequence[PageText | None]) -> tuple[str, ...]:
    warnings: list[str] = []
    missing = [str(n) for n, page in enumerate(pages, start=1) if page is None]
    if missing:
        warnings.append(f"第 {'、'.join(missing)} 页内容缺失")
    left_out = sum(page.left_out for page in pages if page)
    if left_out:
        warnings.append(f"斜排或不可见的文字 {left_out} 处未收入")
    return tuple(warnings)


def _counted(
    documents: list[Document],
    pages: Sequence[PageText | None],
    lines: list[list[Line]],
    kept: list[Line],
) -> Counted:
    """What the pages hold against what was kept of them, or left out on purpose."""
    parts, number = [], 0
    for document in documents:
        parts += [Part(text) for root in document.templates.values() for text in held(root)]
        for page in document.pages:
            number += 1
            if page.content is not None:
                parts += [Part(text, f"第{number}页") for text in held(page.content)]
    shown = {id(line) for line in kept}
    furniture = (line.text for page in lines for line in page if id(line) not in shown)
    hidden = (text for page in pages if page for text in page.left_out_text)
    return compare(parts, "\n".join((*(line.text for line in kept), *furniture, *hidden)))


def _attachments(documents: list[Document]) -> tuple[str, ...]:
    return tuple(name for document in documents for name in document.attachments)
