"""Document numbers: every spelling is one number, and nothing else is a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.numbers import find_numbers, normalise_number, number_terms, parse_number

SPELLINGS = {
    "国办发〔2019〕54号": [
        "国办发[2019]54",
        "国办发2019 54号",
        "国办发（2019）54",
        "國辦發【2019】５４号",
        "国办发﹝2019﹞第054号",
        "国办发 〔 2019 〕 54 号",
        "国办发〈2019〉54号",
        "国办发2019年第54号",
        "国办发〔二〇一九〕五十四号",
        "原国办发〔2019〕54号",
        " 国办发［2019］54號\n",
    ],
    "国务院令第711号": [
        "国令第711号",
        "中华人民共和国国务院令第七百一十一号",
        "国务院令 第 711 号",
        "国务院第711号令",
        "国务院令（第711号）",
        "中华人民共和国国务院令（711）",
    ],
    "中华人民共和国主席令第45号": [
        "中华人民共和国主席令第四十五号",
        "主席令第45号",
        "国家主席令第四十五号",
    ],
    "国家税务总局公告2018年第60号": [
        "国家税务总局公告〔2018〕第60号",
        "国家税务总局公告2018年60号",
        "税总公告2018年第60号",
    ],
    "财政部税务总局公告2019年第74号": ["财政部 税务总局公告 2019 年第 74 号"],
    "国务院令〔1988〕第11号": ["国务院令[1988]第11号"],
    "证监会公告〔2008〕38号": ["证监会公告（2008）38号"],
    "财税外字〔1988〕59号": ["(88)财税外字第059号", "（1988）财税外字第59号"],
    "财税字〔1995〕98号": ["财税字（1995）098号", "财税字[1995]第98号"],
    "法(研)发〔1987〕32号": ["法（研）发〔1987〕32号"],
    "国家税务总局公告2012年第3号": ["国家税务总局2012年第3号公告"],
    "上海海关公告2023年第5号": ["上海海关公告2023年第5号", "上海海关2023年第5号公告"],
    "财政部令第36号": ["财政部第36号令", "中华人民共和国财政部令第36号"],
    "国办发〔2019〕50号": ["国办发[2O19）5O号", "国办发〔2019〕5o号"],
    "GB/T9704-2012": ["GB/T 9704—2012", "ＧＢ／Ｔ ９７０４—２０１２", "gb / t 9704-2012"],
    "GB18484-2020": ["GB 18484-2020"],
    "DB44/27-2001": ["DB44/27－2001"],
    "GB9078-88": ["GB 9078-88"],
}


@pytest.mark.parametrize(
    ("raw", "normal"), [(raw, normal) for normal, raws in SPELLINGS.items() for raw in raws]
)
def test_every_spelling_is_one_number(raw: str, normal: str) -> None:
    assert normalise_number(raw) == normal
    assert normalise_number(normal) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "54号",
        "第54号",
        "广安区府办发〔202026",
        "covid-2019",
        "会议（2019）12月召开",
        "税务函2019年12月",
        "命令第3号",
        "表(2019)12",
        "2019年第54号",
        "国办发〔2019〕",
        "国办发〔2019〕54号和国办发〔2019〕55号",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert normalise_number(text) is None


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("根据国办发〔2019〕54号文件要求", "国办发〔2019〕54号"),
        ("2022年9月9日广期所发〔2022〕3号", "广期所发〔2022〕3号"),
        ("三十日广期所发〔2022〕3号", "广期所发〔2022〕3号"),
        ("《通知》（原银监发〔2010〕5号）", "银监发〔2010〕5号"),
        ("国务院办公厅国办发〔2019〕54号", "国办发〔2019〕54号"),
        ("《甲》和财税〔2009〕1号", "财税〔2009〕1号"),
        ("（和行发〔2019〕5号）", "和行发〔2019〕5号"),
        ("自然资发〔2023〕43号", "自然资发〔2023〕43号"),
        ("工信部联企业〔2011〕300号", "工信部联企业〔2011〕300号"),
        ("上述国税发〔2005〕9号第二条", "国税发〔2005〕9号"),
        ("税务机关按国税发〔2005〕9号执行", "国税发〔2005〕9号"),
        ("以（国务院令第253号）公布", "国务院令第253号"),
        ("执行GB 18484-2020的限值", "GB 18484-2020"),
        ("盘政办发〔2018〕7号", "盘政办发〔2018〕7号"),
        ("国办发〔2019〕54  的通知", "国办发〔2019〕54"),
    ],
)
def test_a_number_is_found_in_a_sentence(text: str, raw: str) -> None:
    (match,) = find_numbers(text)
    assert match.raw == raw
    assert text[match.start : match.end] == raw


def test_several_numbers_in_order_and_their_parts() -> None:
    text = "财税〔2018〕32号、国税发（2009）91号和国令第707号"
    found = find_numbers(text)
    assert [m.number.text for m in found] == [
        "财税〔2018〕32号",
        "国税发〔2009〕91号",
        "国务院令第707号",
    ]
    assert [text[slice(*m.code)] for m in found] == ["财税", "国税发", "国令"]
    assert [m.year and text[slice(*m.year)] for m in found] == ["2018", "2009", None]
    assert [text[slice(*m.sequence)] for m in found] == ["32", "91", "707"]


@pytest.mark.parametrize(
    "text", ["令" + " " * 200_000, "国办发[" + " " * 200_000, "国办发2019" + " " * 200_000]
)
def test_long_blanks_end_in_bounded_time(text: str) -> None:
    # Squared, this would be minutes.
    assert find_numbers(text) == []


def test_the_index_terms_of_a_number() -> None:
    number = parse_number("国办发[2019]54")
    assert number is not None
    assert number_terms(number) == ["国办发〔2019〕54号", "国办发", "2019", "54"]


@given(st.text("国办发财税令公告第〔〕[]()（）0129年号 号和据日GBT/-十", max_size=40))
def test_matches_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for match in find_numbers(text):
        assert end <= match.start < match.end <= len(text)
        assert text[match.start : match.end] == match.raw
        assert normalise_number(match.number.text) == match.number.text
        end = match.end
