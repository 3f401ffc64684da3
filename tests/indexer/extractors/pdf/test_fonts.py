"""Fonts that are not embedded: the text is the file's, whatever fonts the host has."""

from __future__ import annotations

import struct
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

EXTRACT = """
import sys
from pathlib import Path
from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
sys.stdout.buffer.write(PDF.extract(Path(sys.argv[1]), Limits()).text.encode())
"""
LINES = [f"第{number}条本办法自公布之日起施行，共{number}.5万元。" for number in range(10, 30)]


def drawn(path: Path, font: str, lines: list[str], turned: bool) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    canvas = Canvas(str(path), pagesize=A4)
    if turned:
        canvas.translate(A4[0], 0)
        canvas.rotate(90)
    canvas.setFont(font, 14)
    for number, line in enumerate(lines):
        canvas.drawString(60, 540 - 22 * number, line)
    canvas.save()
    return path


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "font", ["STSong-Light", "MSung-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"]
)
def test_no_character_is_lost_without_its_font(tmp_path: Path, font: str, turned: bool) -> None:
    path = drawn(tmp_path / "a.pdf", font, LINES, turned)
    found = subprocess.run(
        [sys.executable, "-c", EXTRACT, str(path)], check=True, capture_output=True
    )
    assert found.stdout.decode().split() == LINES


def test_every_character_of_our_font_is_the_same_small_box() -> None:
    font = (files("indexer.extractors.pdf") / "box.ttf").read_bytes()
    count = struct.unpack(">H", font[4:6])[0]
    rows = [struct.unpack(">4sLLL", font[12 + 16 * n : 28 + 16 * n]) for n in range(count)]
    tables = {tag: font[offset : offset + length] for tag, _, offset, length in rows}
    assert struct.unpack(">H", tables[b"head"][18:20]) == (1000,)
    assert struct.unpack(">hhhh", tables[b"glyf"][2:10]) == (0, 0, 200, 500)
