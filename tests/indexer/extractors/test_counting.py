"""The count net: a loss is told with its size and its place, and what is whole says nothing."""

from __future__ import annotations

from indexer.extractors.counting import Counted, Part, compare
from indexer.model import Quality

PAGE = "为进一步加强本市城市道路停车管理工作，规范停车秩序，现就有关事项通知如下。"
OTHER = "本办法自2024年5月1日起施行，由市交通运输局负责解释，此前规定同时废止。"


def test_what_came_out_whole_says_nothing() -> None:
    counted = compare([Part(PAGE, "第1页"), Part(OTHER, "第2页")], f"{OTHER}\n一、{PAGE}")
    assert counted.missing == 0
    assert counted.warnings == ()
    assert counted.doubting(Quality()) == Quality()


def test_a_loss_says_how_much_and_where_and_is_a_doubt() -> None:
    counted = compare([Part(PAGE, "第1页"), Part(OTHER, "第2页"), Part(PAGE, "第3页")], PAGE * 2)
    (warning,) = counted.warnings
    assert warning == f"原文约 34% 的文字（{counted.missing} 字）未能读出，缺在第2页"
    assert counted.doubting(Quality(doubts=("甲",))).doubts == ("甲", warning)


def test_a_place_without_a_name_is_told_by_its_beginning() -> None:
    (warning,) = compare([Part(PAGE), Part(OTHER)], PAGE).warnings
    assert "缺在“本办法自2024年5月1日起施行" in warning


def test_many_places_are_counted_and_the_first_named() -> None:
    parts = [Part(f"{n}{OTHER}", f"第{n}页") for n in range(1, 6)]
    (warning,) = compare(parts, PAGE).warnings
    assert warning.endswith("缺在第1页、第2页、第3页等 5 处")


def test_a_passage_that_stands_twice_is_missed_where_one_came_out() -> None:
    assert compare([Part(PAGE), Part(PAGE)], PAGE).lossy


def test_marks_blanks_and_forms_of_a_character_are_no_loss() -> None:
    assert (
        compare([Part("Ａ１２　面积 120㎡ ，（一）⼀致——" * 9)], "a12面积120m2一一致" * 9).missing
        == 0
    )


def test_a_few_characters_are_furniture() -> None:
    assert not compare([Part(PAGE * 20), Part("打印本页")], PAGE * 20).lossy
    assert not Counted(12, 4).lossy
    assert not compare([], "").lossy
