"""The order in which a page is read: columns, upright lines, what stands beside the text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.colors import Color, black, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from indexer.model import BlockKind, ExtractedDocument
from tests.indexer.extractors.pdf_files import FONT, HEIGHT, LEFT, WIDTH, Draw, Sheet, write_pdf

TEXT = (
    "为加强城市道路停车管理工作，规范停车秩序，提高停车资源利用效率，根据有关法律法规规定，结合本市实际，"
    "制定本办法。各县市区人民政府应当建立健全停车管理协调机制，统筹解决停车管理工作中的重大问题，明确责任分工。"
)
OTHER = (
    "市公安机关交通管理部门负责道路停车泊位的设置和管理，市场监督管理部门负责收费行为的监督检查，"
    "自然资源主管部门负责停车场用地的规划，财政部门负责停车收费收入的监督管理。"
)


def _read(tmp_path: Path, *pages: Draw, upright: bool = False) -> ExtractedDocument:
    path = write_pdf(tmp_path / "a.pdf", *pages)
    if upright:  # reportlab writes a font for vertical writing under the name of the other one
        data = path.read_bytes()
        path.write_bytes(data.replace(b"/UniJIS-UCS2-H", b"/UniJIS-UCS2-V"))
    return PDF.extract(path, Limits(ocr=False))


def _paragraphs(document: ExtractedDocument) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def _set(sheet: Sheet, text: str, x: float, y: float, *, wide: int, size: float = 12) -> None:
    """Text set solid in a column ``wide`` characters wide."""
    for number, start in enumerate(range(0, len(text), wide)):
        sheet.text(text[start : start + wide], x, size=size, y=y + 1.7 * size * number)


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("left", "right"),
    [(TEXT, OTHER), (TEXT, OTHER[:40]), (TEXT[:60], OTHER[:70]), (TEXT, OTHER[:17])],
)
def test_few_and_unequal_lines_in_two_columns(tmp_path: Path, left: str, right: str) -> None:
    def page(sheet: Sheet) -> None:
        sheet.centred("双栏刊登的公告", size=18)
        _set(sheet, left, 72, 200, wide=17)
        _set(sheet, right, 320, 200, wide=17)

    text = _read(tmp_path, page).text
    assert text == f"双栏刊登的公告\n{left}\n{right}" or text == f"双栏刊登的公告\n{left}{right}"
    assert "管理工作" in text


def test_columns_that_begin_at_different_heights(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        _set(sheet, TEXT, 72, 200, wide=17)
        _set(sheet, OTHER, 320, 209, wide=17)

    assert _read(tmp_path, page).text.replace("\n", "") == TEXT + OTHER


def test_two_pages_on_one_sheet(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.canvas.setPageSize((1191, 842))
        _set(sheet, TEXT, 72, 150, wide=28, size=16)
        _set(sheet, OTHER, 667, 150, wide=28, size=16)
        sheet.text("— 2 —", 280, size=14, y=790)
        sheet.text("— 3 —", 875, size=14, y=790)

    assert _read(tmp_path, page).text.replace("\n", "") == TEXT + OTHER


def test_three_columns(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        for number, text in enumerate((TEXT, OTHER, TEXT)):
            _set(sheet, text, 40 + 180 * number, 150, wide=16, size=10)

    assert _read(tmp_path, page).text.replace("\n", "") == TEXT + OTHER + TEXT


def test_columns_between_lines_across(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(OTHER)
        _set(sheet, TEXT, 72, 300, wide=17)
        _set(sheet, OTHER, 320, 300, wide=17)
        sheet.y = 500
        sheet.paragraph(TEXT)

    text = _read(tmp_path, page).text.replace("\n", "")
    assert text == OTHER + TEXT + OTHER + TEXT


def test_a_form_is_read_line_by_line(tmp_path: Path) -> None:
    rows = [
        ("申请人姓名", "张三"),
        ("联系电话", "12345678"),
        ("申请事项", "停车泊位"),
        ("日期", "五月"),
    ]

    def page(sheet: Sheet) -> None:
        for label, value in rows:
            sheet.text(label, 72, y=sheet.y)
            sheet.text(value, 320)

    (block,) = _read(tmp_path, page).blocks
    assert (block.kind, block.rows) == (BlockKind.TABLE, tuple(rows))


# ---------------------------------------------------------------- upright and turned


def _upright(sheet: Sheet, text: str, x: float, y: float, size: float = 14) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    sheet.canvas.setFont("HeiseiMin-W3", size)
    sheet.canvas.drawString(x, HEIGHT - y, text)


def test_upright_text_stays_in_its_cell(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.grid([72, 110, 300, 500], [100, 220, 340])
        _upright(sheet, "基本情况", 91, 110)
        _upright(sheet, "意見", 91, 230)
        sheet.text("申请人张三", 120, size=14, y=160)
        sheet.text("李四", 310, size=14, y=160)
        sheet.text("同意", 310, size=14, y=280)

    (table,) = _read(tmp_path, page, upright=True).blocks
    assert table.rows == (("基本情况", "申请人张三", "李四"), ("意見", "", "同意"))


def test_a_page_of_upright_lines_is_read_from_the_right(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        for number in range(9):
            _upright(sheet, TEXT[12 * number : 12 * number + 12], 500 - 28 * number, 100, 16)
        sheet.text("— 1 —", 280, size=14, y=790)

    document = _read(tmp_path, page, upright=True)
    assert document.text.replace("\n", "").replace(" ", "") == TEXT


@pytest.mark.parametrize("angle", [90, -90])
def test_turned_text_is_one_run_apart(tmp_path: Path, angle: int) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(TEXT)
        sheet.canvas.saveState()
        sheet.canvas.translate(40 if angle > 0 else 560, 500)
        sheet.canvas.rotate(angle)
        sheet.canvas.setFont(FONT, 12)
        sheet.canvas.drawString(0, 0, "装订线内不得答题ABC2024")
        sheet.canvas.restoreState()
        sheet.paragraph(OTHER)

    assert _paragraphs(_read(tmp_path, page)) == [TEXT, OTHER, "装订线内不得答题ABC2024"]


def test_a_turned_page_number_is_furniture(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(TEXT)
        sheet.canvas.saveState()
        sheet.canvas.translate(40, 500)
        sheet.canvas.rotate(90)
        sheet.canvas.setFont(FONT, 12)
        sheet.canvas.drawString(0, 0, "— 12 —")
        sheet.canvas.restoreState()

    assert _read(tmp_path, page).text == TEXT


# ---------------------------------------------------------------- titles, pages


def test_a_title_of_two_lines_on_a_cover_with_margins_of_its_own(tmp_path: Path) -> None:
    def cover(sheet: Sheet) -> None:
        sheet.canvas.setFont(FONT, 26)
        for y, line in ((250, "云岭市城市道路停车管理工作"), (292, "实施方案")):
            sheet.canvas.drawCentredString(WIDTH / 2, HEIGHT - y, line)
        sheet.canvas.setFont(FONT, 16)
        sheet.canvas.drawCentredString(WIDTH / 2, HEIGHT - 700, "二〇二四年四月")

    def body(sheet: Sheet) -> None:
        for number in range(3):
            _set(sheet, TEXT, 130, 120 + 140 * number, wide=26)

    document = _read(tmp_path, cover, body)
    title = document.blocks[0]
    assert _paragraphs(document)[:2] == ["云岭市城市道路停车管理工作实施方案", "二〇二四年四月"]
    assert (title.kind, title.level, title.centred) == (BlockKind.HEADING, 1, True)


def test_lines_of_different_sizes_are_never_joined_over_the_page(tmp_path: Path) -> None:
    last = "云岭市人民政府办公室二〇二四年四月印发全市各单位遵照执行"

    def cover(sheet: Sheet) -> None:
        sheet.text("云岭市停车管理办法", size=26)
        sheet.text(last, y=740)

    def body(sheet: Sheet) -> None:
        sheet.text("总体要求概述和说明以及其他", size=17)
        sheet.paragraph(TEXT)
        sheet.paragraph(OTHER)

    paragraphs = _paragraphs(_read(tmp_path, cover, body))
    assert paragraphs[1:3] == [last, "总体要求概述和说明以及其他"]


def test_a_section_over_the_page_begins_a_paragraph(tmp_path: Path) -> None:
    def first(sheet: Sheet) -> None:
        sheet.paragraph(TEXT)
        sheet.paragraph(OTHER[:53] + "。")  # its last line is full

    def second(sheet: Sheet) -> None:
        sheet.text("5 污染物监测要求")
        sheet.paragraph(OTHER)

    paragraphs = _paragraphs(_read(tmp_path, first, second))
    assert paragraphs == [TEXT, OTHER[:53] + "。", "5 污染物监测要求", OTHER]


# ---------------------------------------------------------------- beside the text


def test_a_wrapped_entry_of_a_table_of_contents_is_one(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        for line in (
            "第一章 总则" + "." * 100 + "1",
            "第二章 关于进一步加强城市道路停车管理工作以及公共停车场、配建停车场",
            "建设管理的若干规定" + "." * 90 + "3",
            "第三章 附则" + "." * 100 + "9",
        ):
            sheet.text(line, size=12)

    lines = [line.replace(" ", "") for line in _paragraphs(_read(tmp_path, page))]
    whole = "第二章关于进一步加强城市道路停车管理工作以及公共停车场、配建停车场建设管理的若干规定…3"
    assert lines == ["第一章总则…1", whole, "第三章附则…9"]


@pytest.mark.parametrize("step", [1, 5])
def test_numbers_of_lines_in_the_margin_are_left_out(tmp_path: Path, step: int) -> None:
    text = TEXT + OTHER

    def page(sheet: Sheet) -> None:
        for number, start in enumerate(range(0, len(text), 7), start=1):
            if number % step == 0:
                sheet.text(str(number), 45, size=9, y=80 + 25 * number)
            sheet.text(text[start : start + 7], 72, size=14, y=80 + 25 * number)

    assert _read(tmp_path, page).text.replace("\n", "") == text


def test_articles_that_follow_each_other_are_paragraphs_without_a_full_stop(tmp_path: Path) -> None:
    """As recognition gives them, which may miss the stop; and over a page's end."""
    numbers = "一二三四五六"
    lines = [f"第{number}条本办法适用于本市行政区域内的供水和用水活动管理" for number in numbers]

    def page(first: int) -> Callable[[Sheet], None]:
        def draw(sheet: Sheet) -> None:
            for line in lines[first : first + 3]:
                sheet.text(line, 72)

        return draw

    path = write_pdf(tmp_path / "a.pdf", page(0), page(3))
    assert _paragraphs(PDF.extract(path, Limits(ocr=False))) == lines


def test_a_line_that_goes_on_with_an_article_is_none_of_its_own(tmp_path: Path) -> None:
    text = "第一条本市行政区域内的供水用水活动及其监督管理，按照下列规定办理，不适用"
    more = "第二条的规定，其他法律另有规定的从其规定。"

    def page(sheet: Sheet) -> None:
        sheet.text(text, 72, size=12)
        sheet.text(more, 72, size=12)

    found = _read(tmp_path, page)
    assert _paragraphs(found) == [text + more]


def test_ordinals_of_a_list_stay(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        for number in range(1, 8):
            sheet.text(str(number), 72, size=12, y=sheet.y)
            sheet.text("停车场名称", 150, size=12)

    text = _read(tmp_path, page).text
    assert [number for number in "1234567" if number not in text] == []


def test_white_text_is_left_out_and_told_but_not_white_on_a_ground(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(TEXT)
        sheet.canvas.setFillColor(white)
        sheet.text("办证刷单代开发票")
        sheet.canvas.setFillColor(black)
        sheet.paragraph(OTHER)
        sheet.canvas.setFillColor(Color(0, 0, 0.5))
        sheet.canvas.rect(72, HEIGHT - 600, 300, 40, fill=1)
        sheet.canvas.setFillColor(white)
        sheet.text("蓝底白字的标题", 80, y=580)

    document = _read(tmp_path, page)
    assert _paragraphs(document) == [TEXT, OTHER, "蓝底白字的标题"]
    assert document.warnings == (
        "第 1 页有看不见的文字 8 个（白底白字、被遮盖或不显示），未收入正文",
    )


def test_text_under_a_white_box_or_drawn_as_nothing_is_left_out_and_told(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.canvas.setFillColor(white)
        sheet.canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)  # a ground, below all
        sheet.canvas.setFillColor(black)
        sheet.paragraph(TEXT)
        sheet.text("罚款五百元", y=500)
        sheet.canvas.setFillColor(white)
        sheet.canvas.rect(60, HEIGHT - 520, 300, 40, stroke=0, fill=1)
        sheet.canvas.setFillColor(black)
        sheet.canvas.saveState()
        letters = sheet.canvas.beginText(LEFT, HEIGHT - 600)
        letters.setFont(FONT, 16)
        letters.setTextRenderMode(3)
        letters.textLine("罚款六百元")
        sheet.canvas.drawText(letters)
        sheet.canvas.restoreState()
        sheet.text("盒下所写", y=650)

    document = _read(tmp_path, page)
    assert _paragraphs(document) == [TEXT, "盒下所写"]
    assert document.warnings == (
        "第 1 页有看不见的文字 10 个（白底白字、被遮盖或不显示），未收入正文",
    )
    assert document.quality.doubts == ()


def test_white_letters_with_an_outline_are_seen(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(TEXT)
        letters = sheet.canvas.beginText(LEFT, HEIGHT - 500)
        letters.setFont(FONT, 30)
        letters.setFillColor(white)
        letters.setTextRenderMode(2)  # filled and stroked
        letters.textLine("空心的标题")
        sheet.canvas.drawText(letters)

    assert _paragraphs(_read(tmp_path, page)) == [TEXT, "空心的标题"]


def test_a_note_in_a_sentence_that_goes_on_overleaf_comes_after_it(tmp_path: Path) -> None:
    lines = [TEXT[:26], *(TEXT[n : n + 28] for n in range(26, len(TEXT), 28))]

    def first(sheet: Sheet) -> None:
        sheet.paragraph(OTHER)
        sheet.text(lines[0], LEFT + 32)
        sheet.text(lines[1])
        sheet.rule(LEFT, 715, LEFT + 150, 715)
        sheet.text("① 本办法所称停车场，包括公共停车场。", size=10, y=735)
        sheet.number(1)

    def second(sheet: Sheet) -> None:
        for line in lines[2:]:
            sheet.text(line)
        sheet.paragraph(OTHER)
        sheet.number(2)

    paragraphs = _paragraphs(_read(tmp_path, first, second))
    note = "①本办法所称停车场，包括公共停车场。"
    assert [line.replace(" ", "") for line in paragraphs] == [OTHER, TEXT, note, OTHER]


@pytest.mark.parametrize(
    ("last", "note", "joined"),
    [
        ("供水单位应当在每年三月底前向主管部门", "1 主管部门指县级水务部门。", True),
        ("供水单位应当在每年三月底前向主管部门", "a 主管部门指县级水务部门。", True),
        ("供水单位应当在每年三月底前报送。", "1 主管部门指县级水务部门。", False),
        ("第三章 罚则", "1 主管部门指县级水务部门。", False),
    ],
)
def test_a_sentence_that_breaks_off_above_a_note_goes_on_though_its_line_is_not_full(
    tmp_path: Path, last: str, note: str, joined: bool
) -> None:
    def first(sheet: Sheet) -> None:
        sheet.paragraph(OTHER)
        sheet.text(last)
        sheet.text(note, size=9, y=735)

    def second(sheet: Sheet) -> None:
        sheet.text("年度运行报告并向社会公开。")
        sheet.paragraph(OTHER)

    text = [line.replace(" ", "") for line in _paragraphs(_read(tmp_path, first, second))]
    assert (last.replace(" ", "") + "年度运行报告并向社会公开。" in text) is joined


# ---------------------------------------------------------------- the count


def test_what_was_left_out_on_purpose_is_not_missing(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text(
            "停车管理规范 DB99/T 1—2024 云岭市质量技术监督局发布的地方标准", 72, size=10, y=50
        )
        sheet.paragraph(OTHER)

    document = _read(tmp_path, *[page] * 6)
    assert (document.warnings, document.quality.doubts) == ((), ())


def test_a_word_whose_characters_are_drawn_apart_is_put_together(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        for text, x in (("6", 72), ("施", 104 + 16), ("实", 104), ("与监督", 104 + 32)):
            sheet.text(text, x, y=110)

    def apart(sheet: Sheet) -> None:
        sheet.canvas.setFont(FONT, 16)
        text = sheet.canvas.beginText(72, HEIGHT - 110)
        text.textOut("6 ")
        text.setTextOrigin(120, HEIGHT - 110)
        text.textOut("施")
        sheet.canvas.drawText(text)
        sheet.text("本标准由县级以上人民政府监督实施。", y=140)
        text = sheet.canvas.beginText(104, HEIGHT - 110)
        text.textOut("实 ")
        text.setTextOrigin(136, HEIGHT - 110)
        text.textOut("与监督")
        sheet.canvas.drawText(text)

    for drawn in (draw, apart):
        path = write_pdf(tmp_path / "a.pdf", drawn)
        assert PDF.extract(path, Limits()).text.splitlines()[0] == "6 实施与监督"
