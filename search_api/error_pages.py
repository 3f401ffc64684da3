"""Errors for people: a page that says what is wrong and what to do, with the search box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from search_api.param_types import MAX_QUERY
from search_api.params import ListParams

_MACHINES = ("/api", "/health", "/ready", "/metrics", "/openapi.json")
_PEOPLE = ("/", "/analysis", "/docs", "/admin", "/sign-in", "/sign-out")
_PEOPLE_BELOW = ("/admin/", "/analysis/", "/documents/", "/static/")

_ADVICE = {
    403: "请用有此权限的密钥登录，或请管理员处理。",
    404: "请核对网址是否完整；也可以用标题、文号或词语检索。文件撤下或改名后，旧网址会失效。",
    410: "如需查阅，请向制作机关申请政府信息公开；也可以检索其他文件。",
    405: "这个网址只供查看，不接受提交。请从首页检索。",
    413: "请减少一次提交的内容。",
    414: "请缩短检索词，或减少筛选条件。",
    422: "请改正后再查看。",
    431: "请清除本站的 Cookie 后再试。",
    503: "请过几秒刷新本页；一直如此时，请告诉网站的管理员。",
}
_OTHERWISE = "请稍后刷新本页；一直如此时，请把网址和时间告诉网站的管理员。"


def for_people(scope: Scope) -> bool:
    """Whether a page is the answer: by the path, and at paths that are nobody's by what is
    accepted."""
    path: str = scope["path"]
    if any(path == root or path.startswith(f"{root}/") for root in _MACHINES):
        return False
    if path in _PEOPLE or path.startswith(_PEOPLE_BELOW):
        return True
    accepted = Headers(scope=scope).get("accept", "")
    return "json" not in accepted or "text/html" in accepted


def error_page(
    scope: Scope,
    status: int,
    title: str,
    detail: str,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """What ``problems.problem`` says, as a page."""
    # Imported with the first page: the templates' language takes a while, and a server that
    # answers programs has nothing to say in it.
    from search_api.rendering import page

    sent = parse_qsl(scope["query_string"].decode("ascii", "replace"), keep_blank_values=True)
    wrong = {e["parameter"].partition(".")[0] for e in errors}
    asked = dict(sent).get("q", "")
    return page(
        scope,
        "error.html",
        status=status,
        code=status,
        headers={"Vary": "Accept", **(headers or {})},
        title=title,
        detail=detail,
        errors=[{**e, "label": _label(e["parameter"].partition(".")[0])} for e in errors],
        advice=_ADVICE.get(status, _OTHERWISE),
        q=asked if "q" not in wrong and len(asked) <= MAX_QUERY else "",
        sign_in=status == 403 and scope["path"].startswith("/admin"),
        without=_without(scope["path"], sent, wrong) if wrong else None,
    )


def _label(name: str) -> str:
    field = ListParams.model_fields.get(name)
    return field.title or name if field else name


def _without(path: str, sent: Sequence[tuple[str, str]], wrong: set[str]) -> str | None:
    """The same page without what is wrong; only where that is a page of ours."""
    if path != "/" and not path.startswith("/documents/"):
        return None
    rest = urlencode([(name, value) for name, value in sent if name not in wrong])
    return quote(path) + (f"?{rest}" if rest else "")
