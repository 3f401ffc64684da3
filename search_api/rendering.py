"""Pages from their templates: escaped, no inline script or style, nothing from another host."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from indexer.searching.shown import page_path
from search_api.portal.site import site_of
from search_api.portal.standing import standing_of

WEB = Path(__file__).parent / "web"
STATIC = WEB / "static"
# What other sites load; it stands apart because its folder is a package for npm.
WIDGET = WEB / "widget" / "widget.js"

# Pages carry no code and no style of their own: what gets into one by mistake does not run.
_POLICY = (
    "default-src 'self'; object-src 'none'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@cache
def fingerprint(name: str) -> str:
    """Of a static file's content: with it in the address, the file may be kept for a year."""
    return _content_hash(STATIC / name)


def asset(name: str) -> str:
    """The address of a static file."""
    return f"/static/{name}?v={fingerprint(name)}"


@cache
def widget_fingerprint() -> str:
    return _content_hash(WIDGET)


def widget_address() -> str:
    """The address of the box, which other sites load too."""
    return f"/widget.js?v={widget_fingerprint()}"


def _content_hash(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=6).hexdigest()


def address(document_id: str, anchor: str | None = None, **query: Any) -> str:
    """Of a document's page. ``query``: what is empty is left out."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return (
        page_path(document_id) + (f"?{asked}" if asked else "") + (f"#{anchor}" if anchor else "")
    )


def breakable(title: str) -> Markup:
    """A title that breaks before 《 and after 》, not within a word."""
    escaped = str(escape(title))
    return Markup(escaped.replace("《", "<wbr>《").replace("》", "》<wbr>"))


def marked(highlight: str) -> Markup:
    """A highlight, which was escaped where it was made, with marks for what was found."""
    return Markup(highlight.replace("<em>", "<mark>").replace("</em>", "</mark>"))


_environment = Environment(
    loader=FileSystemLoader(WEB / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["marked"] = marked
_environment.filters["html"] = Markup
_environment.filters["breakable"] = breakable
_environment.globals |= {
    "asset": asset,
    "address": address,
    "standing_of": standing_of,
    "widget_address": widget_address,
}


def page(
    scope: Scope,
    name: str,
    *,
    code: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """The page of a template, filled in, for who asked by this scope."""
    content = _environment.get_template(name).render(site=site_of(scope), **context)
    return HTMLResponse(content, status_code=code, headers={**HEADERS, **(headers or {})})
