"""Lists for staff: what could not be read, reports, the audit log."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Body, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.catalogue import Act, KnownSource
from indexer.model.errors import NotAllowed, QuarantineReason, UsageError
from indexer.pipeline.locations import absolute
from indexer.searching.days import today
from indexer.stewardship import audit, reports, sheets
from indexer.stewardship.jobs import Job, JobKind, Jobs, new_id
from indexer.stewardship.listing import Question, Report
from indexer.stewardship.uploads import UploadFolder, roots_of
from search_api.admin_schemas import (
    AuditEntries,
    AuditParams,
    JobAnswer,
    ListFormat,
    Quarantine,
    ReportAnswer,
    ReportParams,
    RetryBody,
)
from search_api.described import Router
from search_api.door import Admin, Editor
from search_api.responses import JsonResponse
from search_api.routes.admin.jobs import accepted
from search_api.routes.admin.scope import library_of, sight, within
from search_api.routes.search import turns_of

router = Router()

# Columns that name documents.
_ID_HEADS = ("编号", "另一份")
_JOBS = 10_000
ReportName = Annotated[
    str, Path(title="清单", description="清单的名称，同 policy-search report", examples=["quality"])
]
_SHEETS: dict[str, Any] = {
    sheets.MEDIA_TYPES[kind]: {"schema": {"type": "string", "format": "binary"}}
    for kind in ("csv", "xlsx")
}


@router.get("/quarantine", response_model=None, responses={
    200: {"model": Quarantine, "description": "未能收录的文件"}})  # fmt: skip
async def get_quarantine(request: Request, caller: Editor) -> Response:
    """未能收录的文件与原因；限定机关的密钥只看到自己上传的。"""
    library = library_of(request)

    def read() -> Response:
        rows = [
            {
                "name": source.name,
                "location": source.location,
                "reason": source.reason,
                "label": QuarantineReason(source.reason).label,
                "detail": source.detail,
                "size": source.size,
            }
            for source in quarantined_for(library, caller)
        ]
        return JsonResponse({"total": len(rows), "files": rows})

    return await turns_of(request).run(read)


def quarantined_for(library: Library, caller: Caller) -> Sequence[KnownSource]:
    """What could not be read, as far as a caller may see. Such a file has no issuer: whose it is,
    is known of uploads alone."""
    found = library.catalogue.sources.quarantined()
    if not caller.issuers:
        return found
    own = tuple(
        absolute(UploadFolder.of(library.settings.home, job.id).files)
        for job in Jobs(library.catalogue.database).newest(_JOBS)
        if job.access_key == caller.key
    )
    return [source for source in found if source.location.startswith(own)]


@router.post(
    "/quarantine/retry",
    response_model=None,
    status_code=202,
    responses={202: {"model": JobAnswer, "description": "已收下：进展见 /admin/jobs/{id}"}},
)
async def retry_quarantine(
    request: Request, caller: Editor, body: Annotated[RetryBody, Body()]
) -> Response:
    """重新读取未能收录的文件：修好了权限、装上了识别组件、原处换了文件之后。"""
    job = await run_in_threadpool(retrying, library_of(request), caller, body.locations)
    return await accepted(request, job)


def retrying(library: Library, caller: Caller, locations: Sequence[str]) -> Job:
    """The job of reading them again. Raises UsageError for what is no such file."""
    there = {source.location: source for source in quarantined_for(library, caller)}
    for location in locations:
        if location not in there:
            raise UsageError(f"没有这个未能收录的文件：{location[-80:]}", field="locations")
    chosen = [there[location] for location in dict.fromkeys(locations)]
    identity = new_id()
    files = [source.name for source in chosen]
    act = Act(caller.who, "documents.retry", identity, {"files": files}, caller.via)
    params = {"roots": roots_of(chosen), "files": files}
    jobs = Jobs(library.catalogue.database)
    return jobs.create(identity, JobKind.RETRY, params, act, caller.key)


@router.get("/reports/{name}", response_model=None, responses={
    200: {"model": ReportAnswer, "description": "清单"}})  # fmt: skip
async def get_report(
    request: Request, caller: Editor, name: ReportName, params: Annotated[ReportParams, Query()]
) -> Response:
    """工作清单，同 policy-search report；限定机关的密钥只看到该机关的文件。"""
    library = library_of(request)

    def read() -> Response:
        made = report_for(library, caller, name, params.as_of, params.days)
        if params.format is ListFormat.JSON:
            rows = [dict(zip(made.columns, row, strict=True)) for row in made.rows]
            told = {"name": made.name, "title": made.title, "as_of": made.as_of}
            return JsonResponse({**told, "total": len(rows), "rows": rows})
        return sheet_answer(made.sheet(), params.format, made.name)

    return await run_in_threadpool(read)


def report_for(
    library: Library,
    caller: Caller,
    name: str,
    as_of: date | None = None,
    days: int | None = None,
) -> Report:
    """A report as far as a caller may see it. Raises UsageError, NotAllowed."""
    ahead = reports.days_ahead(name, days)
    sees = sight(library, caller)
    question = Question(library.catalogue, library.authority, as_of or today(), ahead, sees)
    return _limited(library, caller, reports.report(name, question))


def _limited(library: Library, caller: Caller, made: Report) -> Report:
    if not caller.issuers:
        return made
    places = [made.columns.index(head) for head in _ID_HEADS if head in made.columns]
    if not places:
        raise NotAllowed("这个清单涉及各机关的文件，限定机关的密钥不能查看")
    rows = list(made.rows)
    for place in places:
        rows = within(library, caller, [(row[place], row) for row in rows])
    return Report(made.name, made.title, made.as_of, made.columns, tuple(rows))


@router.get("/audit", response_model=None, responses={
    200: {"model": AuditEntries, "description": "审计记录，新的在前"}})  # fmt: skip
async def get_audit(
    request: Request, caller: Admin, params: Annotated[AuditParams, Query()]
) -> Response:
    """审计记录：何人、何时、对什么做了什么；可筛选，可导出为表格。"""
    library = library_of(request)
    asked = asked_of(params)

    def read() -> Response:
        count, proof = audit.head(library.catalogue)
        found = audit.entries(library.catalogue, asked)
        if params.format is not ListFormat.JSON:
            return sheet_answer(audit.sheet(found), params.format, "audit")
        rows = [entry.as_json() for entry in found]
        return JsonResponse({"total": count, "head": proof, "entries": rows})

    return await run_in_threadpool(read)


def asked_of(params: AuditParams) -> audit.Asked:
    return audit.Asked(
        params.who, params.action, params.subject,
        params.via.value if params.via else None,
        params.since.isoformat() if params.since else None,
        params.until.isoformat() if params.until else None,
        params.before, params.limit,
    )  # fmt: skip


def sheet_answer(sheet: sheets.Sheet, format: ListFormat, name: str) -> Response:
    out = io.BytesIO()
    (sheets.write_xlsx if format is ListFormat.XLSX else sheets.write_csv)(sheet, out)
    return Response(
        out.getvalue(),
        media_type=sheets.MEDIA_TYPES[format.value],
        headers={"Content-Disposition": f"attachment; filename={name}.{format.value}"},
    )
