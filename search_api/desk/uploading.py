"""Files sent, what becomes of them, and those that could not be taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from indexer.access.sessions import Session
from indexer.catalogue import SourceOutcome
from indexer.model.errors import NotAllowed
from indexer.stewardship.jobs import Job
from search_api.desk.frame import ROOT, AsAdmin, AtDesk, Wrong, desk_page, problems_of, went
from search_api.desk.home import Refused
from search_api.routes.admin.jobs import (
    FILES,
    job_for,
    kept,
    newest_for,
    rebuilding,
    upload_form,
    wake,
)
from search_api.routes.admin.lists import quarantined_for, retrying
from search_api.routes.admin.scope import library_of
from search_api.signing_in import check_form, is_ours, sent_form, text_in

router = APIRouter()

_JOBS = 20
# Of what could not be read, so many on one page.
_LISTED = 200
# What is declared of all files of one upload, in the words of a manifest.
_DECLARED = ("id", "issuers", "published_date", "doc_number")
_FIELDS = len(_DECLARED) + 2
OUTCOMES: Mapping[str, tuple[str, str, str]] = {
    SourceOutcome.INDEXED: ("已收录", "tag--good", "check"),
    SourceOutcome.DUPLICATE: ("已有相同的", "", "copy"),
    SourceOutcome.QUARANTINED: ("未能收录", "tag--bad", "warn"),
    SourceOutcome.VANISHED: ("文件已不在", "tag--warn", "warn"),
}
_HELD = ("已收录，暂不公开", "tag--warn", "lock")


@router.get(f"{ROOT}/upload")
async def upload_page(request: Request, session: AtDesk) -> Response:
    asked = {"id": request.query_params.get("id", "")}
    return await _upload_page(request, session, asked)


@router.post(f"{ROOT}/upload")
async def upload(request: Request, session: AtDesk) -> Response:
    """Read only once it is known who sends it, and that one of our pages does."""
    if not is_ours(request):
        raise NotAllowed("请从本站的上传页提交")
    form = await upload_form(request, _FIELDS)
    try:
        check_form(request, session, form)
        given = {name: text_in(form, name) for name in (*_DECLARED, "withhold")}
        try:
            job = await kept(request, session.caller, _chosen(form), _metadata(given))
        except Wrong as error:
            return await _upload_page(request, session, given, problems_of(error), 422)
    finally:
        await form.close()
    await wake(request)
    return went(f"{ROOT}/jobs/{job.id}", "uploaded")


def _chosen(form: FormData) -> FormData:
    """Without the empty part that a browser sends where no file was chosen."""
    return FormData(
        [(n, v) for n, v in form.multi_items() if not isinstance(v, UploadFile) or v.filename]
    )


def _metadata(given: Mapping[str, str]) -> str:
    """What was filled in, as an upload over the interface declares it."""
    told: dict[str, Any] = {name: given[name] for name in _DECLARED if given[name]}
    if given["withhold"]:
        told["published"] = False
    return orjson.dumps(told).decode()


async def _upload_page(
    request: Request,
    session: Session,
    given: Mapping[str, str],
    problems: Sequence[str] = (),
    code: int = 200,
) -> Response:
    library = library_of(request)
    jobs = await run_in_threadpool(newest_for, library, session.caller, _JOBS)
    return desk_page(
        request, session, "upload", nav="upload", code=code, given=given, problems=problems,
        jobs=jobs, most=FILES, megabytes=library.settings.upload_bytes // 2**20,
    )  # fmt: skip


# ---------------------------------------------------------------- one job


@router.get(f"{ROOT}/jobs/{{job_id}}")
async def job_page(request: Request, session: AtDesk, job_id: str) -> Response:
    job = await job_for(request, session.caller, job_id)
    return desk_page(request, session, "job", nav="upload", job=job, files=files_of(job))


def files_of(job: Job) -> list[dict[str, Any]]:
    """Each file of a job, with what became of it."""
    told = (job.result or {}).get("files", ())
    if not told:
        return [{"name": name, "outcome": None} for name in job.params.get("files", ())]
    shown = []
    for file in told:
        held = file["outcome"] == SourceOutcome.INDEXED and file["published"] is False
        shown.append({**file, "outcome": _HELD if held else OUTCOMES[file["outcome"]],
                      "refused": file["outcome"] == SourceOutcome.QUARANTINED})  # fmt: skip
    return shown


@router.post(f"{ROOT}/rebuild")
async def rebuild(request: Request, session: AsAdmin) -> Response:
    await sent_form(request, session)
    job = await run_in_threadpool(rebuilding, request, session.caller)
    await wake(request)
    return went(f"{ROOT}/jobs/{job.id}", "rebuilding")


# ---------------------------------------------------------------- what could not be read


@router.get(f"{ROOT}/quarantine")
async def quarantine_page(request: Request, session: AtDesk) -> Response:
    return await _quarantine_page(request, session)


async def _quarantine_page(
    request: Request, session: Session, problems: Sequence[str] = (), code: int = 200
) -> Response:
    found = await run_in_threadpool(quarantined_for, library_of(request), session.caller)
    return desk_page(
        request, session, "quarantine", nav="quarantine", code=code, problems=problems,
        files=[Refused.of(source) for source in found[:_LISTED]], total=len(found),
    )  # fmt: skip


@router.post(f"{ROOT}/quarantine")
async def retry(request: Request, session: AtDesk) -> Response:
    form = await sent_form(request, session)
    chosen = [value for value in form.getlist("location") if isinstance(value, str)]
    if not chosen:
        return await _quarantine_page(request, session, ["请先选择要重新读取的文件"], 422)
    try:
        job = await run_in_threadpool(retrying, library_of(request), session.caller, chosen)
    except Wrong as error:
        return await _quarantine_page(request, session, problems_of(error), 422)
    await wake(request)
    return went(f"{ROOT}/jobs/{job.id}", "retrying")
