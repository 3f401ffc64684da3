"""OpenDocument files of our own, zipped or flat, as small as a test needs them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("style", "style"), ("text", "text"), ("table", "table")),
        *(("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("form", "form")),
        *(("presentation", "presentation"), ("chart", "chart"), ("svg", "svg-compatible")),
    )
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    ' xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
    ' xmlns:math="http://www.w3.org/1998/Math/MathML"'
)
MIMETYPE = "application/vnd.oasis.opendocument."


def content(kind: str, body: str, automatic: str = "") -> str:
    return (
        f"<office:document-content {NAMES}>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )


def styles(common: str = "", masters: str = "", automatic: str = "") -> str:
    return (
        f"<office:document-styles {NAMES}><office:styles>{common}</office:styles>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )


def write(
    path: Path,
    body: str,
    kind: str = "text",
    *,
    automatic: str = "",
    common: str = "",
    masters: str = "",
    extra: Mapping[str, str | bytes] | None = None,
) -> Path:
    """A zipped file; ``kind``: text, spreadsheet, presentation, drawing."""
    mimetype = MIMETYPE + ("graphics" if kind == "drawing" else kind)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        package.writestr("content.xml", content(kind, body, automatic))
        package.writestr("styles.xml", styles(common, masters))
        for name, part in (extra or {}).items():
            package.writestr(name, part)
    return path


def write_flat(
    path: Path, body: str, kind: str = "text", *, automatic: str = "", masters: str = ""
) -> Path:
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document {NAMES} office:version="1.3" office:mimetype="{MIMETYPE}{kind}">'
        f"<office:styles/><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>",
        "utf-8",
    )
    return path


def p(text: str, style: str = "") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{text}</text:p>"


def paragraph_style(name: str, of_paragraph: str = "", of_text: str = "", more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph" {more}>'
        f"<style:paragraph-properties {of_paragraph}/><style:text-properties {of_text}/>"
        "</style:style>"
    )


def text_style(name: str, of_text: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="text">'
        f"<style:text-properties {of_text}/></style:style>"
    )
