"""The formats we read: media type → Extractor, and media type → Container for archives.

A new format is one module, one import line and one name in FORMATS or ARCHIVES.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from indexer.extractors.archive import ZIP
from indexer.extractors.base import Container, Extractor
from indexer.extractors.doc import DOC
from indexer.extractors.docx import DOCX
from indexer.extractors.html import SAVED_WEB_PAGE, WEB_PAGE
from indexer.extractors.ocr import PICTURE
from indexer.extractors.ofd import OFD
from indexer.extractors.pdf import PDF
from indexer.extractors.rtf import RTF
from indexer.extractors.text import MARKDOWN_TEXT, PLAIN_TEXT

FORMATS: tuple[Extractor, ...] = (
    PDF,
    DOCX,
    DOC,
    RTF,
    OFD,
    WEB_PAGE,
    SAVED_WEB_PAGE,
    PLAIN_TEXT,
    MARKDOWN_TEXT,
    PICTURE,
)
ARCHIVES: tuple[Container, ...] = (ZIP,)

EXTRACTORS: Mapping[str, Extractor] = MappingProxyType(
    {media_type: extractor for extractor in FORMATS for media_type in extractor.media_types}
)
CONTAINERS: Mapping[str, Container] = MappingProxyType(
    {media_type: archive for archive in ARCHIVES for media_type in archive.media_types}
)
