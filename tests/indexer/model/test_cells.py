from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.cells import LONGEST_CELL, cell_text, covered, legible, uncovered

FORMULAS = ['=HYPERLINK("http://x","点")', "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\t甲", " =1",
            "\n=1", "＝1", "＋1", "－1", "＠甲"]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_covered(text: str) -> None:
    assert cell_text(text) == f"'{text}"


@given(st.text(alphabet="'= \t+甲", max_size=8))
def test_what_was_covered_comes_back(text: str) -> None:
    assert uncovered(covered(text)) == text


def test_nothing_stays_that_breaks_a_file() -> None:
    assert legible("甲\x00乙\x0b丙\ud800丁\uffff\x85") == "甲 乙 丙 丁  "
    assert len(cell_text("=" + "长" * 40_000)) <= LONGEST_CELL
