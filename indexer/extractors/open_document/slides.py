"""OpenDocument slides and drawings (.odp, .odg, flat ones too): a slide is a page, as in .pptx.

Hidden slides, page numbers, dates and prompts that nobody filled are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from indexer.extractors import unread_files
from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.counting import Part, compare
from indexer.extractors.detection import FLAT_ODG, FLAT_ODP, ODG, ODP
from indexer.extractors.flow.flow import Paragraph, Piece, add_pieces
from indexer.extractors.open_document.held import held
from indexer.extractors.open_document.names import (
    BESIDE,
    DRAW,
    FURNITURE,
    IMAGE,
    OFFICE,
    PRESENTATION,
)
from indexer.extractors.open_document.objects import Objects, controls_of
from indexer.extractors.open_document.package import OpenDocument, href, open_document
from indexer.extractors.open_document.story import Beside, Story
from indexer.extractors.open_document.styles import Styles, containers
from indexer.extractors.recognition.beside_text import look_at_pictures
from indexer.extractors.recognition.picture_pages import recognise_pictures
from indexer.extractors.xml_parts import parse_xml
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

_NOTES = PRESENTATION + "notes"


@dataclass(slots=True)
class _Slides:
    """The slides that are shown, by their numbers, and what staff should know."""

    count: int
    shown: dict[int, etree._Element] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def parts(self) -> Iterator[Part]:
        for number, slide in self.shown.items():
            yield from (replace(part, place=f"第{number}页") for part in held(slide))

    def pictures(self, package: OpenDocument) -> Iterator[tuple[str, bytes]]:
        names = (href(image) for slide in self.shown.values() for image in slide.iter(IMAGE))
        for name in dict.fromkeys(names):
            picture = None if "ObjectReplacements/" in name else package.read(name)
            if picture is not None:
                yield name, picture


class _Odp:
    name = "odp"
    version = "1"
    media_types = (ODP, ODG, FLAT_ODP, FLAT_ODG)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        with open_document(path, limits) as package:
            root = parse_xml(package.content, "content.xml")
            drawing = root.find(f"{OFFICE}body/{OFFICE}drawing")
            common = containers(package.styles_root(), "styles")
            styles = Styles([*common, *containers(root, "automatic-styles")])
            slides = _slides(root, styles, limits)
            objects = Objects(package, limits, controls_of(root))
            builder, beside = _build(slides, styles, objects, limits, {})
            pictures = list(slides.pictures(package))
            if not builder.text and pictures:
                shown = (picture for _, picture in pictures)
                return recognise_pictures(shown, limits, "演示文稿").document(self)
            counted = compare(slides.parts(), "\n".join((builder.text, *beside.hidden)))
            seen = look_at_pictures(path, pictures, builder.text, limits)
            if seen.read:
                objects = Objects(package, limits, controls_of(root))
                builder, _ = _build(slides, styles, objects, limits, seen.texts)
            slides.unread = objects.unread
        document = seen.document(builder, self, [*_warnings(slides), *beside.cut()], counted)
        kinds = (ODP, FLAT_ODP) if drawing is None else (ODG, FLAT_ODG)
        return replace(document, pages=slides.count, media_type=kinds[package.parts is None])


OPEN_SLIDES: Extractor = _Odp()


def _slides(root: etree._Element, styles: Styles, limits: Limits) -> _Slides:
    pages = [
        page
        for kind in ("presentation", "drawing")
        for page in root.iterfind(f"{OFFICE}body/{OFFICE}{kind}/{DRAW}page")
    ]
    if not pages:
        raise Quarantined(QuarantineReason.NO_PAGES)
    if len(pages) > limits.pages:
        raise Quarantined(QuarantineReason.TOO_MANY_PAGES, f"{len(pages)} 页，上限 {limits.pages}")
    slides = _Slides(len(pages))
    for number, page in enumerate(pages, start=1):
        visible = styles.property(
            "drawing-page",
            page.get(DRAW + "style-name"),
            "drawing-page-properties",
            PRESENTATION + "visibility",
        )
        if visible == "hidden":
            slides.hidden.append(number)
        else:
            slides.shown[number] = page
    return slides


def _build(
    slides: _Slides,
    styles: Styles,
    objects: Objects,
    limits: Limits,
    said: Mapping[str, Sequence[Piece]],
) -> tuple[TextBuilder, Beside]:
    builder, beside = TextBuilder(limits.characters), Beside()
    story = Story(styles, objects, beside, pictures=said)
    for number, slide in slides.shown.items():
        titles, pieces = _of_slide(slide, story)
        for title in titles:
            builder.add(BlockKind.HEADING, title, page=number, level=1)
        add_pieces(builder, pieces, number)
        for notes in slide.iterchildren(_NOTES):
            for piece in _of_slide(notes, story)[1]:
                if isinstance(piece, Paragraph):
                    builder.add(BlockKind.FOOTNOTE, piece.text, page=number)
    return builder, beside


def _of_slide(slide: etree._Element, story: Story) -> tuple[list[str], list[Piece]]:
    """Its titles, and what else it says in the order of the file."""
    titles: list[str] = []
    pieces: list[Piece] = []
    for shape in slide:
        kind = shape.get(PRESENTATION + "class", "")
        if shape.tag in BESIDE or not str(shape.tag).startswith(DRAW) or kind in FURNITURE:
            continue
        if shape.get(PRESENTATION + "placeholder") == "true":
            continue
        found = [p for p in story.drawing(shape) if not isinstance(p, Paragraph) or p.text.strip()]
        lines = [piece.text for piece in found if isinstance(piece, Paragraph)]
        if kind == "title" and len(lines) == len(found) and lines:
            titles.append("".join(lines))
        else:
            pieces += found
    return titles, pieces


def _warnings(slides: _Slides) -> list[str]:
    warnings = []
    if slides.hidden:
        more = " 等" if len(slides.hidden) > 50 else ""
        warnings.append(f"第 {'、'.join(map(str, slides.hidden[:50]))}{more} 页隐藏，未收入")
    warnings += unread_files.told(slides.unread)
    return warnings
