"""The HTTP application: thin routes over a SearchService."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from indexer.access import Throttle
from indexer.access.sessions import Sessions
from indexer.bootstrap import Library
from indexer.model.errors import PolicySearchError
from indexer.runtime.caching import StampedCache
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from search_api import openapi, problems, signing_in, wings
from search_api.agents import mounting
from search_api.alerting import Alerting
from search_api.answers import Answers
from search_api.described import described
from search_api.desk.reckoning import Reckoning
from search_api.door import Door
from search_api.edge import COMPRESSED_FROM, COUNTS, Compressing, Edge, Tagging
from search_api.limiting import Limiting
from search_api.logs import Identifying
from search_api.lull import Lull
from search_api.measuring import LibraryCollector, Measuring
from search_api.portal.site import Presenting
from search_api.renaming import Renaming
from search_api.turns import Turns
from search_api.worker import Worker

log = logging.getLogger(__name__)

# How often a worker looks whether another process committed or published, seconds.
REFRESH_SECONDS = 0.5
# The first answers have the processor to themselves for so long, seconds (wings.py).
OPEN_SECONDS = 3.0
# How often is looked what there is to tell to who watches (alerting.py), seconds.
TELL_SECONDS = 60.0
# Pages of /analysis that are kept until anything changes or the day does: each takes dozens of
# counts.
_DESK_BYTES = 16_000_000
# Workbooks that are made or wait at once.
_WORKBOOKS = 8


def create_app(
    service: SearchService, settings: Settings, *, at_the_ready: bool = False
) -> FastAPI:
    """The application over an open service; it closes the service when it ends. ``at_the_ready``:
    where there are staff, the process that takes in what they upload is there before they do."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service.warm_up()
        if at_the_ready and app.state.door.has_staff():
            app.state.worker.wake()
        beside = [
            asyncio.create_task(each)
            for each in (_follow(app), _tell(app.state.alerting), _open(app))
        ]
        try:
            yield
        finally:
            app.state.alerting.stop()
            for each in beside:
                each.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await each
            if app.state.agents is not None:
                await app.state.agents.close()
            app.state.turns.close()
            app.state.workbook_turns.close()
            app.state.worker.close()
            app.state.reckoning.close()
            service.close()

    app = FastAPI(
        title=openapi.TITLE,
        version=version("policy-search"),
        description=openapi.DESCRIPTION,
        openapi_tags=openapi.TAGS,
        responses=described(openapi.PROBLEMS),
        generate_unique_id_function=openapi.operation_id,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        # They would be built from the Host header, which anybody can forge.
        redirect_slashes=False,
    )
    app.state.service = service
    app.state.settings = settings
    app.state.presenting = Presenting(settings)
    app.state.answers = Answers(service, settings.answer_cache_bytes)
    app.state.desk_pages = StampedCache(_DESK_BYTES)
    app.state.lull = Lull()
    app.state.turns = Turns(settings.searches, at_once=service.asks_servers)
    app.state.docs_pages = OrderedDict()
    # Workbooks take seconds: they have threads of their own, and searches go on.
    app.state.workbook_turns = Turns(_WORKBOOKS, threads=1)
    app.state.library = Library(settings, service.catalogue)
    app.state.renaming = Renaming(app.state.library)
    app.state.worker = Worker(service.catalogue, settings.home)
    app.state.throttle = Throttle(settings.home / "limits")
    app.state.door = Door(service.catalogue.database, settings, app.state.throttle)
    app.state.reckoning = Reckoning()
    app.state.alerting = Alerting(service, settings)
    app.state.sessions = Sessions(
        service.catalogue.database,
        app.state.door.keys,
        settings.session_hours,
        settings.oidc_issuer if app.state.door.provider is not None else None,
    )
    app.state.figures = LibraryCollector(service, service.catalogue)
    _surround(app, service, settings)
    problems.install(app)
    signing_in.install(app)
    openapi.install(app)
    wings.install(app)
    app.state.agents = mounting.install(app)
    return app


def _surround(app: FastAPI, service: SearchService, settings: Settings) -> None:
    """What every request goes through; what is added last is outermost."""
    app.add_middleware(
        Tagging,
        stamp=lambda: (*service.stamp(), app.state.presenting.site()),
        shown=lambda: app.state.presenting.site().version,
        routes=app.routes,
        request_bytes=settings.request_bytes,
        upload_bytes=settings.upload_bytes,
    )
    app.add_middleware(Compressing, minimum_size=COMPRESSED_FROM, compresslevel=4)
    app.add_middleware(
        Limiting,
        settings=settings,
        throttle=app.state.throttle,
        known_key=app.state.door.keys.known,
        introduced=app.state.door.introduced,
    )
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
            # Libraries and proxies add their own (X-Requested-With, Cache-Control, traceparent).
            # Nothing here goes by them, and credentials are not allowed.
            allow_headers=["*"],
            expose_headers=[
                "ETag",
                "Content-Disposition",
                "Content-Range",
                "Retry-After",
                "X-Request-Id",
                *COUNTS,
            ],
        )
    inner = app.build_middleware_stack

    # Starlette's own answer to unexpected errors is made outside of all added middleware.
    def outer() -> ASGIApp:
        measured = Measuring(inner(), app.routes, app.state.lull.meet)
        return Edge(Identifying(measured, settings.log_requests), settings.hsts_seconds)

    app.build_middleware_stack = outer  # type: ignore[method-assign]


async def _follow(app: FastAPI) -> None:
    """Keep seeing what ingestion commits, without a restart, and that jobs are done."""
    service: SearchService = app.state.service
    worker: Worker = app.state.worker
    door: Door = app.state.door

    def look() -> None:
        try:
            app.state.library = app.state.renaming.look(service)
            service.refresh()
        finally:
            worker.look(service.lags)
        door.keys.write_uses()

    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        try:
            await _whole(look)
        except PolicySearchError as error:
            log.warning("cannot refresh the index: %s", error)
        except Exception:  # whatever it is, the next look may succeed; /ready tells of it
            log.exception("cannot refresh the index")


async def _whole(work: Callable[[], object]) -> None:
    """On a thread, and to its end where the service stops meanwhile, which closes what it uses."""
    thread = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(thread)
    except asyncio.CancelledError:
        await asyncio.wait([thread])
        raise


async def _open(app: FastAPI) -> None:
    """Import what no request has asked for yet, so that none has to wait for it."""
    lull: Lull = app.state.lull
    await asyncio.sleep(OPEN_SECONDS)
    await wings.open_at_leisure(app, lull, await asyncio.to_thread(app.state.door.has_staff))
    await lull.come(OPEN_SECONDS)
    await asyncio.to_thread(app.state.service.prepare_answers)


async def _tell(alerting: Alerting) -> None:
    """Have who watches told of what is new. Whatever happens, the next time may succeed."""
    while True:
        await asyncio.sleep(TELL_SECONDS)
        try:
            await _whole(alerting.run)
        except PolicySearchError as error:
            log.warning("cannot tell of what is watched: %s", error)
        except Exception:
            log.exception("cannot tell of what is watched")
