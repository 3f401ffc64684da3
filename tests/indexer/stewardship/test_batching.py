"""A list of numbers and titles, answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from indexer.searching.service import SearchService
from indexer.stewardship.batching import Line, answer, read_lines
from tests import library


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("batch"), library.ALL) as opened:
        yield opened


def told(service: SearchService, *lines: Line) -> list[tuple[str, str, str]]:
    """(what came of it, id, status) of each row."""
    made = answer(service, lines, date(2026, 11, 23))
    assert all(len(row) == len(made.columns) for row in made.rows)
    return [(row[2], row[3], row[7]) for row in made.rows]


def test_by_number_by_title_and_not_at_all(service: SearchService) -> None:
    assert told(
        service,
        Line(1, "云城府发〔2012〕8号", ""),
        Line(2, "", "云城市加装电梯暂行规定"),
        Line(3, "云公积金规〔2020〕3号", "云城市住房公积金提取管理办法"),
        Line(4, "云府〔1999〕1号", "不相干的一个文件"),
    ) == [
        ("找到", "old-lift", "废止"),
        ("找到", "old-lift", "废止"),
        ("文号相符，标题不同", "fund", "现行有效"),
        ("没有找到", "", ""),
    ]


def test_what_a_notice_issues_is_guessed_without_its_place(service: SearchService) -> None:
    """As 清理 lists name it: 《既有住宅加装电梯管理办法》, for a notice that issues 云城市's."""
    assert told(service, Line(1, "", "既有住宅加装电梯管理办法")) == [
        ("没有找到，可能是", "lift", "失效")
    ]


def test_what_took_its_place_is_told(service: SearchService) -> None:
    made = answer(service, [Line(1, "云城府发〔2012〕8号", "")], date(2026, 11, 23))
    row = dict(zip(made.columns, made.rows[0], strict=True))
    assert row["替代文件编号"] == "lift"
    assert "同时废止" in row["原文"]
    assert row["自"] == "2019-12-01"


def test_lines_without_a_head(tmp_path: Path) -> None:
    path = tmp_path / "清单.txt"
    path.write_bytes(
        "《云城市加装电梯暂行规定》（云城府发〔2012〕8号）\n\n云公积金规[2020]3号\n1\t某某管理办法\n".encode(
            "gbk"
        )
    )
    assert list(read_lines(path)) == [
        Line(1, "云城府发〔2012〕8号", "云城市加装电梯暂行规定"),
        Line(3, "云公积金规〔2020〕3号", ""),
        Line(4, "", "某某管理办法"),
    ]


def test_a_sheet_with_a_heading_above_its_head(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["2026年行政规范性文件清理目录"])
    page.append(["序号", "文件名称", "文号", "备注"])
    page.append([1, "某某管理办法", "云城府发[2012]8号", "拟废止"])
    book.save(tmp_path / "目录.xlsx")
    (line,) = read_lines(tmp_path / "目录.xlsx")
    assert (line.number, line.title) == ("云城府发〔2012〕8号", "某某管理办法")


def test_no_line_of_a_plain_list_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("栖政规〔2020〕3号\n不存在的文件\n\n乌托邦\n", "utf-8")
    assert [(line.number, line.title) for line in read_lines(path)] == [
        ("栖政规〔2020〕3号", ""), ("", "不存在的文件"), ("", "乌托邦"),
    ]  # fmt: skip


def test_a_title_in_the_column_of_numbers_is_a_title(tmp_path: Path) -> None:
    """A list of numbers, in which what has none is named."""
    path = tmp_path / "清理.csv"
    path.write_text("序号,文号\n1,云府〔2020〕3号\n2,云城市养犬管理规定\n", encoding="utf-8")
    assert list(read_lines(path)) == [
        Line(2, "云府〔2020〕3号", ""),
        Line(3, "", "云城市养犬管理规定"),
    ]
