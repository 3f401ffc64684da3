"""Two bodies one above the other, with what belongs to both beside them, stay whole."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from tests.indexer.extractors.pdf_files import Sheet, write_pdf

LONG, OTHER, SHORT = "国家质量监督检验检疫总局", "中国国家标准化管理委员会", "环境保护部"


@pytest.mark.parametrize("bodies", [(LONG, OTHER), (SHORT, LONG), (LONG, SHORT)])
@pytest.mark.parametrize("alternate", [False, True])
@pytest.mark.parametrize("bracket", [False, True])
@pytest.mark.parametrize(
    ("size", "leading", "word", "larger"),
    [
        (14, 1.05, "发布", 14),
        (22, 1.3, "联合发布", 18),
        (16, 1.6, "发布", 24),
        (18, 1.1, "联合发布", 28),
    ],
)
def test_bodies_that_publish_together(
    tmp_path: Path,
    bodies: tuple[str, str],
    alternate: bool,
    bracket: bool,
    size: float,
    leading: float,
    word: str,
    larger: float,
) -> None:
    width = 300.0

    def page(sheet: Sheet) -> None:
        lines = [
            [
                (c, 90 + n * (width - size) / (len(body) - 1), 700 + row * leading * size)
                for n, c in enumerate(body)
            ]
            for row, body in enumerate(bodies)
        ]
        both = zip_longest(*lines) if alternate else lines
        for letter in (letter for some in both for letter in some if letter):
            sheet.text(letter[0], letter[1], size=size, y=letter[2])
        if bracket:
            sheet.text("｝", 394, size=2 * leading * size, y=700 + 0.9 * leading * size)
        sheet.text(word, 450, size=larger, y=700 + leading * size / 2)

    text = PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False)).text
    assert [whole for whole in (*bodies, word) if whole not in text] == []
    assert text.index(bodies[0]) < text.index(bodies[1])


def test_a_watermark_that_stands_upright_is_no_text(tmp_path: Path) -> None:
    lines = [f"第{number}条 各县人民政府应当建立健全停车管理协调机制。" for number in range(1, 9)]

    def page(sheet: Sheet) -> None:
        for line in lines:
            sheet.text(line, size=12)
        sheet.text("样", 200, size=120, y=250)

    text = PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False)).text
    assert text.replace(" ", "").split("\n") == [line.replace(" ", "") for line in lines]


def test_a_word_set_letter_by_letter_ends_with_its_line(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        for letters, x in (("环境保", 72), ("护", 200), ("部", 300)):  # unevenly, as on real covers
            sheet.text(letters, x, size=22, y=700)
        sheet.text("国家质量监督检验检疫总局", 72, size=22, y=730)

    text = PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False)).text
    assert text.split("\n")[-1] == "国家质量监督检验检疫总局"
