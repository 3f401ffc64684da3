"""Numerals: Chinese and Arabic are one where a number is meant, and words stay words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.folding import fold
from analyzers.numerals import find_numerals, parse_numeral, to_arabic


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("三十", 30),
        ("一百零五", 105),
        ("一百二十三", 123),
        ("两千", 2000),
        ("一千零二十", 1020),
        ("三万五千", 35000),
        ("两千万", 20_000_000),
        ("一亿零三百万", 103_000_000),
        ("一万亿", 10**12),
        ("二〇二四", 2024),
        ("一九四九", 1949),
        ("叁拾万", 300_000),
        ("707", 707),
        ("059", 59),
    ],
)
def test_what_a_numeral_says(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "年",
        "十四五",
        "二三十",
        "万一",
        "千万",
        "一百五",
        "三万五",
        "三十日",
        "十十",
        "一千百",
        "3.5",
    ],
)
def test_what_says_no_number(text: str) -> None:
    assert parse_numeral(text) is None


@given(st.integers(1, 10**9))
def test_reading_turns_writing_round(number: int) -> None:
    assert parse_numeral(in_chinese(number)) == number


def in_chinese(number: int) -> str:
    """The plain way of writing a number, for the test only."""
    digits, text, zero = "零一二三四五六七八九", "", False
    for scale, name in (
        (10**8, "亿"),
        (10**4, "万"),
        (1000, "千"),
        (100, "百"),
        (10, "十"),
        (1, ""),
    ):
        share, number = divmod(number, scale)
        if not share:
            zero = bool(text)
            continue
        text += ("零" if zero else "") + (in_chinese(share) if share > 9 else digits[share]) + name
        zero = False
    return text


@pytest.mark.parametrize(
    ("text", "arabic"),
    [
        ("自收到之日起三十日", "自收到之日起30日"),
        ("自收到之日起三十日内", "自收到之日起30日 内"),
        ("2024年底前，3月底前", "2024年 底前,3月 底前"),
        ("今日内，本年内", "今日内,本年内"),
        ("第十二条第三款第（二）项", "第12条第3款第(2)项"),
        ("二〇二四年十二月三十一日", "2024年12月31日"),
        ("二○二四年", "2024年"),
        ("二零一九年", "2019年"),
        ("一九四九年", "1949年"),
        ("2024年05月01日", "2024年5月1日"),
        ("两千万元", "20000000元"),
        ("2,000万元", "20000000元"),
        ("２０００万元", "20000000元"),
        ("３．５亿", "350000000"),
        ("十二点五亿元", "1250000000元"),
        ("1,234.50元", "1234.50元"),
        ("百分之三十", "30%"),
        ("百分之三点五", "3.5%"),
        ("百分之百", "100%"),
        ("千分之五", "5‰"),
        ("百分之30", "30%"),
        ("不超过三点五倍", "不超过3.5倍"),
        ("三个月内", "3个月内"),
        ("一个月", "1个月"),
        ("两年", "2年"),
        ("五十千克以上不满五千克", "50千克以上不满5千克"),
        ("十二点五十分", "12点50分"),
        ("一百二十三", "123"),
        ("三十", "30"),
    ],
)
def test_one_number_in_every_spelling(text: str, arabic: str) -> None:
    assert to_arabic(fold(text)) == arabic
    assert to_arabic(arabic) == arabic


@pytest.mark.parametrize(
    "text",
    [
        "一律不得",
        "三农问题",
        "统一编号",
        "统一",
        "十分重要",
        "万一",
        "千万不要",
        "四川省",
        "同一级",
        "一次性补助",
        "一个中国",
        "第一时间",
        "第三产业",
        "三个代表",
        "十四五规划",
        "五四运动",
        "三三制",
        "二三产业",
        "一一对应",
        "零售",
        "第二零售",
        "六安市",
        "九龙坡区",
        "七台河",
        "三明市",
        "一审判决",
        "几百万",
        "一国两制",
        "八项规定",
        "百年大计",
        "一体化",
        "万州区",
        "12万州",
        "gb12万",
        "一家",
    ],
)
def test_words_stay_words(text: str) -> None:
    assert to_arabic(text) == text


NUMERAL_TEXT = st.text(
    "〇零一二两三四五六七八九十百千万亿点分之年月日条个第统0159,.%()a ", max_size=30
)


@given(NUMERAL_TEXT)
def test_the_fast_way_is_what_the_matches_say(text: str) -> None:
    pieces, done = [], 0
    for match in find_numerals(text):
        assert done <= match.start < match.end <= len(text)
        pieces += [text[done : match.start], match.value]
        done = match.end
    assert "".join([*pieces, text[done:]]) == to_arabic(text)


def test_many_scales_are_no_numeral_and_no_error() -> None:
    text = "一万" * 1_000
    assert to_arabic(text) == text
