"""A search as an Atom feed (RFC 4287): what portals and people subscribe to."""

from __future__ import annotations

import uuid
from datetime import date
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from indexer.model.cells import legible
from indexer.searching.listing import Listed, Listing
from search_api.labels import BASIS_LABELS
from search_api.params import SearchParams
from search_api.sheets import conditions, page_address

MEDIA_TYPE = "application/atom+xml"
_IN_QUERIES = "%&=+;:@!$'()*,/?-._~"
_ATOM = "http://www.w3.org/2005/Atom"
# Ids are made from names: they stay, whatever address the site has and whoever makes the feed.
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "policy-search")
# Of documents whose day nobody knows: an entry must tell one, and it must stay.
_NO_DAY = date(1970, 1, 1)


def feed(listing: Listing, asked: SearchParams, base: str, query: str, name: str) -> bytes:
    """The listing as a feed. ``base`` and ``name`` of the site; ``query``: of the request."""
    entries = [_entry(listed, listing.as_of, base) for listed in listing]
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _text(root, "id", _identity("feed", asked.model_dump_json(exclude_defaults=True)))
    _text(root, "title", _title(listing, asked, name))
    _text(root, "subtitle", f"共 {listing.total} 份，有效性按 {listing.as_of} 计")
    days = [text for entry in entries if (text := entry.findtext("updated"))]
    _text(root, "updated", max(days, default=_instant(_NO_DAY)))
    SubElement(SubElement(root, "author"), "name").text = name
    # What browsers send as it is, and no IRI holds.
    behind = f"?{quote(query, safe=_IN_QUERIES)}" if query else ""
    feed_type, page_type = {"type": MEDIA_TYPE}, {"type": "text/html"}
    own = legible(f"{base}/api/v1/search.atom{behind}")
    SubElement(root, "link", {"rel": "self", **feed_type, "href": own})
    page = legible(f"{base}/{behind or '?q='}")
    SubElement(root, "link", {"rel": "alternate", **page_type, "href": page})
    root.extend(entries)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _title(listing: Listing, asked: SearchParams, name: str) -> str:
    said = [part for part in (listing.query.text, *(v for _, v in conditions(asked))) if part]
    return f"{name}：{'，'.join(said)}" if said else name


def _entry(listed: Listed, as_of: date, base: str) -> Element:
    card, status = listed.card, listed.status
    entry = Element("entry")
    _text(entry, "id", _identity("document", card.id))
    _text(entry, "title", card.title or card.id)
    # A change of validity is what subscribers want to know of.
    days = [d for d in (listed.day, status.since) if d is not None and d <= as_of]
    _text(entry, "updated", _instant(max(days, default=listed.day or _NO_DAY)))
    if listed.day is not None:
        _text(entry, "published", _instant(listed.day))
    for issuer in card.issuers:
        _text(SubElement(entry, "author"), "name", issuer)
    page = legible(page_address(base, card.id))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    label = {"term": status.value.value, "label": status.value.label}
    SubElement(entry, "category", label)
    _text(entry, "summary", _summary(listed))
    return entry


def _summary(listed: Listed) -> str:
    card, status = listed.card, listed.status
    known = f"（{BASIS_LABELS[status.basis]}）" if status.basis else ""
    validity = f"{status.value.label}{known}" + (f"：{status.reason}" if status.reason else "")
    parts = (card.doc_number, "、".join(card.issuers), validity)
    return "；".join(part for part in parts if part)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = legible(text)


def _identity(kind: str, name: str) -> str:
    return uuid.uuid5(_IDS, f"{kind}:{legible(name)}").urn


def _instant(day: date) -> str:
    """Midnight in Asia/Shanghai (RFC 3339)."""
    return f"{day.isoformat()}T00:00:00+08:00"
