"""One document: found, corrected with before and after, published, withheld, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from indexer.access.sessions import Session
from indexer.catalogue.corrections import RELATION
from indexer.model import RelationType
from indexer.model.errors import UsageError
from indexer.model.validity import status_on
from indexer.searching.days import today
from indexer.stewardship.correcting import Relating, Wished
from search_api.desk.editing import Edited, edited
from search_api.desk.editing import shown as shown_document
from search_api.desk.frame import ROOT, AtDesk, Wrong, desk_page, problems_of, staff_path, went
from search_api.labels import RELATION_LABELS
from search_api.portal.standing import standing_of
from search_api.routes.admin.documents import corrected, decided, found_for, removed, written
from search_api.routes.admin.scope import library_of, reached
from search_api.routes.search import service_of, turns_of
from search_api.signing_in import sent_form, text_in

router = APIRouter()

_PATH = f"{ROOT}/documents/{{document_id:path}}"
_NOT_CONFIRMED = "移除须先勾选“确认移除”"


@router.get(f"{ROOT}/documents")
async def documents_page(request: Request, session: AtDesk) -> Response:
    library, service = library_of(request), service_of(request)
    query = request.query_params.get("q", "")[:500]

    def made() -> Response:
        found = [
            (card, standing_of(status_on(card.timeline, today()), card.kind))
            for card in found_for(library, service, session.caller, query)
        ]
        return desk_page(request, session, "documents", nav="documents", q=query, found=found)

    return await turns_of(request).run(made)


@router.get(_PATH)
async def document_page(request: Request, session: AtDesk, document_id: str) -> Response:
    return await _document_page(request, session, document_id)


async def _document_page(
    request: Request,
    session: Session,
    document_id: str,
    problems: Sequence[str] = (),
    given: Edited | None = None,
    code: int = 200,
    **context: Any,
) -> Response:
    library = library_of(request)

    def made() -> Response:
        document = reached(library, session.caller, document_id)
        view = shown_document(request, library, session.caller, document, given)
        return desk_page(
            request, session, "document", nav="documents", code=code, problems=problems,
            view=view, relation_labels=RELATION_LABELS, RELATION=RELATION, **context,
        )  # fmt: skip

    return await turns_of(request).run(made)


@router.post(f"{_PATH}/correct")
async def correct(request: Request, session: AtDesk, document_id: str) -> Response:
    """First what would change is shown; it is written where the form says so."""
    form = await sent_form(request, session)
    library, caller = library_of(request), session.caller
    given = await run_in_threadpool(lambda: edited(reached(library, caller, document_id), form))
    problem = given.problem(text_in(form, "revision"))
    if problem or text_in(form, "act") != "save":
        problems = [problem] if problem else []
        code = 422 if problem else 200
        return await _document_page(request, session, document_id, problems, given, code)
    wished = Wished(given.wished)
    try:
        await written(
            request, lambda: corrected(library, caller, document_id, wished, why=given.why)
        )
    except Wrong as error:
        told = problems_of(error)
        return await _document_page(request, session, document_id, told, given, 422)
    return went(staff_path(document_id), "corrected")


@router.post(f"{_PATH}/relate")
async def relate(request: Request, session: AtDesk, document_id: str) -> Response:
    """A relation that holds, or one that does not."""
    form = await sent_form(request, session)
    library, caller, why = library_of(request), session.caller, text_in(form, "why")

    def work() -> object:
        return corrected(library, caller, document_id, _relating(form), why=why)

    return await _act(request, session, document_id, work, "corrected")


def _relating(form: FormData) -> Wished:
    """Raises UsageError."""
    try:
        type_ = RelationType(text_in(form, "type"))
    except ValueError:
        raise UsageError("请选择关系") from None
    target = text_in(form, "target")
    if not target:
        raise UsageError("请写对方的编号")
    holds = text_in(form, "holds") != "no"
    return Wished(relations=[Relating(type_, target, holds, text_in(form, "named"))])


@router.post(f"{_PATH}/undo")
async def undo(request: Request, session: AtDesk, document_id: str) -> Response:
    form = await sent_form(request, session)
    library, caller, why = library_of(request), session.caller, text_in(form, "why")
    number = text_in(form, "change")
    undone = number if number.isdigit() and len(number) < 10 else "last"

    def work() -> object:
        return corrected(library, caller, document_id, Wished(), undone, why)

    return await _act(request, session, document_id, work, "undone")


async def _act(
    request: Request,
    session: Session,
    document_id: str,
    work: Callable[[], object],
    done: str,
) -> Response:
    try:
        await written(request, work)
    except UsageError as error:
        return await _document_page(request, session, document_id, problems_of(error), code=422)
    return went(staff_path(document_id), done)


@router.post(f"{_PATH}/publish")
async def publish(request: Request, session: AtDesk, document_id: str) -> Response:
    return await _decide(request, session, document_id, published=True)


@router.post(f"{_PATH}/withhold")
async def withhold(request: Request, session: AtDesk, document_id: str) -> Response:
    return await _decide(request, session, document_id, published=False)


async def _decide(
    request: Request, session: Session, document_id: str, *, published: bool
) -> Response:
    form = await sent_form(request, session)
    library, caller, why = library_of(request), session.caller, text_in(form, "why")
    await written(request, lambda: decided(library, caller, document_id, why, published=published))
    return went(staff_path(document_id), "published" if published else "withheld")


@router.post(f"{_PATH}/remove")
async def remove(request: Request, session: AtDesk, document_id: str) -> Response:
    form = await sent_form(request, session)
    if not text_in(form, "sure"):
        return await _document_page(request, session, document_id, [_NOT_CONFIRMED], code=422)
    library, why = library_of(request), text_in(form, "why")
    await written(request, lambda: removed(library, session.caller, document_id, why))
    return went(f"{ROOT}/documents", "removed")
