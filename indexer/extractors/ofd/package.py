"""The container of an OFD file (GB/T 33190-2016, 6): its pages, templates, fonts, attachments.

Elements are known by their local names: real files use two namespaces for the same standard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import basename, dirname

from lxml import etree

from indexer.extractors.archive.reading import Parts, join
from indexer.extractors.xml_parts import parse_xml
from indexer.model.errors import Quarantined, QuarantineReason

A4 = (210.0, 297.0)  # millimetres
_ENTRY = "OFD.xml"
# GM/T 0099-2020: an encrypted container names its secrets in these.
_ENCRYPTION = frozenset({"encryptions.xml", "decryptseed.dat", "decyptseed.dat", "encentries.dat"})


@dataclass(frozen=True, slots=True)
class Page:
    """``content`` is None where the file names a page that it does not hold."""

    content: etree._Element | None
    size: tuple[float, float]
    templates: tuple[str, ...]


@dataclass(slots=True)
class Document:
    """One document of the container. ``composites`` are drawings that pages refer to,
    ``media`` the paths of its pictures by their id."""

    pages: list[Page] = field(default_factory=list)
    templates: dict[str, etree._Element] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)
    composites: dict[str, etree._Element] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    attachments: list[str] = field(default_factory=list)


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(parent: etree._Element, name: str) -> etree._Element | None:
    return next((c for c in parent if local(c) == name), None)


def children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (c for c in parent if local(c) == name)


def text_of(parent: etree._Element, name: str) -> str:
    found = child(parent, name)
    return (found.text or "").strip() if found is not None else ""


def numbers(text: str | None) -> list[float]:
    """The numbers of a space-separated list; what is none ends it."""
    found: list[float] = []
    for word in (text or "").split():
        try:
            value = float(word)
        except ValueError:
            break
        if abs(value) > 1e7:  # also NaN and infinity, which compare false
            break
        found.append(value if value == value else 0.0)
    return found


def open_documents(parts: Parts) -> list[Document]:
    """The documents of the container, in their order.

    Raises Quarantined: ENCRYPTED, CORRUPT where the entry or a document's root cannot be read.
    """
    if any(basename(name).lower() in _ENCRYPTION for name in parts.names()):
        raise Quarantined(QuarantineReason.ENCRYPTED)
    if _ENTRY not in parts:
        raise Quarantined(QuarantineReason.CORRUPT, f"没有 {_ENTRY}")
    entry = parse_xml(parts.read(_ENTRY), _ENTRY)
    roots = [_root_of(parts, body) for body in children(entry, "DocBody")]
    return [_Reader(parts, root).document() for root in roots if root]


def _root_of(parts: Parts, body: etree._Element) -> str:
    """The path of a document's root: of its current version, where it has versions."""
    versions = child(body, "Versions")
    for version in () if versions is None else children(versions, "Version"):
        path = join("", version.get("BaseLoc", ""))
        if version.get("Current", "").lower() == "true" and path in parts:
            root = text_of(parse_xml(parts.read(path), path), "DocRoot")
            if root:
                return join(dirname(path), root)
    return join("", text_of(body, "DocRoot"))


class _Reader:
    """Reads one document from its root."""

    def __init__(self, parts: Parts, root: str) -> None:
        self._parts = parts
        self._root = root
        self._folder = dirname(root)
        self._document = Document()

    def document(self) -> Document:
        root = self._parse(self._root)
        if root is None:
            raise Quarantined(QuarantineReason.CORRUPT, f"没有 {self._root}")
        common = child(root, "CommonData")
        size = A4
        if common is not None:
            size = _size(child(common, "PageArea")) or A4
            self._common(common)
        pages = child(root, "Pages")
        for page in () if pages is None else children(pages, "Page"):
            self._page(page, size)
        self._attachments(text_of(root, "Attachments"))
        return self._document

    def _parse(self, path: str) -> etree._Element | None:
        return parse_xml(self._parts.read(path), path) if path in self._parts else None

    def _common(self, common: etree._Element) -> None:
        for element in common:
            name = local(element)
            if name in ("PublicRes", "DocumentRes"):
                self._resources(join(self._folder, (element.text or "").strip()))
            elif name == "TemplatePage":
                template = self._parse(join(self._folder, element.get("BaseLoc", "")))
                if template is not None:
                    self._document.templates[element.get("ID", "")] = template

    def _page(self, page: etree._Element, size: tuple[float, float]) -> None:
        path = join(self._folder, page.get("BaseLoc", ""))
        content = self._parse(path)
        if content is None:
            self._document.pages.append(Page(None, size, ()))
            return
        for resources in children(content, "PageRes"):
            self._resources(join(dirname(path), (resources.text or "").strip()))
        templates = tuple(t.get("TemplateID", "") for t in children(content, "Template"))
        own = _size(child(content, "Area")) or size
        self._document.pages.append(Page(content, own, templates))

    def _resources(self, path: str) -> None:
        root = self._parse(path)
        if root is None:
            return
        folder = join(dirname(path), root.get("BaseLoc", ""))
        for group in root:
            for element in group:
                name = local(element)
                if name == "Font":
                    self._document.fonts[element.get("ID", "")] = element.get("FontName", "")
                elif name == "MultiMedia":
                    media = join(folder, text_of(element, "MediaFile"))
                    self._document.media[element.get("ID", "")] = media
                elif name == "CompositeGraphicUnit":
                    self._document.composites[element.get("ID", "")] = element

    def _attachments(self, location: str) -> None:
        root = self._parse(join(self._folder, location)) if location else None
        for attachment in () if root is None else children(root, "Attachment"):
            name = attachment.get("Name") or basename(text_of(attachment, "FileLoc"))
            if name and attachment.get("Visible", "true").lower() != "false":
                self._document.attachments.append(name)


def _size(area: etree._Element | None) -> tuple[float, float] | None:
    box = numbers(None if area is None else text_of(area, "PhysicalBox"))
    return (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else None
