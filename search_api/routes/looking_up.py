"""A pasted list of numbers and titles, answered line by line: /analysis/batch."""

from __future__ import annotations

from datetime import date

from fastapi import HTTPException, Request
from starlette.responses import Response

from indexer.runtime.deadline import within
from indexer.searching.days import today
from indexer.stewardship.batching import answer, pasted_lines
from indexer.stewardship.listing import Report
from indexer.stewardship.sheets import MEDIA_TYPES
from search_api.analysis.params import PATH
from search_api.described import Router
from search_api.rendering import page
from search_api.routes.search import service_of, turns_of
from search_api.routes.sheets import sheet_file

router = Router()

BATCH = PATH + "/batch"
# A title that nothing is called by is searched for: so many are bounded work.
_MOST_LINES = 100
_LONGEST = 30_000


@router.get(BATCH)
async def form(request: Request) -> Response:
    """The box for the list."""
    return page(request.scope, "batch.html", pasted="", as_of="", report=None, most=_MOST_LINES)


@router.post(BATCH)
async def look_up(request: Request) -> Response:
    """The same page with the answers, or these as a file. Nothing of it is kept."""
    sent = await request.form(max_files=0, max_fields=4)
    pasted, as_of, format = (str(sent.get(name) or "") for name in ("list", "as_of", "format"))
    lines = list(pasted_lines(pasted[: _LONGEST + 1]))
    if len(pasted) > _LONGEST or len(lines) > _MOST_LINES:
        raise HTTPException(422, f"一次最多核对 {_MOST_LINES} 行、{_LONGEST} 字，请分几次")
    service, day = service_of(request), _day(as_of)

    def made() -> Report:
        with within(service.settings.search_seconds):
            return answer(service, lines, day, staff=False)

    report = await turns_of(request).run(made)
    if format in MEDIA_TYPES:
        return await sheet_file(request, report.sheet(), format, f"逐条核对 {day}", {})
    rows = [dict(zip(report.columns, row, strict=True)) for row in report.rows]
    return page(
        request.scope, "batch.html", pasted=pasted, as_of=as_of, report=rows, day=day,
        asked=len(lines), most=_MOST_LINES,
    )  # fmt: skip


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given) if given else today()
    except ValueError:
        raise HTTPException(422, "日期应写作 YYYY-MM-DD") from None
