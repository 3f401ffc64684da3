"""How many documents were in force, had ended or were neither, as of each year's end; and today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.model import BINDING, ENDED, StatusValue
from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from indexer.stewardship.sheets import Cell, Sheet
from search_api.analysis.counting import of_each
from search_api.analysis.params import SearchAddress
from search_api.analysis.table import Number, share
from search_api.portal.standing import Standing, standing_of

# Each year is a count over the library.
_MOST_YEARS = 20
# What is shown as one: its name, and the statuses of it.
FAMILIES: Sequence[tuple[str, tuple[StatusValue, ...]]] = (
    ("有效（含已修改、部分失效）", BINDING),
    ("失效、废止", ENDED),
    ("未标注（含解读）", (StatusValue.UNKNOWN,)),
    ("尚未生效、征求意见", (StatusValue.NOT_YET_EFFECTIVE, StatusValue.DRAFT)),
)
TREND_METHOD = (
    "各年之数为到该年年末（最后一年为计算日）已发布的全部文件，不只当年所发；状态按那一天计。"
    "发布日期缺的取成文、印发、施行日期；没有日期的文件不计。有效性一项的条件在此不用。"
)


@dataclass(frozen=True, slots=True)
class YearEnd:
    """``parts``: the families' numbers in their order."""

    year: int
    day: date
    parts: tuple[Number, ...]
    total: Number


@dataclass(frozen=True, slots=True)
class Share:
    standing: Standing
    number: Number
    share: str


def year_ends(
    service: SearchService, request: SearchRequest, search: SearchAddress, day: date
) -> list[YearEnd]:
    """From the year of the first document on, the latest years."""
    filters = {name: values for name, values in request.filters.items() if name != "status"}
    bare = replace(request, filters=filters)
    known = [int(year) for year in of_each(service, bare, "year") if year.isdecimal()]
    first = max(min(known, default=day.year + 1), day.year - _MOST_YEARS + 1)
    made = []
    for year in range(first, day.year + 1):
        end = min(date(year, 12, 31), day)
        upto = min(end, request.published_to or end)
        if request.published_from and request.published_from > upto:
            continue
        found = of_each(service, replace(bare, as_of=end, published_to=upto), "status")
        made.append(_year_end(year, end, upto, found, search))
    return made


def _year_end(
    year: int, end: date, upto: date, found: Mapping[str, int], search: SearchAddress
) -> YearEnd:
    said = {"as_of": end.isoformat(), "published_to": upto.isoformat()}
    parts = []
    for _, statuses in FAMILIES:
        values = [value.value for value in statuses]
        count = sum(found.get(value, 0) for value in values)
        parts.append(Number(count, search.link(**said, status=values)))
    total = Number(sum(found.values()), search.link(**said, status=None))
    return YearEnd(year, end, tuple(parts), total)


def shares(found: Mapping[str, int], search: SearchAddress) -> list[Share]:
    """Every status of the day, those without documents too."""
    total = sum(found.values())
    return [
        Share(
            standing_of(value),
            Number(count := found.get(value.value, 0), search.where(status=value.value)),
            share(count, total),
        )
        for value in StatusValue
    ]


def families(found: Mapping[str, int]) -> list[int]:
    return [sum(found.get(value.value, 0) for value in values) for _, values in FAMILIES]


# ---------------------------------------------------------------- as files


def trend_sheet(years: Sequence[YearEnd], told: Sequence[tuple[str, Cell]]) -> Sheet:
    heads = ("年份", "计算日", *(name for name, _ in FAMILIES), "文件数")
    rows: list[Sequence[Cell]] = [
        (y.year, y.day, *(n.count for n in y.parts), y.total.count) for y in years
    ]
    return Sheet("逐年年末有效性", heads, rows, about=list(told))


def share_sheet(found: Sequence[Share], told: Sequence[tuple[str, Cell]]) -> Sheet:
    rows = [(each.standing.label, each.number.count, each.share) for each in found]
    return Sheet("有效性构成", ("有效性", "份数", "占比"), rows, about=list(told))
