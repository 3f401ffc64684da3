"""Pinyin: polyphones read by their words, and what users type recognised."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.folding import fold
from analyzers.pinyin import (
    blurred,
    character_readings,
    full_pinyin,
    initials,
    is_whole_pinyin,
    looks_like_pinyin,
    readings,
    split_pinyin,
    word_readings,
)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("重庆市行政区划", "chong qing shi xing zheng qu hua"),
        ("厦门市长春路", "xia men shi chang chun lu"),
        ("银行行长", "yin hang hang zhang"),
        ("行业协会", "hang ye xie hui"),
        ("长江流域", "chang jiang liu yu"),
        ("重新调查", "chong xin diao cha"),
        ("会计准则", "kuai ji zhun ze"),
        ("六安市单县", "lu an shi shan xian"),
        ("长垣市朝阳区", "chang yuan shi chao yang qu"),
        ("率先降低税率", "shuai xian jiang di shui lv"),
    ],
)
def test_polyphones_are_read_by_their_words(text: str, reading: str) -> None:
    assert " ".join(readings(text)) == reading


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("《關於2024年GDP》", "|guan|yu|2|0|2|4|nian|g|d|p|"),
        ("重庆，ab。", "chong|qing||a|b|"),
        ("，。", "|"),
        ("α\ue815甲", "α||jia"),
    ],
)
def test_each_character_has_a_reading_if_an_empty_one(text: str, reading: str) -> None:
    assert readings(text) == reading.split("|")


@given(st.text(max_size=30))
def test_readings_stand_for_what_is_letter_or_digit(text: str) -> None:
    assert [bool(r) for r in readings(text)] == [c.isalnum() for c in fold(text)]


def test_a_word_and_a_character() -> None:
    assert word_readings("银行") == ("yin", "hang")
    assert character_readings("行") == ("xing", "hang", "heng")
    assert character_readings("绿") == ("lv", "lu")
    assert character_readings("a") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("zheng", "zen"), ("shi", "si"), ("niu", "liu"), ("chuang", "cuan"), ("xing", "xin")],
)
def test_syllables_that_are_taken_for_each_other(one: str, other: str) -> None:
    assert blurred(one) == blurred(other)


def test_syllables_that_are_not() -> None:
    assert len({blurred(s) for s in ("fa", "hua", "e", "en", "an", "dong", "n", "")}) == 8


def test_full_and_initials() -> None:
    assert full_pinyin("政务公开") == "zhengwugongkai"
    assert initials("政务公开") == "zwgk"
    assert initials("2024年GDP统计公报") == "2024ngdptjgb"


@pytest.mark.parametrize(
    "typed", ["zwgk", "zhengwu", "zhengwugongk", "zheng wu", "xi'an", "ZWGK", "z"]
)
def test_what_looks_like_pinyin(typed: str) -> None:
    assert looks_like_pinyin(typed)


@pytest.mark.parametrize("typed", ["", "政务", "zwgk2", "vpn", "government", " "])
def test_what_does_not(typed: str) -> None:
    assert not looks_like_pinyin(typed)


def test_splitting_takes_long_syllables_and_allows_a_beginning() -> None:
    assert split_pinyin("zhengwugongk") == ["zheng", "wu", "gong", "k"]
    assert split_pinyin("fangan") == ["fang", "an"]
    assert split_pinyin("danganguan") == ["dang", "an", "guan"]
    assert split_pinyin("xyz") is None
    assert split_pinyin("zheng" * 50) is None


def test_whole_syllables() -> None:
    assert is_whole_pinyin("zhengwu") and is_whole_pinyin("an")
    assert not any(map(is_whole_pinyin, ["zhengw", "zw", "", "xyz"]))


def test_the_library_is_loaded_at_the_first_reading_only() -> None:
    code = "import sys, analyzers.pinyin; assert 'pypinyin' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
