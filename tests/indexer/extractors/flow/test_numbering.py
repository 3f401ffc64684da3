"""Automatic list numbers, as Word would show them."""

from __future__ import annotations

import pytest

from indexer.extractors.flow.numbering import Counters, Level, NumberedList, format_number


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        (3, "decimal", "3"),
        (10, "chineseCountingThousand", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCountingThousand", "二十"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (20100, "chineseCountingThousand", "二万零一百"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (26, "ideographDigital", "二六"),
        (5, "decimalEnclosedCircle", "⑤"),
        (21, "decimalEnclosedCircle", "21"),
        (3, "ideographTraditional", "丙"),
        (12, "ideographZodiac", "亥"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (28, "lowerLetter", "bb"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "bullet", ""),
        (4, "no such format", "4"),
        (10**9, "upperRoman", "1000000000"),
        (-1, "upperLetter", "-1"),
    ],
)
def test_formats(number: int, style: str, shown: str) -> None:
    assert format_number(number, style) == shown


def numbers(*steps: tuple[NumberedList, int, int]) -> list[str]:
    counters = Counters()
    return [counters.next(key, numbered, level).strip() for numbered, key, level in steps]


LEVELS = {
    0: Level("chineseCounting", "%1、"),
    1: Level("decimal", "%1.%2", legal=True),
    2: Level("lowerLetter", "%3)", start=3),
}
PLAIN = NumberedList("a", LEVELS)


def test_a_lower_level_begins_anew_below_the_next_higher_one() -> None:
    found = numbers(*((PLAIN, 1, level) for level in (0, 1, 1, 2, 0, 1, 2)))
    assert found == ["一、", "1.1", "1.2", "c)", "二、", "2.1", "c)"]


def test_lists_with_one_definition_go_on_unless_one_starts_itself() -> None:
    restarting = NumberedList("a", LEVELS, {0: 1})
    found = numbers((PLAIN, 1, 0), (PLAIN, 2, 0), (restarting, 3, 0), (restarting, 3, 0))
    assert found == ["一、", "二、", "一、", "二、"]


def test_a_level_without_definition_has_no_label() -> None:
    assert numbers((PLAIN, 1, 8)) == [""]
