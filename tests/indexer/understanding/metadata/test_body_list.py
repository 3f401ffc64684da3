"""What is wrong in a library's own list of bodies is told by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model.errors import SettingsError
from indexer.understanding.metadata.authority import Authority


@pytest.mark.parametrize("content", [b"title,short\n", b"\xff\xfe\x00", b"name,from\nX,abc\n"])
def test_a_local_file_that_cannot_be_read_is_a_wrong_setting(
    tmp_path: Path, content: bytes
) -> None:
    local = tmp_path / "bodies.csv"
    local.write_bytes(content)
    with pytest.raises(SettingsError, match=r"bodies\.csv") as raised:
        Authority.load(local)
    assert raised.value.field == "authority"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("甲局,,,,\n甲局,甲,,,\n", "第 3 行：甲局已在第 2 行"),
        ("甲局,市局,,,\n乙局,市局|乙,,,\n", "第 3 行：简称市局已在第 2 行"),
        ("甲局,乙局,,,\n乙局,,,,\n", "第 2 行：简称乙局是第 3 行的机关名称"),
        ("甲局,,甲局,,\n", r"第 2 行：successor 转了一圈又回到自己（甲局→甲局）"),
        ("甲局,,乙局,,\n乙局,,丙局,,\n丙局,,甲局,,\n", "甲局→乙局→丙局→甲局"),
        ("丁局,,甲局,,\n甲局,,乙局,,\n乙局,,甲局,,\n", "第 3 行.*甲局→乙局→甲局"),
    ],
)
def test_rows_that_contradict_each_other_are_refused_where_they_are_handed_in(
    tmp_path: Path, rows: str, said: str
) -> None:
    local = tmp_path / "bodies.csv"
    local.write_text(f"name,short,successor,from,until\n{rows}", encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        Authority.load(local, strict=True)
    Authority.load(local)  # a library that has them opens


def test_one_name_twice_in_a_row_and_one_that_follows_others_do_not_contradict(
    tmp_path: Path,
) -> None:
    local = tmp_path / "bodies.csv"
    local.write_text(
        "name,short,successor,from,until\n甲局,甲局|甲,丙局,,\n乙局,乙,丙局,,\n丙局,,,,\n",
        encoding="utf-8",
    )
    assert Authority.load(local, strict=True).current("乙") == "丙局"


def test_a_local_file_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        Authority.load(tmp_path / "none.csv")
