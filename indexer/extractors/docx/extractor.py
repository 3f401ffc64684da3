"""Word (.docx, .docm, .dotx): everything that stands on the pages, in reading order.

Headers first (the letterhead may be one), then the body, footers, footnotes and endnotes.
Comments, deleted and hidden text are left out. Pages are not known before a layout is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from lxml import etree

from indexer.extractors import unread_files
from indexer.extractors.base import (
    Extractor,
    Limits,
    TextBuilder,
    omitted,
    strikes_most,
    told_of_struck,
)
from indexer.extractors.counting import compare
from indexer.extractors.detection import DOCX as MEDIA_TYPE
from indexer.extractors.docx.changed import deleted, in_hidden_rows
from indexer.extractors.docx.embedded import Embedded
from indexer.extractors.docx.held import held
from indexer.extractors.docx.lists import Lists
from indexer.extractors.docx.package import WordPackage, open_package, pictures, within
from indexer.extractors.docx.story import Story, drop_prompts
from indexer.extractors.docx.styles import Styles, W, toggle
from indexer.extractors.flow.flow import Flow, Piece, build, drop_readings
from indexer.extractors.readings import texts_without_readings, told_of_readings
from indexer.extractors.recognition.beside_text import look_at_pictures
from indexer.extractors.recognition.picture_pages import recognise_pictures
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A note's own kind; the others are the rules that part notes from the text.
_NOTE = (None, "normal")
_NOTHING: Mapping[str, Sequence[Piece]] = {}
# Headers and footers by their relationship ids.
_Margins = tuple[Mapping[str, etree._Element], Mapping[str, etree._Element]]


class _Docx:
    name = "docx"
    version = "11"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        package = open_package(path, limits)
        drop_prompts(package.document)
        margins = _shown_headers(package)
        read = _Reading.of(path, package, margins, limits)
        struck = read.story.struck
        if strikes_most(struck, read.builder.text):
            read = _Reading.of(path, package, margins, limits, strikes=False)
        builder, story = read.builder, read.story
        if not builder.text:
            return self._scan(path, package, limits)
        roots = (package.document, package.footnotes, package.endnotes)
        parts = [part for root in roots if root is not None for part in held(root)]
        bare, _ = texts_without_readings([part.text for part in parts])
        counted = compare(
            (replace(part, text=text) for part, text in zip(parts, bare, strict=True)),
            "\n".join((builder.text, *story.left_out, *story.struck)),
        )
        pictured = package.has_images or package.has_images_in_margins
        shown = pictures(path, limits, chain.from_iterable(margins)) if pictured else ()
        seen = look_at_pictures(path, shown, builder.text, limits)
        if seen.read:
            # Once more, with what the pictures say where they stand.
            read = _Reading.of(path, package, margins, limits, seen.texts, strikes=story.strikes)
        told = _warnings(read, package.document, struck)
        document = seen.document(read.builder, self, told, counted)
        return replace(document, attachments=package.attachments)

    def _scan(self, path: Path, package: WordPackage, limits: Limits) -> ExtractedDocument:
        if not package.has_images:
            raise Quarantined(QuarantineReason.NO_TEXT)
        shown = (picture for _, picture in pictures(path, limits))
        return recognise_pictures(shown, limits, "Word 文件").document(self)


DOCX: Extractor = _Docx()


@dataclass(frozen=True, slots=True)
class _Reading:
    """The file read once: what it shows, what its stories left out, and the files within it."""

    builder: TextBuilder
    story: Story
    embedded: Embedded
    readings: int  # that a mirror put behind characters

    @classmethod
    def of(
        cls,
        path: Path,
        package: WordPackage,
        margins: _Margins,
        limits: Limits,
        said: Mapping[str, Sequence[Piece]] = _NOTHING,
        *,
        strikes: bool = True,
    ) -> _Reading:
        """``said``: what the pictures say; ``strikes`` false keeps what is struck through."""
        styles, lists = Styles(package.styles), Lists(package.numbering)
        embedded = Embedded(path, limits, package.relations)
        story = Story(styles, lists, embedded=embedded, pictures=said, strikes=strikes)
        flow = _read(package, margins, styles, lists, story, said)
        readings = drop_readings(flow)
        return cls(build(flow, limits.characters), story, embedded, readings)


def _read(
    package: WordPackage,
    margins: _Margins,
    styles: Styles,
    lists: Lists,
    story: Story,
    said: Mapping[str, Sequence[Piece]],
) -> Flow:
    """``said``: what the pictures of headers and footers say."""
    headers, footers = margins

    def margin(shown: Mapping[str, etree._Element]) -> list[Piece]:
        pieces: list[Piece] = []
        for rel_id, root in shown.items():
            own = _of_margin(rel_id, said)
            within = Story(styles, lists, page_fields=False, pictures=own, strikes=story.strikes)
            pieces += within.pieces(root)
            story.struck += within.struck
        return pieces

    return Flow(
        # More than one body is damage that some writers do: all are read.
        body=_pieces(story, package.document.iterchildren(W + "body")),
        headers=margin(headers),
        footers=margin(footers),
        notes=_pieces(story.beside(), _notes(package)),
    )


def _of_margin(margin: str, said: Mapping[str, Sequence[Piece]]) -> Mapping[str, Sequence[Piece]]:
    """By the ids that its own part has for them."""
    own = within(margin, "")
    return {name.removeprefix(own): text for name, text in said.items() if name.startswith(own)}


def _pieces(story: Story, containers: Iterable[etree._Element]) -> list[Piece]:
    return [piece for container in containers for piece in story.pieces(container)]


def _notes(package: WordPackage) -> Iterator[etree._Element]:
    for root in (package.footnotes, package.endnotes):
        if root is None:
            continue
        for note in root.iterchildren(W + "footnote", W + "endnote"):
            if note.get(W + "type") in _NOTE:
                yield note


def _shown_headers(package: WordPackage) -> _Margins:
    """The headers and the footers that some page shows, in the order of the sections, by their
    relationship ids."""
    headers: dict[str, etree._Element] = {}
    footers: dict[str, etree._Element] = {}
    even = package.settings is not None and toggle(package.settings, "evenAndOddHeaders")
    for section in package.document.iter(W + "sectPr"):
        shown = {"default"} | ({"even"} if even else set())
        if toggle(section, "titlePg"):
            shown.add("first")
        for reference in section.iterchildren(W + "headerReference", W + "footerReference"):
            rel_id = reference.get(_RELATION_ID, "")
            if reference.get(W + "type", "default") in shown and rel_id in package.headers:
                found = headers if reference.tag == W + "headerReference" else footers
                found.setdefault(rel_id, package.headers[rel_id])
    return headers, footers


def _warnings(read: _Reading, root: etree._Element, struck: list[str]) -> tuple[str, ...]:
    # Hidden characters are those of the lines; those of whole rows come to them.
    hidden = read.story.hidden + in_hidden_rows(root)
    warnings = omitted(hidden=hidden, deleted=deleted(root))
    warnings += told_of_struck(struck, stays=not read.story.strikes)
    warnings += [*unread_files.told(read.embedded.unread), *told_of_readings(read.readings)]
    return tuple(warnings)
