"""Files, and what an extractor makes of one: offsets are in characters of the ``text``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read, found by the walk.

    ``path`` opens it. ``name`` is how it is known in the catalogue: relative to the folder that
    was given, with ``/``, and ``archive.zip!/inner/name.docx`` for a member of an archive;
    always valid UTF-8 (bytes that are not are shown as ``\\xNN``).
    """

    path: Path
    name: str
    size: int
    mtime_ns: int


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    HEADER = "header"  # letterhead text of a page or section header that is not furniture
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text in reading order.

    ``start``/``end`` point into ``ExtractedDocument.text``. ``rows`` holds a table's cells; its
    text then has one line a row, cells parted by a tab. Layout hints are None where the format
    does not tell: ``font_size`` in points, relative sizes are what counts.
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    level: int | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    font_size: float | None = None
    font_name: str | None = None
    centred: bool | None = None
    red: bool | None = None


class TextOrigin(StrEnum):
    TEXT = "text"
    OCR = "ocr"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the extracted text can be trusted; every share is between 0 and 1.

    ``mapped``: characters with a real meaning (no U+FFFD, private use, ``(cid:``).
    ``chinese``: Chinese among letters. ``garbage``: control characters and runs of noise.
    ``coverage``: pages that gave text, of all pages. ``confidence``: OCR's own, else None.
    ``doubts``: what to tell staff, in Chinese; a document is doubtful when there is any.
    """

    mapped: float = 1.0
    chinese: float = 1.0
    garbage: float = 0.0
    coverage: float = 1.0
    confidence: float | None = None
    doubts: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        return bool(self.doubts)


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """What an extractor returns: a value, whole, with how it was won.

    ``text`` is all blocks' texts joined by newlines. ``declared`` holds metadata that the file
    itself states in a table or in its properties (portal pages: 索引号, 发文机关 …), by the
    field names of :data:`indexer.model.fields.METADATA`. ``attachments`` names embedded files.
    ``unread`` counts pages that the time did not suffice for: a further reading goes on there.
    """

    text: str
    blocks: tuple[Block, ...]
    media_type: str
    extractor: str
    extractor_version: str
    pages: int | None = None
    origin: TextOrigin = TextOrigin.TEXT
    quality: Quality = Quality()
    warnings: tuple[str, ...] = ()
    declared: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    unread: int = 0
