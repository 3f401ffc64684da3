"""``serve``: the API and the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from indexer.bootstrap import open_library, open_service
from indexer.errors import CatalogueError
from indexer.indexing import update_index
from indexer.pipeline.lock import writer_lock
from indexer.settings import Settings, read_settings
from search_api.commands.terminal import BarReporter, tell

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
    prepare(settings)
    uvicorn.run(
        "search_api.commands.serving:application",
        factory=True,
        host=host or settings.host,
        port=settings.port if port is None else port,
        workers=workers,
        log_level="warning",
        access_log=False,
    )
    return 0


def prepare(settings: Settings) -> None:
    """Bring the index up to the catalogue: a crash between their commits heals here. While an
    ingestion is running that is its business."""
    with open_library(settings) as library:
        try:
            with writer_lock(settings.home), BarReporter() as reporter:
                update_index(library.catalogue, library.store, reporter)
        except CatalogueError as error:
            library.store.current().close()  # raises where there is nothing to serve
            tell(f"暂不更新索引：{error}")


def application() -> FastAPI:
    """What each worker process serves."""
    from search_api.app import create_app

    settings = read_settings()
    return create_app(open_service(settings), settings)
