"""``/mcp``: the tools over streamable HTTP, in the application.

Without sessions: each request stands for itself, so that any serving process answers it. Limits,
names of the host and sizes were looked at before, as for every request (``limiting.py``,
``edge.py``).
"""

from __future__ import annotations

import asyncio
import contextlib
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from search_api.door import address_of, bearer
from search_api.problems import TOOLS, refusal

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = TOOLS
_ELSEWHERE = "本站不接受来自其他网站页面的请求；请在设置 CORS_ORIGINS 中加入其来源"


def is_installed() -> bool:
    """Whether the extra ``mcp`` is."""
    return find_spec("mcp") is not None


def install(app: FastAPI) -> Mounted | None:
    """The route, where the setting and what is installed allow one."""
    if not (app.state.settings.mcp and is_installed()):
        return None
    mounted = Mounted(app)
    app.router.routes.append(Route(PATH, mounted, methods=["POST"], include_in_schema=False))
    return mounted


class Mounted:
    """Starts with the first request: importing the protocol takes longer than all the rest."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._starting: asyncio.Lock | None = None
        self._manager: StreamableHTTPSessionManager | None = None
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if not self._is_welcome(request):
            await refusal(scope, 403, "没有权限", _ELSEWHERE)(scope, receive, send)
            return
        # No key is needed for what anybody may read; one that is sent must be right.
        if key := bearer(request.headers.get("authorization", "")):
            await self._app.state.door.by_key(key, address_of(request))
        await (await self._started()).handle_request(scope, receive, send)

    def _is_welcome(self, request: Request) -> bool:
        """A page of another site must not ask in its visitor's name (DNS rebinding)."""
        origin = request.headers.get("origin")
        allowed = self._app.state.settings.cors_origins
        if not origin or "*" in allowed or origin in allowed:
            return True
        public = self._app.state.settings.public_url
        ours = {request.headers.get("host"), urlsplit(public).netloc if public else None}
        return urlsplit(origin).netloc in ours

    async def _started(self) -> StreamableHTTPSessionManager:
        if self._starting is None:
            self._starting = asyncio.Lock()
        async with self._starting:
            if self._manager is None:
                self._manager = await asyncio.to_thread(self._made)
                running = asyncio.Event()
                self._task = asyncio.create_task(_hold(self._manager, running))
                await running.wait()
        return self._manager

    def _made(self) -> StreamableHTTPSessionManager:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from search_api.agents.server import made_server

        state = self._app.state
        return StreamableHTTPSessionManager(
            made_server(state.service, state.turns.run),
            json_response=True,
            stateless=True,
            max_request_body_size=state.settings.request_bytes,
        )

    async def close(self) -> None:
        """End with the application; a further request would begin anew."""
        task, self._task, self._manager, self._starting = self._task, None, None, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _hold(manager: StreamableHTTPSessionManager, running: asyncio.Event) -> None:
    """Its group of tasks ends in the task that it began in: this one."""
    async with manager.run():
        running.set()
        await asyncio.Event().wait()
