"""Highlights are whole, escaped and centred."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.searching.borders import with_borders
from indexer.searching.highlight import _standing, find_marks, mark_all, snippets

TEXT = (
    "第一条 为了规范既有住宅加装电梯工作，制定本办法。\n"
    + "第二条 与此无关的一段文字。" * 30
    + "\n第三条 加装电梯的财政补贴，每台不超过十五万元。"
)


def plain(html: str) -> str:
    return unescape(re.sub("</?em>", "", html)).strip("…")


def test_the_window_with_most_marks_comes_first() -> None:
    first, *_ = snippets(TEXT, TEXT, ["加装电梯", "补贴"])
    assert "<em>加装电梯</em>的财政<em>补贴</em>" in first.html


def test_a_second_window_shows_another_place() -> None:
    found = snippets(TEXT, TEXT, ["加装电梯", "补贴"])
    assert len(found) == 2
    assert "第一条" in found[1].html


def test_markup_in_a_text_is_inert() -> None:
    text = "<script>alert('电梯')</script>&amp;"
    (found,) = snippets(text, text, ["电梯"])
    assert "<script" not in found.html
    assert "&lt;script&gt;" in found.html
    assert mark_all("<b>电梯", [(3, 5)]) == "&lt;b&gt;<em>电梯</em>"


def test_nothing_stands() -> None:
    assert snippets(TEXT, TEXT, ["公积金"]) == []


def test_adjacent_marks_are_joined() -> None:
    assert find_marks("加装电梯", ["加装", "电梯"]) == [(0, 4)]


@given(
    st.text("电梯补贴。\n<&甲乙丙", max_size=400),
    st.lists(st.text("电梯补贴", min_size=1, max_size=3), min_size=1, max_size=4),
)
def test_marks_are_whole_and_text_is_the_source(text: str, marks: list[str]) -> None:
    for snippet in snippets(text, text, marks, width=30):
        shown = text[snippet.start : snippet.end]
        assert "".join(plain(snippet.html).split()) == "".join(shown.split())
        assert "<em>" in snippet.html
        for marked in re.findall("<em>(.*?)</em>", snippet.html, re.DOTALL):
            assert any(
                m in "".join(unescape(marked).split()) or unescape(marked) in m for m in marks
            )


@pytest.mark.parametrize(
    ("text", "mark", "shown"),
    [
        ("2025年发，满5年", "5年", "2025年发，满<em>5年</em>"),
        ("2019年", "2", "2019年"),
        ("1.5万元，5万元", "5万", "1.5万元，<em>5万</em>元"),
        ("十五年，五年", "五年", "十五年，<em>五年</em>"),
        ("第十五条，第十条", "第十", "第十五条，<em>第十</em>条"),
        ("gdpr与gdp", "gdp", "gdpr与<em>gdp</em>"),
        ("pm2.5不超过2.5", "2.5", "pm<em>2.5</em>不超过<em>2.5</em>"),
    ],
)
def test_marks_end_where_numbers_and_latin_words_do(text: str, mark: str, shown: str) -> None:
    assert mark_all(text, find_marks(text, [mark])) == shown
    pieces = snippets(text, text, [mark])
    assert [p.html for p in pieces] == ([shown] if "<em>" in shown else [])


WORDS = {"城市", "长期", "市长", "行政", "协议", "政协", "人民", "法人", "民事"}


@pytest.mark.parametrize(
    ("text", "mark", "shown"),
    [
        ("城市长期规划。副市长说", "市长", ["市长"]),
        ("行政协议，政协委员", "政协", ["政协"]),
        ("法人民事权利，人民法院", "人民", ["人民"]),
    ],
)
def test_marks_end_where_chinese_words_do(text: str, mark: str, shown: list[str]) -> None:
    spans = find_marks(text, [mark], known=WORDS.__contains__)
    assert [(text[a:b], a > 3) for a, b in spans] == [(one, True) for one in shown]
    (found,) = snippets(text, text, [mark], known=WORDS.__contains__)
    assert found.html.count("<em>") == 1


def test_a_number_ends_where_it_ends_whatever_words_stand_there() -> None:
    words = {"第二", "百七十四条", "十四条"}
    for text, mark in (("第二百七十四条例外", "二百七十四"), ("第二十四条例外", "二十四")):
        assert find_marks(text, [mark], known=words.__contains__) == [(1, 1 + len(mark))]
    assert find_marks("第三百二十四条", ["二十四"], known=words.__contains__) == []


def test_what_stands_across_words_only_is_shown() -> None:
    (found,) = snippets("城市长期规划", "城市长期规划", ["市长"], known=WORDS.__contains__)
    assert found.html == "城<em>市长</em>期规划"


def test_what_stands_around_a_mark_is_looked_up_once() -> None:
    asked: list[str] = []

    def known(text: str) -> bool:
        asked.append(text)
        return text in WORDS

    text = "依照城市长期规划的要求，" * 40
    snippets(text, text, ["市长", "规划"], known=known)
    assert len(asked) < 60


def test_no_word_goes_over_a_sign() -> None:
    words = {"财政，市", "，市", "长（", "长（期货"}
    assert find_marks("财政，市长（期货", ["市长"], known=words.__contains__) == [(3, 5)]


@given(
    st.text("市长城规政民。2年", max_size=120),
    st.text("市长城政民2年", min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 130), st.integers(1, 40)), min_size=1, max_size=12),
)
def test_what_is_remembered_of_a_mark_is_what_a_look_tells(
    text: str, mark: str, stretches: list[tuple[int, int]]
) -> None:
    words = {"城市", "长城", "市长", "政民", "民政", "规政"}
    (looked_at,) = with_borders([mark], words.__contains__)
    standing = _standing(text, [looked_at])
    assert len(standing) == (looked_at.find(text, 0) >= 0)
    for start, width in stretches:
        for one in standing:
            found = looked_at.find(text, start, start + width) >= 0
            assert one.stands_in(start, start + width) == found


def test_a_long_mark_with_a_number_goes_over_no_words() -> None:
    mark = "二十四" + "规划" * 4
    words = {"第二", "划书", "城市"}
    assert find_marks(f"第{mark}书", [mark], known={"第二", "划书"}.__contains__) == [(1, 12)]
    cut = {"第二", "十四规划规划规划规划书"}
    assert find_marks(f"第{mark}书", [mark], known=(words | cut).__contains__) == []
