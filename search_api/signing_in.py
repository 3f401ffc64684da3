"""Signing in at the pages. What a page of staff's needs of it:

- ``SignedIn``: a dependency, the session; who is not signed in is led to ``/sign-in`` and back.
- ``sent_form(request, session)``: the fields of a form that was sent, once its token was right.
- in each template's forms: ``<input type="hidden" name="csrf" value="{{ session.form_token }}">``;
  a script sends it as ``X-CSRF-Token``.
"""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import quote, unquote, urlsplit

from fastapi import Depends, FastAPI, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from indexer.access.sessions import Session, Sessions
from indexer.model.errors import NotAllowed, NotSignedIn
from indexer.runtime.settings import Settings

SIGN_IN = "/sign-in"
FORM_TOKEN, HEADER_TOKEN = "csrf", "x-csrf-token"
# How long somebody may take at the identity provider.
_WAY_SECONDS = 600
_READING = ("GET", "HEAD", "OPTIONS")
_FOREIGN = "这个请求不是从本站页面发出的；请回到页面，刷新后再试"


class SignInNeeded(Exception):
    """A page that wants somebody signed in was asked for by nobody."""


def install(app: FastAPI) -> None:
    app.add_exception_handler(SignInNeeded, _to_sign_in)


async def _to_sign_in(request: Request, _: Exception) -> Response:
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    after = f"?next={quote(back, safe='')}" if request.method in _READING else ""
    return RedirectResponse(f"{SIGN_IN}{after}", status_code=303)


# ---------------------------------------------------------------- the cookie


def cookie_name(settings: Settings) -> str:
    """Under the longer name a browser takes it only from this host, over TLS."""
    return "__Host-policy-search" if settings.secure_cookies else "policy-search"


def set_cookie(answer: Response, settings: Settings, secret: str) -> None:
    answer.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookies,
    )


def clear_cookie(answer: Response, settings: Settings) -> None:
    answer.delete_cookie(
        cookie_name(settings), httponly=True, samesite="strict", secure=settings.secure_cookies
    )


def secret_of(request: Request) -> str | None:
    return request.cookies.get(cookie_name(request.app.state.settings))


def set_way(answer: Response, settings: Settings, secret: str, going: str) -> None:
    """What waits while the browser is at the identity provider. Coming back from there is a
    request from another site, which a strict cookie would not go with."""
    answer.set_cookie(
        f"{cookie_name(settings)}-way",
        f"{secret}.{quote(going, safe='')}",
        max_age=_WAY_SECONDS,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )


def clear_way(answer: Response, settings: Settings) -> None:
    answer.delete_cookie(
        f"{cookie_name(settings)}-way",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )


def way_of(request: Request) -> tuple[str | None, str]:
    """The secret of this browser's way to the provider, and where it goes afterwards."""
    kept = request.cookies.get(f"{cookie_name(request.app.state.settings)}-way", "")
    secret, _, going = kept.partition(".")
    return secret or None, safe_next(unquote(going))


# ---------------------------------------------------------------- the session


async def session_of(request: Request) -> Session:
    """Raises NotSignedIn."""
    sessions: Sessions = request.app.state.sessions
    secret = secret_of(request)
    if not secret:
        raise NotSignedIn("没有登录", guessed=False)
    return await asyncio.to_thread(sessions.of, secret)


async def session_of_call(request: Request) -> Session:
    """For the interface: what changes anything must come from a page of ours, and show its token in
    ``X-CSRF-Token``. Raises NotSignedIn, and NotAllowed for what comes from elsewhere."""
    session = await session_of(request)
    if request.method not in _READING and not (
        is_ours(request) and session.accepts(request.headers.get(HEADER_TOKEN))
    ):
        raise NotAllowed(_FOREIGN)
    return session


async def sent_form(request: Request, session: Session) -> FormData:
    """The form's fields. Raises NotAllowed for one that is not of this session."""
    form = await request.form(max_files=0, max_fields=1_000)
    check_form(request, session, form)
    return form


def check_form(request: Request, session: Session, form: FormData) -> None:
    """Raises NotAllowed for one that is not of this session."""
    token = form.get(FORM_TOKEN)
    if not (is_ours(request) and session.accepts(token if isinstance(token, str) else None)):
        raise NotAllowed(_FOREIGN)


def text_in(form: FormData, name: str) -> str:
    """What was filled in, without blanks around it; empty where nothing was."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def is_ours(request: Request) -> bool:
    """Whether a request comes from a page of this host, as far as browsers tell: other programs
    send neither header, and hold no cookie of somebody else's."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _signed_in(request: Request) -> Session:
    try:
        return await session_of(request)
    except NotSignedIn as error:
        raise SignInNeeded from error


SignedIn = Annotated[Session, Depends(_signed_in)]


def safe_next(given: str | None) -> str:
    """Where to go after signing in: a path of this host, or the page itself."""
    ours = given is not None and given.startswith("/") and not given.startswith(("//", "/\\"))
    return given if given and ours and given.isprintable() else SIGN_IN
