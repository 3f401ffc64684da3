"""The table of two facets as it is shown: what fits a page, its colours, where its numbers lead."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.stewardship.sheets import Cell as SheetCell
from indexer.stewardship.sheets import Sheet
from search_api.analysis.counting import DAYS, Axis, Counted
from search_api.analysis.params import AnalysisParams, DeskAddress
from search_api.labels import VALUE_LABELS
from search_api.portal.results import field_label
from search_api.sheets import MOST_COLUMNS, conditions

# Rows and columns of a page, and of one that was asked for whole. A file has them all.
_ROWS, _COLUMNS = 14, 12
_WHOLE_ROWS, _WHOLE_COLUMNS = 150, 40
_HEATS = 5
_DISTINCT = "文件数（去重）"


@dataclass(frozen=True, slots=True)
class Number:
    """``heat``: 0 for none to 5; ``href``: the search for these documents."""

    count: int
    href: str
    heat: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    value: str
    label: str
    total: Number


@dataclass(frozen=True, slots=True)
class Line:
    head: Head
    cells: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``more``: whether rows or columns are left out that the whole table has."""

    rows: str
    columns: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    total: Number
    cut: str
    more: bool
    method: tuple[str, ...]


def value_name(field: str, value: str) -> str:
    """As people read it; of a theme within a theme both."""
    return VALUE_LABELS.get(field, {}).get(value, value.replace("\\", " › "))


def table_of(counted: Counted, params: AnalysisParams, address: DeskAddress, day: date) -> Table:
    rows, columns = counted.rows, counted.columns
    most_rows = _WHOLE_ROWS if params.whole else _ROWS
    most_columns = _WHOLE_COLUMNS if params.whole else _COLUMNS
    shown_rows = rows.values[:most_rows]
    # Of years the latest, in their order.
    shown_columns = (
        columns.values[-most_columns:] if columns.field in DAYS else columns.values[:most_columns]
    )
    search = address.searched(day)
    peak = max((counted.cells.get((r, c), 0) for r in shown_rows for c in shown_columns), default=0)

    def cell(row: str, column: str) -> Number:
        count = counted.cells.get((row, column), 0)
        href = search.where(**{rows.field: row, columns.field: column}) if count else ""
        return Number(count, href, _heat(count, peak))

    def head(axis: Axis, value: str) -> Head:
        total = Number(axis.totals[value], search.where(**{axis.field: value}))
        return Head(value, value_name(axis.field, value), total)

    return Table(
        field_label(rows.field),
        field_label(columns.field),
        tuple(head(columns, value) for value in shown_columns),
        tuple(
            Line(head(rows, row), tuple(cell(row, column) for column in shown_columns))
            for row in shown_rows
        ),
        Number(counted.total, search.where()),
        _cut(rows, len(shown_rows), columns, len(shown_columns)),
        not params.whole
        and (len(shown_rows) < len(rows.totals) or len(shown_columns) < len(columns.totals)),
        method(counted, day),
    )


def _heat(count: int, peak: int) -> int:
    """By the root: a few large numbers do not leave all others pale."""
    if not count:
        return 0
    if peak <= _HEATS:
        return count
    return max(1, math.ceil(_HEATS * math.sqrt(count / peak)))


def _cut(rows: Axis, shown_rows: int, columns: Axis, shown_columns: int) -> str:
    told = [
        f"{field_label(axis.field)}共 {len(axis.totals)} 个，本页列{which} {shown} 个"
        for axis, shown, which in (
            (rows, shown_rows, "最近" if rows.field in DAYS else "文件最多的"),
            (columns, shown_columns, "最近" if columns.field in DAYS else "文件最多的"),
        )
        if shown < len(axis.totals)
    ]
    return "；".join(told)


# ---------------------------------------------------------------- how it was counted


def method(counted: Counted, day: date) -> tuple[str, ...]:
    """What each number means."""
    fields = {counted.rows.field, counted.columns.field}
    told = [
        "合计按文件去重：一份文件在同一行或同一列有几个值的（联合发文、上下级主题），"
        "在各值下各计一次，在合计中只计一次，所以各数之和可能大于合计。"
    ]
    if fields & set(DAYS):
        told.append(
            "年份、月份取发布日期；没有发布日期的依次取成文、印发、施行日期，与检索结果所列日期相同。"
        )
    if "status" in fields:
        told.append(f"有效性按 {day} 计，不是发文当时；解读没有有效性，计入“未标注”。")
    for axis in (counted.rows, counted.columns):
        label = field_label(axis.field)
        if axis.without:
            told.append(f"另有 {axis.without} 份没有{label}，只计入总数 {counted.total} 份。")
        elif axis.without is None:
            told.append(f"没有{label}的文件只计入总数 {counted.total} 份。")
    return tuple(told)


# ---------------------------------------------------------------- as a file


def sheet_of(
    counted: Counted, params: AnalysisParams, day: date, revision: int, link: str, limit: int
) -> Sheet:
    """All of it, with the distinct totals. ``limit``: the most rows."""
    rows, columns = counted.rows, counted.columns
    shown = columns.values[:MOST_COLUMNS]
    lines = rows.values[:limit]
    cut = [
        f"共 {len(axis.totals)} 个{field_label(axis.field)}，只列 {len(listed)} 个"
        for axis, listed in ((rows, lines), (columns, shown))
        if len(listed) < len(axis.totals)
    ]
    body: list[Sequence[SheetCell]] = [
        (
            _typed(rows.field, row),
            *(counted.cells.get((row, column), 0) for column in shown),
            rows.totals[row],
        )
        for row in lines
    ]
    body.append((_DISTINCT, *(columns.totals[column] for column in shown), counted.total))
    heads = (
        f"{field_label(rows.field)}＼{field_label(columns.field)}",
        *(_typed(columns.field, column) for column in shown),
        _DISTINCT,
    )
    last = f"（{'；'.join(cut)}）" if cut else ""
    told = told_of(params, day, revision, link, method(counted, day))
    return Sheet("分布", heads, body, last, told)


def told_of(
    params: AnalysisParams, day: date, revision: int, link: str, notes: Sequence[str]
) -> list[tuple[str, SheetCell]]:
    """What a file was made by, so that it can be made again."""
    return [
        ("检索词", params.q or "（全部）"),
        *conditions(params),
        ("有效性计算日", day),
        ("库版本", revision),
        ("固定链接", link),
        *(("口径", note) for note in notes),
    ]


def _typed(field: str, value: str) -> str | int:
    """Years are numbers."""
    return int(value) if field == "year" and value.isdecimal() else value_name(field, value)


def share(part: int, whole: int) -> str:
    """
    >>> share(1, 3), share(0, 0)
    ('33.3%', '—')
    """
    return f"{100 * part / whole:.1f}%" if whole else "—"
