"""PDF: with a red header by GB/T 9704, plain, as a scan without text, encrypted or cut short."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color, black, red
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from sample_corpus.make.fonts import HEI, KAI, SONG, register, runs
from sample_corpus.make.source import Line, Text

WIDTH, HEIGHT = A4
LEFT, RIGHT = 28 * mm, 26 * mm
TOP, BOTTOM = 37 * mm, 35 * mm
MEASURE = WIDTH - LEFT - RIGHT
SIZE, LEADING = 15.75, 28.5  # 28 characters a line, 22 lines a page
NOT_AT_START = "，。、；：？！）〕》〉】”’％"
NOT_AT_END = "（〔《〈【“‘"


@dataclass(frozen=True, slots=True)
class Style:
    font: str = SONG
    size: float = SIZE
    leading: float = LEADING
    align: str = "left"
    indent: int = 2
    colour: Color = black
    before: float = 0.0
    after: float = 0.0


RED_HEADER: dict[str, Style] = {
    "copy": Style(indent=0, size=14),
    "urgent": Style(HEI, indent=0),
    "mark": Style(HEI, 40, 62, "centre", 0, red, before=30),
    "number": Style(align="centre", indent=0, before=20),
    "title": Style(HEI, 22, 34, "centre", 0),
    "caption": Style(KAI, align="centre", indent=0, before=6),
    "to": Style(indent=0, before=20),
    "p": Style(),
    "h1": Style(HEI),
    "h2": Style(KAI),
    "chapter": Style(HEI, align="centre", indent=0, before=8, after=4),
    "attach": Style(before=10),
    "sign": Style(align="right", before=24),
    "date": Style(align="right"),
    "annot": Style(before=12),
    "annex": Style(HEI, indent=0),
    "title2": Style(HEI, 20, 32, "centre", 0, before=12, after=8),
    "caption2": Style(KAI, align="centre", indent=0, after=8),
    "copies": Style(size=14, leading=22, indent=1, before=28),
    "printed": Style(size=14, leading=22, indent=1),
}
PLAIN: dict[str, Style] = {
    **{
        role: Style(s.font, s.size * 0.78, s.leading * 0.76, s.align, s.indent, before=s.before / 2)
        for role, s in RED_HEADER.items()
    },
    "mark": Style(SONG, 16, 26, "centre", 0),
    "number": Style(SONG, 12, 22, "centre", 0, before=4, after=8),
}


class Setter:
    """Sets lines on pages; page numbers stand at the foot as GB/T 9704 wants them."""

    def __init__(self, text: Text, styles: dict[str, Style], **canvas: object) -> None:
        register()
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1, **canvas)
        if not text.head.get("bare"):
            self.canvas.setTitle("".join(text.of("title")) or text.slug)
        self.styles = styles
        self.running = next(iter(text.of("running")), "")
        self.page = 1
        self.y = HEIGHT - TOP

    def set(self, line: Line) -> None:
        if line.role == "page":
            self.turn()
        elif line.role == "table":
            self.table(line.rows)
        elif line.role == "signer":
            self.draw(
                f"签发人：{line.text}", WIDTH - RIGHT - 9 * SIZE, self.y + LEADING, Style(KAI)
            )
        elif line.role in self.styles:
            if line.role == "copies" and self.styles is RED_HEADER:
                self.imprint(line.text)
            self.paragraph(line.text, self.fitting(line, self.styles[line.role]))
            if line.role == "printed" and self.styles is RED_HEADER:
                self.stroke(black, self.y - 7)
            if line.role == "number" and self.styles is RED_HEADER:
                self.rule(red)

    def fitting(self, line: Line, style: Style) -> Style:
        """The issuer's mark stands on one line, however long its name."""
        if line.role != "mark":
            return style
        fitted = 0.98 * style.size * MEASURE / self.width(line.text, style)
        return replace(style, size=min(style.size, fitted))

    def paragraph(self, text: str, style: Style) -> None:
        self.y -= style.before
        lines = self.broken(text, style)
        if style.align == "centre" and len(lines) > 1:
            # Lines of a title are about equally long: no single character is left over.
            lines = self.broken(text, style, 1.1 * self.width(text, style) / len(lines))
        for index, piece in enumerate(lines):
            self.room(style.leading)
            self.y -= style.leading
            width = sum(
                pdfmetrics.stringWidth(s, f, style.size) for f, s in runs(piece, style.font)
            )
            x = LEFT + (style.indent * style.size if index == 0 and style.align == "left" else 0)
            if style.align == "centre":
                x = (WIDTH - width) / 2
            elif style.align == "right":
                x = WIDTH - RIGHT - width - 4 * style.size
            self.draw(piece, x, self.y, style)
        self.y -= style.after

    def broken(self, text: str, style: Style, measure: float = MEASURE) -> list[str]:
        """Lines of the text; no closing mark begins one and no opening mark ends one."""
        lines, current = [], ""
        room = measure - (style.indent * style.size if style.align == "left" else 0)
        for character in text:
            advance = self.width(current + character, style)
            if current and advance > room + (style.size * 0.6 if character in NOT_AT_START else 0):
                carried = ""
                while len(current) > 1 and (character in NOT_AT_START or current[-1] in NOT_AT_END):
                    carried, current = current[-1] + carried, current[:-1]
                    if carried[0] not in NOT_AT_START:
                        break
                lines.append(current)
                current, room = carried, measure
            current += character
        return [*lines, current]

    def width(self, text: str, style: Style) -> float:
        return sum(pdfmetrics.stringWidth(s, f, style.size) for f, s in runs(text, style.font))

    def draw(self, text: str, x: float, y: float, style: Style) -> None:
        self.canvas.setFillColor(style.colour)
        for font, piece in runs(text, style.font):
            self.canvas.setFont(font, style.size)
            self.canvas.drawString(x, y, piece)
            x += pdfmetrics.stringWidth(piece, font, style.size)

    def table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        size, leading, pad = 10.5, 15.0, 4.0
        style = Style(size=size, leading=leading, indent=0)
        columns = max(len(row) for row in rows)
        weights = [
            max(2.5, min(22, max(len(row[c]) if c < len(row) else 0 for row in rows)))
            for c in range(columns)
        ]
        widths = [MEASURE * weight / sum(weights) for weight in weights]
        self.y -= 8
        for row in rows:
            cells = [
                self.broken(cell, style, width - 2 * pad) if cell else []
                for cell, width in zip(row, widths, strict=False)
            ]
            height = max(1, *(len(cell) for cell in cells)) * leading + 2 * pad
            self.room(height)
            x = LEFT
            for cell, width in zip(cells, widths, strict=False):
                self.canvas.setStrokeColor(black)
                self.canvas.rect(x, self.y - height, width, height)
                for number, piece in enumerate(cell):
                    self.draw(piece, x + pad, self.y - pad - size - number * leading, style)
                x += width
            self.y -= height
        self.y -= 8

    def imprint(self, copies: str) -> None:
        """The last lines stand at the foot of the last page, between black rules."""
        style = self.styles["copies"]
        height = (len(self.broken(copies, style)) + 1) * style.leading + style.before
        self.room(height)
        self.y = BOTTOM + height
        self.stroke(black, self.y - style.before)

    def rule(self, colour: Color) -> None:
        self.y -= 4 * mm
        self.stroke(colour, self.y, 1.6)
        self.y -= LEADING

    def stroke(self, colour: Color, y: float, width: float = 0.5) -> None:
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(width)
        self.canvas.line(LEFT, y, WIDTH - RIGHT, y)
        self.canvas.setLineWidth(0.5)

    def room(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self.turn()

    def turn(self) -> None:
        self.furniture()
        self.canvas.showPage()
        self.page += 1
        self.y = HEIGHT - TOP

    def furniture(self) -> None:
        style = Style(size=13)
        place = WIDTH - RIGHT - 60 if self.page % 2 else LEFT + 14
        self.draw(f"— {self.page} —", place, BOTTOM - 26, style)
        if self.running:
            self.draw(self.running, LEFT, HEIGHT - 20 * mm, Style(size=9))

    def finish(self) -> bytes:
        self.furniture()
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()


def render(text: Text, styles: dict[str, Style], **canvas: object) -> bytes:
    setter = Setter(text, styles, **canvas)
    for line in text.lines:
        setter.set(line)
    return setter.finish()


def red_header(text: Text) -> bytes:
    return render(text, RED_HEADER)


def plain(text: Text) -> bytes:
    return render(text, PLAIN)


def encrypted(text: Text) -> bytes:
    """Cannot be opened without a password."""
    return render(text, PLAIN, encrypt=StandardEncryption("kaifang-2019", canPrint=0, strength=40))


def locked(text: Text) -> bytes:
    """Opens without a password, but carries the flag that forbids copying."""
    rules = StandardEncryption("", ownerPassword="owner", canCopy=0, canModify=0, strength=40)
    return render(text, RED_HEADER, encrypt=rules)


def cut(text: Text) -> bytes:
    """A file whose transfer broke off early: no page tree, no cross-reference table."""
    return render(text, PLAIN)[:900]


def scan(text: Text) -> bytes:
    """Pages as pictures, slightly askew, as an office copier makes them: no text layer."""
    import pypdfium2
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    source = pypdfium2.PdfDocument(render(text, RED_HEADER))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for number in range(len(source)):
        picture = source[number].render(scale=200 / 72, grayscale=True).to_pil()
        tilted = picture.rotate(
            0.35 if number % 2 else -0.25, resample=Image.Resampling.BICUBIC, fillcolor=250
        )
        canvas.drawImage(
            ImageReader(tilted.point(lambda v: 255 if v > 150 else 0, "1")), 0, 0, WIDTH, HEIGHT
        )
        canvas.showPage()
    source.close()
    canvas.save()
    return out.getvalue()
