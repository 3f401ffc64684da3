"""Web pages and saved web pages (.mhtml): the document, without the portal around it.

trafilatura finds what the main content is; the element that holds it is then read by ourselves,
so that tables, headings and every line survive. Nothing is fetched and no script is run.
"""

from __future__ import annotations

import copy
import email
import email.policy
import logging
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.detection import HTML, MHTML
from indexer.extractors.html.labels import Declared, read_declared
from indexer.extractors.html.walk import add_element, attachments, visible_text
from indexer.extractors.text import decode, without_controls
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
# 《…<关于…的通知>…》: a title within a title, which every HTML parser takes for a tag.
_INNER_TITLE = re.compile(r"<(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“])([^<>\n]{1,200})>")
_KEPT = 0.85  # of the main content's text that the element chosen must hold
_LEAST = 0.5  # of the page's text that is no link; content found below it is a part only
_PIECE = 24  # characters; the content is looked for in such pieces
_SAMPLE = 100  # of them, spread over the page


class _Html:
    name = "html"
    version = "1"
    media_types = (HTML,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        data = path.read_bytes()
        found = _CHARSET.search(data[:8192])
        charset = found[1].decode("ascii") if found else None
        decoded = decode(data, charset)
        warnings = []
        if decoded.replaced:
            warnings.append(f"有 {decoded.replaced} 处无法按 {decoded.encoding} 解码")
        return _read_page(decoded.text, self, HTML, limits, warnings)


class _Mhtml:
    name = "mhtml"
    version = "1"
    media_types = (MHTML,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                return _read_page(_payload(part), self, MHTML, limits, [])
        raise Quarantined(QuarantineReason.NO_TEXT, "没有网页正文")


def _payload(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    return decode(data if isinstance(data, bytes) else b"", part.get_content_charset()).text


# ---------------------------------------------------------------- the page


def _read_page(
    source: str, extractor: Extractor, media_type: str, limits: Limits, warnings: list[str]
) -> ExtractedDocument:
    root = _parse(source)
    if root is None:
        raise Quarantined(QuarantineReason.NO_TEXT, "网页中没有文字")
    declared = read_declared(root)
    content = _main_content(root)
    builder = TextBuilder(limits.characters)
    _add_title(builder, root, declared, content)
    add_element(builder, content, skipped=set(declared.tables))
    return ExtractedDocument(
        text=builder.text,
        blocks=builder.blocks,
        media_type=media_type,
        extractor=extractor.name,
        extractor_version=extractor.version,
        warnings=tuple(warnings),
        declared=declared.values,
        attachments=attachments(content),
    )


def _parse(source: str) -> etree._Element | None:
    text, _ = without_controls(source)
    text = _XML_DECLARATION.sub("", _INNER_TITLE.sub(r"〈\1〉", text))
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root


# ---------------------------------------------------------------- the main content


def _main_content(root: etree._Element) -> etree._Element:
    """The smallest element that holds nearly all that trafilatura takes for the content."""
    body = root.find("body")
    whole = root if body is None else body
    lines = _content_lines(root)
    pieces = [piece for line in lines for piece in _pieces(_squeezed(line))]
    total = sum(map(len, pieces))
    # trafilatura passes over pages that are set in tables, and over some short ones.
    if not total or total < _LEAST * len(_squeezed(visible_text(whole, links=False))):
        return whole
    sample = pieces[:: max(1, len(pieces) // _SAMPLE)]
    chosen = whole
    while True:
        inner = next((c for c in chosen if _share(c, sample) >= _KEPT), None)
        if inner is None:
            return chosen
        chosen = inner


def _content_lines(root: etree._Element) -> list[str]:
    try:
        text = trafilatura.extract(
            copy.deepcopy(root),  # it prunes what it is given
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            output_format="txt",
        )
    except (ValueError, TypeError, AttributeError, etree.LxmlError, RecursionError):
        return []  # the page as a whole is then the content
    return [line.strip("-| ") for line in (text or "").splitlines() if len(line.strip("-| ")) >= 6]


def _pieces(line: str) -> Iterator[str]:
    for start in range(0, len(line), _PIECE):
        yield line[start : start + _PIECE]


def _share(element: etree._Element, pieces: list[str]) -> float:
    """How much of the content stands in the element."""
    if not isinstance(element.tag, str):
        return 0.0
    text = _squeezed(visible_text(element))
    return sum(piece in text for piece in pieces) / len(pieces)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u3000\u00a0|]+", "", text)


# ---------------------------------------------------------------- the title


_SITE_NAME = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+")


def _add_title(
    builder: TextBuilder, root: etree._Element, declared: Declared, content: etree._Element
) -> None:
    """The page's title as the first block, where the content itself does not begin with it."""
    title = next(_titles(root, declared), "")
    start = _squeezed(visible_text(content))[:400]
    if title and _squeezed(title) not in start:
        builder.add(BlockKind.HEADING, title, level=1)


def _titles(root: etree._Element, declared: Declared) -> Iterator[str]:
    if declared.values.get("title"):
        yield declared.values["title"]
    for heading in root.iter("h1"):
        text = " ".join(visible_text(heading).split())
        if len(text) >= 6:
            yield text
    for element in root.iter("title"):
        parts = [part.strip() for part in _SITE_NAME.split(element.text or "")]
        longest = max(parts, key=len, default="")
        if longest:
            yield " ".join(longest.split())


WEB_PAGE: Extractor = _Html()
SAVED_WEB_PAGE: Extractor = _Mhtml()
