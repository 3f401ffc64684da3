"""Which day a question asks about: a year that it names, or one told from today.

Years in full width or written out (二〇二一年) come here as 2021年 (``plainly``). 21年 at the
beginning is a year, 满20年 is a length of time. The year of a document's number is no day:
公告2018年第56号.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from analyzers.folding import fold

_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_WRITTEN_OUT = re.compile(r"(?:一九|二[〇零])[〇零一二三四五六七八九]{2}(?=年)")
# Its own number behind it makes a year that of a document.
_NO_DAY = r"(?!\s*第?\s*[0-9]+\s*号)"
_YEAR = re.compile(
    rf"(?P<year>(?:19|20)[0-9]{{2}})\s*年度?{_NO_DAY}"
    r"(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?)?(?:的|时候|以前|之前|当时)?"
)
# 21年加装电梯补助: of the last ten years, and no length of time.
_SHORT = re.compile(
    rf"^(?P<year>[0-9]{{2}})年度?{_NO_DAY}"
    r"(?![以之]?[内上下前后]|[期限免质产租合了没未]|[工教驾党]龄|社保|缴费|多|的?[老旧])的?"
)
_SHORTEST_AGO = 10
# (what is said, years from this one).
_TOLD_FROM_TODAY = (
    (re.compile(r"(?<![之以月日天])大前年(?!度|[检审])的?"), -3),
    (re.compile(r"(?<![之以月日天大])前年(?!度|[检审])的?"), -2),
    (re.compile(r"去年的?"), -1),
    (re.compile(r"明年的?|来年(?!度)的?"), 1),
    (re.compile(r"(?<![之以月日天休])后年(?!度|[底满龄检审费租薪])的?"), 2),
)


class AskedDay(NamedTuple):
    """``bare``: the question without the day, where it has one that has passed or is to come;
    ``at``: where it stood. ``day`` None where none is named."""

    day: date | None
    bare: str
    at: int = 0


def plainly(text: str) -> str:
    """The question in simplified characters and ASCII digits, in one line.

    >>> plainly("養犬歸\\n誰管"), plainly("２０２１年补贴"), plainly("二〇二一年补贴")
    ('养犬归谁管', '2021年补贴', '2021年补贴')
    """
    folded = fold(text)
    plain = "".join(
        other if _is_other_spelling(own, other) else own
        for own, other in zip(text, folded, strict=True)
    )
    plain = re.sub(r"(?<=[^\x00-\x7f])\s*[\r\n]+\s*(?=[^\x00-\x7f])", "", plain)
    plain = re.sub(r"\s+", " ", plain)
    return _WRITTEN_OUT.sub(lambda year: year[0].translate(_NUMERALS), plain)


def _is_other_spelling(own: str, other: str) -> bool:
    return own != other and ("㐀" <= other <= "鿿" or "0" <= other <= "9")


def asked_day(text: str, today: date) -> AskedDay:
    """
    >>> asked_day("2021年加装电梯补助", date(2026, 11, 23))
    AskedDay(day=datetime.date(2021, 12, 31), bare='加装电梯补助', at=0)
    >>> asked_day("前年加装电梯补助", date(2026, 11, 23)).day
    datetime.date(2024, 12, 31)
    >>> [asked_day(q, date(2026, 11, 23)).day for q in ("公告2018年第56号", "20年以上工龄")]
    [None, None]
    """
    found = _YEAR.search(text)
    if found is not None:
        day = _last_day(int(found["year"]), found["month"], found["day"], today)
        return _without(text, found, day)
    found = _SHORT.search(text)
    if found is not None:
        year = today.year // 100 * 100 + int(found["year"])
        if today.year - _SHORTEST_AGO <= year <= today.year:
            return _without(text, found, _last_day(year, None, None, today))
    for said, away in _TOLD_FROM_TODAY:
        found = said.search(text)
        if found is not None:
            return _without(text, found, date(today.year + away, 12, 31))
    return AskedDay(None, text)


def _without(text: str, found: re.Match[str], day: date | None) -> AskedDay:
    return AskedDay(day, text[: found.start()] + text[found.end() :], found.start())


def _last_day(year: int, month: str | None, day: str | None, today: date) -> date | None:
    """The last day of what is named; of this year, today."""
    if year == today.year and month is None:
        return today
    in_month = int(month or 12)
    try:
        return date(year, in_month, int(day) if day else calendar.monthrange(year, in_month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
