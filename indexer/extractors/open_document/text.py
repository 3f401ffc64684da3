"""OpenDocument texts (.odt, .ott, .fodt): everything that stands on the pages, in reading order.

Headers first (the letterhead may be one), then the body, footers, footnotes and endnotes. Comments,
prompts, deleted and hidden text are left out; the latter two are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from lxml import etree

from indexer.extractors import unread_files
from indexer.extractors.base import Extractor, Limits, omitted, strikes_most, told_of_struck
from indexer.extractors.counting import compare
from indexer.extractors.detection import FLAT_ODT, ODT
from indexer.extractors.flow.flow import Flow, Piece, build
from indexer.extractors.open_document.held import held
from indexer.extractors.open_document.names import IMAGE, PARAGRAPHS, STYLE, TABLE, TEXT, XML
from indexer.extractors.open_document.objects import Objects, controls_of
from indexer.extractors.open_document.package import (
    OpenDocument,
    body_of,
    href,
    open_document,
)
from indexer.extractors.open_document.story import Beside, Story, texts
from indexer.extractors.open_document.styles import Styles, containers
from indexer.extractors.recognition.beside_text import look_at_pictures
from indexer.extractors.recognition.picture_pages import recognise_pictures
from indexer.extractors.xml_parts import parse_xml
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason


@dataclass(frozen=True, slots=True)
class _Text:
    """A file's trees, and the styles of its body and of its margins."""

    package: OpenDocument
    root: etree._Element
    body: etree._Element
    styles: Styles
    of_margins: Styles
    headers: list[etree._Element]
    footers: list[etree._Element]
    limits: Limits


@dataclass(slots=True)
class _Read:
    """One reading: all that the file shows, and what was left aside."""

    flow: Flow
    beside: Beside = field(default_factory=Beside)
    unread: list[str] = field(default_factory=list)


class _Odt:
    name = "odt"
    version = "2"
    media_types = (ODT, FLAT_ODT)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        with open_document(path, limits) as package:
            text = _open(package, limits)
            read = _read(text, {})
            builder = build(read.flow, limits.characters)
            struck = read.beside.struck
            strikes = not strikes_most(struck, builder.text)
            if not strikes:
                read = _read(text, {}, strikes=False)
                builder = build(read.flow, limits.characters)
            pictures = list(_pictures(text))
            if not builder.text:
                return self._scan(pictures, limits)
            aside = (*read.beside.hidden, *read.beside.deleted, *read.beside.struck)
            counted = compare(held(text.body), "\n".join((builder.text, *aside)))
            seen = look_at_pictures(path, pictures, builder.text, limits)
            if seen.read:
                # Once more, with what the pictures say where they stand.
                read = _read(text, seen.texts, strikes=strikes)
                builder = build(read.flow, limits.characters)
        told = (*_warnings(text, read), *told_of_struck(struck, stays=not strikes))
        document = seen.document(builder, self, told, counted)
        return document if package.parts else replace(document, media_type=FLAT_ODT)

    def _scan(self, pictures: Sequence[tuple[str, bytes]], limits: Limits) -> ExtractedDocument:
        if not pictures:
            raise Quarantined(QuarantineReason.NO_TEXT)
        shown = (picture for _, picture in pictures)
        return recognise_pictures(shown, limits, "OpenDocument 文件").document(self)


OPEN_TEXT: Extractor = _Odt()


def _open(package: OpenDocument, limits: Limits) -> _Text:
    root = parse_xml(package.content, "content.xml")
    styles = package.styles_root()
    common = containers(styles, "styles")
    body = Styles([*common, *containers(root, "automatic-styles")])
    masters = _masters(root, body, styles)
    return _Text(
        package=package,
        root=root,
        body=body_of(root, "text"),
        styles=body,
        of_margins=Styles([*common, *containers(styles, "automatic-styles")]),
        headers=list(_margins(masters, "header")),
        footers=list(_margins(masters, "footer")),
        limits=limits,
    )


def _read(text: _Text, said: Mapping[str, Sequence[Piece]], *, strikes: bool = True) -> _Read:
    """``said``: what the pictures say; ``strikes`` false keeps what is struck through."""
    beside = Beside(_deletions(text.body), strikes=strikes)
    objects = Objects(text.package, text.limits, controls_of(text.root))

    def margin(parts: Sequence[etree._Element]) -> list[Piece]:
        story = Story(text.of_margins, objects, beside, page_fields=False, pictures=said)
        return [piece for part in parts for piece in story.pieces(part)]

    story = Story(text.styles, objects, beside, pictures=said)
    body = list(story.pieces(text.body))
    notes = list(Story(text.styles, objects, beside).notes())
    flow = Flow(body, margin(text.headers), margin(text.footers), notes)
    return _Read(flow, beside, objects.unread)


def _deletions(body: etree._Element) -> frozenset[str]:
    """The tracked changes that delete, by the names that their marks in the text give them."""
    regions = (e.getparent() for e in body.iter(TEXT + "deletion"))
    return frozenset(
        name
        for region in regions
        if region is not None
        and (name := region.get(XML + "id") or region.get(TEXT + "id")) is not None
    )


def _masters(
    root: etree._Element, styles: Styles, common: etree._Element | None
) -> list[etree._Element]:
    """The kinds of page that the text asks for, in its order, with those that follow each."""
    known = {
        master.get(STYLE + "name", ""): master
        for master in (common.iter(STYLE + "master-page") if common is not None else ())
    }
    asked = [
        styles.paragraph(block.get(TEXT + "style-name")).master
        if block.tag in PARAGRAPHS
        else styles.master_of_table(block.get(TABLE + "style-name"))
        for block in body_of(root, "text").iter(*PARAGRAPHS, TABLE + "table")
    ]
    if not asked or asked[0] is None:
        asked.insert(0, "Standard" if "Standard" in known else next(iter(known), None))
    wanted = list(dict.fromkeys(name for name in asked if name in known))
    for name in wanted:  # it grows
        following = known[name].get(STYLE + "next-style-name")
        if following in known and following not in wanted:
            wanted.append(following)
    return [known[name] for name in wanted]


def _margins(masters: Sequence[etree._Element], kind: str) -> Iterator[etree._Element]:
    """The headers or footers that these pages show: of all, of left ones, of the first."""
    for master in masters:
        for suffix in ("", "-left", "-first"):
            for part in master.iterchildren(f"{STYLE}{kind}{suffix}"):
                if part.get(STYLE + "display") != "false":
                    yield part


def _pictures(text: _Text) -> Iterator[tuple[str, bytes]]:
    """The pictures of body and margins by their links, each once."""
    roots = (text.body, *text.headers, *text.footers)
    names = dict.fromkeys(href(image) for root in roots for image in root.iter(IMAGE))
    for name in names:
        # What stands in for an object is no picture of its own.
        picture = None if "ObjectReplacements/" in name else text.package.read(name)
        if picture is not None:
            yield name, picture


def _warnings(text: _Text, read: _Read) -> tuple[str, ...]:
    hidden = sum(len(one.strip()) for one in read.beside.hidden)
    stored = (one for change in text.body.iter(TEXT + "deletion") for one in texts(change))
    deleted = sum(len(one.strip()) for one in chain(stored, read.beside.deleted))
    warnings = [*omitted(hidden=hidden, deleted=deleted), *read.beside.cut()]
    warnings += unread_files.told(read.unread)
    return tuple(warnings)
