from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indexer.catalogue import Catalogue
from indexer.intake.manifest import read_manifest
from indexer.intake.records import Record, read_records
from indexer.model import Basis, PolicyDocument
from indexer.model.errors import UsageError
from indexer.stewardship.export import export
from tests.indexer.catalogue.making import claim, document
from tests.indexer.library import open_catalogue, put

DAY = date(2026, 11, 29)


def full() -> PolicyDocument:
    made = document(
        "云/甲", "=1+1 办法", number="云政发〔2020〕3号", effective="2020-05-01",
        issuers=("云栖市财政局", "云栖市教育局"), text="第一条\n\n第二条 “引号”，逗号",
    )  # fmt: skip
    extra = {"栏目": claim("通知", Basis.DECLARED), "theme": claim(("农业、林业、水利",))}
    return replace(made, values={**made.values, **extra})


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_catalogue(tmp_path) as opened:
        put(opened, full(), document("b", "乙办法"), document("c", "丙办法"))
        with opened.write() as writer:
            writer.delete("c")
            writer.publish("b", False)
        yield opened


def known(document: PolicyDocument) -> dict[str, str | tuple[str, ...]]:
    return {n: v.value for n in document.values if (v := document.best(n)) is not None}


def split(text: str) -> tuple[str, ...]:
    return (text,)


def test_records_come_back_as_they_were(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert export(catalogue, "jsonl", path, DAY) == 2
    found = {r.id: r for r in read_records(path, split) if isinstance(r, Record)}
    assert set(found) == {"云/甲", "b"}
    record = found["云/甲"]
    assert record.text == full().text
    assert {n: v[0].value for n, v in record.declaration.values.items()} == known(full())
    assert record.declaration.problems == ()
    line = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    assert line["_basis"]["栏目"] == "declared"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_sheet_is_a_manifest(catalogue: Catalogue, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"out.{format}"
    assert export(catalogue, format, path, DAY) == 2
    entry = read_manifest(path, split).entry("/files/云/甲.txt", "")
    assert entry is not None
    assert entry.id == "云/甲"
    assert {n: v[0].value for n, v in entry.declaration.values.items()} == known(full())


def test_no_cell_is_a_formula(catalogue: Catalogue, tmp_path: Path) -> None:
    export(catalogue, "xlsx", tmp_path / "out.xlsx", DAY)
    book = load_workbook(tmp_path / "out.xlsx")
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s", "d"}
    export(catalogue, "csv", tmp_path / "out.csv", DAY)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert not any(cell.startswith("=") for row in csv.reader(lines) for cell in row)


def test_what_cannot_be_written(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="不支持"):
        export(catalogue, "pdf", tmp_path / "out.pdf", DAY)
    with pytest.raises(UsageError, match="无法写入"):
        export(catalogue, "jsonl", tmp_path / "none" / "out.jsonl", DAY)
    assert not (tmp_path / "none").exists()


def test_heads_are_read_and_the_status_is_of_the_day(catalogue: Catalogue, tmp_path: Path) -> None:
    """The computed columns go no way back: the manifest of the sheet declares what was declared."""
    path = tmp_path / "out.csv"
    export(catalogue, "csv", path, date(2020, 4, 30))
    with path.open(encoding="utf-8-sig", newline="") as lines:
        first = next(csv.DictReader(lines))
    assert first["标题"] == "'=1+1 办法"
    assert first["施行日期"] == "2020-05-01"
    assert first["_当日有效性"] == "尚未生效"
    assert first["_计算日"] == "2020-04-30"
    assert first["栏目"] == "通知"
    export(catalogue, "csv", path, date(2020, 5, 1))
    with path.open(encoding="utf-8-sig", newline="") as lines:
        assert next(csv.DictReader(lines))["_当日有效性"] == "现行有效"


def test_an_extra_field_may_bear_the_name_of_a_head(tmp_path: Path) -> None:
    with open_catalogue(tmp_path) as opened:
        put(opened, replace(full(), values={**full().values, "标题": claim("别的")}))
        export(opened, "csv", tmp_path / "out.csv", DAY)
    entry = read_manifest(tmp_path / "out.csv", split).entry("/files/云/甲.txt", "")
    assert entry is not None
    assert entry.declaration.values["title"][0].value == "=1+1 办法"
