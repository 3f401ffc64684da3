"""Whose rule a question is answered by."""

from __future__ import annotations

import doctest

import pytest

from indexer.searching import place
from indexer.searching.place import place_of

HELD = ["惠州市", "惠州市", "全国"]


def test_the_examples_beside_the_rules() -> None:
    failures, tried = doctest.testmod(place)
    assert (failures, tried > 0) == (0, True)


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("惠州养犬归谁管", False),
        ("养犬归谁管", False),
        ("广东省养犬归谁管", False),  # 惠州 lies in it
        ("湖州市养犬归谁管", True),  # of which the library has nothing
        ("想问一下浙江省养犬归谁管", True),
        ("台湾青年创业有补助吗", False),
        ("朝阳行业扶持资金多少", False),
        ("长春花能种吗", False),
        ("上海路停车归谁管", False),
        ("中山市场归谁管", False),
        ("大连锁店要什么证", False),
    ],
)
def test_a_place_of_which_the_library_has_nothing_is_another_place(
    question: str, elsewhere: bool
) -> None:
    found = place_of(question, HELD)
    assert found.is_elsewhere("惠州市") is elsewhere
    assert not found.is_elsewhere("全国")


def test_a_citys_rule_leaves_open_what_holds_in_the_province() -> None:
    assert place_of("广东省养犬登记费多少", HELD).leaves_open("惠州市")
    assert not place_of("惠州养犬登记费多少", HELD).leaves_open("惠州市")
