"""Chinese and Arabic numerals are one: 三十日 and 30日, 第十二条 and 第12条.

Works on folded text. What counts as a numeral is decided by its surroundings, since the same
characters make words (一律, 十分, 三农, 四川, 万一):

* 十/百/千/万/亿 with a digit, read as a whole (三十, 一百二十三, 两千万): always, unless it
  stands in a word of ``dictionaries/numeral_words.txt``;
* digits in a row: with a zero among them (二〇二四), or four of them before 年 or in a year of
  this or the last century; so not 十四五, 五四, 二三产业;
* one digit, 两 or 十: before a unit only (三日, 第二条, 五万元), where 一 has fewer units than
  the others (一个, 一家, 一种 mostly do not count);
* 百分之…, and a decimal 三点五 before a unit.

Arabic numerals lose thousands separators and take 万 and 亿 in: 2,000万 is 20000000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_CANDIDATE = re.compile(
    rf"(?P<part>[百千]分之)?(?:(?P<chinese>[{_CHINESE}]+)"
    r"(?:点(?P<decimals>[〇零一二三四五六七八九]++)(?![十百千]))?"
    r"|(?P<arabic>\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?P<fraction>\.\d+)?(?P<scale>万亿|亿|万)?)"
)
_SHARE = {"百分之": "%", "千分之": "‰", None: ""}
_UNITS = (
    "年|月|日|天|周岁|周年|小时|分钟|秒|季度|元|万元|亿元|条|款|项|目|章|节|编|号|件|份|次|倍|人|名|户|级|类|"
    "期|届|处|页|米|公里|千米|海里|吨|千克|公斤|克|平方|立方|亩|公顷|度|%|‰|成|层|楼|岁|所|个|部|股|批|审|"
    "厘米|毫米|升|千瓦|折|辆|台|艘|架|座|间|套|张|本|册|卷"
)
_UNIT = re.compile(_UNITS)
# 一个, 一家, 一种, 一批 seldom count; 一 needs a unit that measures.
_UNIT_OF_ONE = re.compile(
    "年|月|日|天|周岁|周年|小时|分钟|季度|元|条|款|项|章|节|编|号|倍|届|期|级|类|公里|千米|吨|千克|公斤|"
    "平方|立方|亩|公顷|审|个(?:月|工作日|百分点|季度|年度)"
)
_DECIMAL_UNIT = re.compile(
    "倍|亿|万|个百分点|%|元|米|公里|吨|平方|立方|公斤|千克|亩|公顷|度|升|厘米|毫米"
)
_ZERO_WORDS = tuple("售件部星散用食距头工花钱配")
_SCALE_NAMES = ("州", "宁市", "年县", "荣县", "全区", "载县", "安县")


def find_numerals(folded: str) -> Iterator[NumeralMatch]:
    """The numerals of a folded text whose Arabic form differs from what is written."""
    for match in _CANDIDATE.finditer(folded):
        found = _chinese(folded, match) if match["chinese"] else _arabic(folded, match)
        if found is not None:
            yield found


def _arabic(folded: str, match: re.Match[str]) -> NumeralMatch | None:
    start, end = match.span()
    whole, fraction, scale = match["arabic"], match["fraction"] or "", match["scale"]
    if match["part"] is None and scale is None and whole.isdigit():
        return _day(folded, match)
    if (start and folded[start - 1] in ".-/") or len(whole) > 15:
        return None
    if scale and folded.startswith(_SCALE_NAMES, end):
        scale, end = None, match.start("scale")
    value = _scaled(whole.replace(",", ""), fraction[1:], scale) + _SHARE[match["part"]]
    return NumeralMatch(value, start, end) if value != folded[start:end] else None


def _day(folded: str, match: re.Match[str]) -> NumeralMatch | None:
    """05月 is 5月."""
    start, end = match.span()
    written = match["arabic"]
    if len(written) != 2 or written[0] != "0" or folded[end : end + 1] not in ("月", "日"):
        return None
    return NumeralMatch(written[1], start, end)


def _scaled(whole: str, fraction: str, scale: str | None) -> str:
    power = {"万": 4, "亿": 8, "万亿": 12, None: 0}[scale]
    if not scale:
        return f"{whole}.{fraction}" if fraction else whole
    shifted = fraction.ljust(power, "0")
    number = (whole + shifted[:power]).lstrip("0") or "0"
    rest = shifted[power:].rstrip("0")
    return f"{number}.{rest}" if rest else number


def _chinese(folded: str, match: re.Match[str]) -> NumeralMatch | None:
    start, end = match.span("chinese")
    run = match["chinese"]
    if match["part"]:
        return _percentage(match)
    if start and folded[start - 1].isascii() and folded[start - 1].isalnum():
        return None
    if match["decimals"] and (value := _whole(run)) and _DECIMAL_UNIT.match(folded, match.end()):
        return NumeralMatch(f"{value}.{_digits(match['decimals'])}", start, match.end())
    value = _counted(folded, start, end) if len(run) == 1 else _read(run, folded, end)
    if value is None or _stands_in_word(folded, run, start):
        return None
    return NumeralMatch(value, start, end)


def _percentage(match: re.Match[str]) -> NumeralMatch | None:
    run = match["chinese"]
    value = "100" if run == "百" and match["part"] == "百分之" else _whole(run)
    if value is None:
        return None
    if match["decimals"]:
        value += "." + _digits(match["decimals"])
    return NumeralMatch(value + _SHARE[match["part"]], match.start(), match.end())


def _counted(folded: str, start: int, end: int) -> str | None:
    """A single character: a numeral only before a unit."""
    character = folded[start]
    if character in "百千万亿零〇" or (character == "两" and folded[start - 1 : start] == "第"):
        return None
    units = _UNIT_OF_ONE if character == "一" and folded[start - 1 : start] != "第" else _UNIT
    if not units.match(folded, end):
        return None
    return "10" if character == "十" else str(DIGITS[character])


@lru_cache(maxsize=8192)
def _whole(run: str) -> str | None:
    value = parse_numeral(run)
    return None if value is None else str(value)


@lru_cache(maxsize=8192)
def _positional(run: str) -> bool:
    return all(c in DIGITS and c != "两" for c in run)


def _digits(run: str) -> str:
    return "".join(str(DIGITS[c]) for c in run)


def _read(run: str, folded: str, end: int) -> str | None:
    """Several characters: a row of digits, or a numeral with scales."""
    if not _positional(run):
        return _whole(run)
    if run[-1] == "零" and folded.startswith(_ZERO_WORDS, end):
        return None
    year = len(run) == 4 and (
        run.startswith(("一八", "一九", "二")) or folded.startswith("年", end)
    )
    return _digits(run) if year or "〇" in run or "零" in run else None


def _stands_in_word(folded: str, run: str, start: int) -> bool:
    """Whether the numeral is part of a fixed word (一次性, 三个代表)."""
    return any(
        folded.startswith(word, start - offset)
        for offset, word in _fixed_words().get(run, ())
        if start >= offset
    )


@cache
def _fixed_words() -> dict[str, tuple[tuple[int, str], ...]]:
    """Numeral run → the fixed words that hold it, each with the run's offset in the word."""
    table: dict[str, list[tuple[int, str]]] = {}
    for word in read_words("numeral_words.txt"):
        for match in re.finditer(f"[{_CHINESE}]+", word):
            table.setdefault(match[0], []).append((match.start(), word))
    return {run: tuple(words) for run, words in table.items()}
