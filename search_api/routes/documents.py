"""One document: its fields with evidence, file, text, history, relations and neighbours."""

from __future__ import annotations

import hashlib
from pathlib import Path as FilePath
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import HTTPException, Path, Query, Request
from starlette.responses import FileResponse, Response

from indexer.catalogue.copies import Copies
from indexer.model import PolicyDocument, Source
from indexer.pipeline.locations import openable
from indexer.searching.days import today
from indexer.searching.passages import sections
from search_api import feed, ranges
from search_api.described import Router
from search_api.document_schemas import Document, History, Relations, Text
from search_api.originals import WHY_NOT, copies_of, is_downloadable, why_not
from search_api.params import AsOfParams
from search_api.portal.site import site_of
from search_api.responses import (
    JsonResponse,
    document_json,
    event_json,
    hit_json,
    relation_json,
    status_json,
    wordings_json,
)
from search_api.routes.search import PROBLEMS, service_of, turns_of
from search_api.routes.sheets import base_of
from search_api.schemas import Problem, Similar

router = Router(tags=["documents"], prefix="/documents")

DocumentId = Annotated[
    str, Path(title="文件编号", description="文件编号，即结果中的 id", examples=["a1b2c3"])
]

_FILE: dict[str, Any] = {
    "description": "原件，类型见 Content-Type",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
FILE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: _FILE,
    206: {**_FILE, "description": "所要的部分（Range）"},
    409: {"model": Problem, "description": "原件在收录之后发生了变化"},
    416: {"model": Problem, "description": "没有所要的部分：Range 超出文件的大小"},
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "没有这份文件"},
    **PROBLEMS,
}


@router.get(
    "/{document_id:path}/file",
    response_class=FileResponse,
    response_model=None,
    responses={**FILE_ANSWERS, **_PROBLEMS},
)
async def get_file(request: Request, document_id: DocumentId) -> Response:
    """下载原件；收录之后有变化的不给（409）。"""
    service = service_of(request)
    return await turns_of(request).run(lambda: original(request, service.document(document_id)))


def original(request: Request, document: PolicyDocument, *, inline: bool = False) -> Response:
    """The file that a document was read from: to be kept, or ``inline``, which is for types that
    run nothing in the portal's name."""
    source = document.source
    if source is None:
        raise HTTPException(404, WHY_NOT[None])
    path, changed = _whole(copies_of(request), source)
    if path is None:
        if changed:
            raise HTTPException(409, "原件在收录之后发生了变化，等待重新收录")
        raise HTTPException(404, why_not(source))
    ranges.settle(request.scope, path.stat().st_size)
    name = source.name.rsplit("/", 1)[-1]
    kept = "inline" if inline else "attachment"
    return FileResponse(
        path,
        media_type=source.media_type,
        headers={
            # A stored page must never run in the portal's name.
            "Content-Disposition": f"{kept}; filename*=UTF-8''{quote(name)}",
            **({} if inline else {"Content-Security-Policy": "sandbox"}),
            "X-Content-Type-Options": "nosniff",
        },
    )


def _whole(copies: Copies, source: Source) -> tuple[FilePath | None, bool]:
    """The file where it was, else its copy, as it was when it was read; and whether what is there
    now is another one."""
    changed = False
    for path in (openable(source.path) if source.path else None, copies.path(source.sha256)):
        if path is None:
            continue
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            continue
        if digest == source.sha256:
            return path, False
        changed = True
    return None, changed


@router.get(
    "/{document_id:path}/text",
    response_model=None,
    responses={200: {"model": Text, "description": "全文"}, **_PROBLEMS},
)
async def get_text(request: Request, document_id: DocumentId) -> Response:
    """全文，以及各条各节的位置。"""
    service = service_of(request)

    return await turns_of(request).run(
        lambda: JsonResponse(text_json(service.document(document_id)))
    )


def text_json(document: PolicyDocument) -> dict[str, Any]:
    """What ``Text`` describes."""
    return {
        "id": document.id,
        "text": document.text,
        "origin": document.origin.value,
        "sections": sections(document.text),
    }


@router.get(
    "/{document_id:path}/history",
    response_model=None,
    responses={200: {"model": History, "description": "来龙去脉"}, **_PROBLEMS},
)
async def get_history(
    request: Request, document_id: DocumentId, params: Annotated[AsOfParams, Query()]
) -> Response:
    """有效性的各次变化：日期、种类与说明它的原句。"""
    service = service_of(request)

    def read() -> Response:
        document = service.document(document_id)
        return JsonResponse(
            {
                "status": status_json(service.status(document.id, params.as_of)),
                "events": [event_json(e) for e in service.events(document.id)],
                "wordings": wordings_json(service.wordings(document.id)),
            }
        )

    return await turns_of(request).run(read)


@router.get(
    "/{document_id:path}/relations",
    response_model=None,
    responses={200: {"model": Relations, "description": "关系"}, **_PROBLEMS},
)
async def get_relations(request: Request, document_id: DocumentId) -> Response:
    """与其他文件的关系，双向，附原句。"""
    service = service_of(request)

    def read() -> Response:
        found = service.relations(service.document(document_id).id)
        return JsonResponse({"relations": [relation_json(link) for link in found]})

    return await turns_of(request).run(read)


@router.get(
    "/{document_id:path}/changes.atom",
    response_class=Response,
    response_model=None,
    responses={
        200: {
            "description": "订阅",
            "content": {feed.MEDIA_TYPE: {"schema": {"type": "string"}}},
        },
        **_PROBLEMS,
    },
)
async def get_changes_feed(request: Request, document_id: DocumentId) -> Response:
    """文件有效性变化的 Atom 订阅：施行、修改、失效或废止，以及到期之前三十天。"""
    service = service_of(request)
    base, name = base_of(request), site_of(request.scope).name

    def made() -> bytes:
        found = service.document(document_id)
        card = service.catalogue.cards([found.id])[found.id]
        return feed.changes_feed(card, today(), base, name)

    content = await turns_of(request).run(made)
    return Response(content, media_type=f"{feed.MEDIA_TYPE}; charset=utf-8")


@router.get(
    "/{document_id:path}/similar",
    response_model=None,
    responses={200: {"model": Similar, "description": "相近的文件"}, **_PROBLEMS},
)
async def get_similar(request: Request, document_id: DocumentId) -> Response:
    """内容相近的文件。"""
    service = service_of(request)

    def read() -> Response:
        found = service.similar(service.document(document_id))
        return JsonResponse({"hits": [hit_json(h) for h in found]})

    return await turns_of(request).run(read)


@router.get(
    "/{document_id:path}",
    response_model=None,
    responses={200: {"model": Document, "description": "文件"}, **_PROBLEMS},
)
async def get_document(
    request: Request, document_id: DocumentId, params: Annotated[AsOfParams, Query()]
) -> Response:
    """文件的各字段、所问之日的有效性，以及每个值的依据。"""
    service = service_of(request)

    def read() -> Response:
        found = service.document(document_id)
        return JsonResponse(
            document_json(
                found,
                service.status(found.id, params.as_of),
                service.replaced_by(found.id, params.as_of),
                service.attachments(found.id),
                downloadable=is_downloadable(copies_of(request), found.source),
            )
        )

    return await turns_of(request).run(read)
