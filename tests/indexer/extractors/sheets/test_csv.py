"""Tables as text: encodings, what parts the cells, quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.detection import CSV, detect
from indexer.extractors.sheets.csv import TABLE_TEXT


def rows(path: Path, limits: Limits | None = None) -> list[tuple[str, ...]]:
    assert detect(path) == CSV
    found = TABLE_TEXT.extract(path, limits or Limits())
    return [row for block in found.blocks for row in block.rows or ()]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes("企业名称,补贴金额\r\n云溪市环保设备厂,12.5\r\n".encode(encoding))
    assert rows(path) == [("企业名称", "补贴金额"), ("云溪市环保设备厂", "12.5")]


@pytest.mark.parametrize("parter", [",", "\t", ";", "|"])
def test_what_parts_the_cells(tmp_path: Path, parter: str) -> None:
    path = tmp_path / "a.tsv"
    lines = [("名称", "说明"), ("甲", "一"), ("乙", "二")]
    path.write_text("\n".join(parter.join(line) for line in lines), "utf-8")
    assert rows(path) == lines


def test_quoted_cells_hold_commas_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,地址\n"甲,乙","一路\n二号"\n', "utf-8")
    assert rows(path) == [("名称", "地址"), ("甲,乙", "一路\n二号")]


def test_rows_beyond_the_limit_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{n},名称{n}\n" for n in range(50)), "utf-8")
    found = TABLE_TEXT.extract(path, Limits(rows=20))
    assert found.warnings == ("表格只收入前 20 行，其后 30 行超过上限未收入",)


def test_a_quote_that_never_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('甲,"乙\n' + "丙,丁\n" * 1000, "utf-8")
    assert "丁" in TABLE_TEXT.extract(path, Limits()).text
