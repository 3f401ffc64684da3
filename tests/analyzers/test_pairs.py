"""Pairs of Chinese characters: all of them, and found again by any substring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.pairs import chinese_pairs, pair_code, pair_codes, query_pairs

TEXTS = st.text("国务院办公厅〇㐀龥a1，。\n𠀀", max_size=60)


def test_pairs_stand_in_text_order_and_not_across_other_characters() -> None:
    codes = pair_codes("国务院，办公 a厅")
    assert codes.dtype == np.uint32
    assert codes.tolist() == [pair_code("国", "务"), pair_code("务", "院"), pair_code("办", "公")]


@pytest.mark.parametrize("text", ["", "国", "ab", "，。", "国a国", "𠀀𠀀"])
def test_texts_without_pairs(text: str) -> None:
    assert pair_codes(text).tolist() == []
    assert chinese_pairs(text) == []


def test_a_code_belongs_to_one_pair() -> None:
    characters = "国务院办公〇㐀龥一"
    codes = {pair_code(a, b) for a in characters for b in characters}
    assert len(codes) == len(characters) ** 2


@pytest.mark.parametrize("pair", [("a", "国"), ("国", "，"), ("国", ""), ("国务", "院")])
def test_only_a_pair_has_a_code(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="not a pair"):
        pair_code(*pair)


@given(TEXTS)
def test_the_ways_of_naming_pairs_agree(text: str) -> None:
    pairs = chinese_pairs(text)
    assert [pair_code(*pair) for pair in pairs] == query_pairs(text)
    assert set(query_pairs(text)) == set(pair_codes(text).tolist())


@given(TEXTS, st.integers(0, 60), st.integers(2, 6))
def test_every_substring_has_pairs_of_its_text(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    assert set(query_pairs(part)) <= set(pair_codes(text).tolist())
