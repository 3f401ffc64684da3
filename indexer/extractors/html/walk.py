"""An HTML element → blocks, in the order they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from lxml import etree

from indexer.extractors.base import TextBuilder
from indexer.extractors.flow.headings import heading_level
from indexer.model import BlockKind

_SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "nav")
).union(("footer", "aside", "form", "button", "select", "input", "textarea", "head", "map"))
_BLOCKS = frozenset(
    ("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset")
).union(
    ("figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li"),
    ("main", "ol", "p", "pre", "section", "table", "ul", "tbody", "tr", "td", "th"),
)
_HEADING = re.compile(r"h([1-6])$")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# What stands around a document on a portal page, by class or id: 分享, 打印, 当前位置, 相关解读.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|bdsharebuttonbox|breadcrumb|crumbs?|position|location|print|toolbar"
    r"|fontsize|related|pagination|copyright|qrcode|sidebar|weixin|footer)(?:$|[\s_-])",
    re.I,
)
_LONGEST_FURNITURE = 300  # characters
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|zip|rar|7z|rtf|txt|ceb)(?:$|[?#])", re.I)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_MAX_DEPTH = 400  # elements within elements; libxml2 stops at about as many


def add_element(
    builder: TextBuilder, element: etree._Element, *, skipped: Set[etree._Element] = frozenset()
) -> None:
    """Add the element's content. ``skipped`` elements are left out with all they hold."""
    _Walk(builder, skipped).element(element, 0)


def visible_text(element: etree._Element, *, links: bool = True) -> str:
    """All that the element shows; without ``links``, only what is no link."""
    return "".join(_texts(element, 0, links))


def attachments(element: etree._Element) -> tuple[str, ...]:
    """The names of the files that the element links to; none is followed."""
    names: list[str] = []
    for link in element.iter("a"):
        address = link.get("href") or ""
        if _FILE.search(address):
            names.append(_tidy(visible_text(link)) or address.rsplit("/", 1)[-1])
    return tuple(dict.fromkeys(names))


class _Walk:
    """Gathers the text of a line until a block or a break ends it."""

    def __init__(self, builder: TextBuilder, skipped: Set[etree._Element]) -> None:
        self._builder = builder
        self._skipped = skipped
        self._line: list[str] = []
        self._centred = False

    def element(self, element: etree._Element, depth: int) -> None:
        if not _is_shown(element) or element in self._skipped or depth > _MAX_DEPTH:
            return
        tag = str(element.tag)
        if tag == "br":
            self.flush()
            return
        heading = _HEADING.match(tag)
        if heading:
            self.flush()
            self._builder.add(
                BlockKind.HEADING,
                _tidy(visible_text(element)),
                level=int(heading[1]),
                centred=_is_centred(element) or None,
            )
        elif tag == "table" and not _is_layout(element):
            self.flush()
            self._table(element)
        else:
            self._inside(element, tag, depth)

    def _inside(self, element: etree._Element, tag: str, depth: int) -> None:
        is_block = tag in _BLOCKS
        if is_block:
            self.flush()
        outer = self._centred
        self._centred = outer or _is_centred(element)
        self._line.append(element.text or "")
        for child in element:
            self.element(child, depth + 1)
            self._line.append(child.tail or "")
        if is_block:
            self.flush()
        self._centred = outer

    def flush(self) -> None:
        text = _tidy("".join(self._line))
        self._line.clear()
        if not text:
            return
        level = heading_level(text)
        self._builder.add(
            BlockKind.PARAGRAPH if level is None else BlockKind.HEADING,
            text,
            level=level,
            centred=True if self._centred else None,
        )

    def _table(self, table: etree._Element) -> None:
        rows = _rows(table)
        kept = tuple(row for row in rows if any(row))
        if kept:
            self._builder.add(BlockKind.TABLE, "", rows=kept)


def _rows(table: etree._Element) -> list[tuple[str, ...]]:
    """The rows, each cell in all the places that it spans, so that columns stay columns."""
    rows: list[tuple[str, ...]] = []
    hanging: dict[int, tuple[str, int]] = {}  # column → text, and in how many rows still
    for line in table.iter("tr"):
        row: list[str] = []
        below: dict[int, tuple[str, int]] = {}

        def place(text: str, left: int, row: list[str] = row, below: _Hanging = below) -> None:
            if left > 1:
                below[len(row)] = (text, left - 1)
            row.append(text)

        for cell in line.iterchildren("td", "th"):
            while len(row) in hanging:
                place(*hanging.pop(len(row)))
            text = _tidy(visible_text(cell))
            for _ in range(_span(cell, "colspan")):
                place(text, _span(cell, "rowspan"))
        while len(row) in hanging:
            place(*hanging.pop(len(row)))
        hanging = below
        rows.append(tuple(row))
    return rows


_Hanging = dict[int, tuple[str, int]]
_WIDEST_SPAN = 100  # a page may claim millions


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), _WIDEST_SPAN) if re.fullmatch(r"[0-9]{1,6}", value) else 1


def _is_shown(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return False
    if _HIDDEN.search(element.get("style") or "") or element.get("hidden") is not None:
        return False
    named = _FURNITURE.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    return not (named and _is_short(element))


def _is_short(element: etree._Element) -> bool:
    """Furniture is; a name such as ``print-area`` may also stand at the document itself."""
    length = 0
    for part in element.itertext():
        length += len(str(part).strip())
        if length > _LONGEST_FURNITURE:
            return False
    return True


def _is_centred(element: etree._Element) -> bool:
    return (
        element.tag == "center"
        or (element.get("align") or "").lower() == "center"
        or _CENTRED.search(element.get("style") or "") is not None
    )


def _is_layout(table: etree._Element) -> bool:
    """A table that only places things: one column, or tables and paragraphs in its cells."""
    rows = list(table.iter("tr"))
    widest = max((len(list(row.iterchildren("td", "th"))) for row in rows), default=0)
    if widest < 2 or next(table.iterdescendants("table"), None) is not None:
        return True
    return any(
        sum(1 for _ in cell.iterdescendants("p", "div")) > 8 for cell in table.iter("td", "th")
    )


def _texts(element: etree._Element, depth: int, links: bool) -> Iterator[str]:
    if not _is_shown(element) or depth > _MAX_DEPTH or (element.tag == "a" and not links):
        return
    if element.text:
        yield element.text
    for child in element:
        yield from _texts(child, depth + 1, links)
        if child.tag == "br" or child.tag in _BLOCKS:
            yield "\n"
        if child.tail:
            yield child.tail


_BLANKS = re.compile(r"[ \t\r\n\u00a0]+")


def _tidy(text: str) -> str:
    """Blanks as HTML shows them. A source line that breaks a Chinese sentence breaks nothing."""
    source = _BLANKS.sub(lambda found: "\n" if "\n" in found[0] else " ", text)
    joined = re.sub(r"(?<=[\u3000-\uffef])\n(?=[\u3000-\uffef])", "", source)
    return joined.replace("\n", " ").strip(" \u3000")
