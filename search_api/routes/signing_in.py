"""The page to sign in at, with a key or at an identity provider, and to sign out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import HTTPException, Request
from starlette.responses import RedirectResponse, Response

from indexer.access import Role
from indexer.access.sessions import Session, Sessions
from indexer.model.errors import NotAllowed, NotSignedIn, ProviderUnreachable, TooManyRequests
from indexer.runtime.settings import Settings
from search_api.described import Router
from search_api.door import address_of, door_of
from search_api.rendering import page
from search_api.routes.sheets import base_of
from search_api.signing_in import (
    SIGN_IN,
    SignedIn,
    clear_cookie,
    clear_way,
    is_ours,
    safe_next,
    secret_of,
    sent_form,
    session_of,
    set_cookie,
    set_way,
    text_in,
    way_of,
)

if TYPE_CHECKING:
    from indexer.access.provider_sign_in import ProviderSignIn

router = Router()

PROVIDER = f"{SIGN_IN}/oidc"

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
    answer = RedirectResponse(_after(going, key.role), status_code=303)
    set_cookie(answer, request.app.state.settings, await asyncio.to_thread(sessions.begin, key))
    return answer


@router.get(PROVIDER)
async def to_provider(request: Request) -> Response:
    """Off to the identity provider. A link, not a form: a form's answer may not lead to another
    host (form-action)."""
    provider, back = _provider_of(request), _back(request)
    from indexer.access.provider_sign_in import Attempt

    going, attempt = safe_next(request.query_params.get("next")), Attempt.new()
    try:
        there = await asyncio.to_thread(provider.address, attempt, back)
    except ProviderUnreachable as error:
        return _page(request, None, going, str(error), 503)
    answer = RedirectResponse(there, status_code=303)
    set_way(answer, request.app.state.settings, attempt.secret, going)
    return answer


@router.get(f"{PROVIDER}/back")
async def from_provider(request: Request) -> Response:
    """Back from there: with a code that is good, a new session. The answer is a page that leads
    on by itself: what a browser asks for on the way from another site, it asks without the
    session's cookie."""
    _provider_of(request)
    from indexer.access.provider_sign_in import Attempt

    settings: Settings = request.app.state.settings
    secret, going = way_of(request)
    attempt = Attempt(secret) if secret else None
    try:
        caller = await door_of(request).signed_in(
            attempt, _back(request), request.query_params, address_of(request)
        )
    except NotSignedIn as error:
        answer = _page(request, None, going, str(error), 401)
    except ProviderUnreachable as error:
        answer = _page(request, None, going, str(error), 503)
    except TooManyRequests as error:
        answer = _page(request, None, going, str(error), 429, int(error.seconds) + 1)
    else:
        sessions: Sessions = request.app.state.sessions
        answer = page(request.scope, "signed_in.html", going=_after(going, caller.role))
        set_cookie(answer, settings, await asyncio.to_thread(sessions.begin_as, caller))
    clear_way(answer, settings)
    return answer


def _provider_of(request: Request) -> ProviderSignIn:
    provider = door_of(request).provider
    if provider is None:
        raise HTTPException(404, "本站没有设统一身份认证")
    return provider


def _back(request: Request) -> str:
    """Where the provider sends back to, which it knows beforehand."""
    return f"{base_of(request)}{PROVIDER}/back"


def _after(going: str, role: Role) -> str:
    """Who works here and comes from nowhere in particular goes to work."""
    return "/admin" if going == SIGN_IN and role.includes(Role.EDITOR) else going


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
        problem=problem, provider=PROVIDER if door_of(request).provider is not None else "",
    )  # fmt: skip
