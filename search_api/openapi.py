"""What OpenAPI tells of the service as a whole, and when its document is made: importing all that
it describes takes longer than a start should (``openapi_document.py``)."""

from __future__ import annotations

import threading
from typing import Any, cast

from fastapi import FastAPI
from fastapi.routing import APIRoute

from search_api import wings
from search_api.schemas import Problem

TITLE = "政策文件检索接口"
DESCRIPTION = (
    "检索中文政策文件。有效性由条文本身读出，可问任何一天（as_of），并附所依据的原句。"
    "出错时的回答是 RFC 9457 问题文档，一次列出全部有误的参数；不认识的参数不接受。"
)
TAGS = [
    {"name": "search", "description": "检索、统计、导出与建议"},
    {"name": "answers", "description": "由条款作答：原文、出处与当日的有效性"},
    {"name": "documents", "description": "一份文件：字段与依据、全文、原件、来龙去脉、关系"},
    {"name": "alerts", "description": "订阅检索或文件的变化，以 Webhook 通知；需要密钥"},
    {"name": "admin", "description": "工作人员：上传、更正、公开与否、清单、审计；需要密钥"},
    {"name": "operation", "description": "服务的状态"},
]
# What any request may be answered with.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    414: {"model": Problem, "description": "网址过长：长的检索请用 POST /api/v1/search"},
    431: {"model": Problem, "description": "请求头过大"},
    500: {"model": Problem, "description": "服务出错"},
    503: {"model": Problem, "description": "服务繁忙或索引未就绪：请按 Retry-After 稍后再试"},
}


def operation_id(route: APIRoute) -> str:
    """``search_by_body`` → ``searchByBody``: what a generated client calls it."""
    first, *rest = route.name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def install(app: FastAPI) -> None:
    """Let the application answer /openapi.json with all of it."""
    plain = app.openapi
    # Asked for by /docs in a thread and by /openapi.json: the second waits for what the first
    # makes, which FastAPI keeps before it is complete.
    making = threading.Lock()

    def openapi() -> dict[str, Any]:
        with making:
            if app.openapi_schema is None:
                from search_api.openapi_document import complete

                wings.open_all(app)
                complete(plain())
        return cast(dict[str, Any], app.openapi_schema)

    app.openapi = openapi  # type: ignore[method-assign]
