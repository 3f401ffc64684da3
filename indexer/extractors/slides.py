"""PowerPoint (.pptx, .ppsx): a slide is a page; its title, texts, tables, charts, and its notes.

Shapes come from top to bottom and from left to right; those without a place of their own as the
file has them. Hidden slides, page numbers, dates and prompts that nobody filled are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from indexer.extractors.archive.reading import Parts, open_zip
from indexer.extractors.base import Extractor, Limits, TextBuilder, strikes_most, told_of_struck
from indexer.extractors.counting import Part, compare, letters_and_digits
from indexer.extractors.detection import PPTX as MEDIA_TYPE
from indexer.extractors.drawings import (
    A,
    chart_lines,
    diagram_lines,
    drop_struck,
    paragraph_text,
)
from indexer.extractors.flow.flow import Table
from indexer.extractors.opc import RELATION, Relationship, main_part, relationships, transitional
from indexer.extractors.reading_order import Box, in_reading_order
from indexer.extractors.recognition.illustrations import Illustrations
from indexer.extractors.xml_parts import parse_xml
from indexer.model import BlockKind, ExtractedDocument, Quality, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})
_FEW = 30  # letters and digits for each slide with pictures
_OFF = frozenset({"0", "false", "off"})


@dataclass(slots=True)
class _Slide:
    """What one slide says, in order; ``pictures`` may hold text that is not read."""

    titles: list[str] = field(default_factory=list)
    pieces: list[str | tuple[tuple[str, ...], ...]] = field(default_factory=list)
    pictures: int = 0
    illustrations: Illustrations | None = None


class _Pptx:
    name = "pptx"
    version = "3"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        builder = TextBuilder(limits.characters)
        illustrations = Illustrations.of(path, limits)
        with open_zip(path, limits) as archive:
            parts_of = Parts(archive, limits)
            struck: list[str] = []
            read = _read(parts_of, builder, limits, illustrations, struck)
            strikes = not strikes_most(struck, builder.text)
            if not strikes:
                builder = TextBuilder(limits.characters)
                read = _read(parts_of, builder, limits, illustrations, None)
        if illustrations is not None:
            illustrations.close()
        pages, warnings, parts, doubts = read
        counted = compare(parts, builder.text)
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type=MEDIA_TYPE,
            extractor=self.name,
            extractor_version=self.version,
            pages=pages,
            origin=_origin(illustrations, parts),
            quality=counted.doubting(_quality(illustrations, tuple(doubts))),
            warnings=(
                *warnings,
                *told_of_struck(struck, stays=not strikes),
                *_told(illustrations),
                *counted.warnings,
            ),
            unread=illustrations.unread if illustrations and illustrations.tried else 0,
        )


PPTX: Extractor = _Pptx()


def _origin(illustrations: Illustrations | None, parts: Sequence[Part]) -> TextOrigin:
    if illustrations is None or not illustrations.recognised:
        return TextOrigin.TEXT
    return TextOrigin.MIXED if any(part.text.strip() for part in parts) else TextOrigin.OCR


def _quality(illustrations: Illustrations | None, doubts: tuple[str, ...]) -> Quality:
    return illustrations.quality(doubts) if illustrations is not None else Quality(doubts=doubts)


def _told(illustrations: Illustrations | None) -> Iterable[str]:
    return illustrations.warnings() if illustrations is not None else ()


def _read(
    parts: Parts,
    builder: TextBuilder,
    limits: Limits,
    illustrations: Illustrations | None,
    struck: list[str] | None,
) -> tuple[int, list[str], list[Part], list[str]]:
    """Add every slide; how many there are, what to tell, what they hold, what to doubt. ``struck``
    takes what is struck through; where there is none, it stays."""
    main = main_part(parts, "ppt/presentation.xml")
    if main is None:
        raise Quarantined(QuarantineReason.CORRUPT, "演示文稿中没有主体部分")
    root = parse_xml(transitional(parts.read(main)), main)
    targets = {r.id: r for r in relationships(parts, main) if not r.external}
    shown = [targets.get(e.get(RELATION + "id", "")) for e in root.iter(P + "sldId")]
    if not shown:
        raise Quarantined(QuarantineReason.NO_PAGES)
    if len(shown) > limits.pages:
        raise Quarantined(QuarantineReason.TOO_MANY_PAGES, f"{len(shown)} 页，上限 {limits.pages}")
    missing, hidden, pictured, counted = [], [], [], []
    for number, relation in enumerate(shown, start=1):
        if relation is None or relation.path not in parts:
            missing.append(number)
            continue
        tree = parse_xml(transitional(parts.read(relation.path)), relation.path)
        if tree.get("show", "1") in _OFF:
            hidden.append(number)
            continue
        if struck is not None:
            struck += drop_struck(tree)
        counted += [Part(text, f"第{number}页") for text in _held(tree)]
        if _add_slide(builder, parts, relation.path, tree, number, illustrations):
            pictured.append(number)
    told = ((missing, "内容缺失"), (hidden, "隐藏，未收入"), (pictured, "有图片，图中文字未识别"))
    warnings = [f"第 {_listed(found)} 页{what}" for found, what in told if found]
    return len(shown), warnings, counted, _doubts(builder, pictured)


def _doubts(builder: TextBuilder, pictured: list[int]) -> list[str]:
    """A file that is mostly pictures says little of what it shows."""
    if not pictured or len(letters_and_digits(builder.text)) >= _FEW * len(pictured):
        return []
    if not builder.text:
        raise Quarantined(QuarantineReason.NO_TEXT_LAYER, "演示文稿中只有图片")
    return [f"演示文稿以图片为主，{len(pictured)} 页有图片，图中文字未识别"]


def _held(tree: etree._Element) -> Iterator[str]:
    """What the slide holds, for the count net: its text nodes by their tag alone."""
    walker = etree.iterwalk(tree, events=("start",))
    for _, element in walker:
        holder = element.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        furniture = holder is not None and holder.get("type", "") in _FURNITURE
        again = element.tag == _MC + "Fallback" and element.getprevious() is not None
        if furniture or again or element.tag == A + "fld":
            walker.skip_subtree()
        elif element.tag == A + "t":
            yield element.text or ""


def _listed(numbers: list[int]) -> str:
    return "、".join(map(str, numbers[:50])) + (" 等" if len(numbers) > 50 else "")


def _add_slide(
    builder: TextBuilder,
    parts: Parts,
    path: str,
    tree: etree._Element,
    number: int,
    illustrations: Illustrations | None,
) -> bool:
    """Whether the slide has pictures that may hold text and were not recognised."""
    relations = {r.id: r for r in relationships(parts, path) if not r.external}
    slide = _Slide(illustrations=illustrations)
    for shapes in tree.iterfind(f"{P}cSld/{P}spTree"):
        _gather(shapes, slide, parts, relations)
    for title in slide.titles:
        builder.add(BlockKind.HEADING, title, page=number, level=1)
    for piece in slide.pieces:
        if isinstance(piece, str):
            builder.add(BlockKind.PARAGRAPH, piece, page=number)
        else:
            builder.add(BlockKind.TABLE, "", page=number, rows=piece)
    for line in _notes(parts, relations.values()):
        builder.add(BlockKind.FOOTNOTE, line, page=number)
    return slide.pictures > 0


def _gather(
    shapes: etree._Element, slide: _Slide, parts: Parts, relations: dict[str, Relationship]
) -> None:
    within = list(shapes)
    for shape in (within[number] for number in in_reading_order(list(map(_place, within)))):
        tag = shape.tag
        if tag == P + "sp":
            _text_shape(shape, slide)
        elif tag == P + "grpSp":
            _gather(shape, slide, parts, relations)
        elif tag == P + "graphicFrame":
            _frame(shape, slide, parts, relations)
        elif tag == P + "pic":
            slide.pictures += not _picture(shape, slide, parts, relations)
        elif tag == _MC + "AlternateContent":
            branches = list(shape.iterchildren(_MC + "Choice", _MC + "Fallback"))
            if branches:
                _gather(branches[0], slide, parts, relations)


def _place(shape: etree._Element) -> Box | None:
    """Where it stands, turned or not, in the measures of what holds it."""
    if shape.tag == _MC + "AlternateContent":
        shape = next((inner for branch in shape for inner in branch), shape)
    transform = shape.find(P + "xfrm")
    for holder in (P + "spPr", P + "grpSpPr") if transform is None else ():
        found = shape.find(f"{holder}/{A}xfrm")
        transform = transform if found is None else found
    at = None if transform is None else transform.find(A + "off")
    size = None if transform is None else transform.find(A + "ext")
    if at is None or size is None:
        return None
    try:
        left, top = float(at.get("x", "")), float(at.get("y", ""))
        return left, top, left + float(size.get("cx", "")), top + float(size.get("cy", ""))
    except ValueError:
        return None


def _picture(
    shape: etree._Element, slide: _Slide, parts: Parts, relations: dict[str, Relationship]
) -> bool:
    """Whether it was recognised; what it says stands where it does."""
    if slide.illustrations is None:
        return False
    before = slide.illustrations.left
    for blip in shape.iter(A + "blip"):
        relation = relations.get(blip.get(RELATION + "embed", ""))
        if relation is None or relation.path not in parts:
            return False
        for piece in slide.illustrations.pieces(parts.read(relation.path)):
            slide.pieces.append(piece.rows if isinstance(piece, Table) else piece.text)
    return slide.illustrations.left == before


def _text_shape(shape: etree._Element, slide: _Slide) -> None:
    holder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    kind = None if holder is None else holder.get("type", "obj")
    if kind in _FURNITURE:
        return
    slide.pictures += sum(1 for _ in shape.iter(A + "blip"))
    lines = [line for line in _lines(shape.find(P + "txBody")) if line.strip()]
    if kind in _TITLES and lines:
        slide.titles.append("".join(lines))
    else:
        slide.pieces += lines


def _lines(body: etree._Element | None) -> Iterator[str]:
    if body is not None:
        yield from map(paragraph_text, body.iterchildren(A + "p"))


def _frame(
    frame: etree._Element, slide: _Slide, parts: Parts, relations: dict[str, Relationship]
) -> None:
    """A table, a chart or a diagram."""
    for table in frame.iter(A + "tbl"):
        slide.pieces.append(_table(table))
    for data in frame.iter(A + "graphicData"):
        slide.pieces += chart_lines(data, parts, relations)
        slide.pieces += diagram_lines(data, parts, relations)


def _table(table: etree._Element) -> tuple[tuple[str, ...], ...]:
    """The rows; a merged cell says its text in all places that it spans."""
    rows: list[list[str]] = []
    for row in table.iterchildren(A + "tr"):
        texts: list[str] = []
        for column, cell in enumerate(row.iterchildren(A + "tc")):
            if cell.get("hMerge", "0") not in _OFF and texts:
                texts.append(texts[-1])
            elif cell.get("vMerge", "0") not in _OFF and rows and column < len(rows[-1]):
                texts.append(rows[-1][column])
            else:
                texts.append("\n".join(_lines(cell.find(A + "txBody"))).strip())
        rows.append(texts)
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _notes(parts: Parts, relations: Iterable[Relationship]) -> Iterator[str]:
    for relation in relations:
        if relation.kind == "notesSlide" and relation.path in parts:
            root = parse_xml(transitional(parts.read(relation.path)), relation.path)
            notes = _Slide()
            for shape in root.iter(P + "sp"):
                _text_shape(shape, notes)
            yield from (piece for piece in notes.pieces if isinstance(piece, str))
