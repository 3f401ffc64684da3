"""The page to sign in at, with a key, and to sign out."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from indexer.access import Role
from indexer.access.sessions import Session, Sessions
from indexer.model.errors import NotAllowed, NotSignedIn, TooManyRequests
from search_api.described import Router
from search_api.door import address_of, door_of
from search_api.rendering import page
from search_api.signing_in import (
    SIGN_IN,
    SignedIn,
    clear_cookie,
    is_ours,
    safe_next,
    secret_of,
    sent_form,
    session_of,
    set_cookie,
    text_in,
)

router = Router()

_LONGEST = 1_000


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    """The form; who is signed in sees that, and may sign out."""
    try:
        session: Session | None = await session_of(request)
    except NotSignedIn:
        session = None
    return _page(request, session, safe_next(request.query_params.get("next")))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """With a key that is good: a new session, whatever the browser held before."""
    form = await request.form(max_files=0, max_fields=4)
    after = form.get("next")
    going = safe_next(after if isinstance(after, str) else None)
    if not is_ours(request):
        raise NotAllowed("请从本站的登录页登录")
    try:
        key = await door_of(request).key(text_in(form, "key")[:_LONGEST], address_of(request))
    except NotSignedIn as error:
        return _page(request, None, going, str(error), 401)
    except TooManyRequests as error:
        return _page(request, None, going, str(error), 429, int(error.seconds) + 1)
    sessions: Sessions = request.app.state.sessions
    if going == SIGN_IN and key.role.includes(Role.EDITOR):
        going = "/admin"
    answer = RedirectResponse(going, status_code=303)
    set_cookie(answer, request.app.state.settings, await asyncio.to_thread(sessions.begin, key))
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, session: SignedIn) -> Response:
    """The session ends, here and for whoever else holds its cookie."""
    await sent_form(request, session)
    sessions: Sessions = request.app.state.sessions
    await asyncio.to_thread(sessions.end, secret_of(request) or "")
    answer = RedirectResponse(SIGN_IN, status_code=303)
    clear_cookie(answer, request.app.state.settings)
    return answer


def _page(
    request: Request,
    session: Session | None,
    going: str,
    problem: str = "",
    code: int = 200,
    seconds: int = 0,
) -> Response:
    headers = {"Retry-After": str(seconds)} if seconds else {}
    return page(
        request.scope, "sign_in.html", code=code, headers=headers, session=session, going=going,
        problem=problem,
    )  # fmt: skip
