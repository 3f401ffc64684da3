"""Word (.docx, .docm, .dotx): everything that stands on the pages, in reading order.

Headers first (the letterhead may be one), then the body, footers, footnotes and endnotes.
Comments, deleted and hidden text are left out. Pages are not known before a layout is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from indexer.errors import Quarantined, QuarantineReason
from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.detection import DOCX as MEDIA_TYPE
from indexer.extractors.docx_lists import Lists
from indexer.extractors.docx_package import WordPackage, open_package
from indexer.extractors.docx_story import Paragraph, Story, Table
from indexer.extractors.docx_styles import Styles, W, on
from indexer.model import BlockKind, ExtractedDocument

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Page numbers and what surrounds them: — 1 —, 第 1 页 共 3 页, Page 1 of 3.
_FURNITURE = re.compile(r"(?:[\s\d\-—–－―~·|/\\.]|第|共|页|頁|page|of)*", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
# A note's own kind; the others are the rules that part notes from the text.
_NOTE = (None, "normal")


class _Docx:
    name = "docx"
    version = "1"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        package = open_package(path, limits)
        content = _read(package)
        builder = TextBuilder(limits.characters)
        for piece in content.headers:
            _add(builder, piece, BlockKind.HEADER)
        for piece in content.body:
            _add(builder, piece, BlockKind.PARAGRAPH)
        for piece in content.footers:
            _add(builder, piece, BlockKind.HEADER)
        for piece in content.notes:
            _add(builder, piece, BlockKind.FOOTNOTE)
        if not builder.text:
            raise _empty(package)
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=MEDIA_TYPE,
            extractor=self.name,
            extractor_version=self.version,
            warnings=_warnings(package, content.hidden),
            attachments=package.attachments,
        )


DOCX: Extractor = _Docx()

_Piece = Paragraph | Table


@dataclass(frozen=True, slots=True)
class _Content:
    headers: list[_Piece]
    body: list[_Piece]
    footers: list[_Piece]
    notes: list[_Piece]
    hidden: int


def _read(package: WordPackage) -> _Content:
    styles, lists = Styles(package.styles), Lists(package.numbering)
    story = Story(styles, lists)
    # More than one body is damage that Word itself writes at times: all are read.
    body = [p for part in package.document.iterchildren(W + "body") for p in story.pieces(part)]
    notes = list(_notes(package, Story(styles, lists)))
    headers, footers = _shown_headers(package)
    seen = _Seen(body)
    return _Content(
        headers=list(_letterhead(headers, styles, lists, seen)),
        body=body,
        footers=list(_letterhead(footers, styles, lists, seen)),
        notes=notes,
        hidden=story.hidden,
    )


def _notes(package: WordPackage, story: Story) -> Iterator[_Piece]:
    for root in (package.footnotes, package.endnotes):
        if root is None:
            continue
        for note in root.iterchildren(W + "footnote", W + "endnote"):
            if note.get(W + "type") in _NOTE:
                yield from story.pieces(note)


def _shown_headers(package: WordPackage) -> tuple[list[etree._Element], list[etree._Element]]:
    """The headers and the footers that some page shows, in the order of the sections."""
    headers: dict[str, etree._Element] = {}
    footers: dict[str, etree._Element] = {}
    even = package.settings is not None and _toggle(package.settings, "evenAndOddHeaders")
    for section in package.document.iter(W + "sectPr"):
        shown = {"default"} | ({"even"} if even else set())
        if _toggle(section, "titlePg"):
            shown.add("first")
        for reference in section.iterchildren(W + "headerReference", W + "footerReference"):
            rel_id = reference.get(_RELATION_ID, "")
            if reference.get(W + "type", "default") in shown and rel_id in package.headers:
                found = headers if reference.tag == W + "headerReference" else footers
                found.setdefault(rel_id, package.headers[rel_id])
    return list(headers.values()), list(footers.values())


def _toggle(parent: etree._Element, name: str) -> bool:
    child = parent.find(W + name)
    return child is not None and on(child.get(W + "val", "1"))


class _Seen:
    """The text of the body without blanks, to tell running heads, which repeat it."""

    def __init__(self, body: Iterable[_Piece]) -> None:
        self._text = "".join(_plain(piece) for piece in body)
        self._heads: set[str] = set()

    def add(self, text: str) -> bool:
        """Whether ``text`` is new."""
        if text in self._heads or text in self._text:
            return False
        self._heads.add(text)
        return True


def _letterhead(
    parts: Iterable[etree._Element], styles: Styles, lists: Lists, seen: _Seen
) -> Iterator[_Piece]:
    """What headers or footers say that is neither a page number nor said already."""
    for part in parts:
        for piece in Story(styles, lists, page_fields=False).pieces(part):
            text = _plain(piece)
            if not _FURNITURE.fullmatch(text) and seen.add(text):
                yield piece


def _plain(piece: _Piece) -> str:
    if isinstance(piece, Paragraph):
        return _BLANKS.sub("", piece.text)
    return "".join(_BLANKS.sub("", cell) for row in piece.rows for cell in row)


def _add(builder: TextBuilder, piece: _Piece, kind: BlockKind) -> None:
    if isinstance(piece, Table):
        builder.add(BlockKind.TABLE, "", rows=piece.rows)
        return
    heading = piece.heading if kind is BlockKind.PARAGRAPH else 0
    builder.add(
        BlockKind.HEADING if heading else kind,
        piece.text,
        level=heading or None,
        font_size=piece.format.size,
        font_name=piece.format.font,
        centred=piece.centred,
        red=bool(piece.format.red),
    )


def _warnings(package: WordPackage, hidden: int) -> tuple[str, ...]:
    warnings: list[str] = []
    if hidden:
        warnings.append(f"隐藏文字 {hidden} 字未收入")
    if package.linked:
        warnings.append("嵌入的其他格式内容（altChunk）未读取")
    return tuple(warnings)


def _empty(package: WordPackage) -> Quarantined:
    if package.has_images:
        return Quarantined(QuarantineReason.NO_TEXT_LAYER, "Word 文件中只有图片")
    return Quarantined(QuarantineReason.NO_TEXT)
