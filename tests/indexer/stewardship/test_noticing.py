"""What is told of a document to who watches it."""

from __future__ import annotations

from datetime import date

from indexer.model import Status, StatusValue
from indexer.model.validity import StatusChange
from indexer.stewardship.noticing import notices


def change(value: StatusValue, since: date) -> StatusChange:
    return StatusChange(since, Status(value, None, since, "第三条"))


TERM = (
    change(StatusValue.NOT_YET_EFFECTIVE, date.min),
    change(StatusValue.IN_FORCE, date(2020, 1, 1)),
    change(StatusValue.AMENDED, date(2022, 5, 1)),
    change(StatusValue.EXPIRED, date(2025, 1, 1)),
)


def told(today: date) -> list[tuple[str, str]]:
    return [(one.kind.value, one.day.isoformat()) for one in notices(TERM, today)]


def test_changes_are_told_from_their_day() -> None:
    assert told(date(2019, 12, 31)) == []
    assert told(date(2022, 4, 30)) == [("in_force", "2020-01-01")]
    assert told(date(2022, 5, 1))[-1] == ("amended", "2022-05-01")


def test_an_end_is_told_thirty_days_before() -> None:
    assert told(date(2024, 12, 1))[-1][0] == "amended"
    assert told(date(2024, 12, 2))[-1] == ("ending", "2024-12-02")
    assert told(date(2025, 1, 1))[-2:] == [("ending", "2024-12-02"), ("ended", "2025-01-01")]


def test_a_repeal_that_came_at_once_was_never_announced() -> None:
    timeline = (change(StatusValue.REPEALED, date(2023, 6, 1)),)
    assert [one.kind for one in notices(timeline, date(2023, 6, 2))] == ["ended"]
    # One that is known before its day is.
    assert [one.kind for one in notices(timeline, date(2023, 5, 20))] == ["ending"]
