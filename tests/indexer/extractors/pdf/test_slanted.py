"""Seals drawn as text: what they stand over stays, and what falls with them is told."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.slanted import Slant, fallen
from indexer.model import ExtractedDocument
from tests.indexer.extractors.pdf_files import FONT, HEIGHT, Sheet, write_pdf

BODY = "各县、市、区人民政府，市政府各部门：现将有关事项通知如下，请认真贯彻执行。"
OFFICE, DAY = "测试市人民政府", "2024年4月1日"


def _seal(sheet: Sheet, letters: str, x: float, y: float, *, size: float = 14) -> None:
    canvas = sheet.canvas
    for number, letter in enumerate(letters):
        angle = math.radians(200 - 20 * number)
        canvas.saveState()
        canvas.translate(x + 60 * math.cos(angle), HEIGHT - y + 60 * math.sin(angle))
        canvas.rotate(math.degrees(angle) - 90)
        canvas.setFont(FONT, size)
        canvas.drawString(0, 0, letter)
        canvas.restoreState()
    canvas.setFont(FONT, 20)
    canvas.drawCentredString(x, HEIGHT - y - 5, "★")


def _signed(tmp_path: Path, letters: str, *, down: float = 0.0, first: bool = False) -> list[str]:
    return _lines(_document(tmp_path, letters, down=down, first=first))


def _document(
    tmp_path: Path, letters: str, *, down: float = 0.0, first: bool = False
) -> ExtractedDocument:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(BODY)
        middle = sheet.y + down
        if first:
            _seal(sheet, letters, 390, middle)
        sheet.text(OFFICE, 330)
        sheet.text(DAY, 340)
        if not first:
            _seal(sheet, letters, 390, middle)

    return PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False))


def _lines(document: ExtractedDocument) -> list[str]:
    return [line for line in document.text.split("\n") if line]


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("down", [-30, -20, -10, 0, 10, 20, 30])
@pytest.mark.parametrize(
    "letters", ["测试市民", OFFICE, "关于印章样本甲乙丙丁戊", OFFICE + "办公室专用"]
)
def test_what_a_seal_stands_over_stays(
    tmp_path: Path, letters: str, down: float, first: bool
) -> None:
    lines = _signed(tmp_path, letters, down=down, first=first)
    assert lines == [BODY, OFFICE, DAY]


def test_the_letters_of_a_seal_are_told(tmp_path: Path) -> None:
    read = _document(tmp_path, OFFICE)
    assert read.warnings == ("第 1 页有斜排文字 7 个（水印、印章），未收入正文",)


def test_a_line_of_small_letters_within_the_round_is_of_the_seal(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(BODY)
        sheet.text(OFFICE, 330)
        sheet.text(DAY, 340)
        _seal(sheet, OFFICE + "办公室专用", 390, sheet.y + 100, size=10)
        sheet.text("财务专用", 375, size=8, y=sheet.y + 115)

    read = PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False))
    assert _lines(read) == [BODY, OFFICE, DAY]
    assert read.warnings == ("第 1 页有斜排文字 16 个（水印、印章），未收入正文",)


def test_cells_beside_a_watermark_in_the_stream_stay(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(BODY)
        for number in range(3):
            sheet.canvas.saveState()
            sheet.canvas.translate(150, 300 - 80 * number)
            sheet.canvas.rotate(45)
            sheet.canvas.setFont(FONT, 40)
            sheet.canvas.drawString(0, 0, "内部资料")
            sheet.canvas.restoreState()
            sheet.text(f"{number + 1}元")

    read = PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False))
    assert _lines(read) == [BODY, "1元", "2元", "3元"]


def test_a_drawing_of_many_slanted_letters_is_gone_through_once() -> None:
    """Some 20,000 runs: minutes, where each small line was held against every letter."""
    pieces = []
    for number in range(10_000):
        x, y = number % 100 * 20.0, number // 100 * 20.0
        pieces.append(Slant("图", (0.7, 0.7, -0.7, 0.7), 6.0, x, y, x + 6, y + 6))
        pieces.append(Slant("标高说明", (1.0, 0.0, 0.0, 1.0), 6.0, x + 9, y, x + 18, y + 6))
    text = Slant("正文" * 30_000, (1.0, 0.0, 0.0, 1.0), 12.0, 0.0, -40.0, 480.0, -28.0)
    told = fallen([*pieces, text])
    assert not told[-1]
    # Of the straight ones only those at the right edge stand beside no letter.
    assert sum(told) == 10_000 + 9_900
