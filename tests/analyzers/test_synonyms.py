"""Synonyms: what stands for what, read from files and read again."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.synonyms import BUILT_IN, Expansion, SynonymError, SynonymTable, read_synonyms

BUILT_IN_TABLE = SynonymTable.load()


@pytest.fixture
def built_in() -> SynonymTable:
    return BUILT_IN_TABLE


def write(path: Path, text: str, *, age: int = 0) -> Path:
    path.write_text(text, "utf-8")
    # Two writes within one tick of the clock must differ.
    stamp = path.stat().st_mtime_ns + age
    os.utime(path, ns=(stamp, stamp))
    return path


def test_the_built_in_file_has_at_least_300_entries(built_in: SynonymTable) -> None:
    lines = [line.partition("#")[0] for line in BUILT_IN.read_text("utf-8").splitlines()]
    assert sum("=" in line for line in lines) >= 300
    assert len(built_in) >= 300


@pytest.mark.parametrize(
    ("query", "source", "target"),
    [
        ("低保标准", "低保", "最低生活保障"),
        ("五险一金", "五险一金", "住房公积金"),
        ("营改增试点", "营改增", "营业税改征增值税"),
        ("市发改委文件", "发改委", "发展和改革委员会"),
        ("人社局电话", "人社局", "人力资源和社会保障局"),
        ("老旧小区加装电梯", "加装电梯", "增设电梯"),
        ("房产证遗失", "房产证", "不动产权证书"),
        ("想打官司", "打官司", "诉讼"),
        ("老板不发工资", "老板", "用人单位"),
        ("會不會坐牢", "坐牢", "有期徒刑"),
        ("网吧管理条例", "网吧", "互联网上网服务营业场所"),
        ("济南禁烟", "禁烟", "禁止吸烟"),
        ("民法典", "民法典", "中华人民共和国民法典"),
        ("ＰＰＰ项目", "ＰＰＰ", "政府和社会资本合作"),
    ],
)
def test_everyday_words_find_the_official_ones(
    built_in: SynonymTable, query: str, source: str, target: str
) -> None:
    found = {e.source: e for e in built_in.expand(query)}
    assert target in found[source].targets
    assert query[found[source].start : found[source].end] == source


@pytest.mark.parametrize("query", ["成人大学", "email", "国办发〔2019〕54号", ""])
def test_short_names_do_not_stand_across_words(built_in: SynonymTable, query: str) -> None:
    assert built_in.expand(query) == []


def test_a_name_at_the_end_of_the_text(built_in: SynonymTable) -> None:
    # 发 begins longer names too; the slice for those is 发改委 here, which is no longer name.
    assert [(e.start, e.end) for e in built_in.expand("发改委")] == [(0, 3)]


def test_the_longest_name_wins(built_in: SynonymTable) -> None:
    assert [e.source for e in built_in.expand("住房公积金")] == ["住房公积金"]


def test_two_ways_and_one_way(tmp_path: Path) -> None:
    table = SynonymTable(
        [write(tmp_path / "s.txt", "甲局 = 乙局 = 丙局 # 三名\n丁证 => 戊证、己证，庚证\n")]
    )
    assert table.targets("乙局") == ("甲局", "丙局")
    assert table.targets("丁证") == ("戊证", "己证", "庚证")
    assert table.targets("戊证") == ()
    assert table.expand("查丁证") == [Expansion("丁证", 1, 3, ("戊证", "己证", "庚证"))]


def test_a_local_file_adds_to_the_built_in(tmp_path: Path) -> None:
    local = write(tmp_path / "local.txt", "低保 => 城乡低保金\n随手办 = 移动办理\n")
    table = SynonymTable.load(local)
    assert table.targets("低保") == ("最低生活保障", "城乡低保金")
    assert table.targets("随手办") == ("移动办理",)


def test_a_change_is_seen_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    table = SynonymTable([path])
    assert table.current().targets("甲局") == ()
    write(path, "甲局 = 乙局\n")
    assert table.current().targets("甲局") == ("乙局",)
    write(path, "甲局 = 丙局\n", age=1)
    assert table.current().targets("甲局") == ("丙局",)
    path.unlink()
    assert table.current().targets("甲局") == ()


def test_a_broken_change_leaves_the_table_and_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path / "s.txt", "甲局 = 乙局\n")
    table = SynonymTable([path])
    write(path, "甲局 = 丙局\n\n只有一个词\n", age=1)
    with caplog.at_level(logging.WARNING):
        assert table.current().targets("甲局") == ("乙局",)
        assert table.current().targets("甲局") == ("乙局",)
    assert len(caplog.records) == 1
    assert "第 3 行" in caplog.text


@pytest.mark.parametrize(
    "line", ["甲", "甲 =", "= 乙", "甲 => ", "=> 乙", "甲 = 乙 => 丙", "甲 => 乙、、丙", "甲 == 乙"]
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "s.txt", f"# 说明\n{line}\n")
    with pytest.raises(SynonymError, match="第 2 行") as error:
        SynonymTable([path])
    assert (error.value.path, error.value.line) == (path, 2)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_bytes("低保 = 最低生活保障".encode("gbk"))
    with pytest.raises(SynonymError, match="UTF-8"):
        list(read_synonyms(path))


@given(st.text("低保五险一金发改委ab住房公积金。 ", max_size=30))
def test_expansions_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for expansion in BUILT_IN_TABLE.expand(text):
        assert end <= expansion.start < expansion.end <= len(text)
        assert text[expansion.start : expansion.end] == expansion.source
        assert expansion.targets
        end = expansion.end


def test_short_names_are_names_and_synonyms_are_none(built_in: SynonymTable) -> None:
    assert built_in.named("网安法") == ("网络安全法",)
    assert "住房公积金管理条例" in built_in.named("公积金条例")
    assert built_in.named("加装电梯") == ()
    assert "增设电梯" in built_in.targets("加装电梯")
    assert "国务院办公厅" in built_in.named("国办")
    assert built_in.named("网安法 处罚") == ()


def test_what_staff_wrote_names_too(tmp_path: Path) -> None:
    local = tmp_path / "own.txt"
    local.write_text("云条例 = 云城市市容条例\n", "utf-8")
    assert SynonymTable.load(local).named("云条例") == ("云城市市容条例",)
