"""Pages from their templates: escaped, without scripts, nothing from another host."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

WEB = Path(__file__).parent / "web"

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

_environment = Environment(
    loader=FileSystemLoader(WEB / "templates"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["marked"] = Markup  # highlights are escaped where they are made


def page(
    name: str, *, code: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> Response:
    """The page of a template, filled in."""
    content = _environment.get_template(name).render(**context)
    return HTMLResponse(content, status_code=code, headers={**_HEADERS, **(headers or {})})
