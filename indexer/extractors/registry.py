"""The formats we read: media type → Extractor, and media type → Container for archives.

A new format is one module, one import line and one name in FORMATS or ARCHIVES.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from indexer.extractors.archive.extractor import ZIP
from indexer.extractors.archive.mail import MAIL
from indexer.extractors.archive.tar import TAR
from indexer.extractors.base import Container, Extractor
from indexer.extractors.doc.extractor import DOC
from indexer.extractors.docx.extractor import DOCX
from indexer.extractors.docx.flat import WORD_XML
from indexer.extractors.html.extractor import SAVED_WEB_PAGE, WEB_PAGE
from indexer.extractors.markdown import MARKDOWN_TEXT
from indexer.extractors.ofd.extractor import OFD
from indexer.extractors.open_document.slides import OPEN_SLIDES
from indexer.extractors.open_document.spreadsheet import OPEN_SHEETS
from indexer.extractors.open_document.text import OPEN_TEXT
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.recognition.picture_files import PICTURE
from indexer.extractors.rtf.extractor import RTF
from indexer.extractors.sheets.csv import TABLE_TEXT
from indexer.extractors.sheets.xls import XLS
from indexer.extractors.sheets.xlsx import XLSX
from indexer.extractors.sheets.xml2003 import EXCEL_XML
from indexer.extractors.slides import PPTX
from indexer.extractors.text import PLAIN_TEXT

FORMATS: tuple[Extractor, ...] = (
    PDF,
    DOCX,
    WORD_XML,
    DOC,
    RTF,
    OFD,
    OPEN_TEXT,
    OPEN_SHEETS,
    OPEN_SLIDES,
    WEB_PAGE,
    SAVED_WEB_PAGE,
    PLAIN_TEXT,
    MARKDOWN_TEXT,
    TABLE_TEXT,
    XLSX,
    XLS,
    EXCEL_XML,
    PPTX,
    PICTURE,
)
ARCHIVES: tuple[Container, ...] = (ZIP, TAR, MAIL)

EXTRACTORS: Mapping[str, Extractor] = MappingProxyType(
    {media_type: extractor for extractor in FORMATS for media_type in extractor.media_types}
)
CONTAINERS: Mapping[str, Container] = MappingProxyType(
    {media_type: archive for archive in ARCHIVES for media_type in archive.media_types}
)
