"""One document, for staff: read, corrected, published, withheld, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Body, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.catalogue import Card
from indexer.model import PolicyDocument
from indexer.model.errors import UsageError
from indexer.model.findings import FindingKind
from indexer.model.publication import FINDINGS, withheld_for
from indexer.model.queries import SearchRequest
from indexer.model.validity import status_on
from indexer.searching.days import today
from indexer.searching.service import SearchService
from indexer.stewardship import correcting, releasing
from indexer.stewardship.correcting import Relating, Wished
from search_api.admin_schemas import (
    CorrectionBody,
    ReasonBody,
    StaffDocument,
    StaffDocuments,
    StaffListParams,
)
from search_api.described import Router
from search_api.document_schemas import Text
from search_api.door import Editor
from search_api.originals import copies_of, is_downloadable
from search_api.responses import JsonResponse, document_json
from search_api.routes.admin.jobs import wake
from search_api.routes.admin.scope import by, library_of, reached, sight
from search_api.routes.documents import FILE_ANSWERS, DocumentId, original, text_json
from search_api.routes.search import service_of, turns_of
from search_api.schemas import Problem

router = Router(prefix="/documents")

_NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "没有这份文件"},
}
_STAFF: dict[int | str, dict[str, Any]] = {
    200: {"model": StaffDocument, "description": "文件现在的样子"},
    **_NOT_FOUND,
}
_NO_REASON = ReasonBody()
Done = TypeVar("Done")
# Of the withheld ones, and of those that a search finds.
_LISTED, _FOUND = 500, 30


@router.get("", response_model=None, responses={
    200: {"model": StaffDocuments, "description": "文件"}})  # fmt: skip
async def find_staff_documents(
    request: Request, caller: Editor, params: Annotated[StaffListParams, Query()]
) -> Response:
    """按编号、文号、标题或词语找文件，暂不公开的也找；不写检索词，列出暂不公开的。"""
    library, service = library_of(request), service_of(request)
    return await turns_of(request).run(
        lambda: JsonResponse(
            {"documents": [_card_json(c) for c in found_for(library, service, caller, params.q)]}
        )
    )


def found_for(library: Library, service: SearchService, caller: Caller, query: str) -> list[Card]:
    """Documents that a caller may change: those that a search finds, and the withheld ones whose
    id, number or title has the words; all withheld ones where there are none."""
    wanted = query.strip()
    held = [card for card in library.catalogue.withheld_cards() if not wanted or _has(card, wanted)]
    if not wanted:
        return _covered(library, caller, held)[:_LISTED]
    ids = [wanted]
    answer = service.search(SearchRequest(q=wanted, size=_FOUND, facets=(), highlight=False))
    ids += [hit.id for hit in answer.hits]
    cards = library.catalogue.cards(list(dict.fromkeys(ids)))
    found = {card.id: card for card in (*held, *(cards[i] for i in ids if i in cards))}
    return _covered(library, caller, list(found.values()))


def _has(card: Card, wanted: str) -> bool:
    return wanted == card.id or wanted in card.title or wanted in (card.doc_number or "")


def _covered(library: Library, caller: Caller, cards: list[Card]) -> list[Card]:
    return [card for card in cards if caller.covers(card.issuers, library.authority.current)]


def _card_json(card: Card) -> dict[str, Any]:
    status = status_on(card.timeline, today())
    return {
        "id": card.id,
        "title": card.title,
        "doc_number": card.doc_number,
        "issuers": card.issuers,
        "status": status.value.value,
        "published": card.published,
    }


@router.get("/{document_id:path}/text", response_model=None, responses={
    200: {"model": Text, "description": "全文"}, **_NOT_FOUND})  # fmt: skip
async def get_staff_text(request: Request, caller: Editor, document_id: DocumentId) -> Response:
    """全文，暂不公开的也给。"""
    library = library_of(request)
    return await turns_of(request).run(
        lambda: JsonResponse(text_json(reached(library, caller, document_id)))
    )


@router.get("/{document_id:path}/file", response_class=FileResponse, response_model=None,
            responses={**FILE_ANSWERS, **_NOT_FOUND})  # fmt: skip
async def get_staff_file(request: Request, caller: Editor, document_id: DocumentId) -> Response:
    """下载原件，暂不公开的也给。"""
    library = library_of(request)
    return await turns_of(request).run(
        lambda: original(request, reached(library, caller, document_id))
    )


@router.get("/{document_id:path}", response_model=None, responses=_STAFF)
async def get_staff_document(request: Request, caller: Editor, document_id: DocumentId) -> Response:
    """文件的各字段与依据，暂不公开的也给；另有公开与否、发现的内容、谁作了更正。"""
    library = library_of(request)
    return await turns_of(request).run(
        lambda: _told(request, reached(library, caller, document_id))
    )


@router.patch("/{document_id:path}", response_model=None, responses=_STAFF)
async def correct_document(
    request: Request,
    caller: Editor,
    document_id: DocumentId,
    body: Annotated[CorrectionBody, Body()],
) -> Response:
    """更正字段、有效性与关系：写明各字段的值，空为删去，null 为收回先前的更正；可撤销。"""
    library = library_of(request)
    wished = Wished(body.set, [Relating(**r.model_dump()) for r in body.relations])

    def work() -> Response:
        return _told(request, corrected(library, caller, document_id, wished, body.undo, body.why))

    return await written(request, work)


def corrected(
    library: Library,
    caller: Caller,
    document_id: str,
    wished: Wished,
    undo: str | None = None,
    why: str = "",
) -> PolicyDocument:
    """The document after staff's word on it, or after that was taken back (``undo``: ``last``, or
    a change's number). Raises what ``reached`` does, and UsageError."""
    before = reached(library, caller, document_id)
    if undo is not None and (wished.fields or wished.relations):
        raise UsageError("撤销与更正请分两次提交", field="undo")
    if undo is None:
        _keep_in_scope(library, caller, before, wished)
        split = library.authority.split
        correcting.correct(library.catalogue, before.id, wished, by(caller, why), split)
    else:
        change = None if undo == "last" else int(undo)
        correcting.undo(library.catalogue, before.id, by(caller, why), change)
    return library.catalogue.document(before.id)


def _keep_in_scope(
    library: Library, caller: Caller, before: PolicyDocument, wished: Wished
) -> None:
    """Nobody gives a document away, nor relates it to one that is not there for them. Raises
    NotAllowed, and UsageError for what cannot be read."""
    if not caller.issuers:
        return
    sees, split = sight(library, caller), library.authority.split
    said = correcting.read_wished(library.catalogue, before.id, wished, split, sees)
    if "issuers" in said.fields:
        value = said.fields["issuers"] or ()
        names = (value,) if isinstance(value, str) else value
        caller.require_issuers(names, library.authority.current)


@router.post("/{document_id:path}/publish", response_model=None, responses=_STAFF)
async def publish_document(
    request: Request,
    caller: Editor,
    document_id: DocumentId,
    body: Annotated[ReasonBody, Body()] = _NO_REASON,
) -> Response:
    """核实后公开：进入检索，不论其中发现了什么。"""
    return await _decide(request, caller, document_id, body.why, published=True)


@router.post("/{document_id:path}/withhold", response_model=None, responses=_STAFF)
async def withhold_document(
    request: Request,
    caller: Editor,
    document_id: DocumentId,
    body: Annotated[ReasonBody, Body()] = _NO_REASON,
) -> Response:
    """暂不公开：检索不到，也不能下载；立即生效。"""
    return await _decide(request, caller, document_id, body.why, published=False)


async def _decide(
    request: Request, caller: Caller, document_id: str, why: str, *, published: bool
) -> Response:
    library = library_of(request)

    def work() -> Response:
        return _told(request, decided(library, caller, document_id, why, published=published))

    return await written(request, work)


def decided(
    library: Library, caller: Caller, document_id: str, why: str, *, published: bool
) -> PolicyDocument:
    """The document after it was published or withheld. Raises what ``reached`` does."""
    found = reached(library, caller, document_id)
    releasing.decide(library.catalogue, [found.id], by(caller, why), published=published)
    return library.catalogue.document(found.id)


@router.delete(
    "/{document_id:path}",
    response_model=None,
    status_code=204,
    responses={204: {"description": "已移除"}, **_NOT_FOUND},
)
async def remove_document(request: Request, caller: Editor, document_id: DocumentId) -> Response:
    """移除：不再检索得到；原处的文件不变时不会因再次入库而回来。"""
    library = library_of(request)

    def work() -> Response:
        removed(library, caller, document_id)
        return Response(status_code=204)

    return await written(request, work)


def removed(library: Library, caller: Caller, document_id: str, why: str = "") -> None:
    """Raises what ``reached`` does."""
    found = reached(library, caller, document_id)
    releasing.remove(library.catalogue, [found.id], by(caller, why))


async def written(request: Request, work: Callable[[], Done]) -> Done:
    """Do it, and have the index follow. Not on the threads of searches: a writer may wait."""
    answer = await run_in_threadpool(work)
    await wake(request)
    return answer


def _told(request: Request, document: PolicyDocument) -> Response:
    service = service_of(request)
    told = document_json(
        document,
        service.status(document.id),
        service.replaced_by(document.id),
        service.attachments(document.id),
        staff=True,
        downloadable=is_downloadable(copies_of(request), document.source),
    )
    held = None if document.published else withheld_for(document.values)
    return JsonResponse(
        {
            **told,
            "published": document.published,
            "withheld_for": held,
            "findings": findings_of(document),
        }
    )


def findings_of(document: PolicyDocument) -> list[dict[str, Any]]:
    """What ``StaffFinding`` describes: masked."""
    return [
        {
            "kind": str(claim.value),
            "label": FindingKind(str(claim.value)).label,
            "quote": claim.evidence.quote,
            "page": claim.evidence.page,
        }
        for claim in document.values.get(FINDINGS, ())
    ]
