"""Automatic list numbers as Word shows them: 一、 （一） 1. 第三条 ① …

Clause numbers are what one cites, and in Word files many stand in no text but only in the list
definitions. The formats are those of ST_NumberFormat (ECMA-376 part 1, 17.18.59); the binary
format's codes map onto them (MS-OSHARED 2.2.1.3, MSONFC).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from analyzers.numerals import in_chinese

LEVELS = 9
_HIGHEST = 32_767  # Word's own; beyond it a number is damage, not a clause

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
# First code point of a run of enclosed numbers, and how many there are.
_ENCLOSED = {
    "decimalEnclosedCircle": (0x2460, 20),
    "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedParen": (0x2474, 20),
    "decimalEnclosedFullstop": (0x2488, 20),
    "ideographEnclosedCircle": (0x3220, 10),
}
_CHINESE = frozenset(
    f"{script}Counting{reach}"
    for script in ("chinese", "taiwanese", "japanese")
    for reach in ("", "Thousand")
)
# Formats that show no number of their own.
SILENT = frozenset({"bullet", "none"})

# MSONFC codes in the order of their numbers, from 0.
MSONFC = (
    *("decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal"),
    *("cardinalText", "ordinalText", "hex", "chicago", "ideographDigital", "japaneseCounting"),
    *("aiueo", "iroha", "decimalFullWidth", "decimalHalfWidth", "japaneseLegal"),
    *("japaneseDigitalTenThousand", "decimalEnclosedCircle", "decimalFullWidth2"),
    *("aiueoFullWidth", "irohaFullWidth", "decimalZero", "bullet", "ganada", "chosung"),
    *("decimalEnclosedFullstop", "decimalEnclosedParen", "decimalEnclosedCircleChinese"),
    *("ideographEnclosedCircle", "ideographTraditional", "ideographZodiac"),
    *("ideographZodiacTraditional", "taiwaneseCounting", "ideographLegalTraditional"),
    *("taiwaneseCountingThousand", "taiwaneseDigital", "chineseCounting"),
    *("chineseLegalSimplified", "chineseCountingThousand"),
)


def format_number(number: int, style: str) -> str:
    """``number`` in a format of ST_NumberFormat; in digits where the format is not known."""
    if style in SILENT:
        return ""
    if not 0 <= number <= _HIGHEST:
        return str(number)
    if style in _CHINESE:
        return in_chinese(number, _DIGITS, "十百千万")
    if style == "chineseLegalSimplified":
        return in_chinese(number, _LEGAL, "拾佰仟万", whole=True)
    if style == "ideographLegalTraditional":
        return in_chinese(number, _LEGAL_TRADITIONAL, "拾佰仟萬", whole=True)
    if style in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style in _ENCLOSED:
        first, count = _ENCLOSED[style]
        return chr(first + number - 1) if 1 <= number <= count else str(number)
    if style in ("ideographTraditional", "ideographZodiac"):
        names = _STEMS if style == "ideographTraditional" else _BRANCHES
        return names[number - 1] if 1 <= number <= len(names) else str(number)
    if style in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    return _western(number, style)


def _western(number: int, style: str) -> str:
    if style == "decimalZero":
        return f"{number:02d}"
    if style in ("upperLetter", "lowerLetter"):
        # Past z Word repeats the letter: aa, bb …
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else ""
        return letter if style == "upperLetter" else letter.lower()
    if style in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if style == "upperRoman" else roman.lower()
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. ``text`` has ``%1`` … ``%9`` where the levels' numbers stand.

    ``restart`` is the level (from 1) whose number restarts this one: any higher one where None,
    never where 0. ``separator`` stands between number and text.
    """

    style: str = "decimal"
    text: str = ""
    start: int = 1
    separator: str = "\t"
    legal: bool = False
    restart: int | None = None


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A list as a paragraph names it. Lists that share ``counter`` share their numbers;
    ``starts`` gives the levels that this list begins anew."""

    counter: object
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)


_PLACE = re.compile(r"%([1-9])")
# After these the number stands close to the text, as in 一、总则 and （一）范围.
_CLOSED = tuple("、，．。）】〕；：")


@dataclass(slots=True)
class Counters:
    """The numbers given so far in one text. Feed the paragraphs in their order."""

    _numbers: dict[object, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    def next(self, key: int, numbered: NumberedList, level: int) -> str:
        """The label of the next paragraph of list ``key`` at ``level`` (from 0), with what parts
        it from the text; empty for bullets."""
        definition = numbered.levels.get(level)
        if definition is None:
            return ""
        numbers = self._numbers.setdefault(numbered.counter, {})
        if level in numbered.starts and (key, level) not in self._begun:
            numbers[level] = numbered.starts[level]
        elif level in numbers:
            numbers[level] += 1
        else:
            numbers[level] = definition.start
        self._begun.add((key, level))
        self._restart_below(numbers, numbered, level)
        label = _label(definition, numbered.levels, numbers)
        return set_apart(label) if definition.separator else label

    def _restart_below(self, numbers: dict[int, int], numbered: NumberedList, level: int) -> None:
        for lower in [below for below in numbers if below > level]:
            definition = numbered.levels.get(lower)
            restart = definition.restart if definition else None
            if restart is None or (restart > 0 and level < restart):
                del numbers[lower]


def set_apart(label: str) -> str:
    """A label with the blank that parts it from its text, where one is needed."""
    return label if not label or label.endswith(_CLOSED) else label + " "


def _label(definition: Level, levels: Mapping[int, Level], numbers: Mapping[int, int]) -> str:
    if definition.style == "bullet":
        return ""

    def number_of(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        other = levels.get(place, definition)
        style = "decimal" if definition.legal and other.style not in SILENT else other.style
        return format_number(numbers.get(place, other.start), style)

    return _PLACE.sub(number_of, definition.text).strip()
