"""Word in one XML file, often named .doc: Flat OPC (Word 2007 on) and Word 2003 XML.

Both are laid out again as the package that Word would have written, and read as that.
"""

from __future__ import annotations

import base64
import binascii
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree

from indexer.extractors.base import Extractor, Limits
from indexer.extractors.detection import WORD_XML as MEDIA_TYPE
from indexer.extractors.docx.extractor import DOCX
from indexer.extractors.docx.styles import W
from indexer.extractors.opc import OFFICE, RELATION
from indexer.extractors.xml_parts import parse_xml, refuse_doctype
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_W2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_W2007 = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = {"odd": "default", "first": "first", "even": "even"}
# Pictures in Base64; XML parsers refuse a text that long.
_BINARY = re.compile(rb"<(\w+:bin(?:aryData|Data))\b[^>]*>[^<]{4000000,}</\1>")


class _WordXml:
    name = "word-xml"
    version = f"1 {DOCX.version}"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        data = path.read_bytes()
        refuse_doctype(data, "Word XML")
        root = parse_xml(_BINARY.sub(b"", data).replace(_W2003, _W2007), "Word XML")
        if root.tag == _PKG + "package":
            files = dict(_parts(root))
        elif root.tag == W + "wordDocument":
            files = _laid_out(root)
        else:
            raise Quarantined(QuarantineReason.CORRUPT, "Word XML 中没有文档")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "flat.docx"
            with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as package:
                for name, content in files.items():
                    package.writestr(name, content)
            found = DOCX.extract(copy, limits)
        return replace(
            found, media_type=MEDIA_TYPE, extractor=self.name, extractor_version=self.version
        )


WORD_XML: Extractor = _WordXml()


def _parts(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    """The parts of a Flat OPC file by their paths."""
    for part in root.iterchildren(_PKG + "part"):
        name = part.get(_PKG + "name", "").lstrip("/")
        if not name or name.endswith("/"):
            continue
        content = part.find(_PKG + "xmlData")
        if content is not None and len(content):
            yield name, etree.tostring(content[0], encoding="UTF-8")
            continue
        try:
            yield name, base64.b64decode(part.findtext(_PKG + "binaryData") or "")
        except (binascii.Error, ValueError):
            continue


# ---------------------------------------------------------------- Word 2003


def _laid_out(root: etree._Element) -> dict[str, bytes]:
    """A Word 2003 document as the parts of a package."""
    _modernise(root)
    parts: dict[str, tuple[str, bytes]] = {}
    for number, element in enumerate(list(root.iter(W + "hdr", W + "ftr"))):
        kind = "header" if element.tag == W + "hdr" else "footer"
        _refer(element, kind, f"h{number}")
        parts[f"h{number}"] = (kind, _serialised(element, "hdr" if kind == "header" else "ftr"))
    notes = etree.Element(W + "footnotes")
    for element in list(root.iter(W + "footnote", W + "endnote")):
        element.tag = W + "footnote"
        element.attrib.clear()
        notes.append(element)
    if len(notes):
        parts["notes"] = ("footnotes", etree.tostring(notes, encoding="UTF-8"))
    styles = root.find(W + "styles")
    if styles is not None:
        parts["styles"] = ("styles", etree.tostring(styles, encoding="UTF-8"))
    document = etree.Element(W + "document")
    document.extend(list(root.iterchildren(W + "body")))
    return _package(etree.tostring(document, encoding="UTF-8"), parts)


def _modernise(root: etree._Element) -> None:
    """Give the elements that have changed their name since the present one."""
    for change in list(root.iter(_AML + "annotation")):
        if change.get(W + "type", "").endswith(("Deletion", "Comment")):
            change.tag = W + "del"
    etree.strip_tags(
        root, _AML + "annotation", _AML + "content", _WX + "sect", _WX + "sub-section",
        _WX + "pBdrGroup", _WX + "borders", W + "cfChunk",
    )  # fmt: skip
    for merged in root.iter(W + "vmerge"):
        merged.tag = W + "vMerge"
    for item in root.iter(W + "listPr"):
        label = item.find(_WX + "t")
        properties = item.getparent()
        if label is not None and properties is not None:
            run = etree.Element(W + "r")
            etree.SubElement(run, W + "t").text = label.get(_WX + "val", "") + "\t"
            properties.addnext(run)


def _refer(element: etree._Element, kind: str, rel_id: str) -> None:
    """Put a reference where the header or footer stands itself."""
    section = element.getparent()
    if section is not None and section.tag == W + "sectPr":
        reference = etree.SubElement(section, W + f"{kind}Reference")
        reference.set(RELATION + "id", rel_id)
        reference.set(W + "type", _KINDS.get(element.get(W + "type", ""), "default"))


def _serialised(element: etree._Element, name: str) -> bytes:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
    element.tag = W + name
    return etree.tostring(element, encoding="UTF-8", with_tail=False)


def _package(document: bytes, parts: Mapping[str, tuple[str, bytes]]) -> dict[str, bytes]:
    files = {
        "_rels/.rels": _links({"main": ("officeDocument", "word/document.xml")}),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _links(
            {rel_id: (kind, f"{rel_id}.xml") for rel_id, (kind, _) in parts.items()}
        ),
    }
    files |= {f"word/{rel_id}.xml": content for rel_id, (_, content) in parts.items()}
    return files


def _links(targets: Mapping[str, tuple[str, str]]) -> bytes:
    links = "".join(
        f'<Relationship Id={quoteattr(rel_id)} Type="{OFFICE}/{kind}" Target={quoteattr(target)}/>'
        for rel_id, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'.encode()
