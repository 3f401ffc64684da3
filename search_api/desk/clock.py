"""Days and instants as people in China read them."""

from __future__ import annotations

from datetime import date

from indexer.stewardship.listing import local

_WEEK = "一二三四五六日"


def clock(at: str | None) -> str:
    """
    >>> clock("2026-11-29T17:00:00Z")
    '2026-11-30 01:00'
    """
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


def chinese_day(day: date) -> str:
    """
    >>> chinese_day(date(2026, 11, 29))
    '2026年11月29日 星期日'
    """
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEK[day.weekday()]}"
