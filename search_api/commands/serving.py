"""``serve``: the API and the pages."""

from __future__ import annotations

import errno
import faulthandler
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from indexer.bootstrap import open_library, open_service
from indexer.indexing.following import is_current
from indexer.model.errors import CatalogueError, PolicySearchError
from indexer.pipeline.lock import writer_lock
from indexer.runtime.belonging import read_settings
from indexer.runtime.settings import Settings
from search_api.commands.catching_up import catch_up
from search_api.commands.exit_codes import CANNOT_RUN
from search_api.commands.messages import complain, tell
from search_api.commands.starting import collect_seldom, uncollected
from search_api.metrics_folder import counting_together

HTTP = "search_api.request_line:HttpProtocol"
# Whoever still watches a job is let go after so long.
_GRACE_SECONDS = 10
# So long a worker without a parent may finish its answers.
_ENDING_SECONDS = 10.0

if TYPE_CHECKING:
    from fastapi import FastAPI


def register(app: typer.Typer) -> None:
    app.command(help="启动检索服务（接口与网页）")(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="监听的地址")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="监听的端口")] = None,
    workers: Annotated[int, typer.Option(min=1, help="服务进程数")] = 1,
) -> int:
    import uvicorn

    settings = read_settings()
    address, number = host or settings.host, settings.port if port is None else port
    taken = problem_of(address, number)
    if taken is not None:
        complain(taken)
        return CANNOT_RUN
    with uncollected():
        code = prepare(settings)
        if code:
            return code
        # What cannot be opened is told here, once: a worker that fails is started again for ever.
        app: FastAPI | None = None
        if workers == 1:
            app = application()
        else:
            open_service(settings).close()
    tell(f"检索服务：http://{address}:{number}/")
    with counting_together(settings.home, workers):
        uvicorn.run(
            app or "search_api.commands.serving:application",
            factory=app is None,
            http=HTTP,
            host=address,
            port=number,
            workers=workers,
            log_config=None,  # ours, for its lines too
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    return 0


_WHY: Mapping[int, str] = {
    errno.EADDRINUSE: "端口已被占用，请用 --port 换一个",
    errno.EACCES: "没有权限，请用 --port 换一个 1024 以上的端口",
    errno.EADDRNOTAVAIL: "不是本机的地址",
}


def problem_of(host: str, port: int) -> str | None:
    """Why nothing can listen there; asked before the index is brought up, which may take long."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            return f"{host} 不是有效的地址"
        except OSError as error:
            why = _WHY.get(error.errno or 0, error.strerror)
            return f"{host}:{port} 无法监听：{why}"
    return None


def prepare(settings: Settings) -> int:
    """Bring the index up to the catalogue: a crash between their commits heals here. While an
    ingestion is running that is its business. One that cannot be brought up, as on a full disk, is
    served as it is, and /ready tells. The exit code; 0 where there is an index to serve.
    """
    with open_library(settings, create=False) as library:
        if is_current(library.catalogue, library.store):
            return 0
        try:
            with writer_lock(settings.home, library.catalogue):
                pass
        except CatalogueError as error:
            library.store.current().close()  # raises where there is nothing to serve
            tell(f"暂不更新索引，以原有的索引提供检索：{error}")
            return 0
    code = catch_up()
    if code == CANNOT_RUN and _has_index(settings):
        tell("索引没有更新，以原有的索引提供检索")
        return 0
    return code


def _has_index(settings: Settings) -> bool:
    try:
        with open_library(settings, create=False) as library:
            library.store.current().close()
    except PolicySearchError:
        return False
    return True


def application() -> FastAPI:
    """What each worker process serves."""
    tell_fatal_ends()
    end_with_parent()
    collect_seldom()
    with uncollected():
        from search_api.app import create_app
        from search_api.logs import configure

        settings = read_settings()
        configure(settings)
        return create_app(open_service(settings), settings, at_the_ready=True)


def tell_fatal_ends() -> None:
    """A process that the system ends (a page of a mapped file that is gone) says where it was."""
    faulthandler.enable(file=2)


def end_with_parent() -> None:
    """A worker whose parent was killed would go on and hold the port: nothing tells it."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)  # answers what it has begun
        time.sleep(_ENDING_SECONDS)
        os._exit(CANNOT_RUN)

    threading.Thread(target=wait, name="parent", daemon=True).start()
