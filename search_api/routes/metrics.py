"""What Prometheus reads."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from search_api.described import Router
from search_api.measuring import LibraryCollector, exposition

router = Router(tags=["operation"])

_TEXT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "各项计数（Prometheus 文本格式）",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


@router.get("/metrics", response_class=Response, response_model=None, responses=_TEXT)
async def get_metrics(request: Request) -> Response:
    """运行指标：请求、耗时、检索与零结果、索引、收录、隔离、发现、工作；不含检索词和文件的任何信息。"""
    library: LibraryCollector = request.app.state.figures
    return Response(await run_in_threadpool(exposition, library), media_type=CONTENT_TYPE_LATEST)
