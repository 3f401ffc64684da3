"""The page on alerts: the feed of what is watched, and the call that subscribes a webhook to it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import orjson

from indexer.model import PolicyDocument
from indexer.stewardship.noticing import NoticeKind

_HOOK = "https://portal.example/hooks/policy"


@dataclass(frozen=True, slots=True)
class Watching:
    """``feed`` and ``call`` are of the search or the document, empty where neither is named."""

    q: str
    document: PolicyDocument | None
    feed: str
    call: str
    kinds: tuple[str, ...]


def watching_of(q: str, document: PolicyDocument | None, base: str) -> Watching:
    q = q.strip()
    kinds = tuple(kind.label for kind in NoticeKind)
    if document is not None:
        feed = f"{base}/api/v1/documents/{quote(document.id, safe='')}/changes.atom"
        return Watching("", document, feed, _call(base, {"document": document.id}), kinds)
    if q:
        feed = f"{base}/api/v1/search.atom?" + urlencode({"q": q, "sort": "newest"})
        return Watching(q, None, feed, _call(base, {"search": {"q": q}}), kinds)
    return Watching("", None, "", "", kinds)


def _call(base: str, what: dict[str, object]) -> str:
    """For a shell: nothing of what was typed ends the quotes it stands in."""
    told = orjson.dumps({"url": _HOOK, **what}).decode().replace("'", "'\\''")
    return (
        f"curl -X POST {base}/api/v1/alerts -H 'Authorization: Bearer ps_…' "
        f"-H 'Content-Type: application/json' -d '{told}'"
    )
