"""Errors → RFC 9457 problem documents, in words that a portal's developer can act on; where people
look, → pages (``error_pages.py``)."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import Scope

from indexer.model.errors import (
    CatalogueError,
    DocumentNotFound,
    EngineError,
    NoGeneration,
    NotAllowed,
    NotSignedIn,
    OutOfTime,
    PolicySearchError,
    StaleGeneration,
    TooManyRequests,
    UsageError,
)
from search_api.error_pages import error_page, for_people
from search_api.responses import JsonResponse

MEDIA_TYPE = "application/problem+json"

# Of what was sent, in an answer: so many characters.
_SHOWN = 100
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="policy-search"'}
_LATER = {"Retry-After": "30"}
_NOT_READY = "请稍后再试；管理员请运行 policy-search rebuild"

log = logging.getLogger(__name__)

_DATE = "日期应写作 YYYY-MM-DD"
# pydantic's error type → what to tell; {x} are the error's own context values.
_MESSAGES = {
    "extra_forbidden": "没有这个参数",
    "missing": "缺少这个参数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数字过大",
    "finite_number": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_long": "不能超过 {max_length} 个字符",
    "string_too_short": "不能少于 {min_length} 个字符",
    "too_long": "不能超过 {max_length} 项",
    "too_short": "不能少于 {min_length} 项",
    "enum": "应为以下之一：{expected}",
    "literal_error": "应为以下之一：{expected}",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "bool_type": "应为 true 或 false",
    "list_type": "应为列表",
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "dict_type": "应为 JSON 对象",
    "model_type": "应为 JSON 对象",
    "string_unicode": "含有无法编码的字符",
    "json_invalid": "请求内容不是有效的 JSON",
    "model_attributes_type": "应为 JSON 对象",
}

# What FastAPI says of a body that is not UTF-8, or nested too deep.
_UNREADABLE = "There was an error parsing the body"

_HAN = re.compile(r"[\u4e00-\u9fff]")
_QUOTED = re.compile(r"'([^']*)'")

_PATTERNS = {
    r"^\d{4}$": "应为四位数的年份，如 2024",
    r"^\d{4}-\d{2}$": "应为年和月，如 2024-05",
    r"^\d{4}-\d{2}-\d{2}$": _DATE,
    r"^(last|\d{1,9})$": "应为 last 或更正的编号",
}

# Where the tools for agents are; and the code of JSON-RPC for what a server has of its own.
TOOLS, _SERVER_ERROR = "/mcp", -32_000
_TITLES = {
    400: "请求有误",
    401: "没有登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种请求方法",
    409: "与现状冲突",
    410: "文件已从本库移出",
    413: "请求内容过大",
    416: "没有所要的部分",
    429: "请求过多",
    503: "服务繁忙",
    507: "空间不足",
    422: "参数有误",
}


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document; ``errors`` lists every wrong parameter with its message."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    return ProblemResponse(body, status_code=status, headers=dict(headers or {}))


class ProblemResponse(JsonResponse):
    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        return super().render(_tellable(content))


# Whole numbers up to here are numbers in every reader of JSON that the answers are made with.
_GREATEST = 2**63 - 1


def _tellable(value: Any) -> Any:
    """What was sent, so that it can be told: JSON that came in may hold lone surrogates, which no
    UTF-8 has, and whole numbers of any length."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case int() if abs(value) > _GREATEST:
            return "数字过大"
        case Mapping():
            return {_tellable(k): _tellable(v) for k, v in value.items()}
        case list() | tuple():
            return [_tellable(v) for v in value]
        case _:
            return value


def refusal(
    scope: Scope,
    status: int,
    title: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document, a page where people look, or what clients of the tools read: others they
    do not show to anybody."""
    if scope["path"] == TOOLS:
        return _to_tools(status, title, detail, headers)
    if for_people(scope):
        return error_page(scope, status, title, detail, errors, headers)
    return problem(status, title, detail, errors=errors, headers=headers)


def _to_tools(status: int, title: str, detail: str, headers: Mapping[str, str] | None) -> Response:
    message = f"{title}：{detail}" if detail not in ("", title) else title
    error = {"code": _SERVER_ERROR, "message": message, "data": {"status": status}}
    body = {"jsonrpc": "2.0", "id": None, "error": error}
    return JsonResponse(body, status_code=status, headers=dict(headers or {}))


def retry_after(seconds: float) -> dict[str, str]:
    """The header that says when to ask again: in whole seconds, at least one."""
    return {"Retry-After": str(max(1, math.ceil(seconds)))}


def install(app: FastAPI) -> None:
    """Answer every error with a problem document or a page."""
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(PolicySearchError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unknown)


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = [wrong_parameter(e) for e in error.errors()]
    names = "、".join(dict.fromkeys(w["parameter"] for w in wrong))
    return refusal(request.scope, 422, _TITLES[422], f"请检查：{names}", errors=wrong)


def wrong_parameter(error: Mapping[str, Any]) -> dict[str, Any]:
    """What pydantic says of one, told: its ``loc`` begins with where it was sent."""
    place, *rest = [str(p) for p in error["loc"]]
    if error["type"] == "json_invalid":
        rest = []  # how many characters were read
    if place == "query":
        rest = rest[:1]  # one that may be given again goes by its name; the value says which
    context = error.get("ctx", {})
    message = _MESSAGES.get(error["type"]) or _PATTERNS.get(context.get("pattern", ""))
    if message is not None:
        message = message.format_map({k: _listed(k, str(v)) for k, v in context.items()})
    else:
        message = str(error["msg"]).removeprefix("Value error, ")
        if not _HAN.search(message):  # a library's own words, of a kind that is not in the table
            message = "格式不对"
    value = error.get("input")
    shown = value if isinstance(value, str | int | float | bool) else None
    return {
        "in": place,
        "parameter": ".".join(rest) or place,
        "message": message,
        "value": shown[:100] if isinstance(shown, str) else shown,
    }


def _listed(key: str, value: str) -> str:
    """Of pydantic's "'a', 'b' or 'c'" the values."""
    return "、".join(_QUOTED.findall(value)) or value if key == "expected" else value


async def _known(request: Request, error: Exception) -> Response:
    scope = request.scope
    if isinstance(error, DocumentNotFound):
        return refusal(scope, 404, _TITLES[404], f"没有这份文件：{error.document_id[:_SHOWN]}")
    if isinstance(error, NotSignedIn):
        return refusal(scope, 401, _TITLES[401], str(error), headers=_CHALLENGE)
    if isinstance(error, NotAllowed):
        return refusal(scope, 403, _TITLES[403], str(error))
    if isinstance(error, TooManyRequests):
        later = retry_after(error.seconds)
        return refusal(scope, 429, _TITLES[429], str(error), headers=later)
    if isinstance(error, UsageError):
        place = "query" if request.method == "GET" else "body"
        wrong = [{"in": place, "parameter": error.field or "", "message": str(error)}]
        return refusal(scope, 422, _TITLES[422], str(error), errors=wrong)
    if isinstance(error, OutOfTime):
        return refusal(scope, 503, "检索用时过长", str(error), headers=_LATER)
    log.error("%s: %s", type(error).__name__, error)
    if isinstance(error, NoGeneration | StaleGeneration):
        detail = "请稍后再试" if for_people(scope) else _NOT_READY
        return refusal(scope, 503, "索引尚未就绪", detail, headers=_LATER)
    if isinstance(error, EngineError):
        return refusal(scope, 503, "索引暂不可用", "请稍后再试", headers=_LATER)
    if isinstance(error, CatalogueError):  # its server is not there, or is being restarted
        return refusal(scope, 503, "文件库暂不可用", "请稍后再试", headers=_LATER)
    return refusal(scope, 500, "服务出错", "请稍后再试")


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and (there := _without_slash(request.scope)):
        return RedirectResponse(there, status_code=308)
    if error.status_code == 400 and error.detail == _UNREADABLE:
        detail = _MESSAGES["json_invalid"]
        wrong = [{"in": "body", "parameter": "body", "message": detail}]
        return problem(422, _TITLES[422], detail, errors=wrong)
    title = _TITLES.get(error.status_code, "请求有误")
    detail = error.detail if error.detail and error.status_code not in (404, 405) else title
    if error.status_code == 404 and error.detail not in ("Not Found", None):
        detail = error.detail
    return refusal(request.scope, error.status_code, title, detail, headers=error.headers)


def _without_slash(scope: Scope) -> str | None:
    """Where the page is that somebody wrote a slash behind (/admin/). Only the path is told: a
    host would be the one that the request claims."""
    path = scope["path"].rstrip("/")
    asked = scope["method"] in ("GET", "HEAD") and for_people(scope)
    if not asked or path == scope["path"] or not path[1:2].isalnum():
        return None
    plain = {**scope, "path": path, "raw_path": None}
    if not any(route.matches(plain)[0] is Match.FULL for route in scope["app"].routes):
        return None
    query = scope["query_string"].decode("ascii", "replace")
    return quote(path) + (f"?{query}" if query else "")


async def _unknown(request: Request, error: Exception) -> Response:
    log.exception("unexpected error", exc_info=error)
    return refusal(request.scope, 500, "服务出错", "请稍后再试")
