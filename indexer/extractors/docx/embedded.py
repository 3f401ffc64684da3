"""What a Word file shows that stands in other parts: charts, SmartArt, files within the file.

Only parts of the package are opened; each through its own extractor, one level less deep.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from lxml import etree

from indexer.extractors.archive.reading import Parts, open_zip
from indexer.extractors.base import Limits
from indexer.extractors.detection import detect
from indexer.extractors.drawings import chart_lines, diagram_lines
from indexer.extractors.flow.flow import Paragraph, Piece, Table
from indexer.extractors.opc import Relationship
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined

_MOST = 50  # files within one file


class Embedded:
    """The other parts of the package at ``path``, by relationship id of the main part.
    ``unread`` names those that could not be read."""

    def __init__(self, path: Path, limits: Limits, relations: Iterable[Relationship]) -> None:
        self._path = path
        self._limits = limits
        self._relations = {r.id: r for r in relations if not r.external}
        self._read: dict[str, list[Piece]] = {}
        self.unread: list[str] = []

    def drawing(self, data: etree._Element) -> list[Piece]:
        """The words of a chart or a diagram."""
        with open_zip(self._path, self._limits) as archive:
            parts = Parts(archive, self._limits)
            lines = chart_lines(data, parts, self._relations)
            lines += diagram_lines(data, parts, self._relations)
        return list(map(Paragraph, lines))

    def file(self, rel_id: str) -> list[Piece]:
        """The text of a file within the file, once."""
        relation = self._relations.get(rel_id)
        if relation is None or relation.path in self._read:
            return []
        pieces = self._read[relation.path] = []
        found = self._extract(relation)
        if found is None:
            self.unread.append(PurePosixPath(relation.path).name)
        else:
            pieces += found
        return pieces

    def _extract(self, relation: Relationship) -> list[Piece] | None:
        if len(self._read) > _MOST:
            return None
        try:
            with open_zip(self._path, self._limits) as archive:
                parts = Parts(archive, self._limits)
                data = parts.read(relation.path) if relation.path in parts else None
        except Quarantined:
            data = None
        suffix = PurePosixPath(relation.path).suffix.lower()
        return None if data is None else read_within(data, suffix, self._limits)


def read_within(data: bytes, suffix: str, limits: Limits) -> list[Piece] | None:
    """The text of a file within a file, by its own format; None where it cannot be read."""
    # Known only at run time: the registry knows the formats that ask here, too.
    from indexer.extractors.registry import EXTRACTORS

    if limits.nesting < 1:
        return None
    inner = replace(limits, nesting=limits.nesting - 1, ocr=False)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"part{suffix}"
        copy.write_bytes(data)
        extractor = EXTRACTORS.get(detect(copy))
        try:
            return None if extractor is None else list(_pieces(extractor.extract(copy, inner)))
        except Quarantined:
            return None


def _pieces(found: ExtractedDocument) -> Iterator[Piece]:
    for block in found.blocks:
        if block.rows is not None:
            yield Table(block.rows)
        else:
            heading = (block.level or 1) if block.kind is BlockKind.HEADING else 0
            yield Paragraph(
                found.text[block.start : block.end],
                heading=heading,
                centred=bool(block.centred),
                size=block.font_size,
                font=block.font_name,
                red=bool(block.red),
            )
