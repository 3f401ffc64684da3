"""Running heads and page numbers go; what only stands where they do stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from tests.indexer.extractors.pdf_files import LEFT, Draw, Sheet, write_pdf

BODY = "各县（市、区）人民政府应当建立健全停车管理协调机制，统筹解决停车管理工作中的重大问题。"


def _text(tmp_path: Path, *pages: Draw) -> str:
    return PDF.extract(write_pdf(tmp_path / "a.pdf", *pages), Limits(ocr=False)).text


def _lines(text: str) -> list[str]:
    return [line.replace(" ", "") for line in text.split("\n")]


def _page(head: str, *, size: float = 16, y: float = 70) -> Draw:
    def draw(sheet: Sheet) -> None:
        sheet.text(head, size=size, y=y)
        sheet.y = 140
        sheet.paragraph(f"{head}所列的正文。{BODY}")

    return draw


@pytest.mark.parametrize(
    "form",
    ["附件{}", "附件 {}", "表{} 收费标准", "第{}期", "（{}）号", "附表{}：名单", "典型案例 {}"],
)
def test_numbered_headings_at_the_top_of_pages_stay(tmp_path: Path, form: str) -> None:
    heads = [form.format(number) for number in range(1, 6)]
    text = _text(tmp_path, *(_page(head) for head in heads))
    lines = _lines(text)
    assert [head for head in heads if head.replace(" ", "") not in lines] == []


def test_documents_numbers_at_the_foot_of_pages_stay(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.paragraph(BODY)
            sheet.text(f"联系电话：0571-8700{number}", y=780)

        return draw

    text = _text(tmp_path, *(page(n) for n in range(1001, 1005)))
    assert [n for n in range(1001, 1005) if f"8700{n}" not in text] == []


@pytest.mark.parametrize(
    "form",
    [
        "测试市人民政府公报 第{}页",
        "第 {} 页 共 6 页 测试市",
        "测试市公报 — {} —",
        "测试 Page {} of 6",
    ],
)
def test_a_running_head_with_the_pages_number_goes(tmp_path: Path, form: str) -> None:
    pages = [_page(form.format(number), size=10, y=50) for number in range(1, 7)]
    text = _text(tmp_path, *pages)
    heads = [line for line in _lines(text) if "所列" not in line and "测试" in line]
    assert heads == [form.format(1).replace(" ", "")]


def test_a_number_that_stands_apart_from_the_head_is_the_pages(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.text("测试市停车规范", size=10, y=50)
            sheet.text(str(number), 480, size=10, y=50)
            sheet.paragraph(BODY)

        return draw

    text = _text(tmp_path, *(page(n) for n in range(1, 7)))
    assert text.count("测试市停车规范") == 1


def test_an_annex_over_several_pages_keeps_its_heading_once(tmp_path: Path) -> None:
    text = _text(tmp_path, _page("前言"), *[_page("附件2") for _ in range(4)])
    assert text.count("附件2\n") == 1


def test_titles_that_repeat_over_forms_stay(tmp_path: Path) -> None:
    text = _text(tmp_path, *[_page("测试市项目申报表", size=22) for _ in range(4)])
    assert text.count("测试市项目申报表\n") == 4


@pytest.mark.parametrize("y", [560, 530, 400])
def test_page_numbers_of_pages_on_their_side_go(tmp_path: Path, y: float) -> None:
    def page(sheet: Sheet) -> None:
        sheet.canvas.setPageSize((842, 595))
        sheet.canvas.translate(0, 595 - 842)  # sheets are measured from the top of an upright one
        sheet.paragraph(BODY)
        sheet.text("— 4 —", 400, size=14, y=y)

    assert "".join(_lines(_text(tmp_path, page))) == BODY


def test_a_number_in_the_middle_of_a_page_stays(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text("一", LEFT, y=300)
        sheet.text("42", LEFT, y=400)

    assert _text(tmp_path, page) == "一\n42"
