from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from search_api.portal.history import _DIGIT, Mark, Moment, _marks

TODAY = date(2026, 11, 30)
DAYS = st.dates(date(2010, 1, 1), date(2029, 12, 31))


def marks(*days: date) -> list[Mark]:
    def place(day: date) -> float:
        return (day - date(2010, 1, 1)).days / 7305 * 1100

    return _marks([Moment(day, "施行") for day in days], TODAY, TODAY, place, 1100.0, True)


def test_two_that_are_near_stand_left_and_right_of_where_they_meet() -> None:
    adopted, effective, now = marks(date(2019, 1, 3), date(2019, 4, 1))
    assert [m.row for m in (adopted, effective, now)] == [0, 0, 0]
    assert adopted.text_x < adopted.x and effective.text_x > effective.x


@given(st.lists(DAYS, max_size=8))
def test_no_label_covers_another_and_each_is_at_its_mark(days: list[date]) -> None:
    made = marks(*days)
    assert len(made) == len(days) + 1
    half = 10 * _DIGIT / 2
    for row in {m.row for m in made}:
        places = sorted(m.text_x for m in made if m.row == row)
        assert all(b - a >= 2 * half for a, b in itertools.pairwise(places))
    assert all(abs(m.text_x - m.x) <= half + 7 for m in made)
    assert all(m.text_x - half >= 0 and m.text_x + half <= 1100.1 for m in made)
