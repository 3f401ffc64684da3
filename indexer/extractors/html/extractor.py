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
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.counting import compare
from indexer.extractors.decoding import decode, without_controls
from indexer.extractors.detection import HTML, MHTML
from indexer.extractors.html.content import main_content
from indexer.extractors.html.held import held, left_out
from indexer.extractors.html.labels import Declared, read_declared
from indexer.extractors.html.shown import attachments, visible_text
from indexer.extractors.html.walk import add_element
from indexer.model import BlockKind, ExtractedDocument, Quality
from indexer.model.errors import Quarantined, QuarantineReason

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
# 《…<关于…的通知>…》: a title within a title, which every HTML parser takes for a tag.
_INNER_TITLE = re.compile(r"<(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“])([^<>\n]{1,200})>")
_TOO_DEEP = "Excessive depth"


class _Html:
    name = "html"
    version = "2"
    media_types = (HTML,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        data = path.read_bytes()
        found = _CHARSET.search(data[:8192])
        charset = found[1].decode("ascii") if found else None
        decoded = decode(data, charset)
        return _read_page(decoded.text, self, HTML, limits, list(decoded.warnings))


class _Mhtml:
    name = "mhtml"
    version = "2"
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
    page = _parse(source)
    if page is None:
        raise Quarantined(QuarantineReason.NO_TEXT, "网页中没有文字")
    declared = read_declared(page.root)
    content = main_content(page.root)
    skipped = content.skipped.union(declared.tables)
    builder = TextBuilder(limits.characters)
    _add_title(builder, page.root, declared, visible_text(content.whole, skipped=skipped))
    add_element(builder, content.whole, skipped=skipped)
    text = builder.text
    counted = compare(held(page.source), f"{text}\n{left_out(page.root, skipped)}")
    return ExtractedDocument(
        text=text,
        blocks=builder.blocks,
        media_type=media_type,
        extractor=extractor.name,
        extractor_version=extractor.version,
        quality=counted.doubting(Quality()),
        warnings=(*warnings, *page.warnings, *counted.warnings),
        declared=declared.values,
        attachments=attachments(content.whole, skipped),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """``source`` as it was given to the parser."""

    root: etree._Element
    source: str
    warnings: tuple[str, ...] = ()


def _parse(source: str) -> _Page | None:
    text, _ = without_controls(source)
    text = _XML_DECLARATION.sub("", _INNER_TITLE.sub(r"〈\1〉", text))
    root, whole = _tree(text)
    if whole or root is None:
        return _Page(root, text) if root is not None else None
    # libxml2 reads no further below some 2,000 elements within elements, which are never meant:
    # tags that were opened for each paragraph and never closed. Lines are all that is sure then.
    root, _ = _tree(_TAG.sub(lambda tag: _NESTED.get(tag[1].lower(), tag[0]), text))
    return _Page(root, text, ("网页标签嵌套过深，按行读取",)) if root is not None else None


_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:]*)\b[^<>]*>")
# What nests and ends no line; what nests and does.
_NESTED = {
    **dict.fromkeys(("span", "font", "b", "strong", "i", "em", "u", "o:p", "a", "label"), ""),
    **dict.fromkeys(("small", "big", "tt", "code", "ins", "nobr", "form"), ""),
    **dict.fromkeys(("div", "blockquote", "center", "section", "article", "main", "p"), "<br>"),
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "dl", "dt"), "<br>"),
    **dict.fromkeys(("ul", "ol", "li", "dd", "fieldset", "figure", "header", "details"), "<br>"),
}


def _tree(text: str) -> tuple[etree._Element | None, bool]:
    """The parsed page, and whether it was read to its end."""
    parser = lxml_html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, True
    return root, not any(_TOO_DEEP in entry.message for entry in parser.error_log)


# ---------------------------------------------------------------- the title


_SITE_NAME = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+")


def _add_title(
    builder: TextBuilder, root: etree._Element, declared: Declared, content: str
) -> None:
    """The page's title as the first block, where the content itself does not begin with it."""
    start = _squeezed(content)[:400]
    head = [line.strip() for line in content.split("\n") if line.strip()][:_HEAD]
    own = any(len(line) <= _LONGEST_TITLE and _A_TITLE.search(line) for line in head)
    for title, sure in _titles(root, declared):
        if _squeezed(title) in start:
            return
        # A page's name is often its site's, or its template's.
        if sure or (not own and (_A_TITLE.search(title) or not head)):
            builder.add(BlockKind.HEADING, title, level=1)
            return


_HEAD = 12  # lines, among which a document's title stands
_LONGEST_TITLE = 80
_A_TITLE = re.compile(
    r"关于.{2,}|(?:通知|公告|通告|决定|决议|命令|令|意见|办法|规定|条例|细则|规则|规范|方案|规划|计划|要点"
    r"|批复|复函|函|通报|报告|纪要|章程|制度|目录|清单|指南|标准|说明|解读|问答|法)"
    r"(?:[（(〔].{1,30}[）)〕])?$"
)


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
        parts = [part.strip() for part in _SITE_NAME.split(element.text or "")]
        longest = max(parts, key=len, default="")
        if longest:
            yield " ".join(longest.split()), False


WEB_PAGE: Extractor = _Html()
SAVED_WEB_PAGE: Extractor = _Mhtml()
