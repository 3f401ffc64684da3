"""Sheets as spreadsheet programs read them."""

from __future__ import annotations

import csv
import gc
import io
import sys
import weakref
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indexer.model.errors import UsageError
from indexer.stewardship.sheets import (
    Cell,
    Link,
    Sheet,
    csv_pieces,
    format_of,
    write,
    write_csv,
    write_xlsx,
)

ROWS: list[list[Cell]] = [
    [1, Link('=HYPERLINK("http://evil","点")', "https://x.example/1"), date(2020, 5, 1), None],
    [2, Link("#N/A", "javascript:alert(1)"), date(1850, 1, 1), "甲\x0b乙\ufffe，“引号”\n第二行"],
]
SHEET = Sheet(
    "表[1]", ("序号", "标题", 2024, "备注"), ROWS, "（未列全）", (("计算日", date(2026, 1, 1)),)
)


def test_a_csv_is_read_back() -> None:
    raw = b"".join(csv_pieces(SHEET))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))) == [
        ["序号", "标题", "2024", "备注"],
        ["1", '\'=HYPERLINK("http://evil","点")', "2020-05-01", ""],
        ["2", "#N/A", "1850-01-01", "甲 乙 ，“引号”\n第二行"],
        ["（未列全）"],
    ]


def test_a_workbook_is_read_back() -> None:
    out = io.BytesIO()
    assert write_xlsx(SHEET, out) == 2
    book = load_workbook(out)
    page, about = book.worksheets
    assert (page.title, page.freeze_panes, page.auto_filter.ref) == ("表 1", "A2", "A1:D3")
    assert page.column_dimensions["B"].width > page.column_dimensions["A"].width
    assert [c.value for c in page[1]] == ["序号", "标题", 2024, "备注"]
    assert page["A1"].font.bold
    assert page["A2"].value == 1
    assert page["B2"].hyperlink.target == "https://x.example/1"
    assert page["B3"].hyperlink is None
    assert page["C2"].value == datetime(2020, 5, 1)
    assert page["C2"].number_format == "yyyy-mm-dd"
    assert page["C3"].value == "1850-01-01"
    assert page["A4"].value == "（未列全）"
    assert about["B2"].value == datetime(2026, 1, 1)
    kinds = {cell.data_type for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}  # no formula, no error


class Row(list[Cell]):
    """A list that can be watched."""


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_rows_are_kept_nowhere(format: str) -> None:
    alive: weakref.WeakSet[Row] = weakref.WeakSet()
    most = 0

    def rows() -> Iterator[Sequence[Cell]]:
        nonlocal most
        for number in range(10_000):
            row = Row([number, "甲"])
            # By identity: lists of equal content are other rows.
            Row.__hash__ = object.__hash__  # type: ignore[assignment]
            alive.add(row)
            most = max(most, len(alive))
            yield row

    out = io.BytesIO()
    made = Sheet("表", ("序号", "标题"), rows())
    assert (write_xlsx(made, out) if format == "xlsx" else write_csv(made, out)) == 10_000
    assert most <= 3


def test_a_csv_comes_before_all_rows_are_made() -> None:
    taken = 0

    def rows() -> Iterator[Sequence[Cell]]:
        nonlocal taken
        for number in range(10_000):
            taken = number
            yield ("长" * 100,)

    pieces = csv_pieces(Sheet("表", ("标题",), rows()))
    next(pieces)
    assert taken < 2_000


def test_hyperlinks_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.stewardship.sheets._LINKED_ROWS", 1)
    out = io.BytesIO()
    write_xlsx(
        Sheet("表", ("标题",), [[Link("甲", "http://x/1")], [Link("乙", "http://x/2")]]), out
    )
    page = load_workbook(out).worksheets[0]
    assert page["A2"].hyperlink is not None
    assert (page["A3"].value, page["A3"].hyperlink) == ("乙", None)


def test_the_format_is_given_or_that_of_the_ending() -> None:
    known = ("table", "csv", "xlsx")
    assert format_of(None, Path("甲.XLSX"), known, "table") == "xlsx"
    assert format_of("csv", Path("甲.xlsx"), known, "table") == "csv"
    assert format_of(None, Path("甲.txt"), known, "table") == "table"
    with pytest.raises(UsageError, match="不支持"):
        format_of("pdf", None, known, "table")


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法写入"):
        write(SHEET, "csv", tmp_path / "none" / "out.csv")
    assert write(SHEET, "csv", tmp_path / "out.csv") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_full_disk_is_said_without_tracebacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    monkeypatch.setattr(Path, "open", lambda *_: open("/dev/full", "wb"))  # noqa: PTH123, SIM115
    rows = [(str(number), "养犬" * 50) for number in range(2_000)]
    with pytest.raises(UsageError, match="磁盘已满"):
        write(Sheet("清单", ("编号", "标题"), rows), "xlsx", tmp_path / "out.xlsx")
    gc.collect()
    assert complaints == []
