"""Where an agent finds a document, and of which day it is told."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote, unquote

from indexer.model import Status
from search_api.responses import status_json

_BEGIN = "policy://documents/"
_ARTICLE = "/articles/"


def dated_status(status: Status, day: date) -> dict[str, Any]:
    """A status is one of a day: neither is told without the other."""
    return {**status_json(status), "as_of": day}


def document_uri(document_id: str, anchor: str | None = None) -> str:
    """Ids may hold slashes, which a template's part may not."""
    article = f"{_ARTICLE}{quote(anchor, safe='')}" if anchor else ""
    return f"{_BEGIN}{quote(document_id, safe='')}{article}"


def meant_by(uri: str) -> tuple[str, str | None] | None:
    """The document, and the anchor of its article, that a resource is; None for other addresses."""
    if not uri.startswith(_BEGIN):
        return None
    identity, found, anchor = uri.removeprefix(_BEGIN).partition(_ARTICLE)
    if not identity or "/" in identity or (found and not anchor):
        return None
    return unquote(identity), unquote(anchor) or None


DOCUMENT_TEMPLATE = f"{_BEGIN}{{id}}"
ARTICLE_TEMPLATE = f"{_BEGIN}{{id}}{_ARTICLE}{{anchor}}"
