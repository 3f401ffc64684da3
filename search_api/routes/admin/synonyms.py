"""The library's own synonyms: read, tried, written."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Body, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.stewardship import vocabulary
from indexer.stewardship.vocabulary import Moved, Vocabulary
from search_api.described import Router
from search_api.door import Admin
from search_api.responses import JsonResponse
from search_api.routes.admin.scope import by, library_of
from search_api.routes.search import service_of
from search_api.settling_schemas import SynonymsAnswer, SynonymsBody, SynonymsPreview, SynonymsText

router = Router(prefix="/synonyms")


@router.get("", response_model=None, responses={
    200: {"model": SynonymsAnswer, "description": "本库的同义词"}})  # fmt: skip
async def get_synonyms(request: Request, caller: Admin) -> Response:
    """本库自己的同义词与简称；程序自带的不在其中。"""
    settings = library_of(request).settings
    return JsonResponse(asdict(await run_in_threadpool(vocabulary.vocabulary, settings)))


@router.post("/preview", response_model=None, responses={
    200: {"model": SynonymsPreview, "description": "会有什么变化"}})  # fmt: skip
async def preview_synonyms(
    request: Request, caller: Admin, body: Annotated[SynonymsText, Body()]
) -> Response:
    """保存之前看会有什么变化：改动的词、有判断的检索、常用的检索，前后各查一遍。"""
    service = service_of(request)
    made = await run_in_threadpool(vocabulary.preview, service, body.text)
    return JsonResponse({"tried": made.tried, "moved": [_json(one) for one in made.moved]})


@router.put("", response_model=None, responses={
    200: {"model": SynonymsAnswer, "description": "保存后的同义词"}})  # fmt: skip
async def put_synonyms(
    request: Request, caller: Admin, body: Annotated[SynonymsBody, Body()]
) -> Response:
    """写入本库的同义词，即时生效；seen 与现在的不同时不写。"""
    library = library_of(request)
    made = await run_in_threadpool(kept_for, library, caller, body.text, body.seen, body.why)
    return JsonResponse(asdict(made))


def kept_for(library: Library, caller: Caller, text: str, seen: str, why: str) -> Vocabulary:
    """Raises UsageError."""
    return vocabulary.keep(library.catalogue, library.settings, text, seen, by(caller, why))


def _json(one: Moved) -> dict[str, Any]:
    def cards(found: Any) -> list[dict[str, str]]:
        return [{"id": identity, "title": title} for identity, title in found]

    return {
        "query": one.query,
        "why": one.why,
        "before": one.before,
        "after": one.after,
        "came": cards(one.came),
        "went": cards(one.went),
        "judged": list(one.judged) if one.judged else None,
    }
