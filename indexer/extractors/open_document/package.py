"""The parts of an OpenDocument file: a zip, or one XML file that holds all of them (flat).

Only what carries text is parsed; pictures are handed out as bytes, links that lead out of the file
are never followed.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from indexer.extractors.archive.reading import Parts, join, open_zip
from indexer.extractors.base import Limits
from indexer.extractors.open_document.names import MANIFEST, OFFICE, XLINK
from indexer.extractors.xml_parts import parse_xml
from indexer.model.errors import Quarantined, QuarantineReason

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_SEALED = "encrypted-package"  # ODF 1.4: the whole file as one
# Pictures of a flat file in Base64; XML parsers refuse a text that long.
_BINARY = re.compile(rb"(<(?:\w+:)?binary-data>)([^<]*)(?=</)")
_KEPT = re.compile(r"#\d+")


@dataclass(slots=True)
class OpenDocument:
    """``content`` and ``styles`` are the parts' bytes, one and the same in a flat file."""

    content: bytes
    styles: bytes
    parts: Parts | None = None
    _binary: list[bytes] = field(default_factory=list)

    def styles_root(self) -> etree._Element | None:
        return parse_xml(self.styles, _STYLES) if self.styles else None

    def part(self, folder: str, name: str = _CONTENT) -> etree._Element | None:
        """The root of an embedded document's part; None where the file has none."""
        data = self.read(f"{folder}/{name}")
        return None if data is None else parse_xml(data, f"{folder}/{name}")

    def read(self, name: str) -> bytes | None:
        """What a link within the file leads to; None where there is nothing. ``name`` is also what
        stands in place of the bytes that a flat file holds itself."""
        if self.parts is None:
            return self._decoded(name.strip())
        path = join("", name)
        return self.parts.read(path) if path in self.parts else None

    def _decoded(self, name: str) -> bytes | None:
        if not _KEPT.fullmatch(name) or int(name[1:]) >= len(self._binary):
            return None
        try:
            return base64.b64decode(self._binary[int(name[1:])])
        except (binascii.Error, ValueError):
            return None


@contextmanager
def open_document(path: Path, limits: Limits) -> Iterator[OpenDocument]:
    """Raises Quarantined where the file is none, is encrypted or is not to be trusted."""
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if not zipped:
        yield _flat(path, limits)
        return
    with open_zip(path, limits) as archive:
        parts = Parts(archive, limits)
        _refuse_encrypted(parts)
        if _CONTENT not in parts:
            raise Quarantined(QuarantineReason.CORRUPT, "OpenDocument 文件中没有正文部分")
        styles = parts.read(_STYLES) if _STYLES in parts else b""
        yield OpenDocument(parts.read(_CONTENT), styles, parts)


def _flat(path: Path, limits: Limits) -> OpenDocument:
    size = path.stat().st_size
    if size > limits.member_bytes:
        detail = f"{size} 字节，上限 {limits.member_bytes}"
        raise Quarantined(QuarantineReason.TOO_LARGE, detail)
    binary: list[bytes] = []

    def keep(found: re.Match[bytes]) -> bytes:
        binary.append(found[2])
        return found[1] + b"#%d" % (len(binary) - 1)

    data = _BINARY.sub(keep, path.read_bytes())
    return OpenDocument(data, data, None, binary)


def _refuse_encrypted(parts: Parts) -> None:
    if _SEALED in parts:
        raise Quarantined(QuarantineReason.ENCRYPTED, "需要密码")
    if _MANIFEST not in parts:
        return
    manifest = parse_xml(_without_doctype(parts.read(_MANIFEST)), _MANIFEST)
    for entry in manifest.iter(MANIFEST + "file-entry"):
        if (
            entry.get(MANIFEST + "full-path") == _CONTENT
            and entry.find(MANIFEST + "encryption-data") is not None
        ):
            raise Quarantined(QuarantineReason.ENCRYPTED, "需要密码")


_DOCTYPE = re.compile(rb"<!DOCTYPE manifest:manifest PUBLIC \"[^\"<>]*\" \"Manifest.dtd\">")


def _without_doctype(data: bytes) -> bytes:
    """OpenOffice 2 wrote this one line into each manifest; it defines nothing."""
    return _DOCTYPE.sub(b"", data, count=1)


def characters_of(element: etree._Element) -> str:
    """All characters below an element, as they stand in the file."""
    return "".join(str(part) for part in element.itertext())


def href(element: etree._Element) -> str:
    """What a picture or an object leads to; in a flat file what stands in place of its bytes."""
    link = element.get(XLINK + "href", "")
    return link or (element.findtext(OFFICE + "binary-data") or "").strip()


def body_of(root: etree._Element, kind: str) -> etree._Element:
    """The body of a document, text, spreadsheet or presentation. Raises Quarantined."""
    body = root.find(f"{OFFICE}body/{OFFICE}{kind}")
    if body is None:
        raise Quarantined(QuarantineReason.CORRUPT, "OpenDocument 文件中没有正文")
    return body
