"""The library's own names of bodies: read, tried, gone over to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Body, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.stewardship import bodies
from indexer.stewardship.bodies import BodiesPreview
from indexer.stewardship.jobs import Job
from search_api.admin_schemas import JobAnswer
from search_api.described import Router
from search_api.door import Admin
from search_api.responses import JsonResponse
from search_api.routes.admin.jobs import accepted
from search_api.routes.admin.scope import by, library_of
from search_api.routes.search import service_of
from search_api.settling_schemas import NamesAnswer, NamesBody, NamesPreview, NamesText

router = Router(prefix="/names")


@router.get("", response_model=None, responses={
    200: {"model": NamesAnswer, "description": "本库的机关名录"}})  # fmt: skip
async def get_names(request: Request, caller: Admin) -> Response:
    """本库自己的机关名录；程序自带的不在其中。"""
    settings = library_of(request).settings
    return JsonResponse(asdict(await run_in_threadpool(bodies.names, settings)))


@router.post("/preview", response_model=None, responses={
    200: {"model": NamesPreview, "description": "会有什么变化"}})  # fmt: skip
async def preview_names(
    request: Request, caller: Admin, body: Annotated[NamesText, Body()]
) -> Response:
    """保存之前看会有什么变化：哪些文件的发文机关会不同，改动的名称、有判断的与常用的检索会指向哪个机关。"""
    return JsonResponse(asdict(await run_in_threadpool(previewed, request, body.text)))


@router.put("", response_model=None, status_code=202, responses={
    202: {"model": JobAnswer, "description": "已收下：进展见 /admin/jobs/{id}"}})  # fmt: skip
async def put_names(
    request: Request, caller: Admin, body: Annotated[NamesBody, Body()]
) -> Response:
    """换用这份机关名录：重新读取全部文件并重建索引，完成前仍按原名录检索；seen 须与现在的相同。"""
    library = library_of(request)
    job = await run_in_threadpool(changed_for, library, caller, body.text, body.seen, body.why)
    return await accepted(request, job)


def previewed(request: Request, text: str) -> BodiesPreview:
    """Raises UsageError."""
    return bodies.preview(service_of(request), library_of(request).authority, text)


def changed_for(library: Library, caller: Caller, text: str, seen: str, why: str) -> Job:
    """Raises UsageError."""
    who = by(caller, why)
    return bodies.change(library.catalogue, library.settings, text, seen, who, caller.key)
