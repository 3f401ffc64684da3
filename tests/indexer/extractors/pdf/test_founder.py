"""Digits that are coded as ideographs are digits again; ideographs stay what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.founder import restored
from tests.indexer.extractors.pdf_files import write_pdf

DOUBT = "第 1 页的数字或标点编码为汉字，已按方正字体的编码还原"


def _in_font(text: str) -> str:
    return restored(text, lambda place: "EU-F1" if text[place] >= "\u4e00" else "FZSSK")


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        ("圆园园愿", "2008"),
        ("员援园园豫", "1.00%"),
        ("郧月辕栽 员缘远苑愿怨", "GB/T 156789"),
        ("圆园园愿遥", "2008。"),
    ],
)
def test_by_its_font_every_character_is_arithmetic(coded: str, text: str) -> None:
    assert _in_font(coded) == text


def test_each_characters_own_font_decides() -> None:
    text = "人员愿意圆园员源年"
    assert restored(text, lambda place: "EU-BZ" if place > 3 else "FZSSK").startswith(
        "人员愿意2014"
    )


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        ("政发〔圆园园愿〕员圆号", "政发〔2008〕12号"),
        ("自圆园园愿年远月员日起", "自2008年6月1日起"),
        ("圆园员怨年，参保人员愿意的，第猿条", "2019年，参保人员愿意的，第3条"),
        ("圆园园愿年的来源和医院，远远超过公园", "2008年的来源和医院，远远超过公园"),
        ("圆园园愿年起，有效期缘年，不满远年，满员时", "2008年起，有效期5年，不满6年，满员时"),
        ("圆园园愿年印发，自圆\r\n园园怨年起施行", "2008年印发，自2\r\n009年起施行"),
        ("圆园园愿年起施行。\r\n— 圆 —", "2008年起施行。\r\n— 2 —"),
        ("各市袁县遥员怨怨苑年渊试行冤袁施行遥", "各市，县。1997年（试行），施行。"),
    ],
)
def test_without_its_font_what_stands_as_a_number_is_one(coded: str, text: str) -> None:
    assert restored(coded, lambda _: "STSong") == text


@pytest.mark.parametrize(
    "text",
    [
        "园区人员源源不断，远远超过预期，公园员工愿意。",
        "遥感监测、遥控设备；袁某某、尧某某。",
        "幼儿园员工、公园园长、来源缘由",
    ],
)
def test_ideographs_stay(text: str) -> None:
    assert restored(text, lambda _: "STSong") == text


def test_a_page_of_them_is_told(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", lambda s: s.text("本办法自圆园园愿年员园月员日起施行。"))
    document = PDF.extract(path, Limits(ocr=False))
    assert document.text == "本办法自2008年10月1日起施行。"
    assert DOUBT in document.quality.doubts
