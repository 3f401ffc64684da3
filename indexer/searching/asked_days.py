"""Which day a question asks about: a year that it names, or one told from today.

十年前 at the beginning is a day, 十年前买的房 is not. 十四五期间 ends with the last year of the
plan. A day that no calendar has (2月30日) is the last one of what is named, and that is told.

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
from analyzers.numerals import parse_numeral

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
# 99年: nobody asks of rules before that in two digits.
_LAST_CENTURY = 80
# 三五年前 says no number.
_NUMBER = r"[0-9]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_YEARS_AGO = re.compile(
    rf"^(?P<years>{_NUMBER})年(?:之|以)?前(?![^，。？?]{{0,6}}的|[我买建办盖领])"
)
_PLAN = re.compile(r"[“\"]?十(?P<plan>[一二三四五])五[”\"]?(?:规划)?(?:期间|时期)")
# The last year of 十五 and how long each of these plans is.
_FIRST_PLAN, _PLAN_YEARS = 2005, 5
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
    ``at``: where it stood, ``said``: in which words. ``day`` None where none is named. ``exact``:
    whether a day is, not all of a month or a year; ``impossible``: whether there is none such."""

    day: date | None
    bare: str
    at: int = 0
    said: str = ""
    exact: bool = False
    impossible: bool = False


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
    >>> asked = asked_day("2021年加装电梯补助", date(2026, 11, 23))
    >>> asked.day, asked.bare, asked.said
    (datetime.date(2021, 12, 31), '加装电梯补助', '2021年')
    >>> asked_day("前年加装电梯补助", date(2026, 11, 23)).day
    datetime.date(2024, 12, 31)
    >>> [asked_day(q, date(2026, 11, 23)).day for q in ("公告2018年第56号", "20年以上工龄")]
    [None, None]
    """
    found = _YEAR.search(text)
    if found is not None:
        day, impossible = _last_day(int(found["year"]), found["month"], found["day"], today)
        asked = _without(text, found, day)
        return asked._replace(exact=found["day"] is not None, impossible=impossible)
    found = _SHORT.search(text)
    if found is not None:
        year = today.year // 100 * 100 + int(found["year"])
        if int(found["year"]) >= _LAST_CENTURY:
            year -= 100
        if today.year - _SHORTEST_AGO <= year <= today.year or int(found["year"]) >= _LAST_CENTURY:
            return _without(text, found, _last_day(year, None, None, today)[0])
    return _told_from_today(text, today)


def _told_from_today(text: str, today: date) -> AskedDay:
    found = _YEARS_AGO.search(text)
    if found is not None:
        year = today.year - (parse_numeral(found["years"]) or 0)
        return _without(text, found, date(year, today.month, min(today.day, 28)))
    found = _PLAN.search(text)
    if found is not None:
        last = _FIRST_PLAN + _PLAN_YEARS * ("一二三四五".index(found["plan"]) + 1)
        if today.year > last - _PLAN_YEARS:
            # Its words stand in what was planned for it.
            day = min(today, date(last, 12, 31))
            return _without(text, found, day)._replace(bare=text)
    for said, away in _TOLD_FROM_TODAY:
        found = said.search(text)
        if found is not None:
            return _without(text, found, date(today.year + away, 12, 31))
    return AskedDay(None, text)


def _without(text: str, found: re.Match[str], day: date | None) -> AskedDay:
    bare = text[: found.start()] + text[found.end() :]
    return AskedDay(day, bare, found.start(), found[0].removesuffix("的"))


def _last_day(year: int, month: str | None, day: str | None, today: date) -> tuple[date, bool]:
    """The last day of what is named; of this year, today. And whether there is no such day."""
    if year == today.year and month is None:
        return today, False
    in_month = min(12, max(1, int(month or 12)))
    last = calendar.monthrange(year, in_month)[1]
    named = int(day) if day else last
    impossible = in_month != int(month or 12) or not 1 <= named <= last
    return date(year, in_month, min(last, max(1, named))), impossible


def said_day(text: str) -> str:
    """The words that say a day, whatever today is: what a search need not find in documents.

    >>> said_day("前年加装电梯补助多少"), said_day("养犬归谁管")
    ('前年', '')
    """
    said = asked_day(plainly(text), date(2000, 1, 1)).said
    return said or asked_day(plainly(text), date(2040, 1, 1)).said
