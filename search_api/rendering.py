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
from search_api import scripts
from search_api.portal.site import site_of
from search_api.portal.standing import standing_of

WEB = Path(__file__).parent / "web"
STATIC = WEB / "static"

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
def fingerprint(path: Path) -> str:
    """Of a file's content: with it in the address, the file may be kept for a year."""
    return blake2b(path.read_bytes(), digest_size=6).hexdigest()


def static_files() -> dict[str, Path]:
    """What is served as static, by its name."""
    return {path.name: path for path in (*STATIC.iterdir(), *scripts.built_files())}


def asset(name: str) -> str:
    """The address of a style sheet or a picture."""
    return f"/static/{name}?v={fingerprint(STATIC / name)}"


def script(name: str) -> str | None:
    """The address of a script of our pages; None where it was not built."""
    path = scripts.BUILT / name
    return f"/static/{name}?v={fingerprint(path)}" if path.exists() else None


def widget_address() -> str | None:
    """The address of the box, which other sites load too; None where it was not built."""
    path = scripts.WIDGET
    return f"/widget.js?v={fingerprint(path)}" if path.exists() else None


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
    "script": script,
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
