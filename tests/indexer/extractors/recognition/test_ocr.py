"""Recognition: scans and pictures, whichever way they lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from numpy.typing import NDArray
from PIL import Image

from analyzers.folding import fold
from indexer.extractors.base import Clock, Limits, TextBuilder
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.layout import lay_out
from indexer.extractors.pdf.page import PageContent, Run
from indexer.extractors.pdf.paragraphs import add_pages
from indexer.extractors.recognition import engine, ocr, orientation
from indexer.extractors.recognition.missed import passed_over
from indexer.extractors.recognition.ocr import pictures_of
from indexer.extractors.recognition.orientation import Lie
from indexer.extractors.recognition.picture_files import PICTURE
from indexer.extractors.recognition.scans import is_scan
from indexer.extractors.recognition.tidying import tidy
from indexer.model import TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.pdf_files import blank, picture, write_pdf

PAGES = Path(__file__).parent / "pages"  # of our own writing, drawn once, with their texts
PAPER = np.full((200, 200), 255, np.uint8)
SAMPLES = Path(__file__).parents[4] / "sample_corpus" / "files"
needs_recognition = pytest.mark.skipif(
    not ocr.is_available(), reason="the extra ocr is not installed"
)


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
    assert ocr.recognise(PAPER, dots_per_inch=200, clock=Clock(0.0)) is None


# ---------------------------------------------------------------- with the models


def _scan() -> Path:
    return next(SAMPLES.rglob("扫描件*.pdf"))


@needs_recognition
def test_a_scan_is_recognised_page_by_page() -> None:
    document = PDF.extract(_scan(), Limits())
    assert document.origin is TextOrigin.OCR
    assert document.quality.coverage == 1.0
    assert document.quality.confidence is not None
    assert document.quality.confidence > 0.9
    assert "火炬将于本月下旬在我市传递" in document.text
    assert document.text.count(" ") < len(document.text) / 20


@needs_recognition
def test_only_pages_without_text_are_recognised(tmp_path: Path) -> None:
    sentence = "各县（市、区）人民政府应当建立健全停车管理协调机制。"
    path = write_pdf(tmp_path / "a.pdf", lambda sheet: sheet.paragraph(sentence), picture, blank)
    document = PDF.extract(path, Limits())
    assert document.text.startswith(sentence)
    assert document.pages == 3


@needs_recognition
def test_a_scan_that_takes_too_long_says_how_far_it_came() -> None:
    with pytest.raises(Quarantined) as caught:
        PDF.extract(_scan(), Limits(seconds=0.0))
    assert caught.value.reason is QuarantineReason.NO_TEXT_LAYER


@needs_recognition
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


@needs_recognition
def test_a_broken_picture_is_corrupt_and_an_empty_one_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    with pytest.raises(Quarantined) as caught:
        PICTURE.extract(tmp_path / "a.png", Limits())
    assert caught.value.reason is QuarantineReason.CORRUPT


# ---------------------------------------------------------------- how pages lie


def _letters(text: str) -> str:
    """As a search sees them: 內 is 内."""
    return "".join(c for c in fold(text) if c.isalnum())


def _wrong(truth: str, text: str) -> float:
    """The share of characters that are wrong, missing, too many or out of order."""
    truth, text = _letters(truth), _letters(text)
    before = list(range(len(text) + 1))
    for row, character in enumerate(truth, start=1):
        now = [row]
        for column, other in enumerate(text, start=1):
            step = before[column - 1] + (character != other)
            now.append(min(now[-1] + 1, before[column] + 1, step))
        before = now
    return before[-1] / len(truth)


def _text_of(page: ocr.Recognised) -> str:
    builder = TextBuilder(1_000_000)
    add_pages(builder, [lay_out(page.content, 1)])
    return builder.text


def _page(name: str) -> tuple[NDArray[np.uint8], str]:
    (picture,) = pictures_of((PAGES / f"{name}.png").read_bytes())
    return picture, (PAGES / f"{name}.txt").read_text("utf-8")


def _askew(picture: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    turned = Image.fromarray(picture).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    return np.asarray(turned, dtype=np.uint8)


@needs_recognition
@pytest.mark.slow
@pytest.mark.parametrize("name", ["columns", "seal", "table", "traditional", "vertical"])
def test_pages_of_every_make_come_out(name: str) -> None:
    picture, truth = _page(name)
    page = ocr.recognise(picture, dots_per_inch=150, clock=Clock(10_000.0))
    assert page is not None
    assert _wrong(truth, _text_of(page)) <= 0.02


@needs_recognition
@pytest.mark.slow
@pytest.mark.parametrize(("turns", "lie"), [(1, 3), (2, 2), (3, 1)])
def test_a_page_on_its_side_or_its_head_is_turned(turns: int, lie: int) -> None:
    picture, truth = _page("table")
    turned = np.ascontiguousarray(np.rot90(picture, turns))
    page = ocr.recognise(turned, dots_per_inch=150, clock=Clock(10_000.0))
    assert page is not None
    assert page.lie.value == lie
    assert _wrong(truth, _text_of(page)) <= 0.02
    assert len(page.horizontal) == len(page.vertical) == 5


@needs_recognition
@pytest.mark.slow
@pytest.mark.parametrize("degrees", [1.9, -1.9])
def test_lines_of_two_columns_askew_do_not_meet(degrees: float) -> None:
    picture, truth = _page("columns")
    page = ocr.recognise(_askew(picture, degrees), dots_per_inch=150, clock=Clock(10_000.0))
    assert page is not None
    assert _wrong(truth, _text_of(page)) <= 0.02


@needs_recognition
@pytest.mark.slow
@pytest.mark.parametrize("degrees", [1.9, -1.9])
def test_columns_of_vertical_text_that_lean_are_whole(degrees: float) -> None:
    """The title's column was not found; nor was the page known to be a vertical one."""
    picture, truth = _page("vertical")
    page = ocr.recognise(_askew(picture, degrees), dots_per_inch=150, clock=Clock(10_000.0))
    assert page is not None
    assert _wrong(truth, _text_of(page)) <= 0.02


def test_corners_of_a_column_that_leans_begin_at_its_upper_left() -> None:
    leaning = [(149.0, 1599.0), (100.0, 100.0), (142.0, 98.6), (191.0, 1597.6)]
    box = engine.Box(engine.in_order(leaning))
    assert box.tall
    assert abs(box.angle) < 3
    assert engine.in_order(box.corners) == box.corners


@needs_recognition
@pytest.mark.slow
@pytest.mark.parametrize("degrees", [0.0, 1.9])
def test_a_line_that_detection_passes_over_is_read(
    degrees: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, truth = _page("seal")

    def without_a_line(shown: NDArray[np.uint8]) -> list[engine.Box]:
        return sorted(engine.detect(shown), key=lambda box: box.width)[:-1]

    monkeypatch.setattr(ocr, "detect", without_a_line)
    page = ocr.recognise(_askew(picture, degrees), dots_per_inch=150, clock=Clock(10_000.0))
    assert page is not None
    assert _wrong(truth, _text_of(page)) <= 0.02
    assert page.missed == 0


@needs_recognition
def test_a_line_that_cannot_be_read_is_told_with_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, _ = _page("seal")
    Image.fromarray(picture).save(tmp_path / "a.png")
    boxes = [box for box in engine.detect(picture) if box.width > 300]
    monkeypatch.setattr(ocr, "detect", lambda _: boxes[1:])
    monkeypatch.setattr(ocr, "_read", lambda *_: iter(()))
    monkeypatch.setattr(ocr, "lie_of", lambda *_: Lie.UPRIGHT)
    answers = iter([("看不太清的一行", 0.5), ("？一", 0.5)])
    monkeypatch.setattr(ocr, "read_line", lambda _: next(answers, ("所识别的正文", 0.99)))
    found = PICTURE.extract(tmp_path / "a.png", Limits())
    assert found.quality.doubts == ("有文字看得见而没有读出：第1页 1 行",)


@pytest.mark.parametrize("drawn", ["rule", "specks", "photograph"])
def test_what_is_no_line_is_not_cut_out(drawn: str) -> None:
    chance = np.random.default_rng(7)
    paper = np.full((1200, 900), 255, np.uint8)
    if drawn == "rule":
        paper[600:603, 100:800] = 0
    elif drawn == "specks":
        paper[chance.integers(0, 1200, 400), chance.integers(0, 900, 400)] = 0
    else:
        paper[300:900, 100:800] = chance.integers(0, 255, (600, 700))
    line = engine.Box(((100.0, 40.0), (800.0, 40.0), (800.0, 80.0), (100.0, 80.0)))
    assert passed_over(paper, [line], 0.0) == []


def test_dots_do_not_tell_which_way_a_page_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest boxes of a contents are leaders: it was read upside down, and lost whole."""

    def box(top: float, width: float) -> engine.Box:
        return engine.Box(((0.0, top), (width, top), (width, top + 20), (0.0, top + 20)))

    dots = [box(30.0 * n, 190.0) for n in range(6)]
    words = [box(30.0 * n, 100.0) for n in range(6)]

    def read(readings: orientation.Readings, box: engine.Box, way: Lie) -> tuple[str, float]:
        if box in dots:
            return "……", 0.74 if way is Lie.UPSIDE_DOWN else 0.6
        return ("总则", 0.99) if way is Lie.UPRIGHT else ("酿", 0.3)

    monkeypatch.setattr(orientation.Readings, "of", read)
    assert orientation.lie_of(PAPER, [*dots, *words]) is Lie.UPRIGHT


@needs_recognition
def test_paper_without_text_gives_nothing() -> None:
    page = ocr.recognise(PAPER, dots_per_inch=150, clock=Clock(10_000.0))
    assert page is not None
    assert (page.runs, page.characters, page.confidence) == ((), 0, 0.0)


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(tmp_path / "a.png")
    (picture,) = pictures_of((tmp_path / "a.png").read_bytes())
    assert int(picture.min()) == 255


def test_the_models_are_those_of_the_wheel() -> None:
    found = engine.models()
    assert found is None or all(path.is_file() for path in found)
