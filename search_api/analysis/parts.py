"""The parts of the desk beside its table, each with the files that it can be had as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from indexer.searching.service import SearchService
from indexer.stewardship.sheets import Cell, Sheet
from search_api.analysis import charts
from search_api.analysis.counting import of_each
from search_api.analysis.coverage import COVERAGE_METHOD, coverage_of, coverage_sheet
from search_api.analysis.endings import ENDINGS_METHOD, Endings, endings_of, endings_sheet
from search_api.analysis.made import Made
from search_api.analysis.table import told_of
from search_api.analysis.trend import (
    FAMILIES,
    TREND_METHOD,
    Share,
    YearEnd,
    families,
    share_sheet,
    shares,
    trend_sheet,
    year_ends,
)

TREND_TITLE, SHARE_TITLE = "逐年年末有效性", "有效性构成"
_SHARE_METHOD = "有效性按计算日计；解读没有有效性，计入“未标注”。占比以全部文件为分母。"


@dataclass(frozen=True, slots=True)
class Trend:
    """``families``: their names, each with its swatch."""

    years: Sequence[YearEnd]
    chart: Markup
    families: Sequence[tuple[str, Markup]]
    method: str = TREND_METHOD


@dataclass(frozen=True, slots=True)
class Composition:
    shares: Sequence[Share]
    chart: Markup
    method: str = _SHARE_METHOD


def trend_of(service: SearchService, made: Made) -> Trend:
    years = year_ends(service, made.request, made.address.searched(made.day), made.day)
    chart = charts.bars(years, f"{TREND_TITLE}，数据见下表")
    names = [(name, charts.swatch(index)) for index, (name, _) in enumerate(FAMILIES)]
    return Trend(years, chart, names)


def composition_of(found: Mapping[str, int], made: Made) -> Composition:
    """``found``: the documents of each status."""
    chart = charts.strip(families(found), f"{SHARE_TITLE}，数据见下表")
    return Composition(shares(found, made.address.searched(made.day)), chart)


def ending_of(service: SearchService, made: Made) -> Endings:
    return endings_of(service, made.request, made.address.searched(made.day), made.day)


# ---------------------------------------------------------------- as files


def _composition(service: SearchService, made: Made) -> Composition:
    return composition_of(of_each(service, made.request, "status"), made)


def picture(service: SearchService, made: Made, part: str) -> str:
    """``part``: trend or status."""
    title = f"（有效性按 {made.day} 计，库版本 {made.revision}）"
    if part == "trend":
        return charts.standalone(trend_of(service, made).chart, TREND_TITLE + title)
    return charts.standalone(_composition(service, made).chart, SHARE_TITLE + title)


def part_sheet(service: SearchService, made: Made, part: str, base: str) -> Sheet:
    """``part``: trend, status, coverage or endings."""

    def told(method: str) -> list[tuple[str, Cell]]:
        return told_of(made.params, made.day, made.revision, base + made.link, [method])

    if part == "trend":
        trend = trend_of(service, made)
        return trend_sheet(trend.years, told(trend.method))
    if part == "status":
        composition = _composition(service, made)
        return share_sheet(composition.shares, told(composition.method))
    if part == "coverage":
        return coverage_sheet(coverage_of(service, made), told(COVERAGE_METHOD))
    return endings_sheet(ending_of(service, made), told(ENDINGS_METHOD))
