"""PDF: text, layout and pages by PDFium; pdfminer.six where PDFium's text is no good.

PDFium reads a page in two milliseconds where pdfminer.six takes some forty, so it reads all of
them, and pdfminer.six only those whose text fails :func:`indexer.extractors.quality.score`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.errors import Quarantined, QuarantineReason
from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.detection import PDF as MEDIA_TYPE
from indexer.extractors.pdf_layout import lay_out
from indexer.extractors.pdf_page import PageContent, read_page
from indexer.extractors.pdf_paragraphs import add_pages
from indexer.model import ExtractedDocument


class _Pdf:
    name = "pdf"
    version = "1"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        with _opened(path, limits) as document:
            warnings = _permissions(document)
            contents = [_content(document, number) for number in range(len(document))]
            builder = TextBuilder(limits.characters)
            add_pages(builder, [lay_out(c, n) for n, c in enumerate(contents, start=1)])
            if not builder.text:
                raise Quarantined(QuarantineReason.NO_TEXT_LAYER)
            return ExtractedDocument(
                text=builder.text,
                blocks=builder.blocks,
                media_type=MEDIA_TYPE,
                extractor=self.name,
                extractor_version=self.version,
                pages=len(document),
                warnings=tuple(warnings),
            )


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise _refusal() from error
    try:
        if len(document) == 0:
            raise Quarantined(QuarantineReason.NO_PAGES)
        if len(document) > limits.pages:
            detail = f"{len(document)} 页，上限 {limits.pages} 页"
            raise Quarantined(QuarantineReason.TOO_MANY_PAGES, detail)
        yield document
    finally:
        document.close()


def _refusal() -> Quarantined:
    """Why PDFium did not open the last file."""
    code = pdfium_c.FPDF_GetLastError()
    if code == pdfium_c.FPDF_ERR_PASSWORD:
        return Quarantined(QuarantineReason.ENCRYPTED, "需要密码")
    if code == pdfium_c.FPDF_ERR_SECURITY:
        return Quarantined(QuarantineReason.ENCRYPTED, "不支持的加密方式")
    return Quarantined(QuarantineReason.CORRUPT, "无法打开")


def _permissions(document: pdfium.PdfDocument) -> list[str]:
    """Bit 5 of the permissions forbids copying (ISO 32000-1, table 22). An office indexes its
    own files; the flag is told, not obeyed."""
    if pdfium_c.FPDF_GetSecurityHandlerRevision(document.raw) < 0:
        return []
    allowed = pdfium_c.FPDF_GetDocPermissions(document.raw)
    return [] if allowed & 0x10 else ["文件设有禁止复制标志"]


def _content(document: pdfium.PdfDocument, number: int) -> PageContent:
    page = document[number]
    try:
        return read_page(page)
    finally:
        page.close()


PDF: Extractor = _Pdf()
