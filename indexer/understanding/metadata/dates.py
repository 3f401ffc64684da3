"""Dates as officials write them: find them, and read them.

Zero is written 〇, ○, 零 or the letter O; digits may be full width; blanks may stand anywhere
between the parts. Traditional texts count from the Republic's first year (民國元年 = 1912). A real
slip, 2020年3月1月起, is read as the first of March and flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_DIGITS = {
    **dict(zip("一二三四五六七八九", range(1, 10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    **dict.fromkeys("〇○零OoＯｏ◯0Ｏ０", 0),
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "廿": 20, "卅": 30}
_NUMERAL = "一二三四五六七八九壹贰叁肆伍陆柒捌玖〇○零OoＯｏ◯十拾百廿卅元0-9０-９"
_GAP = r"\s{0,3}"

# Anchored on 年, which is rare, so that a long text is scanned at the speed of a plain search;
# the year is then read backwards from there.
_MONTH_DAY = re.compile(
    rf"年{_GAP}([{_NUMERAL}]{{1,3}}){_GAP}月{_GAP}([{_NUMERAL}]{{1,4}}){_GAP}([日号號月])"
)
_REPUBLIC_YEAR = re.compile(rf"(?:中[华華])?民[国國]{_GAP}([{_NUMERAL}]{{1,4}}){_GAP}$")
_YEAR = re.compile(rf"(?:[{_NUMERAL}]{{4}}|[{_NUMERAL}](?:\s[{_NUMERAL}]){{3}}){_GAP}$")
_YEAR_REACH = 20
_SEPARATED = re.compile(
    r"((?:19|20)[0-9]{2})([-/.．])([0-9]{1,2})\2"
    # 2023-01-2918:29: a clock that stuck to the day.
    r"(?:([0-9]{1,2})(?![0-9]|[-/.．][0-9])|([0-9]{2})(?=[0-2][0-9][:：][0-5][0-9]))"
)
_COMPACT = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9])")
# A label's value whose 日 was lost.
_DAYLESS = re.compile(r"((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})")
_CLOCK = re.compile(
    r"[\sT]*(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9:]{4,5})?)?$"
)

_REPUBLIC = 1911
_EARLIEST, _LATEST = 1900, 2199


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date in a text: ``text[start:end] == raw``. ``typo`` marks one that needed a repair."""

    date: date
    start: int
    end: int
    raw: str
    typo: bool = False


def numeral(text: str) -> int | None:
    """The number that a short run of digits or Chinese numerals stands for.

    >>> numeral("二〇一九"), numeral("二十七"), numeral("九十九"), numeral("一百一十")
    (2019, 27, 99, 110)
    >>> numeral("十"), numeral("廿八"), numeral("０８"), numeral("元"), numeral("二OO九")
    (10, 28, 8, 1, 2009)
    >>> numeral("十百十") is None, numeral("") is None
    (True, True)
    """
    text = "".join(text.split())
    if text == "元":
        return 1
    if text.isdecimal():
        return int(text)
    if any(unit in text for unit in _UNITS):
        return _with_units(text)
    total = 0
    for character in text:
        digit = int(character) if character.isdecimal() else _DIGITS.get(character)
        if digit is None:
            return None
        total = total * 10 + digit
    return total if text else None


def _with_units(text: str) -> int | None:
    """
    >>> _with_units("三十一"), _with_units("一百零九"), _with_units("1十")
    (31, 109, 10)
    """
    total, pending, last_unit = 0, 0, 1000
    for character in text:
        unit = _UNITS.get(character)
        if unit is None:
            digit = int(character) if character.isdecimal() else _DIGITS.get(character)
            if digit is None:
                return None
            pending = digit
            continue
        if unit >= last_unit:
            return None
        last_unit = unit
        total += unit if character in "廿卅" else max(pending, 1) * unit
        pending = 0
    return total + pending


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMatch]:
    """All whole dates (year, month and day) in ``text[start:end]``, in order of place.

    >>> [(m.raw, str(m.date)) for m in find_dates("二○○九年三月六日印发，2010年1月1日起施行")]
    [('二○○九年三月六日', '2009-03-06'), ('2010年1月1日', '2010-01-01')]
    >>> [(m.raw, m.typo) for m in find_dates("自2020年3月1月起执行")]
    [('2020年3月1月', True)]
    >>> [str(m.date) for m in find_dates("中華民國一百零九年五月十九日，發布於2019-08-27 16:30")]
    ['2020-05-19', '2019-08-27']
    >>> [str(m.date) for m in find_dates("３ ２０１９年８月２７日；2 0 1 8 年 1 月 1 日")]
    ['2019-08-27', '2018-01-01']
    >>> find_dates("2019年2月30日；第2.1.3.4条；电话2019-8-1-2")
    []
    """
    found = [
        *_spelled(text, start, end),
        *_separated(text, start, end),
        *_holidays(text, start, end),
    ]
    return sorted(found, key=lambda match: match.start)


def _spelled(text: str, start: int, end: int | None) -> Iterator[DateMatch]:
    stop = len(text) if end is None else end
    for match in _MONTH_DAY.finditer(text, start, stop):
        floor = max(start, match.start() - _YEAR_REACH)
        year, offset = _year_before(text[floor : match.start()])
        day = _date(year, numeral(match[1]), numeral(match[2]))
        if day is not None:
            begin = floor + offset
            yield DateMatch(
                day, begin, match.end(), text[begin : match.end()], typo=match[3] == "月"
            )


def _year_before(text: str) -> tuple[int | None, int]:
    """The year that ends ``text``, and where it begins.

    >>> _year_before("自2019"), _year_before("中華民國 110 "), _year_before("同")
    ((2019, 1), (2021, 0), (None, 0))
    """
    republic = _REPUBLIC_YEAR.search(text)
    if republic is not None:
        count = numeral(republic[1])
        return (None if count is None else count + _REPUBLIC), republic.start()
    common = _YEAR.search(text)
    if common is None:
        return None, 0
    return numeral(common[0]), common.start()


# Feasts by their month and day.
FEASTS = {
    "元旦": (1, 1), "妇女节": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "青年节": (5, 4),
    "儿童节": (6, 1), "建党节": (7, 1), "建军节": (8, 1), "教师节": (9, 10),
    "国庆": (10, 1), "国家宪法日": (12, 4),
}  # fmt: skip
FEAST = f"(?:{'|'.join(FEASTS)})"
# 五一国际劳动节 is called by both its names.
_HOLIDAY = re.compile(rf"年[ ]?({FEAST})(?:国际)?(?:劳动|妇女)?节?")


def _holidays(text: str, start: int, end: int | None) -> Iterator[DateMatch]:
    """Feasts that have a day of their own: 自2024年元旦起.

    >>> [(m.raw, str(m.date)) for m in find_dates("自2024年元旦起，至二〇二四年国庆节止")]
    [('2024年元旦', '2024-01-01'), ('二〇二四年国庆节', '2024-10-01')]
    """
    stop = len(text) if end is None else end
    for match in _HOLIDAY.finditer(text, start, stop):
        floor = max(start, match.start() - _YEAR_REACH)
        year, offset = _year_before(text[floor : match.start()])
        day = _date(year, *FEASTS[match[1]])
        if day is not None:
            begin = floor + offset
            yield DateMatch(day, begin, match.end(), text[begin : match.end()])


def _separated(text: str, start: int, end: int | None) -> Iterator[DateMatch]:
    stop = len(text) if end is None else end
    for match in _SEPARATED.finditer(text, start, stop):
        if match.start() > start and text[match.start() - 1] in "0123456789.-/":
            continue
        day = _date(int(match[1]), int(match[3]), int(match[4] or match[5]))
        if day is not None:
            glued = match[4] is None
            yield DateMatch(day, match.start(), match.end(), match[0], typo=glued)


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None or not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """The day that ``text`` as a whole names, in any spelling; None if it is anything else.

    >>> str(parse_date("2019年8月27日")), str(parse_date(" 2019-08-27 16:30:13 "))
    ('2019-08-27', '2019-08-27')
    >>> str(parse_date("20190827")), str(parse_date("２０１９．８．２７"))
    ('2019-08-27', '2019-08-27')
    >>> str(parse_date("2018年03月27"))
    '2018-03-27'
    >>> parse_date("2019年8月"), parse_date("自2019年8月27日起施行"), parse_date("2019-13-01")
    (None, None, None)
    """
    text = text.strip().strip("()（）[]［］〔〕")
    compact = _COMPACT.fullmatch(text) or _DAYLESS.fullmatch(text)
    if compact is not None:
        return _date(int(compact[1]), int(compact[2]), int(compact[3]))
    folded = text.translate(_HALF_WIDTH)
    for match in find_dates(folded):
        if match.start == 0 and _CLOCK.match(folded, match.end):
            return match.date
        break
    return None


_HALF_WIDTH = str.maketrans("０１２３４５６７８９－／．：", "0123456789-/.:")
