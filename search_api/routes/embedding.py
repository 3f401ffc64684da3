"""The box for other sites: its script, and a page that shows it and what to copy."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha384

from fastapi import Request
from starlette.responses import Response

from search_api.described import Router
from search_api.rendering import WIDGET, page, widget_address, widget_fingerprint
from search_api.routes.files import kept_file
from search_api.routes.sheets import base_of

router = Router()

# Module scripts are always asked for by CORS. It is a public file: any site may have it, whoever
# may ask the API.
_ANY_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@router.get("/widget.js")
async def widget_js(request: Request) -> Response:
    """The element, for an hour, or for a year by the address that tells its content."""
    return kept_file(request, WIDGET, widget_fingerprint(), _ANY_SITE)


@router.get("/widget")
async def widget_page(request: Request) -> Response:
    """The box as it is on other sites, with the lines that put it there."""
    return page(
        request.scope,
        "widget.html",
        base=base_of(request),
        script=widget_address(),
        integrity=_integrity(),
        open_to=request.app.state.settings.cors_origins,
    )


@cache
def _integrity() -> str:
    """By which a site holds the script to what it was when it was put there."""
    return f"sha384-{b64encode(sha384(WIDGET.read_bytes()).digest()).decode()}"
