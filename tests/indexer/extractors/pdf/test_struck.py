"""Bold made by striking twice is read once; letters set tight are two."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from tests.indexer.extractors.pdf_files import LEFT, Draw, Sheet, write_pdf

LINE = "环境保护部公告2011年第22号"


def _text(tmp_path: Path, page: Draw) -> str:
    return PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False)).text


def _struck(text: str, shifts: list[tuple[float, float]], size: float, *, whole: bool) -> Draw:
    def draw(sheet: Sheet) -> None:
        pieces = [text] if whole else list(text)
        x = LEFT
        for piece in pieces:
            for right, down in shifts:
                sheet.text(piece, x + right, size=size, y=120 + down)
            x += sum(1.0 if c >= "\u2e80" else 0.5 for c in piece) * size

    return draw


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("size", [9, 16, 26])
@pytest.mark.parametrize(
    "shifts",
    [
        [(0, 0), (0.8, 0)],
        [(0, 0), (0, 0.5)],
        [(0, 0), (1, 1)],
        [(1, 0), (0, 0)],
        [(0, 0), (0.4, 0), (0.8, 0)],
        [(0, 0), (0, 0)],
        [(0, 0), (0.5, 0), (0, 0.5), (0.5, 0.5)],
    ],
)
def test_bold_made_by_striking_twice_is_read_once(
    tmp_path: Path, shifts: list[tuple[float, float]], size: float, whole: bool
) -> None:
    assert _text(tmp_path, _struck(LINE, shifts, size, whole=whole)) == LINE


def test_latin_words_too(tmp_path: Path) -> None:
    text = _text(tmp_path, _struck("GB/T 12348", [(0, 0), (0.8, 0)], 16, whole=True))
    assert text == "GB/T 12348"


def test_lines_struck_after_the_whole_page(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        for shift in (0.0, 0.7):
            for number in range(10):
                sheet.text(f"第{number}条 人人有责，天天向上。", LEFT + shift, y=120 + 28 * number)

    assert _text(tmp_path, page).replace(" ", "").count("人人有责，天天向上。") == 10


@pytest.mark.parametrize("space", [-1.0, -2.0, -3.0])
def test_letters_set_tight_are_two(tmp_path: Path, space: float) -> None:
    """Nearer ones than these PDFium takes for one itself."""

    def page(sheet: Sheet) -> None:
        sheet.canvas.setFont("STSong-Light", 16)
        sheet.canvas.drawString(LEFT, 700, "http", charSpace=space)

    assert _text(tmp_path, page) == "http"


@pytest.mark.parametrize("text", ["人人有责，天天向上", "illicit 1111 llll", "——……——"])
def test_words_that_double_stay(tmp_path: Path, text: str) -> None:
    assert _text(tmp_path, lambda sheet: sheet.text(text)).replace(" ", "") == text.replace(" ", "")
