"""The day that is asked about where none is said."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

TIME_ZONE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The day in Asia/Shanghai: a measure lapses at midnight there."""
    return datetime.now(TIME_ZONE).date()
