"""Until which day a draft asks for opinions, as its text says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from analyzers.folding import fold

_DATE = r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"
_ENDS = re.compile(
    rf"(?:至|截至|截止(?:至|到|时间|日期|日)?[为是]?|期限[为是]?)[::,\s]*(?:即)?{_DATE}"
    rf"|{_DATE.replace('?P<', '?P<b_')}\s*(?:\d+时|下午|上午)?\s*(?:之前|以前|前|止|截止)"
)
_DAYS = re.compile(
    r"(?:征求意见|反馈|公开征求|公示)[^。;\n]{0,12}?(?:时间|期限|期)[为是::\s]*(?P<days>\d{1,3})\s*(?P<unit>日|天|个工作日)"
)
_ABOUT = re.compile(r"意见|反馈|征求|建议")
# Of a longer text only the notice before the draft, and what stands after it.
_SHOWN = 6_000
_LONGEST_SENTENCE = 300


def consultation_end(text: str, issued: date | None) -> date | None:
    """The last day on which opinions are taken; None where the text names none. ``issued``: the
    day of the draft, for days without a year and for a number of days.

    >>> consultation_end("请于2026年12月10日前将意见反馈至邮箱。", None)
    datetime.date(2026, 12, 10)
    >>> consultation_end("公开征求意见时间为即日起至12月5日。", date(2026, 11, 20))
    datetime.date(2026, 12, 5)
    >>> consultation_end("征求意见期限为30日。", date(2026, 11, 20))
    datetime.date(2026, 12, 20)
    >>> consultation_end("本办法自2027年1月1日起施行。", None) is None
    True
    """
    found = list(_ends(text, issued))
    if issued is not None:
        found = [day for day in found if day >= issued]
    return max(found, default=None)


def _ends(text: str, issued: date | None) -> Iterator[date]:
    shown = text if len(text) <= 2 * _SHOWN else f"{text[:_SHOWN]}\n{text[-_SHOWN:]}"
    for sentence in re.split(r"[。;\n]", fold(shown)):
        if len(sentence) > _LONGEST_SENTENCE or not _ABOUT.search(sentence):
            continue
        for match in _ENDS.finditer(sentence):
            day = _day(match, issued)
            if day is not None:
                yield day
        counted = _DAYS.search(sentence)
        if counted is not None and issued is not None:
            yield _after(issued, int(counted["days"]), working=counted["unit"] == "个工作日")


def _day(match: re.Match[str], issued: date | None) -> date | None:
    prefix = "" if match["month"] else "b_"
    told = match[f"{prefix}year"]
    year = int(told) if told else issued.year if issued is not None else None
    if year is None:
        return None
    try:
        found = date(year, int(match[f"{prefix}month"]), int(match[f"{prefix}day"]))
    except ValueError:
        return None
    if not told and issued is not None and found < issued:
        return found.replace(year=found.year + 1) if (found.month, found.day) != (2, 29) else None
    return found


def _after(day: date, count: int, *, working: bool) -> date:
    while count:
        day += timedelta(days=1)
        count -= not working or day.weekday() < 5
    return day
