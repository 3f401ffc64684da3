"""Pictures within a text: recognised where they stand, and only where they are writing."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from indexer.extractors.base import Clock, Limits
from indexer.extractors.html.extractor import SAVED_WEB_PAGE, WEB_PAGE
from indexer.extractors.ofd.extractor import OFD
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.page import Run
from indexer.extractors.recognition import illustrations, ocr, page_illustrations
from indexer.extractors.recognition.illustrations import is_thin, says_something
from indexer.extractors.recognition.ocr import Recognised, is_seal
from indexer.extractors.slides import PPTX
from indexer.model import TextOrigin
from tests.indexer.extractors.ofd.test_extractor import page, text, write_ofd
from tests.indexer.extractors.pdf_files import HEIGHT, Sheet, write_pdf
from tests.indexer.extractors.test_slides import shape, slide, write_pptx

PAGES = Path(__file__).parent / "pages"
BODY = "各县（市、区）人民政府应当建立健全停车管理协调机制，统筹解决停车管理工作中的重大问题。"
SAID = "图中的文字"
READ = "1 张图片中的文字由文字识别读出，已收入正文"


def _recognised(words: str, confidence: float = 0.97) -> Recognised:
    run = Run(words, 50.0, 50.0, 50.0 + 16 * len(words), 66.0, 16.0)
    return Recognised((run,), confidence, len(words), 200.0, 400.0, lines=1)


@pytest.fixture
def recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture says the same."""

    def recognise(picture: object, dots_per_inch: float, clock: Clock) -> Recognised:
        return _recognised(SAID)

    for module in (illustrations, page_illustrations):
        monkeypatch.setattr(module, "is_available", lambda: True)
        monkeypatch.setattr(module, "recognise_illustration", recognise)


def _png(size: tuple[int, int] = (400, 200), colour: str = "white") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


@pytest.mark.skipif(not ocr.is_available(), reason="the extra ocr is not installed")
def test_a_table_pasted_into_a_pdf_is_read_between_the_lines(tmp_path: Path) -> None:
    with Image.open(PAGES / "table.png") as file:
        wide, high = file.size

    def draw(sheet: Sheet) -> None:
        sheet.paragraph("上文说：" + BODY)
        at = HEIGHT - 200 - 450 * high / wide
        sheet.canvas.drawImage(str(PAGES / "table.png"), 72, at, 450, 450 * high / wide)
        sheet.text("下文到此为止。", y=760)

    found = PDF.extract(write_pdf(tmp_path / "a.pdf", draw), Limits())
    assert found.text.startswith("上文说：" + BODY)
    assert found.text.endswith("下文到此为止。")
    table = next(block for block in found.blocks if block.rows)
    assert table.rows is not None and len(table.rows[0]) > 1
    assert found.origin is TextOrigin.MIXED
    assert found.warnings == ("第 1 页图中文字由文字识别读出，已收入正文",)
    off = PDF.extract(tmp_path / "a.pdf", Limits(ocr=False))
    assert off.text == f"上文说：{BODY}\n下文到此为止。"


def test_a_sentence_overleaf_is_not_parted_by_a_picture(tmp_path: Path, recognition: None) -> None:
    grey = Image.fromarray(np.arange(60 * 80, dtype=np.uint8).reshape(80, 60))
    grey.save(tmp_path / "a.png")

    def first(sheet: Sheet) -> None:
        for _ in range(7):
            sheet.paragraph(BODY)
        sheet.paragraph(BODY[:26])
        sheet.canvas.drawImage(str(tmp_path / "a.png"), 72, HEIGHT - 780, 450, 200)

    def second(sheet: Sheet) -> None:
        sheet.text(BODY[26:], y=72)

    found = PDF.extract(write_pdf(tmp_path / "a.pdf", first, second), Limits())
    assert found.text.count(BODY) == 8
    assert found.text.endswith(f"{BODY}\n{SAID}")


def test_a_picture_in_a_web_page_is_read_in_its_place(tmp_path: Path, recognition: None) -> None:
    source = "data:image/png;base64," + base64.b64encode(_png()).decode()
    body = f"<p>{BODY}</p><p><img src='{source}'></p><p>其他。</p><img src='b.jpg'>"
    (tmp_path / "a.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    found = WEB_PAGE.extract(tmp_path / "a.html", Limits())
    assert found.text == f"{BODY}\n{SAID}\n其他。"
    assert found.warnings == (READ, "网页有 1 张图片，图中文字未读取")
    assert found.origin is TextOrigin.MIXED


def test_a_picture_saved_with_a_page_is_read(tmp_path: Path, recognition: None) -> None:
    parts = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"<body><p>{BODY}</p><img src='http://a.cn/p.png'></body>\n--b\n"
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\n"
        f"Content-Location: http://a.cn/p.png\n\n{base64.b64encode(_png()).decode()}\n--b--\n"
    )
    (tmp_path / "a.mhtml").write_text(parts, encoding="utf-8")
    found = SAVED_WEB_PAGE.extract(tmp_path / "a.mhtml", Limits())
    assert (found.text, found.warnings) == (f"{BODY}\n{SAID}", (READ,))


def test_a_picture_on_a_slide_is_read_in_its_place(tmp_path: Path, recognition: None) -> None:
    picture = '<p:pic><p:blipFill><a:blip r:embed="x"/></p:blipFill></p:pic>'
    path = write_pptx(
        tmp_path / "a.pptx",
        [slide(shape("上"), picture, shape("下"))],
        beside={1: {"x": ("image", "../media/x.png")}},
        extra={"ppt/media/x.png": _png()},
    )
    found = PPTX.extract(path, Limits())
    assert (found.text, found.warnings) == (f"上\n{SAID}\n下", (READ,))


def test_a_picture_on_a_page_of_ofd_is_read_in_its_place(tmp_path: Path, recognition: None) -> None:
    image = '<ofd:ImageObject ID="4" Boundary="30 100 150 60" ResourceID="5"/>'
    above, below = "为切实加强河道管理通知如下", "请各单位认真贯彻执行"
    path = write_ofd(
        tmp_path / "a.ofd", page(text(30, 40, above), text(30, 200, below), image), image=_png()
    )
    found = OFD.extract(path, Limits())
    assert (found.text, found.warnings) == (f"{above}\n{SAID}\n{below}", (READ,))


# ---------------------------------------------------------------- what is text


@pytest.mark.parametrize(
    ("found", "text", "thin"),
    [
        (_recognised("税率表共七级"), True, False),
        (_recognised("1"), False, False),  # a logo's letter
        (_recognised("测试市水务", 0.7), False, False),
        (Recognised((), 0.0, 0), False, False),  # a photograph
        (Recognised((), 0.0, 0, lines=6, unclear=6), False, True),  # a page too poor to be read
        (Recognised(_recognised("税率表共七级").runs, 0.95, 6, lines=9, unclear=2), True, False),
        (Recognised(_recognised("税率表共七级").runs, 0.95, 6, lines=9, unclear=4), True, True),
        (Recognised(_recognised("税率表共七级").runs, 0.7, 6, lines=9, unclear=1), False, True),
    ],
)
def test_only_what_reads_surely_is_text(found: Recognised, text: bool, thin: bool) -> None:
    assert (says_something(found), is_thin(found)) == (text, thin)


def _round(colour: str, size: tuple[int, int] = (400, 400)) -> bytes:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).ellipse((20, 20, size[0] - 20, size[1] - 20), outline=colour, width=12)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_seal_is_round_and_red() -> None:
    assert is_seal(_round("red"))
    assert not is_seal(_round("black"))
    assert not is_seal(_round("red", (900, 200)))  # a letterhead
    assert not is_seal(b"no picture")
