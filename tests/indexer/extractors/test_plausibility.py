"""Glyphs' numbers taken for characters make no text; odd lists do."""

from __future__ import annotations

import pytest

from indexer.extractors.plausibility import is_gibberish


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
