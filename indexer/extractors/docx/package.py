"""The parts of a Word package that carry text, opened by python-docx from a clean copy.

python-docx opens what is sound. What is not, or not to be trusted, is kept away from it: the
copy holds only the XML parts that carry text, checked and bounded, under the transitional
namespaces and with a content type that fits. So images are never unpacked, macros and embedded
objects never touched, external targets never looked at, and a dangling relationship, a strict
(ISO 29500) or a macro-enabled file reads like any other.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename
from xml.sax.saxutils import quoteattr

import docx.opc.exceptions
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import NAMESPACE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part, XmlPart
from docx.package import Package
from lxml import etree

from indexer.extractors.archive.reading import Parts, open_zip
from indexer.extractors.base import Limits
from indexer.extractors.docx.line import PICTURES
from indexer.extractors.opc import Relationship, main_part, relationships, transitional
from indexer.extractors.xml_parts import broken_xml, parse_xml, refuse_doctype
from indexer.model.errors import Quarantined, QuarantineReason

# The relationships that carry text, and the content type that the copy gives their parts.
_TEXT_PARTS: Mapping[str, str] = {
    RT.STYLES: CT.WML_STYLES,
    RT.NUMBERING: CT.WML_NUMBERING,
    RT.SETTINGS: CT.WML_SETTINGS,
    RT.FOOTNOTES: CT.WML_FOOTNOTES,
    RT.ENDNOTES: CT.WML_ENDNOTES,
    RT.HEADER: CT.WML_HEADER,
    RT.FOOTER: CT.WML_FOOTER,
}
_EMBEDDED = (RT.OLE_OBJECT, RT.PACKAGE)
_MARGINS = (RT.HEADER, RT.FOOTER)
_MAIN = "word/document.xml"  # the copy's own name for the main part


@dataclass(frozen=True, slots=True)
class WordPackage:
    """The roots of the parts. ``headers`` maps the relationship ids of headers and footers."""

    document: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    settings: etree._Element | None
    footnotes: etree._Element | None
    endnotes: etree._Element | None
    headers: Mapping[str, etree._Element]
    attachments: tuple[str, ...]
    has_images: bool  # in the main text
    has_images_in_margins: bool
    relations: tuple[Relationship, ...]  # of the main part, external ones too


def open_package(path: Path, limits: Limits) -> WordPackage:
    """Raises Quarantined where the file is no Word package or not a sound one."""
    with open_zip(path, limits) as archive:
        parts = Parts(archive, limits)
        main = _main_part(parts)
        relations = relationships(parts, main)
        copy = _clean_copy(parts, main, relations)
        in_margins = any(r.type == RT.IMAGE for r in _of_margins(parts, relations))
        attachments = tuple(
            sorted(basename(r.path) for r in relations if r.type in _EMBEDDED and not r.external)
        )
    document = _open(copy)
    return WordPackage(
        document=_root(document),
        styles=_single(document, RT.STYLES),
        numbering=_single(document, RT.NUMBERING),
        settings=_single(document, RT.SETTINGS),
        footnotes=_single(document, RT.FOOTNOTES),
        endnotes=_single(document, RT.ENDNOTES),
        headers={
            rel_id: _root(rel.target_part)
            for rel_id, rel in document.rels.items()
            if rel.reltype in _MARGINS
        },
        attachments=attachments,
        has_images=any(r.type == RT.IMAGE for r in relations),
        has_images_in_margins=in_margins,
        relations=tuple(relations),
    )


def pictures(
    path: Path, limits: Limits, margins: Iterable[str] = ()
) -> Iterator[tuple[str, bytes]]:
    """The pictures of the main text by their relationship ids, in their order, each once; then
    those of ``margins``, headers and footers by the main text's ids, by ``within``. Raises
    Quarantined."""
    with open_zip(path, limits) as archive:
        parts = Parts(archive, limits)
        main = _main_part(parts)
        relations = relationships(parts, main)
        yield from _pictures_of(parts, main, relations)
        sources = {r.id: r.path for r in relations if not r.external}
        for margin in margins:
            source = sources.get(margin)
            if source is not None and source in parts:
                own = relationships(parts, source)
                for rel_id, picture in _pictures_of(parts, source, own):
                    yield within(margin, rel_id), picture


def within(margin: str, rel_id: str) -> str:
    """What a picture of a header or footer is called beside those of the main text.

    >>> within("rId3", "rId1")
    'rId3/rId1'
    """
    return f"{margin}/{rel_id}"


def _pictures_of(
    parts: Parts, source: str, relations: Iterable[Relationship]
) -> Iterator[tuple[str, bytes]]:
    targets = {r.id: r.path for r in relations if r.type == RT.IMAGE and not r.external}
    root = parse_xml(transitional(parts.read(source)), source)
    shown = (e.get(PICTURES[str(e.tag)], "") for e in root.iter(*PICTURES))
    for rel_id in dict.fromkeys(shown):
        target = targets.get(rel_id)
        if target is not None and target in parts:
            yield rel_id, parts.read(target)


def _of_margins(parts: Parts, relations: Iterable[Relationship]) -> Iterator[Relationship]:
    """What the headers and footers refer to."""
    for relation in relations:
        if relation.type in _MARGINS and not relation.external and relation.path in parts:
            yield from relationships(parts, relation.path)


def _main_part(parts: Parts) -> str:
    """Raises Quarantined where there is none."""
    path = main_part(parts, _MAIN)
    if path is None:
        raise Quarantined(QuarantineReason.CORRUPT, "Word 文件中没有正文部分")
    return path


def _clean_copy(parts: Parts, main: str, relations: list[Relationship]) -> bytes:
    """A package of the main part and the parts with text, stored without compression."""
    files = {_MAIN: _text_part(parts, main)}
    types = [_override(_MAIN, CT.WML_DOCUMENT_MAIN)]
    links: list[str] = []
    for number, relation in enumerate(relations):
        source = relation.path
        if relation.type not in _TEXT_PARTS or relation.external or source not in parts:
            continue
        name = f"word/part{number}.xml"
        files[name] = _text_part(parts, source)
        types.append(_override(name, _TEXT_PARTS[relation.type]))
        links.append(_link(relation.id, relation.type, basename(name)))
    files["[Content_Types].xml"] = _xml("Types", NAMESPACE.OPC_CONTENT_TYPES, types)
    files["_rels/.rels"] = _links([_link("rId1", RT.OFFICE_DOCUMENT, _MAIN)])
    files["word/_rels/document.xml.rels"] = _links(links)
    return _stored(files)


def _xml(name: str, namespace: str, children: list[str]) -> bytes:
    return f'<{name} xmlns="{namespace}">{"".join(children)}</{name}>'.encode()


def _links(links: list[str]) -> bytes:
    return _xml("Relationships", NAMESPACE.OPC_RELATIONSHIPS, links)


def _link(rel_id: str, rel_type: str, target: str) -> str:
    return f'<Relationship Id={quoteattr(rel_id)} Type="{rel_type}" Target="{target}"/>'


def _override(name: str, content_type: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{content_type}"/>'


def _text_part(parts: Parts, name: str) -> bytes:
    data = parts.read(name)
    refuse_doctype(data, name)
    return transitional(data)


def _stored(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as copy:
        for name, data in files.items():
            copy.writestr(name, data)
    return buffer.getvalue()


def _open(copy: bytes) -> Part:
    try:
        main: Part = Package.open(io.BytesIO(copy)).main_document_part
    except etree.XMLSyntaxError as error:
        raise broken_xml(error, "Word 文件") from error
    except (docx.opc.exceptions.OpcError, KeyError, ValueError) as error:
        raise Quarantined(QuarantineReason.CORRUPT, f"Word 文件结构有误（{error}）") from error
    return main


def _single(document: Part, rel_type: str) -> etree._Element | None:
    for rel in document.rels.values():
        if rel.reltype == rel_type:
            return _root(rel.target_part)
    return None


def _root(part: Part) -> etree._Element:
    """The part's tree: python-docx parses the parts it knows, the others come as bytes."""
    if isinstance(part, XmlPart):
        root: etree._Element = part.element
        if root.getroottree().docinfo.internalDTD is not None:
            raise Quarantined(QuarantineReason.UNSAFE_XML, str(part.partname))
        return root
    return parse_xml(part.blob, str(part.partname))
