"""Tables of PDF pages: rows stay rows, cells stay cells, and what is no table is none."""

from __future__ import annotations

from pathlib import Path

from indexer.extractors.base import Limits
from indexer.extractors.pdf.extractor import PDF
from indexer.model import BlockKind, ExtractedDocument
from tests.indexer.extractors.pdf_files import LEFT, RIGHT, Draw, Sheet, write_pdf

LONG = (
    "为加强城市道路停车管理，规范停车秩序，提高停车资源利用效率，根据《中华人民共和国道路交通安全法》"
    "等有关规定，结合本市实际，现就有关事项通知如下，请认真贯彻执行。"
)
OTHER = "各县（市、区）人民政府应当建立健全停车管理协调机制，统筹解决停车管理工作中的重大问题。"


def _read(tmp_path: Path, page: Draw) -> ExtractedDocument:
    return PDF.extract(write_pdf(tmp_path / "a.pdf", page), Limits(ocr=False))


def _tables(document: ExtractedDocument) -> list[tuple[tuple[str, ...], ...] | None]:
    return [block.rows for block in document.blocks if block.kind is BlockKind.TABLE]


XS = [LEFT, LEFT + 60, LEFT + 300, LEFT + 420]


def test_a_ruled_table_keeps_rows_columns_and_its_place(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.paragraph(LONG)
        ys = [300.0, 340, 380, 420]
        sheet.grid(XS, ys)
        for row, cells in enumerate((("序号", "名称", "文号"), ("1", "甲", "乙"), ("2", "丙", ""))):
            for column, cell in enumerate(cells):
                sheet.text(cell, XS[column] + 5, size=12, y=ys[row] + 25)
        sheet.y = 470
        sheet.paragraph(OTHER)

    document = _read(tmp_path, page)
    assert _tables(document) == [(("序号", "名称", "文号"), ("1", "甲", "乙"), ("2", "丙", ""))]
    assert [b.kind for b in document.blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.TABLE,
        BlockKind.PARAGRAPH,
    ]
    table = document.blocks[1]
    assert document.text[table.start : table.end] == "序号\t名称\t文号\n1\t甲\t乙\n2\t丙\t"


def test_cells_wrap_and_merge(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        ys = [300.0, 360, 420]
        sheet.rule(XS[0], ys[0], XS[0], ys[-1])
        sheet.rule(XS[1], ys[0], XS[1], ys[-1])
        sheet.rule(XS[3], ys[0], XS[3], ys[-1])
        sheet.rule(XS[0], ys[0], XS[3], ys[0])
        sheet.rule(XS[1], ys[1], XS[3], ys[1])  # the first column spans both rows
        sheet.rule(XS[0], ys[2], XS[3], ys[2])
        sheet.text("合并", XS[0] + 5, size=12, y=365)
        sheet.text("关于加强城市道路停车", XS[1] + 5, size=12, y=320)
        sheet.text("管理工作的通知", XS[1] + 5, size=12, y=340)
        sheet.text("第二行", XS[1] + 5, size=12, y=400)

    assert _tables(_read(tmp_path, page)) == [
        (("合并", "关于加强城市道路停车管理工作的通知"), ("", "第二行"))
    ]


def test_rows_without_rules_between_are_parted_by_their_ordinals(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.grid(XS[:3], [300.0, 330, 500])
        sheet.text("序号", XS[0] + 5, size=12, y=320)
        sheet.text("文件名称", XS[1] + 5, size=12, y=320)
        for number in range(3):
            sheet.text(str(number + 1), XS[0] + 5, size=12, y=350 + 50 * number)
            sheet.text(f"文件{number + 1}的名称很长", XS[1] + 5, size=12, y=350 + 50 * number)
            sheet.text("折成了两行", XS[1] + 5, size=12, y=368 + 50 * number)

    (rows,) = _tables(_read(tmp_path, page))
    assert rows == (
        ("序号", "文件名称"),
        ("1", "文件1的名称很长折成了两行"),
        ("2", "文件2的名称很长折成了两行"),
        ("3", "文件3的名称很长折成了两行"),
    )


def test_a_table_without_any_rules_is_seen_by_its_columns(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        for number in range(4):
            sheet.text(f"{number + 1}", LEFT, size=12, y=200 + 24 * number)
            sheet.text(f"名称{number}", LEFT + 80, size=12, y=200 + 24 * number)
            sheet.text(f"栖政发〔202{number}〕1号", LEFT + 200, size=12, y=200 + 24 * number)

    (rows,) = _tables(_read(tmp_path, page))
    assert rows is not None
    assert rows[2] == ("3", "名称2", "栖政发〔2022〕1号")


def test_a_box_around_a_paragraph_is_no_table(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.grid([LEFT - 10, RIGHT + 10], [80.0, 300])
        sheet.paragraph(LONG)

    document = _read(tmp_path, page)
    assert _tables(document) == []
    assert document.text == LONG


def test_columns_without_rules_between_rows_are_parted_by_their_lines(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        sheet.grid(XS[:3], [300.0, 330, 500])
        for number, cells in enumerate([("区域", "价格"), ("甲", "6"), ("乙", "4"), ("丙", "2")]):
            for column, cell in enumerate(cells):
                sheet.text(cell, XS[column] + 5, size=12, y=320 + 35 * number)

    (rows,) = _tables(_read(tmp_path, page))
    assert rows == (("区域", "价格"), ("甲", "6"), ("乙", "4"), ("丙", "2"))


def test_cells_that_wrap_alike_stay_one_row(tmp_path: Path) -> None:
    def page(sheet: Sheet) -> None:
        ys = [300.0 + 60 * n for n in range(7)]
        sheet.grid(XS[:3], ys)
        for row in range(6):
            for column in range(2):
                for line, text in enumerate(("行业", "俗称", "名称")):
                    sheet.text(text, XS[column] + 5, size=12, y=ys[row] + 18 + 18 * line)

    (rows,) = _tables(_read(tmp_path, page))
    assert rows == (("行业俗称名称", "行业俗称名称"),) * 6


def test_a_table_of_three_rules_has_close_columns(tmp_path: Path) -> None:
    rows = (
        ("污染物", "限值", "监控位置"),
        ("颗粒物排放浓度", "30", "车间或生产"),
        ("", "", "设施排气筒"),
        ("二氧化硫", "200", "厂界"),
    )

    def draw(sheet: Sheet) -> None:
        sheet.centred("表1 排放限值", size=12)
        for at in (120, 146, 222):
            sheet.rule(80, at, 480, at)
        for number, row in enumerate(rows):
            for x, cell in zip((90, 190, 226), row, strict=True):
                sheet.text(cell, x, size=12, y=138 + 24 * number)
        sheet.y = 270
        sheet.paragraph("本标准由县级以上人民政府环境保护行政主管部门负责监督实施。")

    def prose(sheet: Sheet) -> None:
        for at in (100, 130, 300):
            sheet.rule(72, at, 520, at)
        for number in range(4):
            sheet.text("规范停车  秩序提高资源利用效率，结合本市实际制定", y=120 + 36 * number)

    found = PDF.extract(write_pdf(tmp_path / "a.pdf", draw), Limits())
    assert [block.rows for block in found.blocks if block.rows] == [rows]
    found = PDF.extract(write_pdf(tmp_path / "b.pdf", prose), Limits())
    assert all(block.rows is None for block in found.blocks)
