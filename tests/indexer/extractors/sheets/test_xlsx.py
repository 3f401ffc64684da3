"""Workbooks as a reader sees them: values, merged and hidden cells, formats, limits."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from indexer.extractors.base import Limits
from indexer.extractors.detection import XLSX as MEDIA_TYPE
from indexer.extractors.detection import detect
from indexer.extractors.sheets.xlsx import XLSX
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(*rows: tuple[object, ...], name: str = "补贴标准") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return book, sheet


def read(book: Workbook, folder: Path, limits: Limits | None = None) -> ExtractedDocument:
    path = folder / "a.xlsx"
    book.save(path)
    assert detect(path) == MEDIA_TYPE
    return XLSX.extract(path, limits or Limits())


def rows(found: ExtractedDocument) -> list[tuple[str, ...]]:
    return [row for block in found.blocks for row in block.rows or ()]


def raw(path: Path, sheet: str, *, workbook_xml: str = "") -> Path:
    """A workbook of one sheet whose XML is given."""
    types = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{types}/content-types"/>')
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{types}/relationships"><Relationship Id="r1"'
            f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml",
            workbook_xml
            or f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{types}/relationships"><Relationship Id="r1"'
            f' Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        package.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{S}">{sheet}</worksheet>')
    return path


def test_a_sheet_is_a_table_with_its_name_as_heading(tmp_path: Path) -> None:
    book, _ = workbook(("项目", "标准"), ("加装电梯", "每台20万元"), ("屋面改造", "每户3000元"))
    second = book.create_sheet("申报材料")
    second.append(("序号", "材料"))
    second.append((1, "申请表"))
    found = read(book, tmp_path)
    kinds = [block.kind for block in found.blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.TABLE] * 2
    assert found.text == (
        "补贴标准\n项目\t标准\n加装电梯\t每台20万元\n屋面改造\t每户3000元\n"
        "申报材料\n序号\t材料\n1\t申请表"
    )
    assert found.warnings == ()


def test_titles_above_and_notes_below_a_table_are_lines(tmp_path: Path) -> None:
    book, sheet = workbook(
        ("2024年市级补贴标准表",), ("单位：万元",), ("项目", "标准"), ("电梯", 20), ("屋面",),
        ("注：本表自2024年5月1日起执行。",),
    )  # fmt: skip
    sheet.merge_cells("A1:B1")
    sheet["A1"].font = Font(size=22)
    sheet["A1"].alignment = Alignment(horizontal="center")
    found = read(book, tmp_path)
    shown = [(block.kind, found.text[block.start : block.end]) for block in found.blocks]
    assert shown == [
        (BlockKind.HEADING, "补贴标准"),
        (BlockKind.PARAGRAPH, "2024年市级补贴标准表"),
        (BlockKind.PARAGRAPH, "单位：万元"),
        (BlockKind.TABLE, "项目\t标准\n电梯\t20\n屋面\t"),
        (BlockKind.PARAGRAPH, "注：本表自2024年5月1日起执行。"),
    ]
    assert (found.blocks[1].font_size, found.blocks[1].centred) == (22, True)


def test_merged_cells_speak_in_all_places(tmp_path: Path) -> None:
    book, sheet = workbook(
        ("地区", "补贴", None, "备注"),
        (None, "新建", "改造", None),
        ("甲县", 1, 2, "同上"),
        (None, 3, 4, None),
        ("乙县", 5, 6, None),
    )
    for merged in ("A1:A2", "B1:C1", "A3:A4", "D1:D2", "D3:D5"):
        sheet.merge_cells(merged)
    assert rows(read(book, tmp_path)) == [
        ("地区", "补贴", "补贴", "备注"),
        ("地区", "新建", "改造", "备注"),
        ("甲县", "1", "2", "同上"),
        ("甲县", "3", "4", "同上"),
        ("乙县", "5", "6", "同上"),
    ]


def test_numbers_as_they_are_shown(tmp_path: Path) -> None:
    book, sheet = workbook(("值", "样"))
    shown = (
        (date(2024, 5, 1), "yyyy/m/d", "2024-05-01"),
        (date(2024, 5, 1), 'yyyy"年"m"月"d"日"', "2024-05-01"),
        (date(2024, 5, 1), 'yyyy"年"m"月"', "2024-05"),
        (datetime(2024, 5, 1, 8, 30), "yyyy-mm-dd hh:mm", "2024-05-01 08:30"),
        (time(8, 30), "h:mm", "08:30"),
        (0.125, "0.00%", "12.50%"),
        (0.3, "0%", "30%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (7, "000000", "000007"),
        (0.1 + 0.2, "General", "0.3"),
        (3.0, "General", "3"),
        (True, "General", "TRUE"),
        (441900, "General", "441900"),
    )
    for value, code, _ in shown:
        sheet.append((value, "样"))
        sheet.cell(sheet.max_row, 1).number_format = code
    assert [row[0] for row in rows(read(book, tmp_path))[1:]] == [text for _, _, text in shown]


def test_chinese_date_formats_by_number(tmp_path: Path) -> None:
    """31, 57 and 58 are no dates elsewhere, and so no library knows them."""
    book, _ = workbook(("a", "b"), (45413, "x"))
    path = tmp_path / "a.xlsx"
    book.save(path)
    copy = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/styles.xml":
                data = data.replace(b'numFmtId="0"', b'numFmtId="31"')
            new.writestr(name, data)
    assert rows(XLSX.extract(copy, Limits()))[1][0] == "2024-05-01"


def test_formulas_by_their_saved_values(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "a.xlsx",
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>合计</t></is></c>'
        '<c r="B1"><f>SUM(B2:B9)</f><v>120</v></c>'
        '<c r="C1" t="str"><f>A1&amp;"数"</f><v>合计数</v></c>'
        '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1"><f>NOW()</f></c>'
        '<c r="F1"><f>B1*2</f><v></v></c><c r="G1" t="str"><f>""</f><v></v></c></row></sheetData>',
    )
    found = XLSX.extract(path, Limits())
    assert rows(found) == [("合计", "120", "合计数", "#DIV/0!")]
    assert found.warnings == ("工作表“表”有 2 个公式没有保存计算结果",)


def test_what_is_hidden_is_left_out_and_told(tmp_path: Path) -> None:
    book, sheet = workbook(
        ("项目", "内部", "标准"), ("甲", "秘一", 1), ("乙", "秘二", 2), ("丙", "秘", 3)
    )
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    for name, state in (("底稿", "hidden"), ("参数", "veryHidden")):
        other = book.create_sheet(name)
        other.append(("不公开", "内容"))
        other.sheet_state = state
    found = read(book, tmp_path)
    assert rows(found) == [("项目", "标准"), ("甲", "1"), ("丙", "3")]
    assert found.warnings == (
        "工作表“补贴标准”隐藏的 1 行、1 列未收入",
        "隐藏的工作表 2 个未收入：底稿、参数",
    )


def test_struck_cells_and_struck_parts_of_cells_are_left_out_and_told(tmp_path: Path) -> None:
    line = InlineFont(strike=True)
    part = CellRichText("每月", TextBlock(line, "八十元"), "一百元")
    book, sheet = workbook(("档次", "原标准", "标准"), ("一档", 80, part), ("二档", 60, "九十元"))
    for place in ("B2", "B3"):
        sheet[place].font = Font(strike=True)
    found = read(book, tmp_path)
    assert rows(found) == [
        ("档次", "原标准", "标准"),
        ("一档", "", "每月一百元"),
        ("二档", "", "九十元"),
    ]
    assert found.warnings == ("划有删除线的文字 7 字未收入：“80”、“八十元”、“60”",)
    assert found.quality.doubts == ()


def test_a_sheet_that_is_struck_through_as_a_whole_stays(tmp_path: Path) -> None:
    book, sheet = workbook(("档次", "标准金额"), ("一档", "八十元"))
    for place in ("A1", "B1", "A2"):
        sheet[place].font = Font(strike=True)
    found = read(book, tmp_path)
    assert rows(found) == [("档次", "标准金额"), ("一档", "八十元")]
    assert found.warnings == ("过半文字划有删除线，8 字仍予收入",)


def test_a_merged_cell_that_begins_in_a_hidden_row_is_still_seen(tmp_path: Path) -> None:
    book, sheet = workbook(("地区", "数"), ("甲县", 1), (None, 2), ("乙县", 3))
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[2].hidden = True
    assert rows(read(book, tmp_path)) == [("地区", "数"), ("甲县", "2"), ("乙县", "3")]


def test_rows_beyond_the_limit_are_told(tmp_path: Path) -> None:
    book, _ = workbook(("序号", "名称"), *((n, f"企业{n}") for n in range(1, 31)))
    found = read(book, tmp_path, Limits(rows=11))
    assert rows(found)[-1] == ("10", "企业10")
    assert found.warnings == ("工作表“补贴标准”只收入前 11 行，其后 20 行超过上限未收入",)


def test_empty_rows_a_million_deep_cost_nothing(tmp_path: Path) -> None:
    empty = "".join(
        f'<row r="{n}" s="1" ht="20"><c r="A{n}" s="1"/></row>' for n in range(3, 50_000)
    )
    path = raw(
        tmp_path / "a.xlsx",
        '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>'
        "<sheetData>"
        '<row r="1"><c t="inlineStr"><is><t>项目</t></is></c><c><v>1</v></c></row>'
        f'{empty}<row r="1048576"><c r="A1048576"><v>9</v></c><c r="XFD1048576"><v>8</v></c></row>'
        "</sheetData>",
    )
    found = XLSX.extract(path, Limits())
    assert rows(found) == [("项目", "1", ""), ("9", "", "8")]


@pytest.mark.parametrize("dimension", ["A1", "Z9:A1", "", "A1:XFD1048576", "不是"])
def test_the_dimension_is_not_believed(tmp_path: Path, dimension: str) -> None:
    path = raw(
        tmp_path / "a.xlsx",
        f'<dimension ref="{dimension}"/><sheetData><row><c><v>1</v></c><c><v>2</v></c></row>'
        "<row><c><v>3</v></c><c><v>4</v></c></row></sheetData>",
    )
    assert rows(XLSX.extract(path, Limits())) == [("1", "2"), ("3", "4")]


def test_many_overlapping_merged_cells_are_bounded(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c></row>'
        for n in range(1, 1001)
    )
    merged = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 1001))
    path = raw(
        tmp_path / "a.xlsx", f"<sheetData>{cells}</sheetData><mergeCells>{merged}</mergeCells>"
    )
    found = XLSX.extract(path, Limits())
    assert len(rows(found)) == 1000
    assert found.warnings == ("工作表“表”合并单元格过多，未全部展开",)


def test_readings_above_a_string_are_no_text(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "a.xlsx",
        '<sheetData><row><c t="inlineStr"><is><r><t>东</t></r><r><t>京_x000D_</t></r>'
        "<rPh><t>トウキョウ</t></rPh></is></c><c><v>1</v></c></row></sheetData>",
    )
    assert rows(XLSX.extract(path, Limits())) == [("东京", "1")]


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "a.xlsx",
        "",
        workbook_xml=f'<!DOCTYPE x [<!ENTITY a "b">]><workbook xmlns="{S}">&a;</workbook>',
    )
    with pytest.raises(Quarantined) as problem:
        XLSX.extract(path, Limits())
    assert problem.value.reason is QuarantineReason.UNSAFE_XML


def test_a_binary_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    types = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{types}/content-types"/>')
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{types}/relationships"><Relationship Id="r1"'
            f' Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        package.writestr("xl/workbook.bin", b"\0")
    with pytest.raises(Quarantined, match="xlsb") as problem:
        XLSX.extract(path, Limits())
    assert problem.value.reason is QuarantineReason.UNSUPPORTED
