"""OpenDocument sheets: what is shown, what is left out and told, what repeats."""

from __future__ import annotations

from pathlib import Path

from indexer.extractors.base import Limits
from indexer.extractors.detection import FLAT_ODS, ODS, detect
from indexer.extractors.open_document.spreadsheet import OPEN_SHEETS
from indexer.model import ExtractedDocument
from tests.indexer.extractors.open_document.files import content, p, write, write_flat

LIMITS = Limits(ocr=False)
REPEATED = "table:number-columns-repeated"


def read(path: Path) -> ExtractedDocument:
    return OPEN_SHEETS.extract(path, LIMITS)


def cell(text: str = "", more: str = "", kind: str = "string") -> str:
    shown = p(text) if text else ""
    return f'<table:table-cell office:value-type="{kind}" {more}>{shown}</table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def sheet(name: str, *inner: str, style: str = "") -> str:
    named = f'table:name="{name}" table:style-name="{style}"'
    return f"<table:table {named}>{''.join(inner)}</table:table>"


def test_a_sheet_is_a_table_with_its_values_as_shown(tmp_path: Path) -> None:
    blank = f'<table:table-cell {REPEATED}="16381"/>'
    path = write(
        tmp_path / "附件.ods",
        sheet(
            "分配表",
            row(cell("县区"), cell("金额"), cell("日期"), blank),
            row(
                cell("城东区<text:s/>北"),
                cell("1,234.50", 'office:value="1234.5"', "float"),
                cell("2024年4月1日", 'office:date-value="2024-04-01"', "date"),
                blank,
            ),
            row(
                cell("合计", 'table:number-columns-spanned="2"'),
                "<table:covered-table-cell/>",
                cell("2024年4月", 'office:date-value="2024-04-01"', "date"),
            ),
            row(
                cell("###", 'office:value="0.5"', "float"),
                cell("", 'office:boolean-value="true"', "boolean"),
                cell(
                    "08:30", 'office:date-value="2024-04-01T08:30:00"', "date"
                ),
            ),
            row(
                f'<table:table-cell {REPEATED}="16384"/>',
                more='table:number-rows-repeated="1048571"',
            ),
        ),
        "spreadsheet",
    )  # fmt: skip
    assert detect(path) == ODS
    found = read(path)
    assert found.blocks[0].level == 1
    assert found.blocks[1].rows == (
        ("县区", "金额", "日期"),
        ("城东区 北", "1,234.50", "2024-04-01"),
        ("合计", "合计", "2024年4月"),
        ("0.5", "TRUE", "08:30"),
    )
    assert found.warnings == ()


def test_what_is_hidden_is_left_out_and_told(tmp_path: Path) -> None:
    hidden = '<style:table-properties table:display="false"/>'
    path = write(
        tmp_path / "a.ods",
        sheet(
            "公开",
            "<table:table-column/>"
            f'<table:table-column table:visibility="collapse" {REPEATED}="2"/>',
            "<table:table-column/>",
            row(cell("甲"), cell("密一"), cell("密二"), cell("乙")),
            row(cell("藏"), cell(""), cell(""), cell("藏"), more='table:visibility="filter"'),
            row(cell("丙"), cell(""), cell(""), cell("丁")),
        )
        + sheet("内部", row(cell("不公开")), style="ta2")
        + sheet("'file:///别处.ods'#表", row(cell("别处")), style="ta2"),
        "spreadsheet",
        automatic=f'<style:style style:name="ta2" style:family="table">{hidden}</style:style>',
    )
    found = read(path)
    assert found.blocks[1].rows == (("甲", "乙"), ("丙", "丁"))
    assert found.warnings == (
        "工作表“公开”隐藏的 1 行、2 列未收入",
        "隐藏的工作表 1 个未收入：内部",
    )
    assert found.quality.doubts == ()


def test_what_repeats_is_counted_and_not_unrolled(tmp_path: Path) -> None:
    full = row(cell("重", f'{REPEATED}="16384"'), more='table:number-rows-repeated="1048576"')
    found = read(write(tmp_path / "a.ods", sheet("表", full), "spreadsheet"))
    assert found.blocks[1].rows is not None
    assert (len(found.blocks[1].rows), len(found.blocks[1].rows[0])) == (183, 16_384)
    assert found.warnings == ("工作表“表”只收入前 183 行，其后 1048393 行超过上限未收入",)


def test_what_floats_over_the_cells(tmp_path: Path) -> None:
    title = f"<chart:title>{p('历年补贴')}</chart:title>"
    chart = content("chart", f"<chart:chart>{title}</chart:chart>")
    note = f"<office:annotation>{p('批注')}</office:annotation>"
    path = write(
        tmp_path / "a.ods",
        sheet(
            "表",
            '<table:shapes><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
            "</table:shapes>",
            row(
                f"<table:table-cell>{note}{p('格内')}<draw:custom-shape>{p('形状里的话')}"
                "</draw:custom-shape></table:table-cell>",
                cell("邻格"),
            ),
        ),
        "spreadsheet",
        extra={"Object 1/content.xml": chart},
    )  # fmt: skip
    assert read(path).text == "表\n格内\t邻格\n历年补贴\n形状里的话"


def test_formulas_that_were_never_computed_are_told(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.ods",
        sheet("表", row(cell("和"), '<table:table-cell table:formula="of:=[.A1]*2"/>')),
        "spreadsheet",
    )
    assert read(path).warnings == ("工作表“表”有 1 个公式没有保存计算结果",)


def test_a_flat_file(tmp_path: Path) -> None:
    path = write_flat(tmp_path / "a.fods", sheet("表", row(cell("甲"), cell("乙"))), "spreadsheet")
    assert detect(path) == FLAT_ODS
    found = read(path)
    assert (found.text, found.media_type) == ("表\n甲\t乙", FLAT_ODS)


def test_a_flat_file_holds_its_charts_within(tmp_path: Path) -> None:
    local = f"<table:table>{row(cell('甲县'), cell('乙县'))}</table:table>"
    chart = f"<chart:chart><chart:title>{p('历年补贴')}</chart:title>{local}</chart:chart>"
    document = f"<office:document><office:body><office:chart>{chart}</office:chart></office:body>"
    shapes = f"<table:shapes><draw:frame><draw:object>{document}</office:document></draw:object>"
    path = write_flat(
        tmp_path / "a.fods",
        sheet("表", f"{shapes}</draw:frame></table:shapes>", row(cell("甲"), cell("乙"))),
        "spreadsheet",
    )
    assert read(path).text == "表\n甲\t乙\n历年补贴\n甲县 乙县"
