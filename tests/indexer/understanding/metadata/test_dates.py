"""Dates in every spelling that officials use, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.understanding.metadata.dates import find_dates, parse_date

SPELLINGS = [
    ("2019年8月27日", date(2019, 8, 27)),
    ("２０１９年８月２７日", date(2019, 8, 27)),
    ("2019 年 8 月 27 日", date(2019, 8, 27)),
    ("2019年08月07号", date(2019, 8, 7)),
    ("二〇一九年八月二十七日", date(2019, 8, 27)),
    ("二○一〇年十月十日", date(2010, 10, 10)),
    ("二零零九年十二月三十一日", date(2009, 12, 31)),
    ("二OO九年三月六日", date(2009, 3, 6)),
    ("一九八六年九月二十五日", date(1986, 9, 25)),
    ("一九九九年廿一月一日", None),
    ("中華民國九十九年五月十九日", date(2010, 5, 19)),
    ("民國 110 年 1 月 20 日", date(2021, 1, 20)),
    ("民國元年一月一日", date(1912, 1, 1)),
    ("2019-08-27", date(2019, 8, 27)),
    ("2019/8/27", date(2019, 8, 27)),
    ("2019.8.27", date(2019, 8, 27)),
    ("2019-08-27T16:30:13", date(2019, 8, 27)),
    ("20190827", date(2019, 8, 27)),
    ("〔2019年8月27日〕", date(2019, 8, 27)),
    ("2019年8月", None),
    ("8月27日", None),
    ("2019年2月29日", None),
    ("2020年2月29日", date(2020, 2, 29)),
    ("20191327", None),
    ("", None),
]


@pytest.mark.parametrize(("raw", "expected"), SPELLINGS)
def test_spelling(raw: str, expected: date | None) -> None:
    assert parse_date(raw) == expected


def test_slip_of_month_for_day_is_read_and_flagged() -> None:
    (match,) = find_dates("执行期限自2020年3月1月起至2020年6月30日止"[:14])
    assert (match.date, match.typo) == (date(2020, 3, 1), True)


@pytest.mark.parametrize(
    "text",
    ["版本2.1.3.4", "第2019-8号", "IP 2001.1.1.1", "99年5月19日", "公告2019年第8号", "12019-08-27"],
)
def test_what_only_looks_like_a_date(text: str) -> None:
    assert find_dates(text) == []


def test_a_window_limits_the_search_and_keeps_offsets() -> None:
    text = "2001年1月1日甲2002年2月2日乙2003年3月3日"
    (match,) = find_dates(text, 10, 22)
    assert match.date == date(2002, 2, 2)
    assert text[match.start : match.end] == match.raw


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_each_day_is_found_in_each_spelling(day: date) -> None:
    for text in (f"自{day.year}年{day.month}月{day.day}日起", f"于{day.isoformat()}公布"):
        assert [match.date for match in find_dates(text)] == [day]


@given(st.text("一二十百廿〇年月日民國中華0123456789-./ 号\n", max_size=60))
def test_any_text_is_read_without_error(text: str) -> None:
    for match in find_dates(text):
        assert text[match.start : match.end] == match.raw
    parse_date(text)
