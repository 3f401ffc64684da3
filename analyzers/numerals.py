"""Chinese and Arabic numerals are one: 三十日 and 30日, 第十二条 and 第12条.

Works on folded text. What counts as a numeral is decided by its surroundings, since the same
characters make words (一律, 十分, 三农, 四川, 万一):

* 十/百/千/万/亿 with a digit, read as a whole (三十, 一百二十三, 两千万): always, unless it
  stands in a word of ``dictionaries/numeral_words.txt``;
* digits in a row: with a zero among them (二〇二四), or four of them before 年 or in a year of
  this or the last century; so not 十四五, 五四, 二三产业;
* one digit, 两 or 十: before a unit (三日, 第二条) and in round brackets (第(三)项). 一 has fewer
  units than the others (一个, 一家 mostly do not count), and not after 统, 同 and the like;
* 百分之…, and a decimal 三点五 before a unit.

Arabic numerals lose thousands separators and take 万 and 亿 in, before what is counted 百 and 千
too: 2,000万 is 20000000, 2千元 2000元. A unit that
a following character would make another word is set apart by a blank: 30日内 is 30日 内.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from analyzers.dictionaries import read_words

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_VALUES = DIGITS | _FORMAL


@dataclass(frozen=True, slots=True)
class NumeralMatch:
    """``value`` is the Arabic form that index terms use: ``30``, ``3.5``, ``30%``."""

    value: str
    start: int
    end: int


# Longer ones are no numeral: 九千九百九十九万九千九百九十九亿 and as much again is 34.
_LONGEST = 40


@lru_cache(maxsize=4096)
def parse_numeral(text: str) -> int | None:
    """The whole number that ``text`` says, in Chinese or Arabic; None if it says none.

    Folded text: 〇 for ○, half width. 二三十 and 十四五 say no number.
    """
    if not text:
        return None
    if text.isascii():
        return int(text) if text.isdigit() and len(text) < 20 else None
    if all(c in DIGITS and c != "两" for c in text):
        return int("".join(str(DIGITS[c]) for c in text)) if len(text) < 20 else None
    return _parse_structured(text)


def _parse_structured(text: str) -> int | None:
    """一百二十三, 两千万, 三万五千: each scale at most once and falling, digits between."""
    if len(text) > _LONGEST:
        return None  # no number, however often 一万 is said; and every mark is a step of recursion
    for mark, scale in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(mark)
        if not found:
            continue
        high = _parse_structured(head)
        low = _parse_below(tail, scale) if tail else 0
        return None if not high or low is None else high * scale + low
    return _parse_thousands(text)


def _parse_below(text: str, scale: int) -> int | None:
    if len(text) == 1:
        return None  # 三万五 is colloquial for 35,000: leave it alone
    value = _parse_structured(text.removeprefix("零").removeprefix("〇"))
    return value if value is not None and value < scale else None


def _parse_thousands(text: str) -> int | None:
    total, digit, limit = 0, None, 10000
    zero = False
    for index, c in enumerate(text):
        if c in _SMALL:
            scale = _SMALL[c]
            if scale >= limit or (digit is None and not (scale == 10 and index == 0)):
                return None
            total, digit, limit, zero = total + (digit or 1) * scale, None, scale, False
        elif c not in _VALUES or digit is not None or _misplaced(text, index):
            return None
        elif _VALUES[c] == 0:
            if index == 0 or zero:
                return None
            zero = True
        else:
            digit = _VALUES[c]
    if digit is None:
        return None if zero or not total else total
    # 一百五 is colloquial for 150: leave it alone.
    return total + digit if limit in (10, 10000) or zero else None


def _misplaced(text: str, index: int) -> bool:
    """两 counts hundreds and more; 二十两 is a weight."""
    return text[index] == "两" and text[index + 1 : index + 2] not in ("百", "千", "")


_CHINESE = "〇零一二两三四五六七八九十百千万亿"
# A numeral's characters in a row; the 千 of 千克 belongs to the unit.
_ROW = "(?:[〇零一二两三四五六七八九十百万亿]|千(?![克瓦米伏帕赫焦卡升]))"
_DIGIT = "〇零一二三四五六七八九"
UNITS = (
    "年|月|日|天|周岁|周年|小时|分钟|秒|季度|元|万元|亿元|条|款|项|目|章|节|编|号|件|份|次|倍|人|名|户|级|类|"
    "期|届|处|页|米|公里|千米|海里|吨|千克|公斤|克|平方|立方|亩|公顷|度|%|‰|成|层|楼|岁|所|个|部|股|批|"
    "厘米|毫米|升|千瓦|折|辆|台|艘|架|座|间|套|张|本|册|卷"
)
# 一个, 一家, 一种, 一批 seldom count; 一 needs a unit that measures, or 第 before it.
_UNITS_OF_ONE = (
    "年|月|日|天|周岁|周年|小时|分钟|季度|元|条|款|项|章|节|编|号|倍|届|期|级|类|公里|千米|吨|千克|公斤|"
    "平方|立方|亩|公顷|个(?:月|工作日|百分点|季度|年度)"
)
_UNITS_OF_DECIMALS = "倍|亿|万|个百分点|%|元|米|公里|吨|平方|立方|公斤|千克|亩|公顷|度|升|厘米|毫米"
# Before others 百 and 千 are parts of a unit or a word: 千瓦, 百姓.
_COUNTED = "元|人|户|亩|吨|名|家|字|件|公里|平方"
_SCALE_NAMES = "州|宁市|年县|荣县|全区|载县|安县"
_ZERO_WORDS = tuple("售件部星散用食距头工花钱配")
_SHARE = {"百": "%", "千": "‰"}
_POWER = {"百": 2, "千": 3, "万": 4, "亿": 8, "万亿": 12}
_SINGLE = {c: str(i) for c, i in DIGITS.items()} | {"十": "10"}


@cache
def _candidates() -> re.Pattern[str]:
    """What may be a numeral.

    The pattern begins with one class of characters, which is what ``re`` skips to fast; the
    alternatives look back at the character taken. It decides single characters by itself.
    What follows a repeated group refuses what the group would give back, so that it costs its
    length: possessive groups would say so, but Python before 3.11.5 matches them wrongly.
    """
    alternatives = {
        "decimal": rf"(?<=[{_CHINESE}]){_ROW}*点[{_DIGIT}]++"
        rf"(?:(?P<times>万亿|亿|万)|(?={_UNITS_OF_DECIMALS}))",
        "share": rf"(?<=[百千])分之(?:(?P<whole>[{_CHINESE}]+)(?:点(?P<places>[{_DIGIT}]+))?"
        r"|(?P<shared>\d+(?:\.\d+)?))",
        "run": rf"(?<=[{_CHINESE}]){_ROW}+",
        "boxed": r"(?<=\([一二三四五六七八九十])(?=\))",
        "one": rf"(?<=一)(?<![统唯同任某另单上下].)(?:(?={_UNITS_OF_ONE})|(?<=第一)(?={UNITS}))"
        + _refuse_fixed("一"),
        "single": rf"(?<=[二两三四五六七八九十])(?<!第两)(?={UNITS})"
        + _refuse_fixed("二两三四五六七八九十"),
        "day": r"(?<=0)[1-9](?=[月日])",
        "grouped": r"(?<=\d)(?<![.,/-].)\d{0,2}(?:,\d{3})+(?![\d,])(?:\.\d+)?"
        r"(?P<scale>万亿|亿|万)?",
        "scaled": r"(?<=\d)(?<![.,/-].)\d{0,12}+(?:\.\d+)?"
        rf"(?P<power>万亿|亿|万|[百千](?={_COUNTED}))(?!{_SCALE_NAMES})",
    }
    # 30日内 is cut like 30日: 日内, 月底 and the like are words, and would hide the unit.
    unit = rf"(?P<unit>(?<=[{_CHINESE}0-9][日月年])(?=(?<=日)[内起前后止]|(?<!日)[内底初]))"
    branches = "|".join(f"(?P<{name}>{pattern})" for name, pattern in alternatives.items())
    return re.compile(rf"[{_CHINESE}0-9日月年](?:{unit}|(?<![a-z0-9].)(?:{branches}))")


def _refuse_fixed(characters: str) -> str:
    """A look-ahead that refuses the fixed words beginning with one of these numerals."""
    words = [(w[0], w[1:]) for w in _words() if w[0] in characters and w[1] not in _CHINESE]
    refused = (f"(?<={first}){re.escape(rest)}" for first, rest in words)
    return f"(?!{'|'.join(refused)})" if words else ""


@cache
def _words() -> tuple[str, ...]:
    return tuple(read_words("numeral_words.txt"))


@cache
def _fixed_runs() -> dict[str, tuple[str, ...]]:
    """A run of numerals → what follows it in fixed words (十分, 二十四节气)."""
    table: dict[str, list[str]] = {}
    for word in _words():
        if (match := re.match(f"[{_CHINESE}]{{2,}}", word)) is not None:
            table.setdefault(match[0], []).append(word[match.end() :])
    return {run: tuple(rest) for run, rest in table.items()}


def find_numerals(folded: str) -> Iterator[NumeralMatch]:
    """The numerals of a folded text whose Arabic form differs from what is written."""
    for match in _candidates().finditer(folded):
        value = _value(match)
        if value != match[0]:
            yield NumeralMatch(value, match.start(), match.end())


def in_chinese(
    number: int,
    digits: str = "零一二三四五六七八九",
    units: str = "十百千万",
    *,
    whole: bool = False,
) -> str:
    """105 → 一百零五; below twenty 十一, or 壹拾壹 where it is written ``whole``."""
    if number == 0:
        return digits[0]
    high, low = divmod(number, 10_000)
    text = in_chinese(high, digits, units, whole=whole) + units[3] if high else ""
    zero = bool(high) and low < 1000 and low > 0
    for place, value in ((2, 1000), (1, 100), (0, 10), (None, 1)):
        digit, low = divmod(low, value)
        if digit:
            text += (digits[0].replace("〇", "零") if zero else "") + digits[digit]
            text += "" if place is None else units[place]
            zero = False
        elif text:
            zero = low > 0
    ten = digits[1] + units[0]
    return text.removeprefix(digits[1]) if text.startswith(ten) and not whole else text


def to_arabic(folded: str) -> str:
    """A folded text with its numerals written in Arabic: ``find_numerals`` applied, but fast."""
    return _candidates().sub(_value, folded)


def _value(match: re.Match[str]) -> str:
    """The Arabic form of a candidate, or the candidate itself where it counts nothing."""
    return _READERS[match.lastgroup or ""](match) or match[0]


def _single(match: re.Match[str]) -> str:
    return _SINGLE[match[0]]


def _unit(match: re.Match[str]) -> str:
    return f"{match[0]} "


def _run(match: re.Match[str]) -> str | None:
    """Several characters: a row of digits, or a numeral with scales, or neither."""
    run = match[0]
    positional, value = _read(run)
    if value is None or match.string.startswith(_fixed_runs().get(run, ()), match.end()):
        return None
    return None if positional and not _is_positional_numeral(run, match) else value


def _is_positional_numeral(run: str, match: re.Match[str]) -> bool:
    """A row of digits counts with a zero among them, or as a year; 五四 and 三三制 do not."""
    if len(run) == 4 and (
        run[:2] in ("一八", "一九") or match.string.startswith("年", match.end())
    ):
        return True
    if run[-1] == "零" and match.string.startswith(_ZERO_WORDS, match.end()):
        return False
    return "〇" in run or "零" in run


@lru_cache(maxsize=8192)
def _read(run: str) -> tuple[bool, str | None]:
    """Whether a run is a row of digits, and its Arabic form."""
    if all(c in DIGITS and c != "两" for c in run):
        return True, _digits(run)
    value = parse_numeral(run)
    return False, None if value is None else str(value)


def _digits(run: str) -> str:
    return "".join(str(DIGITS[c]) for c in run)


def _decimal(match: re.Match[str]) -> str | None:
    whole, _, places = match[0].removesuffix(match["times"] or "").partition("点")
    value = parse_numeral(whole)
    return None if value is None else _scaled(str(value), _digits(places), match["times"])


def _share(match: re.Match[str]) -> str | None:
    sign = _SHARE[match[0][0]]
    if match["shared"]:
        return match["shared"] + sign
    if match["whole"] == "百":
        return "100" + sign
    value = parse_numeral(match["whole"])
    places = f".{_digits(match['places'])}" if match["places"] else ""
    return None if value is None else f"{value}{places}{sign}"


def _day(match: re.Match[str]) -> str:
    return match[0][1]


def _arabic(match: re.Match[str]) -> str:
    """1,000 → 1000; 3.5亿 → 350000000."""
    scale = match["scale"] or match["power"]
    whole, _, fraction = match[0].removesuffix(scale or "").replace(",", "").partition(".")
    return _scaled(whole, fraction, scale)


def _scaled(whole: str, fraction: str, scale: str | None) -> str:
    if scale is None:
        return f"{whole}.{fraction}" if fraction else whole
    power = _POWER[scale]
    shifted = fraction.ljust(power, "0")
    number = (whole + shifted[:power]).lstrip("0") or "0"
    rest = shifted[power:].rstrip("0")
    return f"{number}.{rest}" if rest else number


_READERS: dict[str, Callable[[re.Match[str]], str | None]] = {
    "run": _run,
    "unit": _unit,
    "boxed": _single,
    "one": _single,
    "single": _single,
    "decimal": _decimal,
    "share": _share,
    "day": _day,
    "grouped": _arabic,
    "scaled": _arabic,
}
