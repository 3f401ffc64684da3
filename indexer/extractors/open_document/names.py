"""Names of OpenDocument (ISO/IEC 26300, OASIS ODF 1.3)."""

from __future__ import annotations

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
CHART = f"{{{_OASIS}:chart:1.0}}"
DRAW = f"{{{_OASIS}:drawing:1.0}}"
FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
FO = f"{{{_OASIS}:xsl-fo-compatible:1.0}}"
FORM = f"{{{_OASIS}:form:1.0}}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
MANIFEST = f"{{{_OASIS}:manifest:1.0}}"
MATH = "{http://www.w3.org/1998/Math/MathML}"
OFFICE = f"{{{_OASIS}:office:1.0}}"
PRESENTATION = f"{{{_OASIS}:presentation:1.0}}"
STYLE = f"{{{_OASIS}:style:1.0}}"
SVG = f"{{{_OASIS}:svg-compatible:1.0}}"
TABLE = f"{{{_OASIS}:table:1.0}}"
TEXT = f"{{{_OASIS}:text:1.0}}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"

PARAGRAPHS = (TEXT + "p", TEXT + "h")
FRAME = DRAW + "frame"
IMAGE = DRAW + "image"
# What an author or a program keeps beside the text: comments, what was deleted, entry forms of
# indexes, replies of a form's fields (they stand where the field is drawn).
BESIDE = frozenset(
    (
        OFFICE + "annotation",
        OFFICE + "annotation-end",
        OFFICE + "forms",
        TEXT + "tracked-changes",
        TABLE + "tracked-changes",
        SVG + "title",
        SVG + "desc",
    )
)
# What stands on each slide, by its class.
FURNITURE = frozenset({"date-time", "footer", "header", "page-number", "page", "handout"})
WATERMARK = "WaterMark"  # in a shape's name, as Word, WPS and LibreOffice write it


def is_index_source(tag: object) -> bool:
    """Whether an element tells how an index is made, and is no text of it."""
    return str(tag).startswith(TEXT) and str(tag).endswith("-source")
