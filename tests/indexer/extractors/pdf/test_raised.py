"""Figures above the line are told as such, on pages as in Word files."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from tests.indexer.extractors.pdf_files import LEFT, Sheet, write_pdf

BASE, RAISED, LOWERED = 0.0, -6.0, 3.0


def _read(tmp_path: Path, *pieces: tuple[str, float], size: float = 9.0) -> str:
    """The text of a line of pieces, each so far below it; those that are, set in ``size``."""

    def draw(sheet: Sheet) -> None:
        x = LEFT
        for text, below in pieces:
            points = 16.0 if below == BASE else size
            sheet.text(text, x, size=points, y=110 + below)
            x += sum(points if c > "\u2e80" else points / 2 for c in text)

    return PDF.extract(write_pdf(tmp_path / "a.pdf", draw), Limits(ocr=False)).text


@pytest.mark.parametrize(
    ("before", "figure", "after", "text"),
    [
        ("不得超过10", "5", "个每升", "不得超过10^5个每升"),
        ("渗透系数不大于1.0×10", "-7", " cm/s", "渗透系数不大于1.0×10^-7 cm/s"),
        ("限值为35mg/m", "3", "，", "限值为35mg/m³，"),
        ("危险特性", "1", "代码", "危险特性¹代码"),
        ("见附录。", "1", "本办法", "见附录。1本办法"),
        ("见第5条", "[1]", "的规定", "见第5条[1]的规定"),
    ],
)
def test_a_raised_figure_is_no_further_digit(
    tmp_path: Path, before: str, figure: str, after: str, text: str
) -> None:
    assert _read(tmp_path, (before, BASE), (figure, RAISED), (after, BASE)) == text


def test_lowered_figures_and_small_ones_on_the_line_stay(tmp_path: Path) -> None:
    assert _read(tmp_path, ("浓度CO", BASE), ("2", LOWERED), ("限值", BASE)) == "浓度CO2限值"
    assert _read(tmp_path, ("共10", BASE), ("5", -0.1), ("个", BASE)) == "共105个"


def test_figures_of_the_text_s_size_are_none(tmp_path: Path) -> None:
    assert _read(tmp_path, ("共10", BASE), ("5", -1.5), ("个", BASE), size=16.0) == "共105个"
