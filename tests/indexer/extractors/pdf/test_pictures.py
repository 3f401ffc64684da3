"""A picture that may hold text is told, also where its page has some text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader

from indexer.extractors.base import Limits
from indexer.extractors.pdf.drawing import Picture
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.recognition import scans
from indexer.extractors.recognition.ocr import Recognised
from indexer.model import ExtractedDocument
from tests.indexer.extractors.pdf_files import HEIGHT, WIDTH, Draw, Sheet, write_pdf

BODY = "各县（市、区）人民政府应当建立健全停车管理协调机制，统筹解决停车管理工作中的重大问题。"
FOOTER = (
    "本文件由测试市人民政府办公室电子公文系统生成，未经许可不得转载，"
    "查询电话：12345，网址：www.example.com，共一页。"
)
TOLD = "第 1 页有图片，图中文字未识别"


def _picture(sheet: Sheet, x: float, y: float, wide: float, high: float) -> None:
    pixels = bytes((x * y) % 251 for y in range(80) for x in range(60))
    grey = ImageReader(io.BytesIO(b"P5 60 80 255\n" + pixels))
    sheet.canvas.drawImage(grey, x, HEIGHT - y - high, wide, high)


def _read(tmp_path: Path, *pages: Draw) -> ExtractedDocument:
    return PDF.extract(write_pdf(tmp_path / "a.pdf", *pages), Limits(ocr=False))


def _full_with_footer(sheet: Sheet) -> None:
    _picture(sheet, 0, 0, WIDTH, HEIGHT)
    sheet.text(FOOTER, 40, size=8, y=800)


def _two_lines(sheet: Sheet) -> None:
    sheet.text(BODY[:26])
    sheet.text(BODY[26:])
    _picture(sheet, 72, 200, 450, 500)


def _half_a_page(sheet: Sheet) -> None:
    _picture(sheet, 72, 100, 450, 420)
    sheet.text("第1页 测试市人民政府公报", 200, size=10, y=700)


def _strips(sheet: Sheet) -> None:
    sheet.paragraph(BODY)
    for number in range(20):
        _picture(sheet, 72, 300 + 20 * number, 450, 20)


@pytest.mark.parametrize("page", [_full_with_footer, _two_lines, _half_a_page, _strips])
def test_a_large_picture_beside_some_text_is_a_doubt(tmp_path: Path, page: Draw) -> None:
    assert TOLD in _read(tmp_path, page).quality.doubts


@pytest.mark.parametrize("box", [(72, 400, 300, 150), (72, 400, 300, 18)])
def test_a_smaller_one_is_worth_a_word(
    tmp_path: Path, box: tuple[float, float, float, float]
) -> None:
    def page(sheet: Sheet) -> None:
        for _ in range(4):
            sheet.paragraph(BODY)
        _picture(sheet, *box)

    document = _read(tmp_path, page)
    assert (document.quality.doubts, document.warnings) == ((), (TOLD,))


@pytest.mark.parametrize("box", [(400, 600, 110, 110), (72, 60, 450, 3), (72, 30, 60, 60)])
def test_seals_rules_and_emblems_are_not_told(
    tmp_path: Path, box: tuple[float, float, float, float]
) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(BODY)
        _picture(sheet, *box)

    document = _read(tmp_path, page)
    assert (document.quality.doubts, document.warnings) == ((), ())


def test_a_scan_with_a_layer_of_text_is_read(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        _picture(sheet, 0, 0, WIDTH, HEIGHT)
        layer = sheet.canvas.beginText(72, HEIGHT - 100)
        layer.setFont("STSong-Light", 16)
        layer.setTextRenderMode(3)
        layer.textLine(BODY[:26])
        layer.textLine(BODY[26:])
        sheet.canvas.drawText(layer)

    assert _read(tmp_path, page).quality.doubts == ()


def test_a_background_with_the_text_over_it_is_read(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        _picture(sheet, 0, 0, WIDTH, HEIGHT)
        for _ in range(12):
            sheet.paragraph(BODY)

    document = _read(tmp_path, page)
    assert (document.quality.doubts, document.warnings) == ((), ())


def test_what_a_picture_says_is_added_to_the_pages_own_text() -> None:
    own = Run("页脚文字", 72, 700, 300, 716, 16)
    content = PageContent(595, 842, (own,), images=0.6, pictures=(Picture(72, 100, 520, 720),))
    inside, again = Run("图中文字", 80, 200, 300, 216, 16), Run("页脚文宇", 72, 700, 300, 716, 16)
    outside = Run("图外", 72, 800, 100, 816, 16)
    page = Recognised((inside, again, outside), 0.9, 10)
    assert scans._better(content, page).runs == (own, inside)
