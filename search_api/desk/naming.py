"""The library's names of bodies, with what would change shown before it is saved."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access.sessions import Session
from indexer.model.errors import UsageError
from indexer.stewardship import bodies
from indexer.stewardship.bodies import BodiesPreview
from indexer.stewardship.vocabulary import LONGEST, Vocabulary
from search_api.desk.frame import ROOT, AsAdmin, desk_page, problems_of, went
from search_api.routes.admin.jobs import wake
from search_api.routes.admin.names import changed_for, previewed
from search_api.routes.admin.scope import library_of
from search_api.signing_in import sent_form

router = APIRouter()

_PATH = f"{ROOT}/names"
# Of the documents that would be read otherwise, so many are listed.
_NAMED = 30


@router.get(_PATH)
async def names_page(request: Request, session: AsAdmin) -> Response:
    return await _names_page(request, session)


async def _names_page(
    request: Request,
    session: Session,
    text: str | None = None,
    seen: str = "",
    why: str = "",
    preview: BodiesPreview | None = None,
    problems: Sequence[str] = (),
) -> Response:
    library = library_of(request)
    now, elsewhere = Vocabulary("", ""), ""
    try:
        now = await run_in_threadpool(bodies.names, library.settings)
    except UsageError as error:
        elsewhere = str(error)
    return desk_page(
        request, session, "names", nav="names", code=422 if problems else 200,
        problems=problems, elsewhere=elsewhere, text=now.text if text is None else text,
        seen=seen or now.seen, why=why, preview=preview, longest=LONGEST, named=_NAMED,
        job=await run_in_threadpool(bodies.last_change, library.catalogue),
    )  # fmt: skip


@router.post(_PATH)
async def change_names(request: Request, session: AsAdmin) -> Response:
    """First what would change is shown; the job begins where the form says so."""
    form = await sent_form(request, session)
    text, seen, why, act = (
        value if isinstance(value := form.get(name), str) else ""
        for name in ("text", "seen", "why", "act")
    )
    library = library_of(request)
    try:
        if act != "save":
            preview = await run_in_threadpool(previewed, request, text)
            return await _names_page(request, session, text, seen, why, preview)
        job = await run_in_threadpool(changed_for, library, session.caller, text, seen, why)
    except UsageError as error:
        return await _names_page(request, session, text, seen, why, None, problems_of(error))
    await wake(request)
    return went(f"{ROOT}/jobs/{job.id}", "names")
