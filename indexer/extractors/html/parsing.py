"""A page's source → its tree, whole: also where tags are never closed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from indexer.extractors.decoding import without_controls

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
# 《…<关于…的通知>…》: a title within a title, which every HTML parser takes for a tag.
_INNER_TITLE = re.compile(r"<(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“])([^<>\n]{1,200})>")
_TOO_DEEP = "Excessive depth"
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:]*)\b[^<>]*>")
# What nests and ends no line; what nests and does.
_NESTED = {
    **dict.fromkeys(("span", "font", "b", "strong", "i", "em", "u", "o:p", "a", "label"), ""),
    **dict.fromkeys(("small", "big", "tt", "code", "ins", "nobr", "form", "sub", "sup"), ""),
    **dict.fromkeys(("div", "blockquote", "center", "section", "article", "main", "p"), "<br>"),
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "dl", "dt"), "<br>"),
    **dict.fromkeys(("ul", "ol", "li", "dd", "fieldset", "figure", "header", "details"), "<br>"),
}
_ENDED_BY_THEMSELVES = frozenset({"html", "head", "body", "title", "script", "style", "br", "meta"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """``source`` as it was given to the parser."""

    root: etree._Element
    source: str
    warnings: tuple[str, ...] = ()


def parse(source: str) -> Parsed | None:
    """None where the source holds nothing.

    libxml2 reads no further below some 2,000 elements within elements, which are never meant:
    tags that were opened for each paragraph and never closed. Lines are all that is sure then.
    """
    text, _ = without_controls(source)
    text = _XML_DECLARATION.sub("", _INNER_TITLE.sub(r"〈\1〉", text))
    root, whole = _tree(text)
    if not whole:
        root, whole = _tree(_without(text, _NESTED))
        if not whole:
            every = {tag.lower(): "<br>" for tag in _TAG.findall(text)}
            root, _ = _tree(_without(text, {t: b for t, b in every.items() if _nests(t)}))
        return Parsed(root, text, ("网页标签嵌套过深，按行读取",)) if root is not None else None
    return Parsed(root, text) if root is not None else None


def _nests(tag: str) -> bool:
    return tag not in _ENDED_BY_THEMSELVES


def _without(text: str, tags: Mapping[str, str]) -> str:
    return _TAG.sub(lambda tag: tags.get(tag[1].lower(), tag[0]), text)


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
