"""A search, or the changes of a document, as an Atom feed (RFC 4287): what portals and people
subscribe to."""

from __future__ import annotations

import uuid
from datetime import date
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from indexer.catalogue import Card
from indexer.model.cells import legible
from indexer.searching.listing import Listed, Listing
from indexer.stewardship.noticing import notices
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


def changes_feed(card: Card, today: date, base: str, name: str) -> bytes:
    """What became of one document, the newest first: in force, amended, ending soon, ended."""
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _text(root, "id", _identity("changes", card.id))
    _text(root, "title", f"{card.title or card.id}：有效性的变化")
    told = list(notices(card.timeline, today))[::-1]
    _text(root, "updated", _instant(told[0].day if told else _NO_DAY))
    SubElement(SubElement(root, "author"), "name").text = name
    page = legible(page_address(base, card.id))
    own = f"{base}/api/v1/documents/{quote(card.id, safe='')}/changes.atom"
    SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": legible(own)})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for notice in told:
        entry = SubElement(root, "entry")
        _text(entry, "id", _identity("change", f"{card.id}:{notice.kind}:{notice.day}"))
        _text(entry, "title", f"{notice.kind.label}：{card.title or card.id}")
        _text(entry, "updated", _instant(notice.day))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
        SubElement(entry, "category", {"term": notice.kind.value, "label": notice.kind.label})
        _text(entry, "summary", f"{notice.day}：{notice.reason}")
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
