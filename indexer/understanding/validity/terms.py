"""Arithmetic of terms: the last valid day is the start plus the term, less one day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


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
