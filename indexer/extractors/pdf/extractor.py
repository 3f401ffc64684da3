"""PDF: text, layout and pages by PDFium; pdfminer.six where PDFium's text is no good; recognition,
where it is installed, for pages that have no text.

PDFium reads a page in some milliseconds where pdfminer.six takes ten times as long, so it reads
all of them, and pdfminer.six only those whose text fails
:func:`indexer.extractors.quality.is_good`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.extractors.base import Clock, Extractor, Limits, TextBuilder
from indexer.extractors.detection import PDF as MEDIA_TYPE
from indexer.extractors.pdf.annotations import prepare_forms
from indexer.extractors.pdf.attached import all_files, files_of
from indexer.extractors.pdf.counted import counted_pages
from indexer.extractors.pdf.drawing import Picture
from indexer.extractors.pdf.fonts import use_box_font
from indexer.extractors.pdf.layout import lay_out
from indexer.extractors.pdf.page import PageContent, read_page
from indexer.extractors.pdf.paragraphs import add_pages
from indexer.extractors.pdf.pictures import emblems, place, share, unread
from indexer.extractors.plausibility import (
    has_few_words,
    has_impossible_days,
    is_gibberish,
    looks_odd,
    reads_well,
)
from indexer.extractors.quality import count
from indexer.extractors.recognition.kept import Kept
from indexer.extractors.recognition.ocr import (
    READ_ON,
    Recognised,
    hint,
    is_available,
    mean_confidence,
)
from indexer.extractors.recognition.page_illustrations import Illustrated, recognise_illustrations
from indexer.extractors.recognition.scans import (
    Recognition,
    condemning,
    is_scan,
    recognise_pages,
    says_more,
)
from indexer.extractors.unread_files import told
from indexer.model import ExtractedDocument, Quality, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason

_LARGE = 0.25  # of a page: pictures that may be what it has to say
_MAPPED = 0.5  # a text of which less means a character is none
_TAIL = 2048  # bytes in which a whole file has its end mark

# PDFium opens no file without pages, and calls it damaged like any other.
_EMPTY_TREE = re.compile(rb"<<(?=[^<>]*/Type\s*/Pages\b)[^<>]*/Count\s+0\b[^<>]*>>")


class _Pdf:
    name = "pdf"
    version = "17"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        clock = limits.clock()
        with _opened(path, limits) as document:
            warnings = _permissions(document) + _ending(path)
            pages = _read_pages(document, clock)
            if all(content is None for content in pages.contents):
                raise Quarantined(QuarantineReason.CORRUPT, "所有页面都无法读取")
            contents = pages.contents
            pinned = (name for content in contents if content for name in content.files)
            warnings += told(all_files(files_of(document), pinned))
            spoiled = _where(contents, range(len(contents)), lambda c: not reads_well(c.text))
            if spoiled:
                from indexer.extractors.pdf.miner import reread  # few files want it

                reread(path, contents, spoiled)
            spoiled = _where(contents, spoiled, lambda c: not reads_well(c.text))
            bare = _where(contents, range(len(contents)), is_scan)
            scans = sorted({*bare, *spoiled})
            pictured = _pictured(contents, scans)
            recognition, illustrated, wrong = Recognition(), Illustrated(), None
            if limits.ocr:
                kept = Kept.of(path, limits.scratch)
                wrong = condemning(document, contents, frozenset(scans), clock, kept)
                distrusted = frozenset(range(len(contents)) if wrong is not None else ())
                thin = _where(contents, range(len(contents)), lambda c: c.thin)
                asked = sorted({*scans, *thin, *distrusted})
                recognition = recognise_pages(document, contents, asked, clock, kept, distrusted)
                places = {n: pictured[n] for n in pictured if n not in recognition.done}
                illustrated = recognise_illustrations(document, contents, places, clock, kept)
            unfit = [number for number in spoiled if number not in bare]
            reading = _Reading(pages, scans, pictured, unfit, recognition, illustrated, wrong)
            if limits.ocr and not reading.unread:
                kept.forget()
            return self._document(reading, warnings, limits)

    def _document(
        self, reading: _Reading, warnings: list[str], limits: Limits
    ) -> ExtractedDocument:
        builder = TextBuilder(limits.characters)
        numbered = enumerate(reading.pages.contents, start=1)
        left_out = add_pages(
            builder, [lay_out(c, number) for number, c in numbered if c is not None]
        )
        if not builder.text or count(builder.text).mapped < _MAPPED:
            raise _without_text(reading, builder.text, limits)
        with_text = {block.page for block in builder.blocks}
        counted = counted_pages(reading.pages.contents, builder.text, left_out)
        quality = Quality(
            coverage=round(len(with_text | reading.continued) / reading.pages.total, 4),
            confidence=mean_confidence(reading.found),
            doubts=tuple(_doubts(reading)),
        )
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=MEDIA_TYPE,
            extractor=self.name,
            extractor_version=self.version,
            pages=reading.pages.total,
            origin=_origin(reading, with_text),
            quality=counted.doubting(quality),
            warnings=(*warnings, *counted.warnings, *_unseen(reading)),
            unread=reading.unread if reading.has_recognised else 0,
        )


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages read, None for one that cannot be; ``total`` is all that the file has, and more
    where the time was up before."""

    contents: list[PageContent | None]
    total: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """All that was won from the pages, from 0: ``scans``, pages with text and ``pictured`` more,
    with the places of their pictures, those whose text is ``spoiled``, and the one by which the
    whole layer was found ``wrong``."""

    pages: _Pages
    scans: list[int]
    pictured: dict[int, tuple[Picture, ...]]
    spoiled: list[int]
    recognition: Recognition
    illustrated: Illustrated
    wrong: int | None = None

    @property
    def left(self) -> list[int]:
        """Scans that nothing recognised."""
        done, contents = self.recognition.done, self.pages.contents
        return [n for n in self.scans if n not in done and _is_bare(contents[n])]

    @property
    def untold(self) -> list[int]:
        """Pages of whose pictures nothing was recognised."""
        done = {*self.recognition.done, *self.illustrated.done}
        return [n for n in self.pictured if n not in done]

    @property
    def misread(self) -> list[int]:
        """Pages of a wrong layer that were not recognised, and have nothing but that."""
        if self.wrong is None:
            return []
        done, left = self.recognition.done, self.left
        return [n for n in range(len(self.pages.contents)) if n not in done and n not in left]

    @property
    def continued(self) -> set[int | None]:
        """Pages, from 1, with more than a page number: no paragraph may begin there."""
        left = set(self.left)
        numbered = enumerate(self.pages.contents)
        return {n + 1 for n, c in numbered if c is not None and n not in left and says_more(c)}

    @property
    def replaced(self) -> list[int]:
        """Pages whose text was no text, and was recognised instead."""
        done = set(self.recognition.done)
        return [n for n in self.spoiled if n in done and self._reads_well(n)]

    def _reads_well(self, number: int) -> bool:
        content = self.pages.contents[number]
        return content is not None and reads_well(content.text)

    @property
    def unread(self) -> int:
        return len(self.left) + len(self.misread) + len(self.untold)

    @property
    def has_recognised(self) -> bool:
        return bool(self.recognition.done or self.illustrated.done)

    @property
    def found(self) -> tuple[Recognised, ...]:
        return (*self.recognition.found, *self.illustrated.found)


# ---------------------------------------------------------------- the file


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[pdfium.PdfDocument]:
    use_box_font()
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
        prepare_forms(document)
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


def _read_pages(document: pdfium.PdfDocument, clock: Clock) -> _Pages:
    contents: list[PageContent | None] = []
    total = len(document)
    for number in range(total):
        if clock.left <= 0 and number:
            break
        contents.append(_content(document, number))
    return _Pages(contents, total)


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
    contents: Sequence[PageContent | None],
    numbers: Iterable[int],
    holds: Callable[[PageContent], bool],
) -> list[int]:
    found = ((number, contents[number]) for number in numbers)
    return [number for number, content in found if content is not None and holds(content)]


def _pictured(
    contents: Sequence[PageContent | None], scans: Sequence[int]
) -> dict[int, tuple[Picture, ...]]:
    """The pages, besides scans, with pictures that may hold text; emblems do not count."""
    known = emblems(content for content in contents if content is not None)
    scanned, found = set(scans), {}
    for number, content in enumerate(contents):
        if content is not None and number not in scanned:
            found[number] = tuple(p for p in unread(content) if place(p) not in known)
    return {number: places for number, places in found.items() if places}


def _is_bare(content: PageContent | None) -> bool:
    return content is None or is_scan(content)


def _origin(reading: _Reading, with_text: set[int | None]) -> TextOrigin:
    if not any(page.characters for page in reading.found):
        return TextOrigin.TEXT
    recognised = {number + 1 for number in reading.recognition.done}
    return TextOrigin.OCR if with_text <= recognised else TextOrigin.MIXED


def _without_text(reading: _Reading, text: str, limits: Limits) -> Quarantined:
    if text:
        detail = f"文字层没有对应的字符编码；{hint()}"
        return Quarantined(QuarantineReason.NO_TEXT_LAYER, detail)
    if reading.recognition.done:
        return Quarantined(QuarantineReason.NO_TEXT, "扫描件中没有识别出文字")
    if reading.left:
        in_time = limits.ocr and is_available()
        why = "时限（FILE_SECONDS）内一页也没有识别" if in_time else hint()
        return Quarantined(QuarantineReason.NO_TEXT_LAYER, f"{len(reading.left)} 页；{why}")
    return Quarantined(QuarantineReason.NO_TEXT)


def _doubts(reading: _Reading) -> Iterator[str]:
    contents, total = reading.pages.contents, reading.pages.total
    if len(contents) < total:
        yield f"时限内只读了前 {len(contents)} 页，共 {total} 页"
    broken = [n for n, content in enumerate(contents) if content is None]
    if broken:
        yield f"{_pages(broken)}无法读取"
    left, done = reading.left, len(reading.recognition.done)
    if left and done:
        yield f"扫描页未全部识别：已识别 {done} 页，{_pages(left)}没有文字，{READ_ON}"
    elif left:
        yield f"{_pages(left)}是扫描页，没有文字层"
    yield from reading.recognition.missed_lines()
    wrong = _where(contents, reading.spoiled, lambda c: is_gibberish(c.text))
    if wrong:
        yield f"{_pages(wrong)}的文字层疑有误，字符可能对应错了"
    if reading.replaced:
        yield f"{_pages(reading.replaced)}的文字层无法解读，已改用文字识别的结果"
    yield from _layer(reading)
    restored = _where(contents, range(len(contents)), lambda c: c.restored)
    if restored:
        yield f"{_pages(restored)}的数字或标点编码为汉字，已按方正字体的编码还原"
    yield from _pictures(reading, large=True)


def _layer(reading: _Reading) -> Iterator[str]:
    if reading.wrong is not None:
        yield f"文字层与页面所示不符（第 {reading.wrong + 1} 页核对），已改用文字识别的结果"
        if reading.misread:
            yield f"{_pages(reading.misread)}未及识别，仍是有误的文字层"
        return
    if not is_available():
        text = "".join(content.text for content in reading.pages.contents if content is not None)
        if is_gibberish(text):
            return
        if looks_odd(text) or has_few_words(text):
            yield "全文用字少见或不成词，文字层可能有误，请与页面核对"
        elif has_impossible_days(text):
            yield "日期不可能存在，文字层的数字可能有误，请与页面核对"


def _pictures(reading: _Reading, *, large: bool) -> Iterator[str]:
    """Large pictures are a doubt, since much may be missing; small ones are worth a word."""
    told = _where(reading.pages.contents, reading.untold, lambda c: _is_pictured(c) is large)
    if told:
        yield f"{_pages(told)}有图片，图中文字未识别"


def _unseen(reading: _Reading) -> Iterator[str]:
    yield from _pictures(reading, large=False)
    if reading.illustrated.read:
        yield f"{_pages(reading.illustrated.read)}图中文字由文字识别读出，已收入正文"
    if reading.illustrated.thin:
        yield f"{_pages(reading.illustrated.thin)}图片中有文字未能识别"
    contents = reading.pages.contents
    hidden = _where(contents, range(len(contents)), lambda c: c.hidden > 0)
    if hidden:
        count = sum(content.hidden for content in contents if content is not None)
        yield f"{_pages(hidden)}有看不见的文字 {count} 个（白底白字、被遮盖或不显示），未收入正文"
    slanted = _where(contents, range(len(contents)), lambda c: c.slanted > 0)
    if slanted:
        count = sum(content.slanted for content in contents if content is not None)
        yield f"{_pages(slanted)}有斜排文字 {count} 个（水印、印章），未收入正文"


def _is_pictured(content: PageContent) -> bool:
    return share(unread(content), content) >= _LARGE


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
