"""The history of a document's validity as a picture: periods on a line of days, marks, the day
that is asked about. Positions are computed here; colours are classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.model import BINDING, StatusValue, Timeline

_DAY_ONE = date.min
_SIDE = 8.0
_LABEL_ROW = 38.0
_LETTER, _DIGIT, _GAP = 16.0, 9.0, 6.0
_BARS = {
    StatusValue.EXPIRED: "tl-off",
    StatusValue.REPEALED: "tl-off-r",
}


# Where on the line a day is.
Place = Callable[[date], float]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on a day, or will."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    style: str
    x: float
    width: float
    label: str
    inverse: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """``row``: which line of labels, the lowest is 0. ``now``: the day asked about."""

    x: float
    label: str
    day: date
    anchor: str
    text_x: float
    row: int
    now: bool
    number: int


@dataclass(frozen=True, slots=True)
class Picture:
    width: float
    height: float
    top: float
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    years: Sequence[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class History:
    """``first``, ``days``, ``at``: of the slider; ``periods``: since which day which status."""

    wide: Picture
    narrow: Picture
    first: date
    days: int
    at: int
    periods: Sequence[tuple[str, str]]


def history_of(
    timeline: Timeline, moments: Sequence[Moment], day: date, today: date
) -> History | None:
    """None where no day is known."""
    known = [c.since for c in timeline if c.since != _DAY_ONE] + [m.day for m in moments]
    if not known or len(timeline) < 2:
        return None
    first, last = min(*known, day), max(*known, day, today)
    room = timedelta(days=max(30, (last - first).days // 12))
    begin = first - room if first.year > 1 else first
    end = min(last + room, date.max - timedelta(days=1))
    periods = [
        (max(c.since, begin).isoformat(), c.status.value.label) for c in timeline if c.since < end
    ]
    return History(
        _picture(timeline, moments, day, today, (begin, end), 1000.0, True),
        _picture(timeline, moments, day, today, (begin, end), 340.0, False),
        begin,
        (end - begin).days,
        (day - begin).days,
        periods,
    )


def _picture(
    timeline: Timeline,
    moments: Sequence[Moment],
    day: date,
    today: date,
    ends: tuple[date, date],
    width: float,
    worded: bool,
) -> Picture:
    begin, end = ends
    scale = (width - 2 * _SIDE) / (end - begin).days

    def x(at: date) -> float:
        return round(_SIDE + (min(max(at, begin), end) - begin).days * scale, 1)

    marks = _marks(moments, day, today, x, width, worded)
    rows = max((m.row for m in marks), default=0) + 1
    top = 8 + rows * _LABEL_ROW if worded else 20.0
    height = top + (62 if worded else 48)
    most = (end.year - begin.year) / (10 if worded else 4)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if most <= s)
    years = [
        (x(date(year, 1, 1)), year)
        for year in range(begin.year + 1, end.year + 1)
        if year % step == 0
    ]
    return Picture(width, height, top, _bars(timeline, today, ends, x), marks, years)


def _bars(timeline: Timeline, today: date, ends: tuple[date, date], place: Place) -> list[Bar]:
    begin, end = ends
    made: list[Bar] = []
    for index, change in enumerate(timeline):
        since = max(change.since, begin)
        until = timeline[index + 1].since if index + 1 < len(timeline) else end
        until = min(until, end)
        if since >= until:
            continue
        value = change.status.value
        cut = value in BINDING and since < today < until
        for start, stop in [(since, today), (today, until)] if cut else [(since, until)]:
            made.append(_bar(value, place(start), place(stop), start >= today))
    return made


def _bar(value: StatusValue, left: float, right: float, planned: bool) -> Bar:
    room = right - left
    words = ["如无变化，继续有效", value.label] if planned and value in BINDING else [value.label]
    label = next((w for w in words if room > len(w) * _LETTER + 8), "")
    held = "tl-plan" if planned else "tl-on"
    style = _BARS.get(value, held if value in BINDING else "tl-before")
    return Bar(style, left, round(room, 1), label, style in ("tl-on", "tl-off", "tl-off-r"))


def _marks(
    moments: Sequence[Moment], day: date, today: date, place: Place, width: float, worded: bool
) -> list[Mark]:
    """Labels in rows, so that none covers another: two that are near stand left and right of where
    they meet, where there is room, and else one above the other."""
    now = "今天" if day == today else "所问之日"
    told = [(m.day, m.label, False, n) for n, m in enumerate(moments, start=1)]
    told.append((day, now, True, 0))
    rows: list[list[_Label]] = []
    for at, label, is_now, number in sorted(told, key=lambda t: (t[0], t[2])):
        here = place(at)
        room = max(len(label) * _LETTER, 10 * _DIGIT) if worded else 14.0
        left = min(max(here - room / 2, 0.0), width - room)
        mine = _Label(Mark(here, label, at, "middle", here, 0, is_now, number), left, room)
        if not any(_fits(mine, row, width) for row in rows):
            rows.append([])
            _fits(mine, rows[-1], width)
    told_of = [(one, n) for n, row in enumerate(rows) for one in row]
    made = [replace(o.mark, text_x=round(o.left + o.room / 2, 1), row=n) for o, n in told_of]
    return sorted(made, key=lambda mark: (mark.day, mark.now))


@dataclass
class _Label:
    mark: Mark
    left: float
    room: float


def _fits(mine: _Label, row: list[_Label], width: float) -> bool:
    """Whether it finds room in a row, and is there then: beside the last one, which gives way as
    far as it still ends where its own mark is."""
    if row:
        last = row[-1]
        begin = row[-2].left + row[-2].room + _GAP if len(row) > 1 else 0.0
        given = max(min(last.left, mine.left - _GAP - last.room), last.mark.x - last.room, begin)
        left = max(mine.left, given + last.room + _GAP)
        if left > max(mine.left, mine.mark.x + _GAP) or left + mine.room > width:
            return False
        last.left, mine.left = min(last.left, given), left
    row.append(mine)
    return True
