"""Arithmetic of terms: the last valid day is the start plus the term, less one day.

Ends are often months or years: 有效期至2025年底, 执行至2026年6月 hold to the last day of them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from indexer.understanding.metadata.dates import DateMatch, numeral

# In masked text (``spans.pattern``): a day, a month or the end of a year. One a pattern.
_YEAR = "(?:19|20)[0-9]{2}|二[〇零○一二三四五六七八九]{3}"
END = (
    rf" ?(?:(?P<day>{{D}})(?:24时|二十四时|0时|零时)?|(?P<year>{_YEAR}) ?年 ?"
    r"(?:(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?月份?(?:底|末)?"
    r"(?![0-9一二三四五六七八九十初上中下])|年?(?:底|末)))"
)


def end_of(match: re.Match[str], dates: Mapping[int, DateMatch]) -> date | None:
    """The day that ``END`` stands for: of a month or a year its last day."""
    if match["day"] is not None:
        return dates[match.start("day")].date
    year = numeral(match["year"])
    month = numeral(match["month"]) if match["month"] else 12
    if year is None or month is None or not 1 <= month <= 12:
        return None
    return date(year, month, monthrange(year, month)[1])


def later(start: date, *, years: int = 0, months: int = 0) -> date:
    """The same day, months and years later; the month's last day where there is no such day.

    >>> str(later(date(2020, 2, 29), years=1)), str(later(date(2020, 11, 30), months=3))
    ('2021-02-28', '2021-02-28')
    """
    total = start.month - 1 + months + 12 * years
    year, month = start.year + total // 12, total % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def last_day(start: date, *, years: int = 0, months: int = 0) -> date:
    """The last day on which a document with this term is valid.

    >>> str(last_day(date(2022, 1, 1), years=5)), str(last_day(date(2020, 3, 1), years=3))
    ('2026-12-31', '2023-02-28')
    """
    return later(start, years=years, months=months) - timedelta(days=1)
