"""PDF: what a reader sees comes out in the order it is read; what cannot be read is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from indexer.extractors.pdf.miner import reread
from indexer.extractors.pdf.page import PageContent, Run
from indexer.model import BlockKind, ExtractedDocument, TextOrigin
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.pdf_files import (
    HEIGHT,
    LEFT,
    Draw,
    Sheet,
    blank,
    picture,
    write_pdf,
)

LONG = (
    "为加强城市道路停车管理，规范停车秩序，提高停车资源利用效率，根据《中华人民共和国道路交通安全法》"
    "等有关规定，结合本市实际，经市人民政府同意，现就有关事项通知如下，请认真贯彻执行。"
)
OTHER = "各县（市、区）人民政府应当建立健全停车管理协调机制，统筹解决停车管理工作中的重大问题。"


def _read(tmp_path: Path, *pages: Draw, **options: object) -> ExtractedDocument:
    path = write_pdf(tmp_path / "a.pdf", *pages, **options)
    return PDF.extract(path, Limits(ocr=False))


def _paragraphs(document: ExtractedDocument) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def _refusal(path: Path, **limits: object) -> Quarantined:
    with pytest.raises(Quarantined) as caught:
        PDF.extract(path, Limits(ocr=False, **limits))  # type: ignore[arg-type]
    return caught.value


# ---------------------------------------------------------------- paragraphs


def test_lines_become_paragraphs(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(LONG)
        sheet.paragraph(OTHER)

    assert _paragraphs(_read(tmp_path, page)) == [LONG, OTHER]


def test_a_paragraph_goes_on_over_the_page_and_page_numbers_are_dropped(tmp_path: Path) -> None:
    lines = [LONG[:26], *(LONG[n : n + 28] for n in range(26, len(LONG), 28))]

    def first(sheet: Sheet) -> None:
        sheet.paragraph(OTHER)
        sheet.text(lines[0], LEFT + 32)
        sheet.text(lines[1])
        sheet.number(1)

    def second(sheet: Sheet) -> None:
        for line in lines[2:]:
            sheet.text(line)
        sheet.paragraph(OTHER)
        sheet.number(2)

    document = _read(tmp_path, first, second)
    assert _paragraphs(document) == [OTHER, LONG, OTHER]
    assert [block.page for block in document.blocks] == [1, 1, 2]
    assert document.pages == 2


@pytest.mark.parametrize("number", ["3", "- 3 -", "第 3 页 共 9 页", "3/9", "III", "Page 3 of 9"])
def test_every_form_of_page_number_is_dropped(tmp_path: Path, number: str) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(LONG)
        sheet.text(number, 280, y=HEIGHT - 50)

    assert _paragraphs(_read(tmp_path, page)) == [LONG]


def test_running_heads_are_dropped_but_for_the_first_page(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.text("停车管理规范 DB99/T 1—2024", 250, size=10, y=50)
            sheet.paragraph(f"{number}号页面的正文。{OTHER}")

        return draw

    text = _read(tmp_path, *(page(n) for n in range(1, 6))).text
    assert text.count("停车管理规范") == 1
    assert text.startswith("停车管理规范")


def test_a_year_at_the_foot_of_the_text_is_no_page_number(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(LONG)
        sheet.text("2024年5月9日", 350, y=HEIGHT - 60)

    assert _paragraphs(_read(tmp_path, page)) == [LONG, "2024年5月9日"]


def test_short_lines_and_numbered_ones_stay_apart(tmp_path: Path) -> None:
    lines = ["（一）停车场；", "（二）路内停车泊位；", "（三）临时停车点。"]

    def page(sheet: Sheet) -> None:
        sheet.paragraph(LONG)
        for line in lines:
            sheet.text(line, LEFT + 32)

    assert _paragraphs(_read(tmp_path, page)) == [LONG, *lines]


def test_a_letterhead_its_number_and_a_wrapped_title(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.centred("云岭市人民政府办公室文件", size=30, is_red=True)
        sheet.centred("云政办发〔2024〕7号")
        sheet.centred("云岭市人民政府办公室关于加强", size=22)
        sheet.centred("城市道路停车管理工作的通知", size=22)
        sheet.text("各县（市、区）人民政府：")
        sheet.paragraph(LONG)
        sheet.paragraph(OTHER)

    document = _read(tmp_path, page)
    head, number, title, *_ = document.blocks
    assert (head.kind, head.red, head.centred) == (BlockKind.HEADER, True, True)
    assert document.text[number.start : number.end] == "云政办发〔2024〕7号"
    assert (number.red, number.centred) == (False, True)
    assert document.text[title.start : title.end] == (
        "云岭市人民政府办公室关于加强城市道路停车管理工作的通知"
    )
    assert (title.kind, title.centred, title.font_size) == (BlockKind.HEADING, True, 22.0)


def test_headings_are_known_by_their_numbers(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text("一、总体要求", LEFT + 32)
        sheet.paragraph(LONG)
        sheet.text("（一）基本原则", LEFT + 32)
        sheet.paragraph(OTHER)

    document = _read(tmp_path, page)
    assert [(b.kind, b.level) for b in document.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, None),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, None),
    ]


def test_a_table_of_contents_keeps_its_lines_without_leaders(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text("前言" + "." * 100 + "1")
        sheet.text("范围" + "." * 100 + "2")

    assert _paragraphs(_read(tmp_path, page)) == ["前言…1", "范围…2"]


# ---------------------------------------------------------------- blanks, glyphs


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        ("目　　录", "目录"),
        ("危 险 废 物", "危险废物"),
        ("2024 年 5 月 9 日起施行", "2024年5月9日起施行"),
        ("the United Nations", "the United Nations"),
        ("第一章　总则", "第一章 总则"),
        ("4.2 技术要求", "4.2 技术要求"),
        ("⽂件⼀份", "文件一份"),
    ],
)
def test_blanks_and_odd_glyphs(tmp_path: Path, drawn: str, text: str) -> None:
    assert _read(tmp_path, lambda sheet: sheet.text(drawn)).text == text


def test_dashes_that_are_drawn_as_lines_are_read(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        for number, part in enumerate(("2024", "05", "09")):
            sheet.text(part, [LEFT, LEFT + 44, LEFT + 72][number], y=200)
        sheet.rule(LEFT + 34, 195, LEFT + 42, 195)
        sheet.rule(LEFT + 62, 195, LEFT + 70, 195)

    assert _read(tmp_path, page).text == "2024-05-09"


def test_a_fill_in_line_is_no_dash(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.text("姓名", y=200)
        sheet.text("性别", LEFT + 64, y=200)
        sheet.rule(LEFT + 34, 203, LEFT + 62, 203)

    assert "-" not in _read(tmp_path, page).text
    assert "—" not in _read(tmp_path, page).text


def test_text_off_the_page_and_slanted_watermarks_stay_out(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(LONG)
        sheet.text("页外文字", 5000, y=200)
        sheet.canvas.saveState()
        sheet.canvas.translate(150, 300)
        sheet.canvas.rotate(45)
        sheet.canvas.setFont("STSong-Light", 60)
        sheet.canvas.drawString(0, 0, "内部资料")
        sheet.canvas.restoreState()

    assert _paragraphs(_read(tmp_path, page)) == [LONG]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_on_its_side_is_read_upright(tmp_path: Path, angle: int) -> None:
    def page(sheet: Sheet) -> None:
        sheet.canvas.saveState()
        sheet.canvas.translate(300, 420)
        sheet.canvas.rotate(angle)
        sheet.canvas.translate(-300, -420)
        sheet.text("第一行文字", y=200)
        sheet.text("第二行文字", y=230)
        sheet.canvas.restoreState()

    assert _paragraphs(_read(tmp_path, page)) == ["第一行文字", "第二行文字"]


def test_the_rotation_flag_of_a_page_changes_nothing(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.canvas.setPageRotation(90)
        sheet.y = 400  # the page is lower now
        sheet.paragraph(LONG)

    assert _paragraphs(_read(tmp_path, page)) == [LONG]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"左栏第{n}行文字内容写满一栏。" for n in "一二三四五六七八九十"]
    right = [line.replace("左", "右") for line in left]

    def page(sheet: Sheet) -> None:
        sheet.centred("双栏刊登的公告标题文字横跨两栏写满整行直到右边", size=16)
        for number, (a, b) in enumerate(zip(left * 2, right * 2, strict=True)):
            sheet.text(a, LEFT, size=14, y=150 + 24 * number)
            sheet.text(b, LEFT + 240, size=14, y=150 + 24 * number)

    text = _read(tmp_path, page).text
    assert text.index(right[0]) > text.rindex(left[-1])


# ---------------------------------------------------------------- what cannot be read


def test_a_user_password_shuts_the_file_out(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "a.pdf", lambda s: s.text(LONG), encrypt=StandardEncryption("secret", "owner")
    )
    assert _refusal(path).reason is QuarantineReason.ENCRYPTED


def test_a_flag_against_copying_is_told_not_obeyed(tmp_path: Path) -> None:
    lock = StandardEncryption("", "owner", canCopy=0)
    document = _read(tmp_path, lambda sheet: sheet.paragraph(LONG), encrypt=lock)
    assert document.text == LONG
    assert document.warnings == ("文件设有禁止复制标志",)


def test_a_file_cut_short_is_told_as_such(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", *[lambda sheet: sheet.paragraph(LONG)] * 5)
    path.write_bytes(path.read_bytes()[:-600])
    refusal = _refusal(path)
    assert refusal.reason is QuarantineReason.CORRUPT
    assert "没有传完" in refusal.detail


def test_what_is_no_pdf_is_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing here\n%%EOF")
    assert _refusal(path).reason is QuarantineReason.CORRUPT


def test_pages_and_characters_are_limited(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", *[lambda sheet: sheet.paragraph(LONG)] * 3)
    refusal = _refusal(path, pages=2)
    assert refusal.reason is QuarantineReason.TOO_MANY_PAGES
    assert "3 页" in refusal.detail
    assert _refusal(path, characters=100).reason is QuarantineReason.OUTPUT_TOO_LARGE


def test_a_scan_and_a_blank_file_are_told_apart(tmp_path: Path) -> None:
    scan = _refusal(write_pdf(tmp_path / "scan.pdf", picture, picture))
    assert scan.reason is QuarantineReason.NO_TEXT_LAYER
    assert scan.detail.startswith("2 页")
    empty = _refusal(write_pdf(tmp_path / "blank.pdf", blank))
    assert empty.reason is QuarantineReason.NO_TEXT


def test_scanned_pages_among_others_are_a_doubt(tmp_path: Path) -> None:
    document = _read(tmp_path, lambda s: s.paragraph(LONG), picture, picture, blank, picture)
    assert document.text == LONG
    assert document.origin is TextOrigin.TEXT
    assert document.quality.coverage == 0.2
    assert document.quality.doubts == ("第 2–3、5 页是扫描页，没有文字层",)


def test_a_file_too_long_for_the_time_says_how_far_it_came(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", *[lambda sheet: sheet.paragraph(LONG)] * 3)
    document = PDF.extract(path, Limits(ocr=False, seconds=0.0))
    assert document.text == LONG
    assert document.pages == 3
    assert document.quality.doubts == ("时限内只读了前 1 页，共 3 页",)


# ---------------------------------------------------------------- the second reading


def test_pages_that_come_out_better_the_second_time_are_replaced(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", lambda s: s.paragraph(LONG), lambda s: s.paragraph(OTHER))
    spoiled = PageContent(595, 842, (Run("\ufffd" * 40 + "文字", 72, 90, 500, 106, 16.0),))
    contents: list[PageContent | None] = [spoiled, spoiled]
    assert reread(path, contents, [0, 1]) == [0, 1]
    assert [c.text.replace("\n", "") for c in contents if c] == [LONG, OTHER]


def test_a_good_reading_stands_and_damage_changes_nothing(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", lambda sheet: sheet.paragraph(LONG))
    good = PageContent(595, 842, (Run(LONG, 72, 90, 500, 106, 16.0),))
    contents: list[PageContent | None] = [good, None]
    assert reread(path, contents, [0]) == []
    path.write_bytes(b"%PDF-1.4 broken")
    assert reread(path, contents, [0, 1]) == []
    assert contents == [good, None]


def test_the_same_file_gives_the_same_value(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.grid([LEFT, 200, 400], [300.0, 340, 380])
        sheet.paragraph(LONG)

    assert _read(tmp_path, page) == _read(tmp_path, page)


def test_a_page_where_a_paragraph_only_goes_on_is_no_page_without_text(tmp_path: Path) -> None:
    sentence = "各县（市、区）人民政府应当建立健全停车管理协调机制，统筹推进停车设施建设，" * 20

    def second(sheet: Sheet) -> None:
        for start in range(26 + 28 * 20, len(sentence), 28):
            sheet.text(sentence[start : start + 28])
        sheet.number(2)

    def first(sheet: Sheet) -> None:
        sheet.paragraph(sentence[: 26 + 28 * 20])
        sheet.number(1)

    document = PDF.extract(write_pdf(tmp_path / "a.pdf", first, second), Limits(ocr=False))
    assert document.text == sentence
    assert (document.quality.coverage, document.quality.doubts) == (1.0, ())
