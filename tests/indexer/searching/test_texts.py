"""Texts of hits: marks are found as in the folded text, whatever is kept of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzers.folding import fold
from indexer.runtime.caching import ByteCache
from indexer.searching.highlight import find_marks
from indexer.searching.texts import ReadableText, TextCache


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("政府信息，公开（Ａ1）。", ()),
        ("⼀、总则", ((0, "一"),)),
        ("做好份内其它事", ((5, "他"),)),
        ("", ()),
        ("政府資訊" * 40, "政府资讯" * 40),
    ],
)
def test_only_the_characters_that_fold_to_others_are_kept(text: str, changed: object) -> None:
    assert ReadableText.of(text).changed == changed


@given(
    st.text("政府資信息訊公开開，,（(ＡaA12１〇做为其它帐", max_size=60),
    st.lists(st.text("政府信息资讯公开,(a1〇作为他账做", min_size=1, max_size=4), max_size=4),
)
@example("依据（2019）１号", ["(2019)1", "依据"])
def test_marks_stand_where_they_stand_in_the_folded_text(text: str, marks: list[str]) -> None:
    folded = ReadableText.of(text).folded(tuple(marks))
    assert len(folded) == len(text)
    assert find_marks(folded, marks) == find_marks(fold(text), marks)


def test_texts_are_read_once_and_those_of_another_revision_again() -> None:
    asked: list[Sequence[str]] = []

    def read(ids: Sequence[str]) -> dict[str, str]:
        asked.append(ids)
        return {i: i * 3 for i in ids if i != "gone"}

    texts = TextCache(read, ByteCache(10_000))
    assert set(texts.get([("甲", 1), ("gone", 2)])) == {"甲"}
    assert texts.get([("甲", 1), ("乙", 1)])["乙"].text == "乙乙乙"
    texts.get([("甲", 2)])
    assert asked == [["甲", "gone"], ["乙"], ["甲"]]
