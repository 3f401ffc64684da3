"""Question words go, what is asked about stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.stopwords import is_stop_word, strip_question


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("加装电梯需要什么手续", "加装电梯"),
        ("加装电梯需要什么手续？", "加装电梯"),
        ("请问加装电梯都需要提供哪些材料?", "加装电梯"),
        ("公积金怎么提取", "公积金 提取"),
        ("房产证丢了怎么办", "房产证丢了"),
        ("如何申请低保", "申请低保"),
        ("我想咨询一下生育津贴在哪里申请", "生育津贴"),
        ("什么是公益诉讼？", "公益诉讼"),
        ("高龄津贴多少钱", "高龄津贴"),
        ("居住证可以积分落户吗？", "居住证可以积分落户"),
        ("劳动争议找哪个部门", "劳动争议"),
        ("營業執照如何辦理", "營業執照"),
        ("夫妻共同债务是否有效", "夫妻共同债务 有效"),
        ("许可证有效期多长", "许可证有效期"),
        ("小区升降杆要留多宽", "小区升降杆"),
        ("举报奖金多久内要领", "举报奖金 领"),
        ("农村自建房最高几层", "农村自建房"),
        ("电动自行车上牌去哪里", "电动自行车上牌"),
    ],
)
def test_what_is_asked_about_stays(question: str, asked: str) -> None:
    assert strip_question(question) == asked


@pytest.mark.parametrize(
    "text", ["加装电梯", "国办发〔2019〕54号", "", "怎么办", "什么？", "请问", "政府信息公开条例"]
)
def test_what_is_no_question_or_nothing_else_stays_as_it_is(text: str) -> None:
    assert strip_question(text) == text


def test_stop_words_are_folded() -> None:
    assert is_stop_word("的")
    assert is_stop_word("與")
    assert not is_stop_word("电梯")


@given(st.text("加装电梯需要什么手续怎么办吗的?？，請問 ab", max_size=30))
def test_stripping_never_empties_a_query_nor_invents_characters(text: str) -> None:
    rest = strip_question(text)
    assert bool(rest) == bool(text)
    assert set(rest) <= set(text) | {" "}
