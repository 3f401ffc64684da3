"""OFD by GB/T 33190, built by hand: pages, a page template, a stamp, an attachment list."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sample_corpus.make.source import Line, Text

FIXED = (2020, 1, 1, 0, 0, 0)
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WIDTH, LEFT, TOP, BOTTOM = 210.0, 28.0, 37.0, 262.0  # mm
SIZE, LEADING, COLUMNS = 5.56, 10.0, 28  # 16 pt type, 28 characters a line
FONT_IDS = {"song": "3", "hei": "4"}


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    x: float
    y: float
    size: float
    font: str
    red: bool = False


def render(text: Text) -> bytes:
    pages = _paged(text)
    parts = {
        "OFD.xml": _entry(text),
        "Doc_0/Document.xml": _document(len(pages)),
        "Doc_0/PublicRes.xml": _resources(),
        "Doc_0/Tpls/Tpl_0/Content.xml": _template(text),
        "Doc_0/Annots/Annotations.xml": _annotation_index(),
        "Doc_0/Annots/Page_0/Annotation.xml": _stamp(text),
        "Doc_0/Attachs/Attachments.xml": _attachments(text),
    }
    for number, pieces in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = _content(pieces, 100 * (number + 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            whole = '<?xml version="1.0" encoding="UTF-8"?>\n' + content
            archive.writestr(zipfile.ZipInfo(name, FIXED), whole, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _paged(text: Text) -> list[list[Piece]]:
    pages: list[list[Piece]] = [[]]
    y = TOP
    for line in text.lines:
        if line.role in {"running", "meta", "button"}:
            continue
        if line.role == "page":
            pages.append([])
            y = TOP
            continue
        for piece in _set(line):
            if y > BOTTOM:
                pages.append([])
                y = TOP
            pages[-1].append(Piece(piece.text, piece.x, y, piece.size, piece.font, piece.red))
            y += LEADING * piece.size / SIZE if piece.size > SIZE else LEADING
    return pages


def _set(line: Line) -> list[Piece]:
    if line.role == "table":
        return [Piece("　".join(row), LEFT, 0, SIZE * 0.75, "song") for row in line.rows]
    size = {"mark": 12.0, "title": 7.7, "title2": 7.0}.get(line.role, SIZE)
    font = "hei" if line.role in {"mark", "title", "title2", "h1", "chapter"} else "song"
    red = line.role == "mark"
    if line.role in {"mark", "number", "title", "title2", "caption", "chapter"}:
        width = sum(size if ord(c) > 255 else size / 2 for c in line.text)
        return [Piece(line.text, (WIDTH - width) / 2, 0, size, font, red)]
    if line.role in {"sign", "date"}:
        return [Piece(line.text, WIDTH - 26 - size * (len(line.text) + 4), 0, size, font)]
    indent = 2 if line.role in {"p", "h1", "h2", "attach", "annot"} else 0
    head, rest = line.text[: COLUMNS - indent], line.text[COLUMNS - indent :]
    tail = [rest[i : i + COLUMNS] for i in range(0, len(rest), COLUMNS)]
    return [
        Piece(head, LEFT + indent * size, 0, size, font),
        *(Piece(piece, LEFT, 0, size, font) for piece in tail),
    ]


def _object(piece: Piece, number: int) -> str:
    width = sum(piece.size if ord(c) > 255 else piece.size / 2 for c in piece.text)
    steps = [f"{piece.size if ord(c) > 255 else piece.size / 2:.2f}" for c in piece.text[:-1]]
    if len(set(steps)) == 1 and len(steps) > 3:
        steps = ["g", str(len(steps)), steps[0]]
    delta = f' DeltaX="{" ".join(steps)}"' if steps else ""
    colour = '<ofd:FillColor Value="255 0 0"/>' if piece.red else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{piece.x:.2f} {piece.y:.2f} {width:.2f} '
        f'{piece.size * 1.3:.2f}" Font="{FONT_IDS[piece.font]}" Size="{piece.size:.2f}">{colour}'
        f'<ofd:TextCode X="0" Y="{piece.size:.2f}"{delta}>{escape(piece.text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def _content(pieces: list[Piece], first: int) -> str:
    objects = "".join(_object(piece, first + 2 + n) for n, piece in enumerate(pieces))
    return (
        f"<ofd:Page {NAMESPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>"
        '<ofd:Template TemplateID="5" ZOrder="Background"/>'
        f'<ofd:Content><ofd:Layer ID="{first + 1}" Type="Body">{objects}</ofd:Layer></ofd:Content>'
        "</ofd:Page>"
    )


def _template(text: Text) -> str:
    running = next(iter(text.of("running")), "栖宁市电子公文")
    mark = Piece(running, LEFT, 15, 3.2, "song")
    return (
        f'<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer ID="8" Type="Background">'
        f"{_object(mark, 9)}</ofd:Layer></ofd:Content></ofd:Page>"
    )


def _stamp(text: Text) -> str:
    mark = Piece("仅供政务公开使用", 60, 140, 10, "hei")
    return (
        f'<ofd:PageAnnot {NAMESPACE}><ofd:Annot ID="20" Type="Watermark" Creator="office" '
        f'LastModDate="{text.day}"><ofd:Appearance Boundary="40 120 130 60">{_object(mark, 21)}'
        "</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
    )


def _annotation_index() -> str:
    return (
        f'<ofd:Annotations {NAMESPACE}><ofd:Page PageID="10">'
        "<ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>"
    )


def _attachments(text: Text) -> str:
    names = text.head.get("ofd_attachments", [])
    inner = "".join(
        f'<ofd:Attachment ID="{30 + n}" Name="{escape(name)}" Format="docx">'
        f"<ofd:FileLoc>file_{n}.docx</ofd:FileLoc></ofd:Attachment>"
        for n, name in enumerate(names)
    )
    return f"<ofd:Attachments {NAMESPACE}>{inner}</ofd:Attachments>"


def _entry(text: Text) -> str:
    return (
        f'<ofd:OFD {NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{text.slug.replace('-', '')}</ofd:DocID>"
        f"<ofd:Title>{escape(''.join(text.of('title')))}</ofd:Title>"
        f"<ofd:CreationDate>{text.day}</ofd:CreationDate></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _document(pages: int) -> str:
    listed = "".join(
        f'<ofd:Page ID="{10 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(pages)
    )
    return (
        f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID>"
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
        f"<ofd:Pages>{listed}</ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
        "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"
    )


def _resources() -> str:
    return (
        f'<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="仿宋_GB2312"/>'
        '<ofd:Font ID="4" FontName="方正小标宋简体"/></ofd:Fonts></ofd:Res>'
    )
