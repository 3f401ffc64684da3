"""Recognition: tesseract's table read from a recorded one; tesseract itself where it is there."""

from __future__ import annotations

import time
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from indexer.extractors.base import Clock, Limits
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.recognition import ocr
from indexer.extractors.recognition.ocr import PICTURE, Recognised, mean_confidence, read_tsv, tidy
from indexer.extractors.recognition.scans import is_scan
from indexer.model import TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.pdf_files import blank, picture, write_pdf

SAMPLES = Path(__file__).parents[4] / "sample_corpus" / "files"
needs_tesseract = pytest.mark.skipif(
    not ocr.is_available(), reason="tesseract with chi_sim is not installed (make ocr)"
)

# As tesseract 5.3 prints it: a title, a line of two cells far apart, a speck of dirt, page two.
_HEAD = "level page_num block_num par_num line_num word_num left top width height conf text"
_ROWS = """
1 1 0 0 0 0 0 0 1654 2339 -1
2 1 1 0 0 0 500 200 600 60 -1
4 1 1 1 1 0 500 200 600 60 -1
5 1 1 1 1 1 500 200 120 60 96.5 关于
5 1 1 1 1 2 630 202 180 58 92.5 加强城市
5 1 1 1 1 3 820 200 200 60 90.0 管理的通知
4 1 1 1 2 0 200 300 1200 40 -1
5 1 1 1 2 1 200 300 80 40 88.0 签发
5 1 1 1 2 2 285 330 10 4 80.0 :
5 1 1 1 2 3 900 300 100 40 86.0 2024
5 1 1 1 2 4 1010 300 40 40 84.0 年
5 1 1 1 2 5 1200 300 9 9 3.0 ~
1 2 0 0 0 0 0 0 1654 2339 -1
"""
TSV = "\n".join(
    "\t".join(line.split(" ")) + ("\t" if line.count(" ") == 10 else "")
    for line in [_HEAD, *_ROWS.strip().splitlines()]
)


def test_a_recorded_table_becomes_runs_in_points() -> None:
    first, second = read_tsv(TSV, 72 / 200)
    assert [run.text for run in first.runs] == ["关于加强城市管理的通知", "签发：", "2024年"]
    title = first.runs[0]
    assert (round(title.x0), round(title.y0), round(title.x1)) == (180, 72, 367)
    assert first.height == pytest.approx(2339 * 72 / 200)
    assert second == Recognised((), 0.0, 0, pytest.approx(2339 * 72 / 200))


def test_confidence_is_by_character_and_dirt_is_left_out() -> None:
    first, second = read_tsv(TSV, 0.36)
    sure = 96.5 * 2 + 92.5 * 4 + 90 * 5 + 88 * 2 + 80 + 86 * 4 + 84
    assert first.characters == 19
    assert first.confidence == pytest.approx(sure / 19 / 100, abs=1e-4)
    assert mean_confidence([first, second]) == first.confidence
    assert mean_confidence([second]) is None


def test_lines_of_much_the_same_pitch_are_of_one_size() -> None:
    rows = [
        f"5 1 1 1 {n} 1 100 {100 * n} {4 * pitch} {n * 9} 90 文字内容"
        for n, pitch in enumerate((40, 38, 44, 33, 55), start=1)
    ]
    table = "\n".join("\t".join(line.split(" ")) for line in [_HEAD, *rows])
    sizes = [run.size for run in read_tsv(table, 1.0)[0].runs]
    assert sizes == [40, 40, 40, 40, 55]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("关于 加强 管理 的 通知", "关于加强管理的通知"),
        ("根据 GB 3548一83 标准", "根据GB 3548—83标准"),
        ("第 一 章", "第一章"),
        ("the United Nations", "the United Nations"),
        ("各单位: 现通知如下,请执行", "各单位：现通知如下，请执行"),
        ("(试行)", "（试行）"),
        ("云政办发【2008] 34 号", "云政办发〔2008〕34号"),
        ("二O〇O年五月", "二〇〇〇年五月"),
        ("f(x), pH: 6", "f(x), pH: 6"),
    ],
)
def test_tidying_leaves_latin_alone(raw: str, text: str) -> None:
    assert tidy(raw) == text


def _content(characters: int = 0, images: float = 0.0, paths: int = 0) -> PageContent:
    runs = (Run("字" * characters, 0, 0, 1, 1, 1),) if characters else ()
    return PageContent(595, 842, runs, images=images, paths=paths)


@pytest.mark.parametrize(
    ("content", "scan"),
    [
        (_content(images=1.0), True),
        (_content(characters=3, images=0.9), True),  # a scanner's stamp
        (_content(characters=30, images=0.9), True),
        (_content(paths=500), True),  # text drawn as outlines
        (_content(), False),
        (_content(characters=300, images=1.0), False),  # a scan with a text layer
        (_content(characters=30, images=0.2), False),
    ],
)
def test_pages_that_need_recognition(content: PageContent, scan: bool) -> None:
    assert is_scan(content) is scan


def test_switched_off_pictures_are_told_as_scans(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(Quarantined) as caught:
        PICTURE.extract(tmp_path / "a.png", Limits(ocr=False))
    assert caught.value.reason is QuarantineReason.NO_TEXT_LAYER


def test_a_clock_without_time_recognises_nothing() -> None:
    assert ocr.recognise(b"", dots_per_inch=200, clock=Clock(0.0)) is None
    clock = Clock(10_000.0)
    time.sleep(0.01)
    assert 0 < clock.left < 8_000.0


# ---------------------------------------------------------------- with tesseract


def _scan() -> Path:
    return next(SAMPLES.rglob("扫描件*.pdf"))


@needs_tesseract
def test_a_scan_is_recognised_page_by_page() -> None:
    document = PDF.extract(_scan(), Limits())
    assert document.origin is TextOrigin.OCR
    assert document.quality.coverage == 1.0
    assert document.quality.confidence is not None
    assert document.quality.confidence > 0.7
    assert "火炬将于本月下旬在我市传递" in document.text
    assert document.text.count(" ") < len(document.text) / 20


@needs_tesseract
def test_only_pages_without_text_are_recognised(tmp_path: Path) -> None:
    sentence = "各县（市、区）人民政府应当建立健全停车管理协调机制。"
    path = write_pdf(tmp_path / "a.pdf", lambda sheet: sheet.paragraph(sentence), picture, blank)
    document = PDF.extract(path, Limits())
    assert document.text.startswith(sentence)
    assert document.pages == 3


@needs_tesseract
def test_a_scan_that_takes_too_long_says_how_far_it_came() -> None:
    with pytest.raises(Quarantined) as caught:
        PDF.extract(_scan(), Limits(seconds=0.0))
    assert caught.value.reason is QuarantineReason.NO_TEXT_LAYER


@needs_tesseract
def test_a_picture_file_is_recognised(tmp_path: Path) -> None:
    document = pdfium.PdfDocument(_scan())
    page = document[0]
    page.render(scale=200 / 72).to_pil().save(tmp_path / "a.png", dpi=(200, 200))
    page.close()
    document.close()
    result = PICTURE.extract(tmp_path / "a.png", Limits())
    assert result.origin is TextOrigin.OCR
    assert (result.media_type, result.pages) == ("image/png", 1)
    assert "火炬将于本月下旬在我市传递" in result.text


@needs_tesseract
def test_a_broken_picture_is_corrupt_and_an_empty_one_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    with pytest.raises(Quarantined) as caught:
        PICTURE.extract(tmp_path / "a.png", Limits())
    assert caught.value.reason is QuarantineReason.CORRUPT
