"""What holds for every request and answer, whatever route it goes to: ASGI around the routes.

``Edge`` is outermost, so that also the answer to an unexpected error goes through it. ``Tagging``
stands inside of CORS, whose headers its own answers need too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from hashlib import blake2b
from urllib.parse import quote_from_bytes, unquote_to_bytes

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.model.errors import PolicySearchError
from search_api.problems import refusal

# Of the address, and of the headers, bytes. nginx takes 8 KB a line unless told otherwise.
MAX_HEAD = 65_536
# Smaller answers are not worth compressing.
COMPRESSED_FROM = 1_024
# Asked for at the moment: about the process, not about the library.
_OF_THE_MOMENT = (
    "/admin",
    "/sign-",
    "/health",
    "/ready",
    "/metrics",
    "/static",
    "/widget.js",
)
# Made from the program and the address that it was asked at, whatever the library holds.
_OF_THE_PROGRAM = ("/docs", "/openapi.json", "/widget")
# What a page may find the service's own address in.
_ADDRESS = (b"host", b"forwarded", b"x-forwarded-host", b"x-forwarded-proto")
# What routes may answer to; HEAD goes with GET, and OPTIONS with any.
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Where the service's stamp is found in the scope of a GET.
STAMP = "policy_search.stamp"
# Beside a list as a file: all hits, those listed, and the most that are listed at once.
COUNTS = TOTAL, LISTED, LIMIT = "X-Total-Count", "X-Row-Count", "X-Row-Limit"
# The rest of a body that is refused is not waited for.
_CLOSING = {"Connection": "close"}
# In the scope: whether only the head of the answer was asked for. What is long in the making need
# not be made then.
HEAD_ASKED = "policy_search.head_asked"
TOO_LONG = (
    f"请求地址不能超过 {MAX_HEAD} 字节；长的检索请用 POST /api/v1/search，"
    "参数同名，以 JSON 写在请求内容里"
)
NO_HOST = "HTTP/1.1 的请求须有一个 Host 头，也只能有一个"
TOO_LARGE_HEAD = f"请求头不能超过 {MAX_HEAD} 字节"
_CLOSES = (b"connection", b"close")
_NOSNIFF = (b"x-content-type-options", b"nosniff")
# Whose answers no cache keeps; an answer may say so of itself, too.
_PRIVATE = ("/api/v1/admin/", "/admin", "/sign-in", "/sign-out")
_NOT_KEPT = (b"cache-control", b"no-store")
# Where files are sent to.
UPLOADS = ("/api/v1/admin/documents", "/admin/upload")


class Edge:
    """``HEAD`` is ``GET`` without its body; queries are UTF-8; no answer's type is guessed. One
    that does not wait for the rest of a large body ends the connection, and says so."""

    def __init__(self, app: ASGIApp, hsts_seconds: int = 0) -> None:
        self._app = app
        told = b"max-age=%d" % hsts_seconds
        hsts = ((b"strict-transport-security", told),) if hsts_seconds else ()
        self._ours = (_NOSNIFF, *hsts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head, path = scope["method"] == "HEAD", scope["path"]
        query = scope["query_string"]
        known = canonical_query(query) if b"%" in query or not query.isascii() else query
        if head or known is not query:
            # A copy: the server goes by the method of its own.
            method = "GET" if head else scope["method"]
            scope = {**scope, "method": method, "query_string": known, HEAD_ASKED: head}

        left = _is_large(scope)  # of the body there is more to come

        async def received() -> Message:
            nonlocal left
            message = await receive()
            left = left and message.get("more_body", False)
            return message

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = (*self._ours, _NOT_KEPT) if path.startswith(_PRIVATE) else self._ours
                ours = (*ours, _CLOSES) if left else ours
                names = {name for name, _ in ours}
                others = [h for h in message.get("headers", ()) if h[0] not in names]
                headers = [*others, *ours]
                message = {**message, "headers": headers}
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, received, sent)


def _is_large(scope: Scope) -> bool:
    """Whether its body is more than what is read and dropped between two requests, or of a length
    that nobody knows."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or not length.isdigit() or int(length) > MAX_HEAD


# Latin letters and marks (é, ·, §) and Greek ones (α) are what a query has of two bytes each.
_OF_TWO_BYTES = re.compile(r"[\x00-\u00ff\u0370-\u03ff]+")


def canonical_query(query: bytes) -> bytes:
    """The query string in percent-encoded UTF-8. Old portals send GBK, and some clients bytes as
    they are; each parameter is read as UTF-8 first, and as GB18030 where it is not."""
    if query.isascii() and b"%" not in query:
        return query
    return b"&".join(
        b"=".join(_canonical(part) for part in pair.split(b"=", 1)) for pair in query.split(b"&")
    )


def _canonical(part: bytes) -> bytes:
    raw = unquote_to_bytes(part.replace(b"+", b" "))
    meant = _meant(raw)
    if part.isascii() and meant in (raw, None):
        return part
    return quote_from_bytes(meant or raw, safe="").encode("ascii")


def _meant(raw: bytes) -> bytes | None:
    """In UTF-8; None for what is neither that nor GB18030. The GBK of some words, 通知 and 小学
    among them, happens to be UTF-8 too, of two bytes a character in letters of far-off scripts."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return _in_utf8(raw, "gb18030")
    if max(text, default="") > "\u07ff" or _OF_TWO_BYTES.fullmatch(text):
        return raw
    return _in_utf8(raw, "gb2312") or raw


def _in_utf8(raw: bytes, encoding: str) -> bytes | None:
    try:
        return raw.decode(encoding).encode()
    except UnicodeDecodeError:
        return None


class Tagging:
    """Refuses what is too large, answers ``OPTIONS``, and tags answers by ``stamp``: who has an
    answer of this stamp is told so (304) before anything is searched."""

    def __init__(
        self,
        app: ASGIApp,
        stamp: Callable[[], tuple[object, ...]],
        routes: Iterable[BaseRoute],
        request_bytes: int,
        upload_bytes: int,
        shown: Callable[[], int] = int,
    ) -> None:
        """``shown``: which of what the site says of itself is shown on pages of the program."""
        self._shown = shown
        self._app = app
        self._stamp = stamp
        self._routes = routes
        self._request_bytes = request_bytes
        self._upload_bytes = upload_bytes
        # Stamps hold objects of this process: its tags are not those of another one.
        self._salt = os.urandom(16)
        self._serial = 0
        self._seen: tuple[object, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        refused = self._refusal(scope, headers)
        if refused is not None:
            await refused(scope, receive, send)
            return
        tag = self._tag(scope) if scope["method"] == "GET" else None
        ours = [(b"etag", tag), (b"cache-control", b"no-cache")] if tag else []
        known = headers.get(b"if-none-match", b"")
        if tag and names_tag(known, tag):
            await _send_unchanged(send, ours)
            return
        # Whether there is anything, only the route knows.
        anything, unchanged = known.strip() == b"*", False

        async def sent(message: Message) -> None:
            nonlocal unchanged
            if unchanged:
                return
            if message["type"] == "http.response.start":
                if ours and anything and message["status"] == 200:
                    unchanged = True
                    await _send_unchanged(send, ours)
                    return
                if ours and message["status"] in (200, 206) and _NOT_KEPT not in message["headers"]:
                    message = _with(message, ours)
                elif message["status"] == 405:
                    allow = ", ".join(sorted(self._allowed(scope))).encode()
                    message = _with(message, [(b"allow", allow)])
            await send(message)

        await self._app(scope, _bounded(receive, self._limit(scope)), sent)

    def _limit(self, scope: Scope) -> int:
        """Of what is sent, bytes. Uploads are read only once their key has been checked."""
        return self._upload_bytes if scope["path"] in UPLOADS else self._request_bytes

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> Response | None:
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_HEAD:
            return refusal(scope, 414, "请求地址过长", TOO_LONG, headers=_CLOSING)
        size = sum(len(name) + len(value) for name, value in scope["headers"])
        if size > MAX_HEAD:
            return refusal(scope, 431, "请求头过大", TOO_LARGE_HEAD, headers=_CLOSING)
        hosts = sum(name == b"host" for name, _ in scope["headers"])
        if hosts > 1 or (not hosts and scope.get("http_version") == "1.1"):
            return refusal(scope, 400, "请求有误", NO_HOST, headers=_CLOSING)
        length, limit = headers.get(b"content-length", b"0"), self._limit(scope)
        if not length.isdigit() or int(length) > limit:
            return refusal(scope, 413, "请求内容过大", _over(limit), headers=_CLOSING)
        if scope["method"] == "OPTIONS":
            allowed = self._allowed(scope)
            if allowed:
                return Response(status_code=204, headers={"Allow": ", ".join(sorted(allowed))})
        return None

    def _allowed(self, scope: Scope) -> set[str]:
        """Each is asked for: routers that are included do not tell theirs."""
        found = {
            method
            for method in _METHODS
            for route in self._routes
            if route.matches({**scope, "method": method})[0] is Match.FULL
        }
        if not found:
            return set()
        return found | {"OPTIONS", "HEAD"} if "GET" in found else found | {"OPTIONS"}

    def _tag(self, scope: Scope) -> bytes | None:
        path = scope["path"].removeprefix("/api/v1")
        if path.startswith(_OF_THE_MOMENT):
            return None
        if path in _OF_THE_PROGRAM:
            address = [value for name, value in scope["headers"] if name in _ADDRESS]
            return self._tagged(self._shown(), scope, scope["scheme"].encode(), *address)
        try:
            stamp = self._stamp()
        except PolicySearchError:
            return None  # the route says what is wrong
        scope[STAMP] = stamp  # asking again would cost as much as a kept answer
        if stamp != self._seen:
            self._seen, self._serial = stamp, self._serial + 1
        return self._tagged(self._serial, scope)

    def _tagged(self, serial: int, scope: Scope, *beside: bytes) -> bytes:
        told = (b"%d" % serial, scope["path"].encode(), scope["query_string"], *beside)
        asked = b"\n".join(told)
        return b'W/"%b"' % blake2b(asked, key=self._salt, digest_size=12).hexdigest().encode()


async def _send_unchanged(send: Send, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _bounded(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def received() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, _over(limit), headers=_CLOSING)
        return message

    return received


def _over(limit: int) -> str:
    return f"请求内容不能超过 {limit} 字节"


def _with(message: Message, ours: list[tuple[bytes, bytes]]) -> Message:
    names = {name for name, _ in ours}
    others = [h for h in message["headers"] if h[0] not in names]
    return {**message, "headers": others + ours}


def names_tag(asked: bytes, tag: bytes) -> bool:
    """Whether an ``If-None-Match`` names the tag; weak and strong ones are compared alike."""
    bare = tag.removeprefix(b"W/")
    return any(t.strip().removeprefix(b"W/") == bare for t in asked.split(b",")) if asked else False


class Compressing(GZipMiddleware):
    """Compresses all but files: most are compressed, workbooks too, and parts of them are asked
    for by range."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith(("/file", ".xlsx")):
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and not _takes_gzip(scope):
            await self.app(scope, receive, _varying(send))
        else:
            await super().__call__(scope, receive, send)


def _takes_gzip(scope: Scope) -> bool:
    return any(n == b"accept-encoding" and b"gzip" in value for n, value in scope["headers"])


def _varying(send: Send) -> Send:
    """What is not compressed for one may be for another, and caches must know."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(raw=message["headers"]).add_vary_header("Accept-Encoding")
        await send(message)

    return sent
