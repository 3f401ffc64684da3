"""Packages of Office Open XML (ECMA-376 part 2): parts, and the relationships between them.

Serves Word, Excel and PowerPoint. A strict file (ISO 29500) is read under the transitional names.
"""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import basename, dirname

from indexer.extractors.archive.reading import Parts, join
from indexer.extractors.xml_parts import parse_xml

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f"{{{OFFICE}}}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = f"{OFFICE}/officeDocument"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_STRICT_NAMES = tuple(
    (_STRICT + strict, _TRANSITIONAL + transitional)
    for strict, transitional in (
        (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
        (b"officeDocument/math", b"officeDocument/2006/math"),
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"presentationml/main", b"presentationml/2006/main"),
        (b"drawingml/main", b"drawingml/2006/main"),
        (b"drawingml/chart", b"drawingml/2006/chart"),
        (b"drawingml/diagram", b"drawingml/2006/diagram"),
    )
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """``path`` is the part that it leads to, seen from the root; meaningless where external."""

    id: str
    type: str
    target: str
    path: str
    external: bool

    @property
    def kind(self) -> str:
        """The last step of its type: ``image``, ``worksheet`` …"""
        return basename(self.type)


def transitional(data: bytes) -> bytes:
    """A strict part under the names that everybody knows."""
    if _STRICT in data:
        for strict, known in _STRICT_NAMES:
            data = data.replace(strict, known)
    return data


def relationships(parts: Parts, source: str) -> list[Relationship]:
    """Those of the part ``source``; of the package where it is empty. Raises Quarantined."""
    folder, name = dirname(source), basename(source)
    path = f"{folder}/_rels/{name}.rels"
    if path not in parts:
        return []
    root = parse_xml(transitional(parts.read(path)), path)
    return [
        Relationship(
            id=element.get("Id", ""),
            type=element.get("Type", ""),
            target=element.get("Target", ""),
            path=join(folder, element.get("Target", "")),
            external=element.get("TargetMode") == "External",
        )
        for element in root.iter(_RELATIONSHIP)
    ]


def main_part(parts: Parts, usual: str) -> str | None:
    """The path of the main part; ``usual`` is its common one, where the relationships are lost."""
    for relation in relationships(parts, ""):
        if relation.type == _MAIN and not relation.external and relation.path in parts:
            return relation.path
    return usual if usual in parts else None
