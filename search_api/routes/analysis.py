"""The analyst's desk: /analysis, and its parts as files."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import HTTPException, Query, Request
from starlette.responses import Response

from indexer.runtime.caching import ByteCache, StampedCache
from indexer.searching.days import today
from indexer.stewardship.sheets import MEDIA_TYPES, Sheet
from search_api.analysis.counting import counted
from search_api.analysis.desk import desk_of
from search_api.analysis.made import made_of
from search_api.analysis.params import PATH, AnalysisParams
from search_api.analysis.parts import part_sheet, picture
from search_api.analysis.table import sheet_of
from search_api.described import Router
from search_api.direct import DirectRoute
from search_api.edge import STAMP
from search_api.rendering import HEADERS, page
from search_api.routes.search import service_of, turns_of
from search_api.routes.sheets import base_of, limit_of, sheet_file
from search_api.sheets import disposition

router = Router(route_class=DirectRoute)


@router.get(PATH)
async def analysis(request: Request, params: Annotated[AnalysisParams, Query()]) -> Response:
    """The page; kept as it was made for as long as nothing changes."""
    cache, key = _kept(request), (request.scope["query_string"],)
    found: Response | None = cache.find(key)
    if found is not None:
        return _again(found)

    def made() -> Response:
        return page(request.scope, "analysis.html", desk=desk_of(service_of(request), params))

    answer = await turns_of(request).run(made)
    return _again(cache.keep(key, answer, len(answer.body)))


def _kept(request: Request) -> ByteCache:
    """Of the service's stamp; without one nothing is kept."""
    pages: StampedCache = request.app.state.desk_pages
    stamp = request.scope.get(STAMP)
    return ByteCache(0) if stamp is None else pages.of(stamp)


def _again(kept: Response) -> Response:
    """What sends an answer may change its headers."""
    return Response(kept.body, headers=dict(kept.headers))


@router.get(PATH + "/table.csv")
async def table_csv(request: Request, params: Annotated[AnalysisParams, Query()]) -> Response:
    return await _table_file(request, params, "csv")


@router.get(PATH + "/table.xlsx")
async def table_xlsx(request: Request, params: Annotated[AnalysisParams, Query()]) -> Response:
    return await _table_file(request, params, "xlsx")


async def _table_file(request: Request, params: AnalysisParams, format: str) -> Response:
    service, base, limit = service_of(request), base_of(request), limit_of(request)

    def counts() -> tuple[Sheet, date]:
        made = made_of(service, params)
        numbers = counted(service, made)
        sheet = sheet_of(numbers, params, made.day, made.revision, base + made.link, limit)
        return sheet, made.day

    sheet, day = await turns_of(request).run(counts)
    return await sheet_file(request, sheet, format, f"政策文件分布 {params.q} {day}", {})


@router.get(PATH + "/{part}.svg")
async def chart(request: Request, params: Annotated[AnalysisParams, Query()]) -> Response:
    """A chart as a picture of its own: ``trend`` or ``status``."""
    service, part = service_of(request), request.path_params["part"]
    if part not in ("trend", "status"):
        raise HTTPException(404)
    drawn = await turns_of(request).run(lambda: picture(service, made_of(service, params), part))
    headers = {**HEADERS, "Content-Disposition": disposition(f"{part} {today()}", "svg")}
    return Response(drawn, media_type="image/svg+xml", headers=headers)


@router.get(PATH + "/{part}.{format}")
async def part_file(request: Request, params: Annotated[AnalysisParams, Query()]) -> Response:
    """The numbers of a part: ``trend``, ``status``, ``endings`` or ``coverage`` as csv or xlsx."""
    service, base = service_of(request), base_of(request)
    part, format = request.path_params["part"], request.path_params["format"]
    if part not in ("trend", "status", "endings", "coverage") or format not in MEDIA_TYPES:
        raise HTTPException(404)
    sheet = await turns_of(request).run(
        lambda: part_sheet(service, made_of(service, params), part, base)
    )
    return await sheet_file(request, sheet, format, f"{sheet.title} {params.q}", {})
