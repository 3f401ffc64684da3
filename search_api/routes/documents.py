"""One document: its fields with evidence, file, text, history, relations and neighbours."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import FileResponse, Response

from indexer.model import PolicyDocument
from indexer.pipeline.locations import openable
from indexer.searching.passages import sections
from search_api.params import AsOfParams
from search_api.responses import (
    DocumentModel,
    HistoryModel,
    JsonResponse,
    Problem,
    RelationsModel,
    SimilarModel,
    TextModel,
    document_json,
    event_json,
    hit_json,
    relation_json,
    status_json,
    wordings_json,
)
from search_api.routes.search import PROBLEMS, service_of, turns_of

router = APIRouter(tags=["documents"], prefix="/documents")

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No such document."},
    **PROBLEMS,
}


@router.get(
    "/{document_id:path}/file",
    response_class=FileResponse,
    response_model=None,
    responses={409: {"model": Problem, "description": "The file has changed."}, **_PROBLEMS},
)
async def file(request: Request, document_id: str) -> Response:
    """The file as it was read. 409 if it has changed since."""
    service = service_of(request)
    return await turns_of(request).run(lambda: _file(service.document(document_id)))


def _file(document: PolicyDocument) -> Response:
    source = document.source
    if source is None or source.path is None:
        raise HTTPException(404, "这份文件没有原件可供下载")
    path = openable(source.path)
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise HTTPException(404, "原件已不在收录时的位置") from error
    if digest != source.sha256:
        raise HTTPException(409, "原件在收录之后发生了变化，等待重新收录")
    name = source.name.rsplit("/", 1)[-1]
    return FileResponse(
        path,
        media_type=source.media_type,
        headers={
            # A stored page must never run in the portal's name.
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get(
    "/{document_id:path}/text",
    response_model=None,
    responses={200: {"model": TextModel}, **_PROBLEMS},
)
async def text(request: Request, document_id: str) -> Response:
    """The whole text with the anchors of its articles and sections."""
    service = service_of(request)

    def read() -> Response:
        document = service.document(document_id)
        return JsonResponse(
            {
                "id": document.id,
                "text": document.text,
                "origin": document.origin.value,
                "sections": sections(document.text),
            }
        )

    return await turns_of(request).run(read)


@router.get(
    "/{document_id:path}/history",
    response_model=None,
    responses={200: {"model": HistoryModel}, **_PROBLEMS},
)
async def history(
    request: Request, document_id: str, params: Annotated[AsOfParams, Query()]
) -> Response:
    """What happened to its validity, dated, with the sentences that say so."""
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
    responses={200: {"model": RelationsModel}, **_PROBLEMS},
)
async def relations(request: Request, document_id: str) -> Response:
    """Its relations to other documents, both ways, with evidence."""
    service = service_of(request)

    def read() -> Response:
        found = service.relations(service.document(document_id).id)
        return JsonResponse({"relations": [relation_json(link) for link in found]})

    return await turns_of(request).run(read)


@router.get(
    "/{document_id:path}/similar",
    response_model=None,
    responses={200: {"model": SimilarModel}, **_PROBLEMS},
)
async def similar(request: Request, document_id: str) -> Response:
    """Documents about the same matter."""
    service = service_of(request)

    def read() -> Response:
        found = service.similar(service.document(document_id))
        return JsonResponse({"hits": [hit_json(h) for h in found]})

    return await turns_of(request).run(read)


@router.get(
    "/{document_id:path}",
    response_model=None,
    responses={200: {"model": DocumentModel}, **_PROBLEMS},
)
async def document(
    request: Request, document_id: str, params: Annotated[AsOfParams, Query()]
) -> Response:
    """The document's fields, its status on a day, and the evidence of every value."""
    service = service_of(request)

    def read() -> Response:
        found = service.document(document_id)
        return JsonResponse(document_json(found, service.status(found.id, params.as_of)))

    return await turns_of(request).run(read)
