"""What the portal says of itself: read, tried, written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Body, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.runtime.settings import LEGIBLE, contrast_with_white
from indexer.stewardship import presenting
from indexer.stewardship.presenting import Presented
from search_api.described import Router
from search_api.door import Admin
from search_api.portal.site import swatches
from search_api.responses import JsonResponse
from search_api.routes.admin.scope import by, library_of
from search_api.settling_schemas import SiteAnswer, SiteBody, SiteColour, SitePreview

router = Router(prefix="/site")


@router.get("", response_model=None, responses={
    200: {"model": SiteAnswer, "description": "网站设置"}})  # fmt: skip
async def get_site(request: Request, caller: Admin) -> Response:
    """网站的名称、页脚、推荐的检索词、强调色、标志。"""
    return _answer(await run_in_threadpool(presenting.presented, library_of(request).settings))


@router.post("/preview", response_model=None, responses={
    200: {"model": SitePreview, "description": "两种模式下的对比"}})  # fmt: skip
async def preview_site(
    request: Request, caller: Admin, body: Annotated[SiteColour, Body()]
) -> Response:
    """保存之前看强调色在浅色、深色下的对比。"""
    made = [asdict(one) for one in swatches(body.accent)]
    return JsonResponse({"accepted": accepts(body.accent), "swatches": made})


@router.put("", response_model=None, responses={
    200: {"model": SiteAnswer, "description": "保存后的设置"}})  # fmt: skip
async def put_site(request: Request, caller: Admin, body: Annotated[SiteBody, Body()]) -> Response:
    """写入网站设置，各服务随即显示；没有写的不变，seen 与现在的不同时不写。"""
    given = body.model_dump(exclude_unset=True)
    logo = given.get("logo")
    made = await run_in_threadpool(
        kept_for,
        library_of(request),
        caller,
        {name: value for name, value in given.items() if name in presenting.TEXTS},
        presenting.decoded(logo) if logo else None,
        "logo" in given and not logo,
        body.seen,
        body.why,
    )
    return _answer(made)


def kept_for(
    library: Library,
    caller: Caller,
    values: Mapping[str, Any],
    logo: bytes | None,
    without_logo: bool,
    seen: str,
    why: str,
) -> Presented:
    """Raises UsageError."""
    return presenting.keep(
        library.catalogue, library.settings, values, logo, without_logo, seen, by(caller, why)
    )


def accepts(accent: str) -> bool:
    return contrast_with_white(accent) >= LEGIBLE


def _answer(told: Presented) -> Response:
    beside = {"logo": told.logo, "fixed": list(told.fixed), "seen": told.seen}
    return JsonResponse({**told.values, **beside})
