"""PDFs of our own writing for the tests, by reportlab with a font that readers bring along."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.colors import black, red
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
LEFT, RIGHT = 72.0, 72.0 + 28 * 16  # 28 characters of 16 points, as in GB/T 9704
LEADING = 28.0

Draw = Callable[["Sheet"], None]


class Sheet:
    """A page to draw on, from the top."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.y = 110.0

    def text(self, text: str, x: float = LEFT, *, size: float = 16, y: float | None = None) -> None:
        """A line at ``x``; the next one follows below, unless ``y`` places it."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, HEIGHT - (self.y if y is None else y), text)
        if y is None:
            self.y += LEADING

    def centred(self, text: str, *, size: float = 16, is_red: bool = False) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.setFillColor(red if is_red else black)
        self.canvas.drawCentredString((LEFT + RIGHT) / 2, HEIGHT - self.y, text)
        self.canvas.setFillColor(black)
        self.y += LEADING * max(1.0, size / 16)

    def paragraph(self, text: str) -> None:
        """Set as an official document is: indented by two, 28 characters a line."""
        lines = [text[:26], *(text[n : n + 28] for n in range(26, len(text), 28))]
        for number, line in enumerate(lines):
            self.text(line, LEFT + (32 if number == 0 else 0))

    def number(self, number: int) -> None:
        self.text(f"— {number} —", 280, size=14, y=HEIGHT - 50)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def grid(self, xs: list[float], ys: list[float]) -> None:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)


def write_pdf(path: Path, *pages: Draw, **options: object) -> Path:
    """A PDF with a page for each of the functions; ``options`` are reportlab's."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=A4, invariant=1, **options)
    for draw in pages:
        draw(Sheet(canvas))
        canvas.showPage()
    canvas.save()
    return path


def picture(sheet: Sheet) -> None:
    """A page that is all picture, like a scan."""
    pixels = bytes((x * y) % 251 for y in range(80) for x in range(60))
    grey = io.BytesIO(b"P5 60 80 255\n" + pixels)
    sheet.canvas.drawImage(ImageReader(grey), 0, 0, WIDTH, HEIGHT)


def blank(sheet: Sheet) -> None:
    """A page with nothing on it."""
