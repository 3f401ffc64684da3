"""PDF: text, layout and pages by PDFium; pdfminer.six where PDFium's text is no good; tesseract,
where it is installed, for pages that have no text.

PDFium reads a page in some milliseconds where pdfminer.six takes ten times as long, so it reads
all of them, and pdfminer.six only those whose text fails
:func:`indexer.extractors.quality.is_good`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.errors import Quarantined, QuarantineReason
from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.detection import PDF as MEDIA_TYPE
from indexer.extractors.ocr import hint
from indexer.extractors.pdf_layout import lay_out
from indexer.extractors.pdf_miner import reread
from indexer.extractors.pdf_page import PageContent, read_page
from indexer.extractors.pdf_paragraphs import add_pages
from indexer.extractors.pdf_scan import Recognition, is_scan, recognise_pages
from indexer.extractors.quality import is_good
from indexer.model import ExtractedDocument, Quality, TextOrigin

_TAIL = 2048  # bytes in which a whole file has its end mark

# PDFium opens no file without pages, and calls it damaged like any other.
_EMPTY_TREE = re.compile(rb"<<(?=[^<>]*/Type\s*/Pages\b)[^<>]*/Count\s+0\b[^<>]*>>")


class _Pdf:
    name = "pdf"
    version = "1"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        with _opened(path, limits) as document:
            warnings = _permissions(document) + _ending(path)
            contents = [_content(document, number) for number in range(len(document))]
            if all(content is None for content in contents):
                raise Quarantined(QuarantineReason.CORRUPT, "所有页面都无法读取")
            reread(path, contents, _where(contents, lambda c: bool(c.runs) and not is_good(c.text)))
            scans = _where(contents, lambda c: is_scan(c) or not is_good(c.text))
            recognition = Recognition()
            if limits.ocr:
                recognition = recognise_pages(document, contents, scans, limits.seconds)
            return self._document(contents, scans, recognition, warnings, limits)

    def _document(
        self,
        contents: list[PageContent | None],
        scans: list[int],
        recognition: Recognition,
        warnings: list[str],
        limits: Limits,
    ) -> ExtractedDocument:
        left = [n for n in scans if n not in recognition.done and _is_bare(contents[n])]
        builder = TextBuilder(limits.characters)
        read = [(n, content) for n, content in enumerate(contents, start=1) if content is not None]
        add_pages(builder, [lay_out(content, number) for number, content in read])
        if not builder.text:
            raise _without_text(left, recognition)
        with_text = {block.page for block in builder.blocks}
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=MEDIA_TYPE,
            extractor=self.name,
            extractor_version=self.version,
            pages=len(contents),
            origin=_origin(recognition, with_text),
            quality=Quality(
                coverage=round(len(with_text) / len(contents), 4),
                confidence=recognition.confidence,
                doubts=tuple(_doubts(contents, left, recognition)),
            ),
            warnings=tuple(warnings),
        )


# ---------------------------------------------------------------- the file


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise _refusal(path) from error
    try:
        if len(document) == 0:
            raise Quarantined(QuarantineReason.NO_PAGES)
        if len(document) > limits.pages:
            detail = f"{len(document)} 页，上限 {limits.pages} 页"
            raise Quarantined(QuarantineReason.TOO_MANY_PAGES, detail)
        yield document
    finally:
        document.close()


def _refusal(path: Path) -> Quarantined:
    """Why PDFium did not open the last file."""
    code = pdfium_c.FPDF_GetLastError()
    if code == pdfium_c.FPDF_ERR_PASSWORD:
        return Quarantined(QuarantineReason.ENCRYPTED, "需要密码")
    if code == pdfium_c.FPDF_ERR_SECURITY:
        return Quarantined(QuarantineReason.ENCRYPTED, "不支持的加密方式")
    if _EMPTY_TREE.search(path.read_bytes()):
        return Quarantined(QuarantineReason.NO_PAGES)
    return Quarantined(QuarantineReason.CORRUPT, "；".join(["无法打开", *_ending(path)]))


def _ending(path: Path) -> list[str]:
    """The end mark is missing where a file was not transferred whole (ISO 32000-1, 7.5.5)."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return [] if b"%%EOF" in file.read() else ["文件缺少结尾，可能没有传完"]


def _permissions(document: pdfium.PdfDocument) -> list[str]:
    """Bit 5 of the permissions forbids copying (ISO 32000-1, table 22). An office indexes its
    own files; the flag is told, not obeyed."""
    if pdfium_c.FPDF_GetSecurityHandlerRevision(document.raw) < 0:
        return []
    allowed = pdfium_c.FPDF_GetDocPermissions(document.raw)
    return [] if allowed & 0x10 else ["文件设有禁止复制标志"]


# ---------------------------------------------------------------- the pages


def _content(document: pdfium.PdfDocument, number: int) -> PageContent | None:
    """None where the page cannot be read."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return None
    try:
        return read_page(page)
    except pdfium.PdfiumError:
        return None
    finally:
        page.close()


def _where(
    contents: Sequence[PageContent | None], holds: Callable[[PageContent], bool]
) -> list[int]:
    return [n for n, content in enumerate(contents) if content is not None and holds(content)]


def _is_bare(content: PageContent | None) -> bool:
    return content is None or is_scan(content)


def _origin(recognition: Recognition, with_text: set[int | None]) -> TextOrigin:
    if recognition.confidence is None:
        return TextOrigin.TEXT
    recognised = {number + 1 for number in recognition.done}
    return TextOrigin.OCR if with_text <= recognised else TextOrigin.MIXED


def _without_text(left: list[int], recognition: Recognition) -> Quarantined:
    if left and not recognition.done:
        return Quarantined(QuarantineReason.NO_TEXT_LAYER, f"{len(left)} 页；{hint()}")
    if recognition.done:
        return Quarantined(QuarantineReason.NO_TEXT, "扫描件中没有识别出文字")
    return Quarantined(QuarantineReason.NO_TEXT)


def _doubts(
    contents: list[PageContent | None], left: list[int], recognition: Recognition
) -> Iterator[str]:
    broken = [n for n, content in enumerate(contents) if content is None]
    if broken:
        yield f"{_pages(broken)}无法读取"
    if left and recognition.done:
        yield f"扫描页未全部识别：时限内识别了 {len(recognition.done)} 页，{_pages(left)}没有文字"
    elif left:
        yield f"{_pages(left)}是扫描页，没有文字层"


def _pages(numbers: Sequence[int]) -> str:
    """第 1、3–5 页, from numbers that count from 0."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    parts = [f"{a + 1}" if a == b else f"{a + 1}–{b + 1}" for a, b in spans]
    shown = "、".join(parts[:8]) + (" 等" if len(parts) > 8 else "")
    return f"第 {shown} 页"


PDF: Extractor = _Pdf()
