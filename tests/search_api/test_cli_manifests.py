"""Manifests as staff hand them in, and what they are told beforehand."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.search_api.test_cli import NEW, OLD, RECORDS, Command, command

__all__ = ["command"]


def documents(folder: Path) -> Path:
    folder.mkdir()
    for name, record in (("养犬规定", RECORDS[0]), ("养犬办法", RECORDS[1])):
        (folder / f"{name}.txt").write_text(str(record["text"]), "utf-8")
    return folder


def test_a_dry_run_tells_all_that_would_change_and_writes_nothing(
    command: Command, tmp_path: Path
) -> None:
    folder = documents(tmp_path / "文件")
    (folder / "养犬办法.txt").rename(tmp_path / "养犬办法.txt")
    first = command("ingest", folder, "--dry-run")
    assert first.code == 0
    assert "新增" in first.out
    assert not (tmp_path / "home").exists()
    assert command("ingest", folder).code == 0
    (tmp_path / "养犬办法.txt").rename(folder / "养犬办法.txt")
    listed = tmp_path / "清单.csv"
    listed.write_bytes("文件名称;文号;成文日期\n养犬规定;;2010/2/28\n".encode("gbk"))
    told = command("ingest", folder, "--manifest", listed, "--dry-run", "--json")
    changes = {(row["标题"], row["变化"], row["字段"]): row["之后"] for row in told.json}
    assert changes[(OLD, "更新", "成文日期")] == "2010-02-28"
    assert changes[(OLD, "更新", "有效性")] == "废止"
    assert changes[(NEW, "新增", "标题")] == NEW
    assert command("search", NEW, "--json").json["total"] == 0
    out = tmp_path / "变化.xlsx"
    assert command("ingest", folder, "--dry-run", "-o", out).code == 0
    assert load_workbook(out).worksheets[0]["A1"].value == "编号"
    assert command("ingest", folder, "-o", out).code == 2


def test_a_template_is_filled_in_and_handed_back(command: Command, tmp_path: Path) -> None:
    folder = documents(tmp_path / "文件")
    path = tmp_path / "清单.xlsx"
    assert command("manifest", folder, "--template", "-o", path).code == 0
    book = load_workbook(path)
    page = book.worksheets[0]
    heads = [cell.value for cell in page[1]]
    assert [row[0].value for row in page.iter_rows(min_row=2)] == ["养犬办法.txt", "养犬规定.txt"]
    page.cell(2, heads.index("发文字号") + 1, "云政发[2020]3号")
    page.cell(3, heads.index("是否公开") + 1, "否")
    book.save(path)
    assert command("ingest", folder, "--manifest", path).code == 0
    found = command("search", "养犬", "--json").json["hits"]
    assert [hit["doc_number"] for hit in found] == ["云政发〔2020〕3号"]
    assert command("manifest").code == 2
