"""The box for other sites: its script, and a page that shows it and what to copy."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha384
from pathlib import Path

from fastapi import Request
from starlette.responses import Response

from search_api import scripts
from search_api.described import Router
from search_api.problems import problem
from search_api.rendering import fingerprint, page, widget_address
from search_api.routes.files import kept_file
from search_api.routes.sheets import base_of

router = Router()

# Module scripts are always asked for by CORS. It is a public file: any site may have it, whoever
# may ask the API.
_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


_NOT_BUILT = (
    "这次安装没有构建脚本，检索框不能提供；检索页面与接口照常。"
    "在源码目录运行 make setup 或 search_api/web/scripts/build.py 后重启服务"
)


@router.get("/widget.js")
async def widget_js(request: Request) -> Response:
    """The element, for an hour, or for a year by the address that tells its content."""
    path = scripts.WIDGET
    if not path.exists():
        return problem(404, "没有检索框", _NOT_BUILT, headers=_ANY_SITE)
    return kept_file(request, path, fingerprint(path), _ANY_SITE)


@router.get("/widget")
async def widget_page(request: Request) -> Response:
    """The box as it is on other sites, with the lines that put it there."""
    address = widget_address()
    return page(
        request.scope,
        "widget.html",
        base=base_of(request),
        address=address,
        integrity=_integrity(scripts.WIDGET) if address else None,
        open_to=request.app.state.settings.cors_origins,
    )


@cache
def _integrity(path: Path) -> str:
    """By which a site holds the script to what it was when it was put there."""
    return f"sha384-{b64encode(sha384(path.read_bytes()).digest()).decode()}"
