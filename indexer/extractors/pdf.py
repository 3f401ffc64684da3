"""PDF: text, layout and pages by PDFium."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium

from indexer.errors import Quarantined, QuarantineReason
from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.model import BlockKind, ExtractedDocument


class _Pdf:
    name = "pdf"
    version = "0"
    media_types = ("application/pdf",)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        try:
            document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            reason = (
                QuarantineReason.ENCRYPTED
                if "password" in str(error).lower()
                else QuarantineReason.CORRUPT
            )
            raise Quarantined(reason, str(error)) from error
        try:
            if len(document) == 0:
                raise Quarantined(QuarantineReason.NO_PAGES)
            if len(document) > limits.pages:
                raise Quarantined(QuarantineReason.TOO_MANY_PAGES, f"{len(document)}")
            builder = TextBuilder(limits.characters)
            for number in range(len(document)):
                page = document[number]
                text_page = page.get_textpage()
                for line in text_page.get_text_range().splitlines():
                    builder.add(BlockKind.PARAGRAPH, line, page=number + 1)
                text_page.close()
                page.close()
            if not builder.text:
                raise Quarantined(QuarantineReason.NO_TEXT_LAYER)
            return ExtractedDocument(
                text=builder.text,
                blocks=builder.blocks,
                media_type="application/pdf",
                extractor=self.name,
                extractor_version=self.version,
                pages=len(document),
            )
        finally:
            document.close()


PDF: Extractor = _Pdf()
