"""A text layer of good characters that are not those on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.extractors.base import Clock, Limits
from indexer.extractors.pdf import extractor
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.page import Run
from indexer.extractors.plausibility import is_gibberish, looks_odd
from indexer.extractors.recognition import scans
from indexer.extractors.recognition.ocr import Recognised
from indexer.model import TextOrigin
from tests.indexer.extractors.pdf_files import HEIGHT, LEFT, WIDTH, Sheet, write_pdf

SHOWN = (
    "为了规范公共资源交易活动，维护国家利益和社会公共利益，保护交易当事人的合法权益，根据有关法律法规，结合本市实际，"
    "制定本办法。本市行政区域内的公共资源交易及其监督管理适用本办法。市人民政府加强对公共资源交易工作的领导，建立综合"
    "监督管理机制，协调解决交易活动中的重大问题，并对各区县的工作给予指导和检查。"
)
# Many of the commonest characters are told as rare ones.
WRONG = {code: code + 0x2C00 for code in range(0x5000, 0x6800)}


def _page(sheet: Sheet) -> None:
    sheet.paragraph(SHOWN)


def _wrong(path: Path) -> Path:
    """Give the file's font a map to characters that are not those it draws."""
    data = path.read_bytes()
    font = re.search(
        rb"(\d+) 0 obj\s*<<((?:(?!endobj).)*/UniGB-UCS2-H(?:(?!endobj).)*)>>", data, re.S
    )
    assert font is not None
    ranges = "".join(
        f"<{low:04X}> <{low + 255:04X}> <{WRONG[low]:04X}>\n" for low in range(0x5000, 0x6800, 256)
    )
    ranges = f"24 beginbfrange\n{ranges}endbfrange\n"
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{ranges}endcmap end end"
    ).encode()
    size = int(re.findall(rb"/Size (\d+)", data)[-1])
    root = re.findall(rb"/Root (\d+ 0 R)", data)[-1]
    before = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    first = len(data) + 1
    one = b"%s 0 obj\n<<%s /ToUnicode %d 0 R>>\nendobj\n" % (font[1], font[2], size)
    two = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (size, len(cmap), cmap)
    table = first + len(one) + len(two)
    data += b"\n" + one + two
    data += b"xref\n%s 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (
        font[1], first, size, first + len(one),
    )  # fmt: skip
    data += b"trailer\n<</Size %d /Root %s /Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size + 1, root, before, table,
    )  # fmt: skip
    path.write_bytes(data)
    return path


def _seen(text: str) -> Recognised:
    lines = [text[n : n + 28] for n in range(0, len(text), 28)]
    runs = tuple(
        Run(line, LEFT, y - 12, LEFT + 16.0 * len(line), y + 4, 16.0)
        for line, y in zip(lines, (110 + 28.0 * n for n in range(99)), strict=False)
    )
    return Recognised(runs, 0.97, len(text), HEIGHT, WIDTH)


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int], str | None]], None]:
    """Recognition that gives a text by the page's number, or has no time for it."""

    def use(text_of: Callable[[int], str | None]) -> None:
        def recognise(document: object, number: int, clock: Clock) -> Recognised | None:
            text = text_of(number)
            return _seen(text) if text is not None else None

        monkeypatch.setattr(scans, "is_available", lambda: True)
        monkeypatch.setattr(extractor, "is_available", lambda: True)
        monkeypatch.setattr(scans, "_recognise", recognise)

    return use


Recognise = Callable[[Callable[[int], str | None]], None]


def test_a_layer_of_other_characters_is_recognised_and_told(
    tmp_path: Path, recognised: Recognise
) -> None:
    path = _wrong(write_pdf(tmp_path / "a.pdf", _page, _page))
    told = PDF.extract(path, Limits(ocr=False)).text
    assert "公共资源交易" not in told
    assert looks_odd(told)
    assert not is_gibberish(told)

    recognised(lambda number: SHOWN)
    read = PDF.extract(path, Limits())
    assert read.text.replace("\n", "") == SHOWN * 2
    assert read.quality.doubts == ("文字层与页面所示不符（第 1 页核对），已改用文字识别的结果",)
    assert read.origin is TextOrigin.OCR


def test_without_recognition_it_is_doubtful(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "is_available", lambda: False)
    monkeypatch.setattr(extractor, "is_available", lambda: False)
    read = PDF.extract(_wrong(write_pdf(tmp_path / "a.pdf", _page)), Limits())
    assert read.quality.doubts == ("全文用字少见或不成词，文字层可能有误，请与页面核对",)


def _shuffled(text: str) -> str:
    """Each of the text's characters told as another one of it."""
    known = sorted(set(text))
    return text.translate(str.maketrans("".join(known), "".join(known[7:] + known[:7])))


@pytest.mark.parametrize(
    ("layer", "shown"),
    [
        (_shuffled(SHOWN), SHOWN),
        (
            f"{SHOWN}自5357年7月42日起施行，原5353年3月53日的规定同时废止。",
            f"{SHOWN}自2024年4月19日起施行，原2020年0月20日的规定同时废止。",
        ),
    ],
)
def test_a_layer_whose_own_characters_are_taken_for_one_another(
    tmp_path: Path, recognised: Recognise, layer: str, shown: str
) -> None:
    path = write_pdf(tmp_path / "a.pdf", lambda sheet: sheet.paragraph(layer))
    assert not looks_odd(PDF.extract(path, Limits(ocr=False)).text)
    recognised(lambda number: shown)
    read = PDF.extract(path, Limits())
    assert read.text.replace("\n", "") == shown
    assert read.quality.doubts == ("文字层与页面所示不符（第 1 页核对），已改用文字识别的结果",)


def test_impossible_days_that_the_page_shows_stay(tmp_path: Path, recognised: Recognise) -> None:
    text = f"{SHOWN}自2024年13月1日起施行。"
    recognised(lambda number: text)
    path = write_pdf(tmp_path / "a.pdf", lambda sheet: sheet.paragraph(text))
    read = PDF.extract(path, Limits())
    assert (read.origin, read.quality.doubts) == (TextOrigin.TEXT, ())


def test_what_the_time_did_not_suffice_for_is_told_and_read_on(
    tmp_path: Path, recognised: Recognise
) -> None:
    path = _wrong(write_pdf(tmp_path / "a.pdf", _page, _page))
    recognised(lambda number: SHOWN if number == 0 else None)
    read = PDF.extract(path, Limits())
    assert read.unread == 1
    assert "第 2 页未及识别，仍是有误的文字层" in read.quality.doubts


HERBS = (
    "下列药材的采购和检验按本办法的规定管理：麻黄炙甘草杏仁茯苓泽泻猪苓柴胡黄芩藿香枳实紫菀"
    "冬花射干细辛山药陈皮桂枝蜂蜜钩藤葛根蝉蜕僵蚕桔梗牛蒡连翘"
)


def test_a_list_of_rare_words_that_the_page_shows_is_kept(
    tmp_path: Path, recognised: Recognise
) -> None:
    asked: list[int] = []

    def seen(number: int) -> str:
        asked.append(number)
        return HERBS * 3

    recognised(seen)
    path = write_pdf(tmp_path / "a.pdf", *[lambda sheet: sheet.paragraph(HERBS * 3)] * 2)
    read = PDF.extract(path, Limits())
    assert looks_odd(read.text)
    assert (len(asked), read.quality.doubts, read.origin) == (1, (), TextOrigin.TEXT)


NONE = "".join(chr(0x9000 + 7 * n) for n in range(200))  # rare ones: no text, and no map of one


def _spoiled(sheet: Sheet) -> None:
    """Most of it is no text; a line of it is, and stands below what is recognised."""
    sheet.paragraph(NONE)
    sheet.text("本通知自印发之日起施行", y=700)


def test_a_layer_that_is_no_text_is_recognised_and_told(
    tmp_path: Path, recognised: Recognise
) -> None:
    recognised(lambda number: SHOWN)
    read = PDF.extract(write_pdf(tmp_path / "a.pdf", _spoiled), Limits())
    assert read.text.replace("\n", "") == SHOWN + "本通知自印发之日起施行"
    assert read.quality.doubts == ("第 1 页的文字层无法解读，已改用文字识别的结果",)


def test_where_a_layer_that_is_no_text_cannot_be_recognised_it_is_doubtful(
    tmp_path: Path, recognised: Recognise
) -> None:
    recognised(lambda number: None)
    read = PDF.extract(write_pdf(tmp_path / "a.pdf", _spoiled), Limits())
    assert read.quality.doubts == ("第 1 页的文字层疑有误，字符可能对应错了",)
