"""Glyphs' numbers taken for characters make no text; odd lists do."""

from __future__ import annotations

import pytest

from indexer.extractors.plausibility import has_few_words, has_impossible_days, is_gibberish


@pytest.mark.parametrize(
    "text",
    [
        "!\"#$%&'()*+,-./056789:;<=>?@[\\]^",
        "ᧆᥱᦎᦫጀꀀ᧒ᥱᦎᦫጀꀁ᧒ᥱᦎᦫጀ᧒ᥱᦎ",
        "丐丌丏丣亍仂仉仡伛伥佘佝侉侃俦俨倮偎僖冱冼凇凫刭剀剞劓劬勖匦卣",
    ],
)
def test_gibberish(text: str) -> None:
    assert is_gibberish(text)


@pytest.mark.parametrize(
    "text",
    [
        "为加强城市道路停车管理，规范停车秩序，提高停车资源利用效率，结合本市实际，现就有关事项通知如下。",
        "為加強城市道路停車管理，規範停車秩序，提高停車資源利用效率，結合本市實際，現就有關事項通知如下。",
        "Integrated emission standard of volatile organic compounds for stationary sources",
        "1.2 3.4 5.6 7.8 9.10 11.12 (mg/m³) 0.5 0.6 0.7 0.8 0.9",
        "苯并[a]芘 二氯甲烷 三氯乙烯 四氯化碳 氯乙烯 硝基苯 甲醇 乙酸丁酯 环己酮 氯化氢 铬酸雾",
        "目录 ........................................ 1 ................................ 2",
        "№",
    ],
)
def test_text(text: str) -> None:
    assert not is_gibberish(text)


_TEXT = (
    "为了规范公共资源交易活动，维护国家利益和社会公共利益，保护交易当事人的合法权益，根据有关法律法规，结合"
    "本市实际，制定本办法。本市行政区域内的公共资源交易及其监督管理适用本办法。市人民政府加强对公共资源交易工作的"
    "领导，建立综合监督管理机制，协调解决交易活动中的重大问题。"
)


def test_characters_taken_for_one_another_make_few_words() -> None:
    known = sorted(set(_TEXT))
    wrong = _TEXT.translate(str.maketrans("".join(known), "".join(known[5:] + known[:5])))
    assert has_few_words(wrong)
    assert not has_few_words(_TEXT)
    assert not has_few_words(wrong[:80])  # too little to tell


@pytest.mark.parametrize(
    ("text", "impossible"),
    [
        ("自5357年7月42日起施行", True),
        ("青政规〔8024〕5号", True),
        ("自2024年4月19日起施行，2024年13月的除外，青政规〔2024〕5号", False),
        ("没有日期", False),
        ("1998年12月31日", False),
    ],
)
def test_days_that_there_are_none_of(text: str, impossible: bool) -> None:
    assert has_impossible_days(text) is impossible
