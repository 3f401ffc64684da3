"""Excel 2003 XML named .xls."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.detection import EXCEL_XML as MEDIA_TYPE
from indexer.extractors.detection import HTML, contradicts, detect
from indexer.extractors.sheets.xml2003 import EXCEL_XML
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

HEAD = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)


DOWN, THIRD = 'ss:MergeDown="1"', 'ss:Index="3"'


def cell(text: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def read(folder: Path, content: str) -> ExtractedDocument:
    path = folder / "附件1.xls"
    path.write_text(f"{HEAD}{content}</Workbook>", "utf-8")
    assert detect(path) == MEDIA_TYPE
    assert not contradicts(path.name, MEDIA_TYPE)
    return EXCEL_XML.extract(path, Limits())


def test_a_sheet(tmp_path: Path) -> None:
    table = (
        '<Table><Column/><Column ss:Hidden="1"/>'
        f"<Row>{cell('地区')}{cell('内部')}{cell('日期')}{cell('金额')}</Row>"
        f"<Row>{cell('甲县', more=DOWN)}{cell('秘')}"
        f"{cell('2024-05-01T00:00:00.000', 'DateTime')}{cell('20', 'Number')}</Row>"
        f"<Row>{cell('2024-06-01T08:30:00.000', 'DateTime', THIRD)}"
        f"{cell('1', 'Boolean')}</Row>"
        f'<Row ss:Index="9" ss:Hidden="1">{cell("密")}{cell("x")}</Row></Table>'
    )
    hidden = (
        f'<Worksheet ss:Name="底稿"><Table><Row>{cell("秘")}</Row></Table>'
        "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"
    )
    found = read(tmp_path, f'<Worksheet ss:Name="标准">{table}</Worksheet>{hidden}')
    assert [row for block in found.blocks for row in block.rows or ()] == [
        ("地区", "日期", "金额"),
        ("甲县", "2024-05-01", "20"),
        ("甲县", "2024-06-01 08:30", "TRUE"),
    ]
    assert found.text.startswith("标准\n")
    assert found.warnings == (
        "工作表“标准”隐藏的 1 行、1 列未收入",
        "隐藏的工作表 1 个未收入：底稿",
    )


def test_a_page_that_excel_saved_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(
        '<html xmlns:x="urn:schemas-microsoft-com:office:spreadsheet"><body><table><tr><td>甲</td>'
        "</tr></table></body></html>",
        "utf-8",
    )
    assert detect(path) == HTML


def test_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(f'<!DOCTYPE x [<!ENTITY a "b">]>{HEAD}</Workbook>', "utf-8")
    with pytest.raises(Quarantined) as problem:
        EXCEL_XML.extract(path, Limits())
    assert problem.value.reason is QuarantineReason.UNSAFE_XML
