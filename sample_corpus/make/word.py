"""Word: with styles, with tables only, cut short; and the archive made the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from sample_corpus.make.source import Line, Text

CENTRED = {"mark", "number", "title", "caption", "title2", "caption2", "chapter"}
RIGHT = {"sign", "date"}
FONTS = {
    "mark": ("方正小标宋简体", 36),
    "title": ("方正小标宋简体", 22),
    "title2": ("方正小标宋简体", 20),
    "h1": ("黑体", 16),
    "chapter": ("黑体", 16),
    "h2": ("楷体_GB2312", 16),
    "annex": ("黑体", 16),
}
STYLES = {"title": "Title", "chapter": "Heading 1", "h1": "Heading 1", "h2": "Heading 2"}
FIXED = (2020, 1, 1, 0, 0, 0)


def styled(text: Text) -> bytes:
    document = Document()
    _page_furniture(document, text)
    paragraph: Paragraph | None = None
    notes: list[str] = []
    for line in text.lines:
        if line.role == "table":
            _table(document, line.rows)
        elif line.role == "page":
            document.add_page_break()
        elif line.role == "foot":
            notes.append(line.text)
            assert paragraph is not None
            _reference(paragraph, len(notes) + 1)
        elif line.role == "mark" and text.head.get("text_box"):
            _text_box(document, line.text)
        elif line.role not in {"running", "meta", "button"}:
            paragraph = _paragraph(document, line)
    return _saved(document, text, notes)


def tables_only(text: Text) -> bytes:
    """Every piece stands in a cell: paragraph text of the body is empty."""
    document = Document()
    frame = document.add_table(rows=0, cols=1)
    frame.style = "Table Grid"
    for line in text.lines:
        if line.role == "table":
            _table(document, line.rows)
            frame = document.add_table(rows=0, cols=1)
        elif line.role not in {"running", "page", "meta"}:
            frame.add_row().cells[0].text = line.text
    return _saved(document, text, [])


def cut(text: Text) -> bytes:
    """A download that broke off: the archive's directory is missing."""
    whole = styled(text)
    return whole[: len(whole) // 2]


def _paragraph(document: DocumentType, line: Line) -> Paragraph:
    paragraph = document.add_paragraph(style=STYLES.get(line.role, "Normal"))
    if line.role in CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif line.role in RIGHT:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif line.role in {"p", "h1", "h2"}:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    if line.role == "deleted":
        _tracked(paragraph, line.text, "del", "delText")
        return paragraph
    for kind, piece in _changes(line.text):
        if kind == "text":
            _run(paragraph, line.role, piece)
        else:
            _tracked(paragraph, piece, kind, "t" if kind == "ins" else "delText")
    return paragraph


def _changes(text: str) -> list[tuple[str, str]]:
    """Splits ``{+inserted+}`` and ``{-deleted-}`` from the text around them."""
    kinds = {"+": "ins", "-": "del"}
    found: list[tuple[str, str]] = []
    for piece in re.split(r"(\{\+.*?\+\}|\{-.*?-\})", text):
        if piece.startswith(("{+", "{-")):
            found.append((kinds[piece[1]], piece[2:-2]))
        elif piece:
            found.append(("text", piece))
    return found


def _run(paragraph: Paragraph, role: str, text: str) -> None:
    font, size = FONTS.get(role, ("仿宋_GB2312", 16))
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = font
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    run.font.color.rgb = RGBColor(0xFF, 0, 0) if role == "mark" else RGBColor(0, 0, 0)


def _tracked(paragraph: Paragraph, text: str, kind: str, tag: str) -> None:
    change = OxmlElement(f"w:{kind}")
    for name, value in (("id", "1"), ("author", "法规科"), ("date", "2020-01-01T00:00:00Z")):
        change.set(qn(f"w:{name}"), value)
    run = OxmlElement("w:r")
    content = OxmlElement(f"w:{tag}")
    content.text = text
    run.append(content)
    change.append(run)
    paragraph._element.append(change)


def _table(document: DocumentType, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=max(len(row) for row in rows))
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        for cell, value in zip(cells, row, strict=False):
            cell.text = value
    document.add_paragraph()


def _text_box(document: DocumentType, text: str) -> None:
    """The letterhead in a text box, as many offices' templates have it."""
    paragraph = document.add_paragraph()
    paragraph._element.append(
        parse_xml(
            f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
            'style="width:440pt;height:60pt"><v:textbox><w:txbxContent><w:p><w:pPr>'
            '<w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:color w:val="FF0000"/>'
            f'<w:sz w:val="72"/></w:rPr><w:t>{text}</w:t></w:r></w:p></w:txbxContent>'
            "</v:textbox></v:shape></w:pict></w:r>"
        )
    )


def _page_furniture(document: DocumentType, text: Text) -> None:
    section = document.sections[0]
    for running in text.of("running"):
        section.header.paragraphs[0].text = running
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._element.append(field)
    footer.add_run(" —")


def _reference(paragraph: Paragraph, number: int) -> None:
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    paragraph.add_run()._element.append(reference)


def _saved(document: DocumentType, text: Text, notes: list[str]) -> bytes:
    properties = document.core_properties
    properties.title = "" if text.head.get("bare") else "".join(text.of("title"))
    properties.author = text.head.get("author", "")
    properties.last_modified_by = ""
    properties.created = properties.modified = datetime.combine(text.day, datetime.min.time())
    out = io.BytesIO()
    document.save(out)
    return _repacked(out.getvalue(), notes)


def _repacked(raw: bytes, notes: list[str]) -> bytes:
    """Fixed times in the archive, and the part for footnotes, which python-docx does not write."""
    with zipfile.ZipFile(io.BytesIO(raw)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    if notes:
        parts["word/footnotes.xml"] = _footnotes(notes).encode()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>",
            b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats'
            b'-officedocument.wordprocessingml.footnotes+xml"/></Types>',
        )
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="rIdNotes" Type="http://schemas.openxmlformats.org/officeDocument/'
            b'2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _footnotes(notes: list[str]) -> str:
    pieces = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{note}</w:t></w:r>'
        "</w:p></w:footnote>"
        for number, note in enumerate(notes, 2)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>'
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/>'
        f"</w:r></w:p></w:footnote>{pieces}</w:footnotes>"
    )
