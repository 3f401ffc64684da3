"""The parts of the service, each imported when one of its addresses is first asked for.

All of them together take as long to import as the engine and the library: who starts a server waits
for the first answer, and most of it is not what that answer needs. What is left is imported once
the server runs, one after the other and each in a lull (``open_at_leisure``), so that nobody waits
for it later either. What only staff use takes the longest of all: it is left alone where there are
none.
"""

from __future__ import annotations

import asyncio
import re
import threading
from importlib import import_module

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from search_api.lull import Lull

API = "/api/v1"
# Routes are included one module after the other: each is appended, and then put in its place.
_PLACING = threading.Lock()
# module, prefix, how its addresses begin below that, whether OpenAPI tells of it
_WINGS: tuple[tuple[str, str, str, bool], ...] = (
    ("routes.search", API, "/search|/suggest|/feedback", True),
    ("routes.passages", API, "/passages|/responsibilities|/answers", True),
    ("routes.sheets", API, r"/search\.|/pivot", True),
    ("routes.documents", API, "/documents/", True),
    ("routes.alerts", API, "/alerts", True),
    ("routes.admin", API, "/admin/", True),
    ("routes.health", "", "/health|/ready", True),
    ("routes.health", API, "/health|/ready", False),
    ("routes.metrics", "", "/metrics", True),
    ("routes.metrics", API, "/metrics", False),
    ("routes.site", "", r"/site|/robots\.txt|/llms\.txt|/opensearch\.xml", False),
    ("routes.looking_up", "", "/analysis/", False),
    ("routes.analysis", "", "/analysis", False),
    ("routes.embedding", "", "/widget", False),
    ("routes.pages", "", "/$|/documents/|/duties|/alerts$|/docs|/static/", False),
    ("desk.router", "", "/admin", False),
    ("routes.signing_in", "", "/sign-", False),
)
_OF_STAFF = frozenset({"routes.admin", "routes.alerts", "routes.signing_in", "desk.router"})
# So long nobody has asked for anything when a part is imported, seconds.
_LULL = 0.5


class Wing(BaseRoute):
    """Stands among the routes in the place of a module's, until they are there."""

    def __init__(
        self, app: FastAPI, module: str, prefix: str, begins: str, in_schema: bool
    ) -> None:
        self._app = app
        self._module = module
        self._prefix = prefix
        self._address = re.compile(f"{prefix}(?:{begins})")
        self._in_schema = in_schema
        self._lock = threading.Lock()
        self._routes: BaseRoute | None = None

    def leads_to(self, path: str) -> bool:
        """Whether an address may be one of these."""
        return self._address.match(path) is not None

    @property
    def is_of_staff(self) -> bool:
        return self._module in _OF_STAFF

    def open(self) -> BaseRoute:
        """The module's routes, which take this one's place."""
        with self._lock:
            if self._routes is None:
                self._routes = self._placed(import_module(f"search_api.{self._module}").router)
            return self._routes

    def _placed(self, router: APIRouter) -> BaseRoute:
        routes = self._app.router.routes
        with _PLACING:
            self._app.include_router(router, prefix=self._prefix, include_in_schema=self._in_schema)
            placed = routes.pop()
            routes[routes.index(self)] = placed
        return placed

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or not self.leads_to(scope["path"]):
            return Match.NONE, {}
        return self.open().matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.open().handle(scope, receive, send)


def install(app: FastAPI) -> None:
    for wing in _WINGS:
        app.router.routes.append(Wing(app, *wing))


def open_all(app: FastAPI) -> None:
    """Have all routes there, as whoever tells of all of them needs it."""
    for route in list(app.router.routes):
        if isinstance(route, Wing):
            route.open()


async def open_at_leisure(app: FastAPI, lull: Lull, staff: bool) -> None:
    """The same bit by bit, while no request is there to be kept waiting; what staff use only where
    there are some."""
    for route in list(app.router.routes):
        if isinstance(route, Wing) and (staff or not route.is_of_staff):
            await lull.come(_LULL)
            await asyncio.to_thread(route.open)
