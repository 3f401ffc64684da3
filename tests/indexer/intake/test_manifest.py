from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from indexer.intake.manifest import Manifest, ManifestProblem, read_manifest
from indexer.model.errors import ManifestError


def split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def read(path: Path) -> Manifest:
    return read_manifest(path, split)


def csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def title(manifest: Manifest, name: str) -> str | tuple[str, ...]:
    entry = manifest.entry("/elsewhere", name)
    assert entry is not None
    return entry.declaration.values["title"][0].value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = csv(tmp_path / "m.csv", "path,title\r\na.pdf,云栖市养犬管理办法\r\n", encoding)
    assert title(read(path), "a.pdf") == "云栖市养犬管理办法"


def test_xlsx_with_real_dates_and_numbers(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Path", "id", "published_date", "index_number"])
    book.active.append(["a.pdf", 17, datetime(2020, 5, 9), 123.0])
    book.save(tmp_path / "m.xlsx")
    entry = read(tmp_path / "m.xlsx").entry("/elsewhere", "a.pdf")
    assert entry is not None
    assert entry.id == "17"
    assert entry.declaration.values["published_date"][0].value == "2020-05-09"
    assert entry.declaration.values["index_number"][0].value == "123"


def test_jsonl_with_lists(tmp_path: Path) -> None:
    path = csv(tmp_path / "m.jsonl", json.dumps({"path": "a.pdf", "issuers": ["甲局", "乙局"]}))
    entry = read(path).entry("/elsewhere", "a.pdf")
    assert entry is not None
    assert entry.declaration.values["issuers"][0].value == ("甲局", "乙局")


def test_a_file_is_found_by_where_it_is_or_by_its_name(tmp_path: Path) -> None:
    absolute = tmp_path / "there" / "b.pdf"
    path = csv(
        tmp_path / "m.csv", f"path,title\nfiles/a.pdf,甲\n{absolute},乙\n.\\files\\c.pdf,丙\n"
    )
    manifest = read(path)
    assert title(manifest, "files/a.pdf") == "甲"
    for location, expected in (
        (tmp_path / "files/a.pdf", "甲"),
        (absolute, "乙"),
        (tmp_path / "files/c.pdf", "丙"),
    ):
        entry = manifest.entry(str(location), "other")
        assert entry is not None
        assert entry.declaration.values["title"][0].value == expected
    assert manifest.entry(str(tmp_path / "files/z.pdf"), "z.pdf") is None


def test_all_problems_at_once_with_row_and_column(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "m.csv",
        "path,title,published_date,kind,栏目\n"
        "a.pdf,甲,2020-13-01,公文,x\n"
        ",乙,,,\n"
        "c.pdf,丙,明天,policy,\n"
        "a.pdf,丁,,,\n",
    )
    manifest = read(path)
    assert [(p.row, p.column) for p in manifest.problems] == [
        (2, "published_date"),
        (2, "kind"),
        (3, "path"),
        (4, "published_date"),
        (5, "path"),
    ]
    assert manifest.problems[0] == ManifestProblem(2, "published_date", "“2020-13-01”不是日期")
    assert manifest.unknown == ("栏目",)
    assert title(manifest, "a.pdf") == "甲"
    assert title(manifest, "c.pdf") == "丙"


def test_an_escaped_formula_is_its_text(tmp_path: Path) -> None:
    path = csv(tmp_path / "m.csv", "path,title\na.pdf,'=甲\nb.pdf,'乙'\n")
    assert title(read(path), "a.pdf") == "=甲"
    assert title(read(path), "b.pdf") == "'乙'"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("m.txt", b"path\n", "格式不支持"),
        ("m.csv", b"", "是空的"),
        ("m.csv", "栏目\n甲\n".encode(), "没有 path 列"),
        ("m.csv", b"path,title,title\n", "列重复"),
        ("m.csv", b'path,title\n"a.pdf,x\n', "不是完整的 CSV"),
        ("m.csv", b"path\n\xff\xff\x80\n", "编码"),
        ("m.xlsx", b"PK\x03\x04 not a workbook", "不是可读的 .xlsx"),
        ("m.jsonl", b'{"path": "a.pdf"}\n{broken\n', "第2行不是 JSON"),
        ("m.jsonl", b"[1]\n", "第1行不是 JSON 对象"),
    ],
)
def test_what_cannot_be_used_at_all(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ManifestError, match=message) as caught:
        read(path)
    assert caught.value.path == str(path)


def test_a_missing_manifest(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="无法读取"):
        read(tmp_path / "none.csv")


LIST = (
    "序号,文件名称,文号,发文机关,发布日期,路径\r\n"
    "1,某某办法,云政发[2020]3号,云栖市人民政府,2020/5/9,a.pdf\r\n"
)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_as_people_have_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = csv(tmp_path / "m.csv", LIST.replace(",", delimiter), encoding)
    manifest = read(path)
    entry = manifest.entry("/elsewhere", "a.pdf")
    assert entry is not None
    assert {name: found[0].value for name, found in entry.declaration.values.items()} == {
        "title": "某某办法",
        "doc_number": "云政发〔2020〕3号",
        "issuers": ("云栖市人民政府",),
        "published_date": "2020-05-09",
    }
    assert (manifest.problems, manifest.unknown) == ([], ())


def test_issuers_parted_by_semicolons_are_no_columns(tmp_path: Path) -> None:
    path = csv(tmp_path / "m.csv", "path,issuers\na.pdf,甲局;乙局;丙局\nb.pdf,甲局;乙局;丁局\n")
    entry = read(path).entry("/elsewhere", "b.pdf")
    assert entry is not None
    assert entry.declaration.values["issuers"][0].value == ("甲局", "乙局", "丁局")


def test_a_sheet_with_a_title_above_and_days_as_numbers(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(["某局规范性文件目录（2020年）", None, None])
    page.append([])
    page.append(["序号", "文件名", "施行日期", "名称"])
    page.append([1, "通知（终稿）.docx", 43960, "某某办法"])
    book.save(tmp_path / "m.xlsx")
    manifest = read(tmp_path / "m.xlsx")
    entry = manifest.entry("/elsewhere", "通知（终稿）.docx")
    assert entry is not None
    assert entry.declaration.values["effective_from"][0].value == "2020-05-09"
    assert entry.declaration.values["名称"][0].value == "某某办法"


def test_without_paths_a_title_means_the_file_of_that_name(tmp_path: Path) -> None:
    path = csv(tmp_path / "m.csv", "标题,文号\n《甲 办法》,云政发〔2020〕3号\n")
    manifest = read(path)
    found = manifest.entry("/elsewhere", "2020/甲办法.pdf")
    assert found is not None
    assert found.declaration.values["title"][0].value == "《甲 办法》"
    assert manifest.entry("/elsewhere", "乙办法.pdf") is None
    assert manifest.met == {2}


def test_paths_of_another_machine(tmp_path: Path) -> None:
    rows = "路径,标题\nD:\\政策\\2020\\甲.pdf,二〇\nD:\\政策\\2021\\甲.pdf,二一\n"
    manifest = read(csv(tmp_path / "m.csv", rows))
    assert title(manifest, "2021/甲.pdf") == "二一"
    assert manifest.entry("/elsewhere", "甲.pdf") is None  # either may be meant


@pytest.mark.parametrize("name", ["甲办法", "甲办法.pdf"])
def test_without_paths_the_name_of_a_file_is_no_title(tmp_path: Path, name: str) -> None:
    path = csv(tmp_path / "m.csv", f"文件名称,文号\n{name},云政发〔2020〕3号\n")
    found = read(path).entry("/elsewhere", "甲办法.pdf")
    assert found is not None
    assert set(found.declaration.values) == {"doc_number"}
