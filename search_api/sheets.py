"""Searches and pivots as sheets: columns, what is told of them, names of the files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from indexer.model import PolicyDocument
from indexer.model.cells import legible
from indexer.model.fields import BY_NAME, METADATA_BY_NAME
from indexer.model.queries import Sort
from indexer.searching.hits import PivotTable
from indexer.searching.listing import Listed, Listing
from indexer.searching.shown import page_path
from indexer.stewardship.sheets import MANY, Cell, Link, Sheet
from search_api.labels import BASIS_LABELS, SORT_LABELS, VALUE_LABELS
from search_api.params import SearchFilters, SearchParams

_STATUS = BY_NAME["status"].label
# Fields of the catalogue that a sheet tells of each document, after what a hit shows.
_FIELDS = ("genre", "theme", "domain", "region")
_DATES = ("published_date", "written_date", "printed_date", "effective_from", "expires_on")
HEADS = (
    "序号",
    *(METADATA_BY_NAME[name].label for name in ("title", "doc_number", "issuers")),
    _STATUS,
    f"{_STATUS}依据",
    f"{_STATUS}起始",
    f"{_STATUS}说明",
    "计算日",
    *(METADATA_BY_NAME[name].label for name in ("kind", *_FIELDS)),
    BY_NAME["year"].label,
    *(METADATA_BY_NAME[name].label for name in _DATES),
    METADATA_BY_NAME["url"].label,
    "编号",
)
# A sheet has no more columns than 16,384; nobody reads as many.
MOST_COLUMNS = 1_000
# Parameters that come in pairs, such as published_from and published_to.
_RANGES = {
    stem: METADATA_BY_NAME[name].label
    for stem, name in (
        ("published", "published_date"), ("effective", "effective_from"), ("expires", "expires_on"),
    )
}  # fmt: skip
_UNNAMEABLE = re.compile(r'[\s/\\:*?"<>|]+')
_LONGEST_NAME = 40


def page_address(base: str, document_id: str) -> str:
    """Where people read a document."""
    return f"{base}{page_path(document_id)}"


def disposition(name: str, format: str) -> str:
    """``Content-Disposition`` of a file to be kept, its name in UTF-8 (RFC 6266)."""
    said = _UNNAMEABLE.sub(" ", legible(name)).strip(" .")[:_LONGEST_NAME].strip(" .")
    return f"attachment; filename=\"list.{format}\"; filename*=UTF-8''{quote(said)}.{format}"


# ---------------------------------------------------------------- searches


def search_sheet(listing: Listing, asked: SearchParams, base: str, limit: int) -> Sheet:
    """The hits in their order. ``limit``: the most rows that a sheet may have."""
    last = ""
    if listing.total > limit and len(listing.ids) == limit:
        last = (
            f"（共 {listing.total} 份，超过单次导出的上限，本表只列前 {limit} 份；"
            "请缩小检索或筛选的范围后再导出）"
        )
    return Sheet("检索结果", HEADS, _rows(listing, base), last, _about(listing, asked, last))


def _rows(listing: Listing, base: str) -> Iterator[Sequence[Cell]]:
    for number, listed in enumerate(listing, start=1):
        yield _row(number, listed, listing.as_of, base)


def _row(number: int, listed: Listed, as_of: date, base: str) -> Sequence[Cell]:
    card, document, status = listed.card, listed.document, listed.status
    page = page_address(base, card.id)
    return (
        number,
        Link(card.title, page),
        card.doc_number,
        MANY.join(card.issuers),
        status.value.label,
        BASIS_LABELS[status.basis] if status.basis else "",
        status.since,
        status.reason,
        as_of,
        VALUE_LABELS["kind"].get(card.kind, card.kind),
        *(MANY.join(document.texts_of(name)) for name in _FIELDS),
        listed.day.year if listed.day else None,
        *(_day(document, name) for name in _DATES),
        Link(card.url, card.url) if card.url else Link(page, page),
        card.id,
    )


def _day(document: PolicyDocument, name: str) -> Cell:
    return document.date_of(name) or document.text_of(name)


def _about(listing: Listing, asked: SearchParams, last: str) -> Sequence[tuple[str, Cell]]:
    """What the sheet was made by, so that it can be told and made again."""
    said = listing.query
    told: list[tuple[str, Cell]] = [
        ("检索词", said.text or "（全部）"),
        *conditions(asked),
        ("有效性计算日", listing.as_of),
        (
            "排序",
            SORT_LABELS[asked.sort if said.text or asked.sort != Sort.RELEVANCE else Sort.NEWEST],
        ),
        ("命中", listing.total),
        ("列出", len(listing.ids)),
        ("库版本", listing.revision),
    ]
    if last:
        told.append(("未列全", last))
    if said.relaxed:
        told.append(("查法", said.relaxed))
    if said.synonyms:
        told.append(("同义词", MANY.join(said.synonyms)))
    told += [("提示", note) for note in said.notes]
    return told


def conditions(asked: SearchFilters) -> list[tuple[str, str]]:
    """The filters as people read them."""
    told = [
        (BY_NAME[name].label, MANY.join(VALUE_LABELS.get(name, {}).get(v, v) for v in values))
        for name, values in asked.filters().items()
    ]
    for name in type(asked).model_fields:
        stem = name.removesuffix("_from")
        if stem != name:
            first, last = getattr(asked, name), getattr(asked, f"{stem}_to", None)
            if first or last:
                told.append((_RANGES.get(stem, stem), f"{first or ''} 至 {last or ''}".strip()))
    return told


# ---------------------------------------------------------------- pivots


def pivot_sheet(table: PivotTable, rows: str, columns: str, limit: int) -> Sheet:
    """Labels for values; years are numbers."""
    shown = table.column_values[:MOST_COLUMNS]
    lines = list(zip(table.row_values, table.counts, strict=True))[:limit]
    cut = []
    if len(table.row_values) > limit:
        cut.append(f"共 {len(table.row_values)} 行，只列前 {limit} 行")
    if len(table.column_values) > len(shown):
        cut.append(f"共 {len(table.column_values)} 列，只列前 {len(shown)} 列")
    corner = f"{BY_NAME[rows].label}＼{BY_NAME[columns].label}"
    return Sheet(
        "分布",
        (corner, *(_value(columns, value) for value in shown)),
        ((_value(rows, value), *counts[: len(shown)]) for value, counts in lines),
        f"（{'；'.join(cut)}）" if cut else "",
        (("行", BY_NAME[rows].label), ("列", BY_NAME[columns].label)),
    )


def _value(field: str, value: str) -> str | int:
    if field == "year" and value.isdecimal():
        return int(value)
    return VALUE_LABELS.get(field, {}).get(value, value)
