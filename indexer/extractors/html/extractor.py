"""Web pages and saved web pages (.mhtml): the document, without the portal around it.

trafilatura finds what the main content is; the page is then read by ourselves without its
furniture, so that tables, headings and every line survive. Nothing is fetched and no script is
run.
"""

from __future__ import annotations

import email
import email.policy
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

from lxml import etree

from indexer.extractors.base import Extractor, Limits, TextBuilder, omitted
from indexer.extractors.counting import compare
from indexer.extractors.decoding import Decoded, decode
from indexer.extractors.detection import HTML, MHTML
from indexer.extractors.html.content import Content, main_content
from indexer.extractors.html.deleted import drop_deleted, drop_struck
from indexer.extractors.html.frames import led_to, told_of_frames, written_within
from indexer.extractors.html.held import held, hidden_characters, left_out
from indexer.extractors.html.labels import Declared, read_declared
from indexer.extractors.html.parsing import Parsed, parse
from indexer.extractors.html.pictures import Pictures, saved_with
from indexer.extractors.html.raw import open_raw, open_unscripted
from indexer.extractors.html.shown import attachments, visible_text
from indexer.extractors.html.styles import apply_styles
from indexer.extractors.html.symbols import show_symbols
from indexer.extractors.html.walk import add_element
from indexer.extractors.readings import told_of_readings, without_readings
from indexer.extractors.recognition.illustrations import Illustrations
from indexer.model import BlockKind, ExtractedDocument, Quality, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_LEAST_OF_A_FRAME = 60  # characters; less is a banner or an advertisement
_LITTLE_TEXT = 200  # characters beside a picture


class _Html:
    name = "html"
    version = "14"
    media_types = (HTML,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        pictures = Pictures(illustrations := Illustrations.of(path, limits))
        sources = [_decoded(path.read_bytes())]
        return _read_pages(sources, self, HTML, limits, pictures, illustrations)


class _Mhtml:
    name = "mhtml"
    version = "14"
    media_types = (MHTML,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        pages = [
            _payload(part)
            for part in message.walk()
            if part.get_content_type() in ("text/html", "application/xhtml+xml")
        ]
        if not pages:
            raise Quarantined(QuarantineReason.NO_TEXT, "没有网页正文")
        pictures = Pictures(illustrations := Illustrations.of(path, limits), saved_with(message))
        return _read_pages(pages, self, MHTML, limits, pictures, illustrations)


def _decoded(data: bytes, charset: str | None = None) -> Decoded:
    found = _CHARSET.search(data[:8192])
    return decode(data, charset or (found[1].decode("ascii") if found else None))


def _payload(part: EmailMessage) -> Decoded:
    data = part.get_payload(decode=True)
    return _decoded(data if isinstance(data, bytes) else b"", part.get_content_charset())


# ---------------------------------------------------------------- the page


def _read_pages(
    sources: list[Decoded],
    extractor: Extractor,
    media_type: str,
    limits: Limits,
    pictures: Pictures,
    illustrations: Illustrations | None,
) -> ExtractedDocument:
    """One page, and the frames within it that say something."""
    pages, frames = _with_frames([page for page in map(_read_page, sources) if page is not None])
    builder = TextBuilder(limits.characters)
    declared: dict[str, str] = {}
    for page in pages:
        _add_title(builder, page)
        add_element(builder, page.content.whole, skipped=page.skipped, said=pictures.said)
        declared = {**page.declared.values, **declared}
    text = builder.text
    counted = compare(
        (part for page in pages for part in held(page.parsed.source)),
        "\n".join((text, *(left_out(page.parsed.root, page.skipped) for page in pages))),
    )
    seen = illustrations
    if seen is not None:
        seen.close()
    quality = counted.doubting(seen.quality() if seen is not None else Quality())
    unseen = sum(pictures.untold(page.content.whole, page.skipped) for page in pages)
    told = list(seen.warnings()) if seen is not None else []
    told += [f"网页有 {unseen} 张图片，图中文字未读取"] if unseen else []
    if unseen and len(text) < _LITTLE_TEXT:
        quality = replace(quality, doubts=(*quality.doubts, "文字很少，正文可能在图片中"))
    warnings = [warning for page in pages for warning in page.warnings]
    return ExtractedDocument(
        text=text,
        blocks=builder.blocks,
        media_type=media_type,
        extractor=extractor.name,
        extractor_version=extractor.version,
        origin=TextOrigin.MIXED if seen is not None and seen.recognised else TextOrigin.TEXT,
        quality=quality,
        warnings=tuple(dict.fromkeys((*warnings, *frames, *told, *counted.warnings))),
        declared=declared,
        attachments=tuple(
            dict.fromkeys(n for p in pages for n in attachments(p.content.whole, p.skipped))
        ),
        unread=seen.unread if seen is not None and seen.tried else 0,
    )


def _with_frames(pages: list[_Page]) -> tuple[list[_Page], list[str]]:
    """The page and those of its frames that are read with it; what is told of the others.
    ``pages``: itself, and what was saved with it. Raises Quarantined where there is none."""
    if not pages:
        raise Quarantined(QuarantineReason.NO_TEXT, "网页中没有文字")
    first, *saved = pages
    within = map(_read_page, written_within(first.content.whole))
    framed = [*saved, *(page for page in within if page is not None)]
    read = [page for page in framed if len(page.visible) >= _LEAST_OF_A_FRAME]
    short = [page.visible for page in framed if len(page.visible) < _LEAST_OF_A_FRAME]
    return [first, *read], told_of_frames(short, led_to(first.content.whole) if not saved else 0)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that was read: where its document stands, and what it shows there."""

    parsed: Parsed
    declared: Declared
    content: Content
    skipped: frozenset[etree._Element]
    visible: str
    warnings: tuple[str, ...]


def _read_page(source: Decoded) -> _Page | None:
    text, readings = without_readings(source.text)
    parsed = parse(text)
    if parsed is None:
        return None
    open_raw(parsed.root)
    open_unscripted(parsed.root)
    styled = apply_styles(parsed.root)
    crossed = drop_deleted(parsed.root, parsed.source)
    crossed += drop_struck(parsed.root, parsed.source)
    show_symbols(parsed.root, parsed.source)
    declared = read_declared(parsed.root)
    content = main_content(parsed.root)
    skipped = content.skipped.union(declared.tables)
    visible = visible_text(content.whole, skipped=skipped)
    told = [
        *styled,
        *crossed,
        *omitted(hidden=hidden_characters(content.whole, skipped)),
    ]
    warnings = (*source.warnings, *parsed.warnings, *told_of_readings(readings), *told)
    return _Page(parsed, declared, content, skipped, visible.strip(), warnings)


# ---------------------------------------------------------------- the title


_SITE_NAME = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+")


def _add_title(builder: TextBuilder, page: _Page) -> None:
    """The page's title as the first block, where the content itself does not begin with it."""
    start = _squeezed(page.visible)[:400]
    head = [line.strip() for line in page.visible.split("\n") if line.strip()][:_HEAD]
    own = any(
        len(line) <= _LONGEST_TITLE and not line.startswith("特此") and _A_TITLE.search(line)
        for line in head
    )
    for title, sure in _titles(page.parsed.root, page.declared):
        if _stands_in(_squeezed(title), start):
            return
        # A page's name is often its site's, or its template's.
        if sure or (not own and (_A_TITLE.search(title) or not head)):
            builder.add(BlockKind.HEADING, title, level=1)
            return


def _stands_in(title: str, start: str) -> bool:
    """Whether the text has the title, not only names what bears it: 《甲》同时废止."""
    at = start.find(title)
    while at > 0 and start[at - 1] in "《〈“":
        at = start.find(title, at + 1)
    return at >= 0


_HEAD = 12  # lines, among which a document's title stands
_LONGEST_TITLE = 80
_A_TITLE = re.compile(
    r"关于.{2,}|(?:通知|公告|通告|决定|决议|命令|令|意见|办法|规定|条例|细则|规则|规范|方案|规划|计划|要点"
    r"|批复|复函|函|通报|报告|纪要|章程|制度|目录|清单|指南|标准|说明|解读|问答|法)"
    r"(?:[（(〔].{1,30}[）)〕])?$"
)


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u3000\u00a0|]+", "", text)


def _titles(root: etree._Element, declared: Declared) -> Iterator[tuple[str, bool]]:
    """Each title that the page gives, and whether it is the document's for sure."""
    if declared.values.get("title"):
        yield declared.values["title"], True
    for heading in root.iter("h1"):
        text = " ".join(visible_text(heading).split())
        if len(text) >= 6:
            yield text, True
    for element in root.iter("title"):
        parts = [part.strip() for part in _SITE_NAME.split(_line(element.text))]
        longest = max(parts, key=len, default="")
        if longest:
            yield " ".join(longest.split()), False
    # One of a lower level, left out because it is a link: a page's list that shows whole texts.
    lower = (" ".join(visible_text(one).split()) for one in root.iter("h2", "h3", "h4", "h5"))
    named = [text for text in lower if len(text) >= 8 and _A_TITLE.search(text)]
    if len(named) == 1:
        yield named[0], False


WEB_PAGE: Extractor = _Html()
SAVED_WEB_PAGE: Extractor = _Mhtml()
