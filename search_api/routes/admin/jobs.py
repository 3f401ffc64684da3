"""Uploads and rebuilding: jobs, how far they are, what came of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Annotated, Any, BinaryIO

import orjson
from fastapi import Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from indexer.access import Caller, Role
from indexer.bootstrap import Library
from indexer.catalogue import Act
from indexer.stewardship.jobs import Job, JobKind, Jobs, new_id
from indexer.stewardship.uploads import UploadFolder, safe_name
from search_api.admin_schemas import JobAnswer, JobsAnswer, JobsParams, UploadForm
from search_api.described import Router
from search_api.door import Admin, Editor
from search_api.responses import JsonResponse
from search_api.routes.admin.declaring import Declared, declared
from search_api.routes.admin.scope import library_of
from search_api.schemas import Problem
from search_api.worker import Worker

router = Router()

FILES = 200
_PIECE = 2**20
# Of so many jobs, those that are somebody's own are listed.
_LOOKED_THROUGH = 1_000
_NO_FORM = f"应为完整的 multipart/form-data，文件不超过 {FILES} 个，另有 metadata 至多 1 MB"
# So often a job is looked at while somebody watches, and so long at a time: whoever still watches
# asks again, and a service that ends has no one to wait for.
_LOOK_SECONDS = 0.2
_WATCH_SECONDS = 60.0
_AGAIN = b"retry: 1000\n\n"

JobId = Annotated[
    str, Path(title="工作编号", description="工作的编号", examples=["0f3c9a1b2d4e5f60"])
]
_NO_JOB: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "没有这项工作"},
}
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": JobAnswer, "description": "已收下：进展见 /admin/jobs/{id} 与其 events"},
}
_FORM = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/UploadForm"}}},
    }
}


@router.post(
    "/documents",
    response_model=None,
    status_code=202,
    responses={
        **_ACCEPTED,
        400: {"model": Problem, "description": "请求有误：不是完整的 multipart/form-data"},
        507: {"model": Problem, "description": "空间不足"},
    },
    openapi_extra=_FORM,
)
async def upload_documents(request: Request, caller: Editor) -> Response:
    """上传文件并入库：一次可多个，附元数据；经同样的解析隔离与公开审查，几秒后可检索。"""
    form = await upload_form(request, 2)
    try:
        metadata = form.get("metadata")
        given = metadata if isinstance(metadata, str) else None
        if isinstance(metadata, UploadFile):
            given = (await metadata.read()).decode("utf-8", "replace")
        unknown = sorted({name for name in form if name not in UploadForm.model_fields})
        job = await kept(request, caller, form, given, unknown)
    finally:
        await form.close()
    return await accepted(request, job)


async def upload_form(request: Request, fields: int) -> FormData:
    """It is read here and not by the framework: that would take all of it from anybody."""
    try:
        return await request.form(max_files=FILES, max_fields=fields)
    except HTTPException as error:
        raise HTTPException(400, _NO_FORM) if error.status_code == 400 else error from None


async def kept(
    request: Request,
    caller: Caller,
    form: FormData,
    metadata: str | None,
    unknown: Sequence[str] = (),
) -> Job:
    """The job of the files that were sent. Raises RequestValidationError that names all that is
    wrong, UsageError, NotAllowed."""
    files = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
    names = [safe_name(file.filename) for file in files]
    library = library_of(request)
    told = await run_in_threadpool(declared, library, caller, names, metadata, unknown)
    return await run_in_threadpool(
        _keep, library.settings.home, Jobs(library.catalogue.database), caller,
        dict(zip(names, (file.file for file in files), strict=True)), told,
    )  # fmt: skip


def _keep(
    home: FilePath, jobs: Jobs, caller: Caller, files: Mapping[str, BinaryIO], told: Declared
) -> Job:
    """The files on the disk, then the job: what is acknowledged is there. Raises HTTPException
    where there is no room."""
    identity = new_id()
    folder = UploadFolder.of(home, identity)
    part = folder.part
    act = Act(caller.who, "documents.upload", identity, {"files": list(files)}, caller.via)
    params = {"files": list(files), "replaces": list(told.replaces)}
    try:
        part.begin()
        for name, content in files.items():
            _write(part.files / name, content)
        part.complete(told.rows)
        job = jobs.create(identity, JobKind.UPLOAD, params, act, caller.key)
    except OSError as error:
        part.discard()
        raise HTTPException(507, f"文件无法保存：{error.strerror}") from error
    except BaseException:
        part.discard()
        raise
    folder.settle()
    return job


def _write(path: FilePath, content: BinaryIO) -> None:
    content.seek(0)
    with path.open("xb") as out:
        while piece := content.read(_PIECE):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


@router.post("/rebuild", response_model=None, status_code=202, responses=_ACCEPTED)
async def rebuild_index(request: Request, caller: Admin) -> Response:
    """由目录库重建索引：在旁边建好再切换，其间照常检索。"""
    return await accepted(request, await run_in_threadpool(rebuilding, request, caller))


def rebuilding(request: Request, caller: Caller) -> Job:
    """The job of a rebuild; the one that is under way, where one is."""
    jobs = Jobs(library_of(request).catalogue.database)
    waiting = [job for job in jobs.waiting() if job.kind is JobKind.REBUILD]
    if waiting:
        return waiting[0]
    identity = new_id()
    act = Act(caller.who, "library.rebuild", identity, {}, caller.via)
    return jobs.create(identity, JobKind.REBUILD, {}, act, caller.key)


async def wake(request: Request) -> None:
    """Have what waits be done."""
    worker: Worker = request.app.state.worker
    await run_in_threadpool(worker.wake)


async def accepted(request: Request, job: Job) -> Response:
    await wake(request)
    where = f"/api/v1/admin/jobs/{job.id}"
    return JsonResponse(job_json(job), status_code=202, headers={"Location": where})


@router.get("/jobs", response_model=None, responses={
    200: {"model": JobsAnswer, "description": "最近的工作"}})  # fmt: skip
async def get_jobs(
    request: Request, caller: Editor, params: Annotated[JobsParams, Query()]
) -> Response:
    """最近的工作，新的在前；限定机关的密钥只看到自己的。"""
    library = library_of(request)
    found = await run_in_threadpool(newest_for, library, caller, params.limit)
    return JsonResponse({"jobs": [job_json(job) for job in found]})


@router.get("/jobs/{job_id}", response_model=None, responses={
    200: {"model": JobAnswer, "description": "工作的进展与结果"}, **_NO_JOB})  # fmt: skip
async def get_job(request: Request, caller: Editor, job_id: JobId) -> Response:
    """工作的进展与结果；限定机关的密钥只看到自己的。"""
    return JsonResponse(job_json(await job_for(request, caller, job_id)))


@router.get("/jobs/{job_id}/events", response_model=None, responses={
    200: {"description": "进展（服务器推送）：progress 若干次，最后一次 end",
          "content": {"text/event-stream": {"schema": {"type": "string"}}}},
    **_NO_JOB})  # fmt: skip
async def get_job_events(request: Request, caller: Editor, job_id: JobId) -> Response:
    """工作的进展，随时推送，直到结束；一分钟后由浏览器自动续接。"""
    await job_for(request, caller, job_id)

    async def events() -> AsyncIterator[bytes]:
        yield _AGAIN
        told = b""
        for _ in range(int(_WATCH_SECONDS / _LOOK_SECONDS)):
            job = await job_for(request, caller, job_id)
            now = orjson.dumps(job_json(job))
            if now != told:
                kind = b"progress" if job.state.is_open else b"end"
                yield b"event: %b\ndata: %b\n\n" % (kind, now)
                told = now
            if not job.state.is_open:
                return
            await asyncio.sleep(_LOOK_SECONDS)

    return StreamingResponse(
        events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


async def job_for(request: Request, caller: Caller, job_id: str) -> Job:
    job = await run_in_threadpool(Jobs(library_of(request).catalogue.database).find, job_id)
    if job is None or (_sees_only_own(caller) and job.access_key != caller.key):
        raise HTTPException(404, "没有这项工作")
    return job


def _sees_only_own(caller: Caller) -> bool:
    return bool(caller.issuers) and not caller.role.includes(Role.ADMIN)


def newest_for(library: Library, caller: Caller, count: int) -> list[Job]:
    """The newest jobs that a caller may see."""
    jobs = Jobs(library.catalogue.database)
    if not _sees_only_own(caller):
        return jobs.newest(count)
    return [job for job in jobs.newest(_LOOKED_THROUGH) if job.access_key == caller.key][:count]


def job_json(job: Job) -> dict[str, Any]:
    """What ``JobAnswer`` describes."""
    return {
        "id": job.id,
        "kind": job.kind.value,
        "state": job.state.value,
        "label": job.state.label,
        "created_by": job.who,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        "progress": dict(job.progress),
        "result": job.result,
        "error": job.error,
    }
