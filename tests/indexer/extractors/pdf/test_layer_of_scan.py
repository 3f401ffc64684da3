"""The layer that an older recognition put over a scan: short, or wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader

from indexer.extractors.base import Clock, Limits
from indexer.extractors.pdf import extractor
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.page import Run
from indexer.extractors.recognition import scans
from indexer.extractors.recognition.ocr import Recognised
from tests.indexer.extractors.pdf_files import FONT, HEIGHT, LEFT, WIDTH, Sheet, write_pdf

LINES = (
    "征收标准为每平方米三十五元，由市人民政府公布执行情况并接受",
    "社会监督。有关部门应当按照职责分工，加强对征收工作的指导，",
    "及时协调解决实施过程中的问题。征收单位应当向缴费人出具财政",
    "票据，不得自行提高标准或者扩大范围，违者由主管部门责令改正",
    "并依法追究责任。缴费人对征收决定不服的，可以依法申请复议。",
    "逾期不缴纳的加收滞纳金，具体办法由财政部门会同有关部门制定",
)
# Every second character is another one, and a common one.
WRONG = tuple(
    "".join("的了和是在有人"[n % 7] if n % 2 else letter for n, letter in enumerate(line))
    for line in LINES
)
FIRST, STEP = 110.0, 28.0


def _scan(layer: tuple[str, ...]) -> Callable[[Sheet], None]:
    """A picture of all lines, as bars of ink, with the layer over the first of them."""

    def draw(sheet: Sheet) -> None:
        rows = [bytearray(b"\xff" * int(WIDTH)) for _ in range(int(HEIGHT))]
        for number in range(len(LINES)):
            foot = int(FIRST + STEP * number)
            for y in range(foot - 10, foot):
                for x in range(int(LEFT), int(LEFT) + 448):
                    rows[y][x] = 0 if x % 4 == 0 else 255
        head = f"P5 {int(WIDTH)} {int(HEIGHT)} 255\n".encode()
        sheet.canvas.drawImage(ImageReader(io.BytesIO(head + b"".join(rows))), 0, 0, WIDTH, HEIGHT)
        for number, line in enumerate(layer):
            text = sheet.canvas.beginText(LEFT, HEIGHT - FIRST - STEP * number)
            text.setFont(FONT, 16)
            text.setTextRenderMode(3)
            text.textOut(line)
            sheet.canvas.drawText(text)

    return draw


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Recognition that reads all lines; gives the pages that were asked for."""
    asked: list[int] = []

    def recognise(document: object, number: int, clock: Clock) -> Recognised:
        asked.append(number)
        runs = tuple(
            Run(line, LEFT, y - 12, LEFT + 16.0 * len(line), y + 4, 16.0)
            for line, y in ((line, FIRST + STEP * n) for n, line in enumerate(LINES))
        )
        return Recognised(runs, 0.97, sum(map(len, LINES)), HEIGHT, WIDTH)

    monkeypatch.setattr(scans, "is_available", lambda: True)
    monkeypatch.setattr(extractor, "is_available", lambda: True)
    monkeypatch.setattr(scans, "_recognise", recognise)
    return asked


def test_what_a_short_layer_left_out_is_recognised(tmp_path: Path, seen: list[int]) -> None:
    path = write_pdf(tmp_path / "a.pdf", _scan(LINES[:2]))
    read = PDF.extract(path, Limits())
    assert read.text.replace("\n", "") == "".join(LINES)
    assert seen == [0]


def test_without_recognition_a_short_layer_is_doubtful(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", _scan(LINES[:2]))
    read = PDF.extract(path, Limits(ocr=False))
    assert read.text.replace("\n", "") == "".join(LINES[:2])
    assert read.quality.doubts == ("第 1 页有图片，图中文字未识别",)


def test_a_layer_of_other_common_characters_is_found_out(tmp_path: Path, seen: list[int]) -> None:
    path = write_pdf(tmp_path / "a.pdf", _scan(WRONG), _scan(WRONG))
    read = PDF.extract(path, Limits())
    assert read.text.replace("\n", "") == "".join(LINES) * 2
    assert read.quality.doubts == ("文字层与页面所示不符（第 1 页核对），已改用文字识别的结果",)


def test_of_a_good_layer_one_page_is_compared_and_all_kept(tmp_path: Path, seen: list[int]) -> None:
    path = write_pdf(tmp_path / "a.pdf", _scan(LINES), _scan(LINES), _scan(LINES))
    read = PDF.extract(path, Limits())
    assert read.text.replace("\n", "") == "".join(LINES) * 3
    assert (len(seen), read.quality.doubts) == (1, ())
