"""The shipped table: what is alike in meaning is near, whatever its words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analyzers.analyzer import default_analyzer
from indexer.meaning.makers import TABLE, WordTable, fingerprint
from indexer.meaning.sections import MOST, sections


@pytest.fixture(scope="module")
def table() -> WordTable:
    return WordTable(default_analyzer())


def test_near_in_meaning(table: WordTable) -> None:
    question = table.question("单位不发工资怎么办")
    wages, boats = table.texts(["用人单位拖欠劳动报酬的，责令支付", "渔船应当接受检验"])
    assert question @ wages > question @ boats + 0.2


def test_of_length_one_and_nothing_of_what_is_unknown(table: WordTable) -> None:
    known, unknown = table.texts(["行政处罚", "qqqq zzzz"])
    assert np.linalg.norm(known) == pytest.approx(1, abs=1e-4)
    assert not unknown.any()
    assert known.shape == (table.dimensions,)


def test_another_file_is_another_maker(tmp_path: Path) -> None:
    other = tmp_path / "table.npz"
    other.write_bytes(TABLE.read_bytes() + b" ")
    analyzer = default_analyzer()
    assert fingerprint(analyzer, other) != fingerprint(analyzer)


def test_a_short_text_is_one_section_and_a_long_one_many() -> None:
    assert sections("条例", "第一条 甲。") == ["条例\n第一条 甲。"]
    assert sections("条例", "") == ["条例\n"]
    lines = [f"第{i}条 " + "某" * 150 for i in range(10)]
    cut = sections("条例", "\n".join(lines))
    assert len(cut) == 5
    assert all(each.startswith("条例\n第") for each in cut)
    assert "".join(cut).count("某") == 1500


def test_a_line_without_end_is_cut_and_the_number_of_sections_bounded() -> None:
    cut = sections("文", "某" * 1_000_000)
    assert len(cut) == MOST
    assert max(map(len, cut)) <= 802
