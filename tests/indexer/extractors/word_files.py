"""Word files made by hand, part by part, so that each test shows the markup it is about."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = " ".join(
    (
        f'xmlns:w="{W}"',
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
    )
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def paragraph(text: str, properties: str = "") -> str:
    style = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: tuple[str, ...]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def part(root: str, content: str) -> str:
    """A whole part, as of ``styles`` or ``hdr``."""
    return f"<w:{root} {NAMESPACES}>{content}</w:{root}>"


def write_docx(
    path: Path,
    body: str,
    *,
    parts: Mapping[str, tuple[str, str]] | None = None,
    main_type: str = _MAIN_TYPE,
    document: str | None = None,
    extra: Mapping[str, bytes] | None = None,
    extra_rels: str = "",
) -> Path:
    """``parts``: relationship id → (kind of relationship, XML); written as ``word/<id>.xml``."""
    rels = [
        f'<Relationship Id="{rel_id}" Type="{OFFICE}/{kind}" Target="{rel_id}.xml"/>'
        for rel_id, (kind, _) in (parts or {}).items()
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        )
        package.writestr("_rels/.rels", _PACKAGE_RELS)
        package.writestr(
            "word/document.xml",
            document or part("document", f"<w:body>{body}</w:body>"),
        )
        package.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{''.join(rels)}{extra_rels}</Relationships>",
        )
        for rel_id, (_, xml) in (parts or {}).items():
            package.writestr(f"word/{rel_id}.xml", xml)
        for name, data in (extra or {}).items():
            package.writestr(name, data)
    return path
