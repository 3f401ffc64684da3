"""How a document is cited, and where an agent finds it: 《标题》（文号）第三条."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote, unquote

from indexer.model import Status
from search_api.responses import status_json

_BEGIN = "policy://documents/"
_ARTICLE = "/articles/"


def citation(title: str, doc_number: str | None, heading: str | None = None) -> str:
    """As documents cite one another; titles within a title stand in single marks (GB/T 15834).

    >>> citation("关于印发《加装电梯办法》的通知", "栖建发〔2024〕3号", "第三条")
    '《关于印发〈加装电梯办法〉的通知》（栖建发〔2024〕3号）第三条'
    >>> citation("《加装电梯办法》", None)
    '《加装电梯办法》'
    """
    bare = title.strip()
    if bare.startswith("《") and bare.endswith("》") and bare.count("《") == 1:
        bare = bare[1:-1]
    inner = bare.replace("《", "〈").replace("》", "〉")
    number = f"（{doc_number}）" if doc_number else ""
    return f"《{inner}》{number}{heading or ''}"


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
