"""The library's synonyms and short names, with what would change shown before it is saved."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access.sessions import Session
from indexer.model.errors import UsageError
from indexer.stewardship import vocabulary
from indexer.stewardship.vocabulary import Preview, Vocabulary
from search_api.desk.frame import ROOT, AsAdmin, desk_page, problems_of, went
from search_api.routes.admin.scope import library_of
from search_api.routes.admin.synonyms import kept_for
from search_api.routes.search import service_of
from search_api.signing_in import sent_form

router = APIRouter()

_PATH = f"{ROOT}/synonyms"
# Of the documents that come or go, so many are named.
_NAMED = 3


@router.get(_PATH)
async def synonyms_page(request: Request, session: AsAdmin) -> Response:
    return await _synonyms_page(request, session)


async def _synonyms_page(
    request: Request,
    session: Session,
    text: str | None = None,
    seen: str = "",
    why: str = "",
    preview: Preview | None = None,
    problems: Sequence[str] = (),
) -> Response:
    settings = library_of(request).settings
    now = Vocabulary("", "")
    try:
        now = await run_in_threadpool(vocabulary.vocabulary, settings)
    except UsageError as error:
        problems = [*problems, str(error)]
    return desk_page(
        request, session, "synonyms", nav="synonyms", code=422 if problems else 200,
        problems=problems, text=now.text if text is None else text, seen=seen or now.seen,
        why=why, preview=preview, longest=vocabulary.LONGEST, named=_NAMED,
    )  # fmt: skip


@router.post(_PATH)
async def keep_synonyms(request: Request, session: AsAdmin) -> Response:
    """First what would change is shown; it is written where the form says so."""
    form = await sent_form(request, session)
    text, seen, why, act = (
        value if isinstance(value := form.get(name), str) else ""
        for name in ("text", "seen", "why", "act")
    )
    library = library_of(request)
    try:
        if act != "save":
            preview = await run_in_threadpool(vocabulary.preview, service_of(request), text)
            return await _synonyms_page(request, session, text, seen, why, preview)
        await run_in_threadpool(kept_for, library, session.caller, text, seen, why)
    except UsageError as error:
        return await _synonyms_page(request, session, text, seen, why, None, problems_of(error))
    return went(_PATH, "words")
