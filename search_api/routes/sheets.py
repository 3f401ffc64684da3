"""Searches and pivots as files: /search.csv, /search.xlsx, /search.atom, /pivot."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Annotated, Any

from fastapi import Body, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from indexer.model.labels import LabelledEnum
from indexer.runtime.settings import Settings
from indexer.searching.listing import Listing
from indexer.stewardship.sheets import MEDIA_TYPES, Sheet, csv_pieces, write_xlsx
from search_api import feed
from search_api.described import Router
from search_api.direct import DirectRoute
from search_api.edge import HEAD_ASKED, LIMIT, LISTED, TOTAL
from search_api.params import ListParams, PivotParams
from search_api.portal.site import site_of
from search_api.responses import JsonResponse
from search_api.routes.search import PROBLEMS, service_of, turns_of
from search_api.schemas import Pivot
from search_api.sheets import disposition, pivot_sheet, search_sheet
from search_api.turns import Turns

router = Router(tags=["search"], route_class=DirectRoute)

_PAGE = 10
_MOST_ENTRIES, _ENTRIES = 1_000, 100
_PIECE = 65_536
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


def listing_of(request: Request, params: ListParams, limit: int, whole: int) -> Listing:
    """What is asked for, within ``limit``; ``whole`` where no page is asked for."""
    paged = "page" in params.model_fields_set
    size = params.size or (_PAGE if paged else whole)
    return service_of(request).listing(replace(params.request(), size=min(size, limit)))


def base_of(request: Request) -> str:
    """Where the site is, as people reach it. The host comes from whoever asks: it goes no further
    than into the answer to that, and only if it is one."""
    settings: Settings = request.app.state.settings
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else ""


def limit_of(request: Request) -> int:
    settings: Settings = request.app.state.settings
    return settings.export_rows


# ---------------------------------------------------------------- what OpenAPI tells

_COUNT_HEADERS = {
    TOTAL: {"description": "命中总数", "schema": {"type": "integer"}},
    LISTED: {"description": "本文件列出的数目", "schema": {"type": "integer"}},
    LIMIT: {"description": "单次导出的上限", "schema": {"type": "integer"}},
}


def _answers(*kinds: str) -> dict[int | str, dict[str, Any]]:
    content = {kind.split(";")[0]: {"schema": {"type": "string"}} for kind in kinds}
    return {200: {"description": "文件", "content": content, "headers": _COUNT_HEADERS}, **PROBLEMS}


_CSV, _XLSX = MEDIA_TYPES["csv"], MEDIA_TYPES["xlsx"]

# ---------------------------------------------------------------- searches


@router.get("/search.csv", response_class=Response, responses=_answers(_CSV))
async def search_csv(request: Request, params: Annotated[ListParams, Query()]) -> Response:
    """检索结果的 CSV 表：UTF-8（带 BOM），含当日有效性及其依据。超过上限时末行与响应头说明。"""
    return await _search_file(request, params, "csv")


@router.post("/search.csv", response_class=Response, responses=_answers(_CSV))
async def search_csv_by_body(request: Request, body: Annotated[ListParams, Body()]) -> Response:
    """同上，参数写作 JSON。"""
    return await _search_file(request, body, "csv")


@router.get("/search.xlsx", response_class=Response, responses=_answers(_XLSX))
async def search_xlsx(request: Request, params: Annotated[ListParams, Query()]) -> Response:
    """检索结果的 Excel 表：表头冻结，标题可点开，另有一页说明检索条件与上限。"""
    return await _search_file(request, params, "xlsx")


@router.post("/search.xlsx", response_class=Response, responses=_answers(_XLSX))
async def search_xlsx_by_body(request: Request, body: Annotated[ListParams, Body()]) -> Response:
    """同上，参数写作 JSON。"""
    return await _search_file(request, body, "xlsx")


@router.get("/search.atom", response_class=Response, responses=_answers(feed.MEDIA_TYPE))
async def search_atom(request: Request, params: Annotated[ListParams, Query()]) -> Response:
    """检索结果的 Atom 订阅；按最新订阅请加 sort=newest。"""
    limit, base = min(_MOST_ENTRIES, limit_of(request)), base_of(request)
    query = request.scope["query_string"].decode("ascii", "replace")

    def made() -> tuple[Listing, bytes]:
        listing = listing_of(request, params, limit, _ENTRIES)
        return listing, feed.feed(listing, params, base, query, site_of(request.scope).name)

    listing, content = await turns_of(request).run(made)
    return Response(
        content,
        media_type=f"{feed.MEDIA_TYPE}; charset=utf-8",
        headers=_counts(listing, limit),
    )


async def _search_file(request: Request, params: ListParams, format: str) -> Response:
    limit, base = limit_of(request), base_of(request)
    listing = await turns_of(request).run(lambda: listing_of(request, params, limit, limit))
    name = f"政策文件 {listing.query.text} {listing.as_of}"
    sheet = search_sheet(listing, params, base, limit)
    return await sheet_file(request, sheet, format, name, _counts(listing, limit))


def _counts(listing: Listing, limit: int) -> dict[str, str]:
    return {TOTAL: str(listing.total), LISTED: str(len(listing.ids)), LIMIT: str(limit)}


# ---------------------------------------------------------------- pivots


class TableFormat(LabelledEnum):
    JSON = "json", "JSON"
    CSV = "csv", "CSV 表"
    XLSX = "xlsx", "Excel 表"


class PivotQuery(PivotParams):
    """计数表的参数与格式。"""

    format: TableFormat = Field(
        TableFormat.JSON, title="格式", description="回答的格式", examples=["csv"]
    )


@router.get(
    "/pivot",
    response_model=None,
    responses={**_answers(_CSV, _XLSX), 200: {**_answers(_CSV, _XLSX)[200], "model": Pivot}},
)
async def pivot(request: Request, params: Annotated[PivotQuery, Query()]) -> Response:
    """检索结果按两个分面的计数表。"""
    service = service_of(request)
    table = await turns_of(request).run(
        lambda: service.pivot(params.request(), params.rows, params.columns)
    )
    if params.format != "json":
        limit = limit_of(request)
        count = len(table.row_values)
        told = {TOTAL: str(count), LISTED: str(min(count, limit)), LIMIT: str(limit)}
        sheet = pivot_sheet(table, params.rows, params.columns, limit)
        return await sheet_file(request, sheet, params.format, f"政策文件分布 {params.q}", told)
    return JsonResponse(
        {
            "rows": params.rows,
            "columns": params.columns,
            "row_values": table.row_values,
            "column_values": table.column_values,
            "counts": table.counts,
            "notes": table.notes,
        }
    )


# ---------------------------------------------------------------- files


async def sheet_file(
    request: Request, sheet: Sheet, format: str, name: str, told: dict[str, str]
) -> Response:
    """The sheet, row by row: CSV as it is made, a workbook when it is whole, from the disk."""
    headers = {"Content-Disposition": disposition(name, format), **told}
    media_type = MEDIA_TYPES[format]
    if request.scope.get(HEAD_ASKED):
        return StreamingResponse(iter(()), media_type=media_type, headers=headers)
    if format == "csv":
        return StreamingResponse(csv_pieces(sheet), media_type=media_type, headers=headers)
    turns: Turns = request.app.state.workbook_turns
    book = await turns.run(lambda: _book(sheet))
    headers["Content-Length"] = str(book.seek(0, 2))
    return StreamingResponse(_pieces(book), media_type=media_type, headers=headers)


def _book(sheet: Sheet) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it was sent
    try:
        write_xlsx(sheet, file)
    except BaseException:
        file.close()
        raise
    return file


def _pieces(book: IO[bytes]) -> Iterator[bytes]:
    with book:
        book.seek(0)
        while piece := book.read(_PIECE):
            yield piece
