"""One document as the tools and resources tell it: its fields, text, status, history, relations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from analyzers.folding import fold
from analyzers.numbers import normalise_number
from indexer.model import PolicyDocument
from indexer.model.citing import citation
from indexer.model.errors import DocumentNotFound, UsageError
from indexer.model.queries import Hit, SearchRequest
from indexer.searching.days import today
from indexer.searching.passages import Section, sections
from indexer.searching.service import SearchService
from search_api.agents.asked import DocumentTool, OneDocument
from search_api.agents.citing import dated_status, document_uri
from search_api.responses import event_json, relation_json, wordings_json

# Hits among which a title or number is looked for, those of them that are offered where none has
# it, and articles that are listed with a text.
_LOOKED_AT, _OFFERED, _LISTED = 10, 3, 400
# So long is a part of a title that tells which is meant.
_TELLING = 4
_DATES = ("written_date", "published_date", "effective_from", "expires_on")


def named_document(service: SearchService, given: str) -> PolicyDocument:
    """By its id, else by the number or the whole title, where it is the only one of that name.
    Raises DocumentNotFound, and UsageError with the ids where there are several, or where some are
    near: whoever was told 《X》 has the title of what 关于印发《X》的通知 carries."""
    try:
        return service.document(given)
    except DocumentNotFound:
        found = service.search(SearchRequest(q=given, size=_LOOKED_AT, facets=())).hits
    wanted = _bare(given)
    same = [hit for hit in found if wanted in (_bare(hit.title), _bare(hit.doc_number or ""))]
    if not same:
        if near := [h for h in found if len(wanted) >= _TELLING and wanted in _bare(h.title)]:
            raise UsageError(
                f"没有这份文件：{given}；相近的请用编号：{_ids(near[:_OFFERED])}", field="document"
            )
        raise DocumentNotFound(given)
    if len(same) > 1:
        raise UsageError(f"有几份文件叫这个名称，请用编号：{_ids(same)}", field="document")
    return service.document(same[0].id)


def _ids(hits: Sequence[Hit]) -> str:
    return "；".join(f"{hit.id}：{citation(hit.title, hit.doc_number)}" for hit in hits)


def _bare(name: str) -> str:
    """A number however its brackets and digits are written; a title without what encloses it."""
    return normalise_number(name) or fold(name).strip().strip("《》〈〉")


def document_told(service: SearchService, asked: DocumentTool) -> dict[str, Any]:
    """A stretch of its text, with where the articles are. Raises UsageError for an anchor that it
    has not."""
    document = named_document(service, asked.document)
    parts = sections(document.text)
    start, end = asked.start, min(asked.start + asked.limit, len(document.text))
    heading = None
    if asked.anchor:
        start, end, heading = article(document, parts, asked.anchor)
    # Those of the stretch and what follows: of a long law each piece tells the next ones.
    listed = [] if asked.anchor else [part for part in parts if part.start >= start]
    known = _head(service, document, asked.as_of)
    return {
        **known,
        "citation": citation(document.title, document.text_of("doc_number"), heading),
        "issuers": document.texts_of("issuers"),
        "dates": {name: day for name in _DATES if (day := document.text_of(name))},
        "text": document.text[start:end],
        "start": min(start, len(document.text)),
        "total_chars": len(document.text),
        "next_start": end if not asked.anchor and end < len(document.text) else None,
        "articles": [
            {"heading": part.heading, "anchor": part.anchor, "start": part.start}
            for part in listed[:_LISTED]
        ],
        "more_articles": max(0, len(listed) - _LISTED),
        "doubtful": document.quality.doubtful,
    }


def article(
    document: PolicyDocument, parts: Sequence[Section], anchor: str
) -> tuple[int, int, str]:
    """Where the part of this anchor begins and ends, and its heading. Raises UsageError."""
    for number, part in enumerate(parts):
        if part.anchor == anchor:
            after = parts[number + 1].start if number + 1 < len(parts) else len(document.text)
            return part.start, after, part.heading
    raise UsageError(f"这份文件没有位置 {anchor}", field="anchor")


def _head(service: SearchService, document: PolicyDocument, as_of: date | None) -> dict[str, Any]:
    number = document.text_of("doc_number")
    return {
        "id": document.id,
        "citation": citation(document.title, number),
        "status": dated_status(service.status(document.id, as_of), as_of or today()),
        "replaced_by": service.replaced_by(document.id, as_of),
        "title": document.title,
        "doc_number": number,
        "resource": document_uri(document.id),
    }


def status_told(service: SearchService, asked: OneDocument) -> dict[str, Any]:
    """What holds on the day and why: the events up to it are its grounds, later ones are told
    apart."""
    document = named_document(service, asked.document)
    day = asked.as_of or today()
    events = [event_json(event) for event in service.events(document.id)]
    return {
        **_head(service, document, asked.as_of),
        "as_of": day,
        "grounds": [e for e in events if e["date"] is None or e["date"] <= day],
        "later": [e for e in events if e["date"] is not None and e["date"] > day],
    }


def history_told(service: SearchService, asked: OneDocument) -> dict[str, Any]:
    document = named_document(service, asked.document)
    return {
        **_head(service, document, asked.as_of),
        "events": [event_json(event) for event in service.events(document.id)],
        "wordings": wordings_json(service.wordings(document.id)),
    }


def relations_told(service: SearchService, asked: OneDocument) -> dict[str, Any]:
    document = named_document(service, asked.document)
    day = asked.as_of or today()
    told = []
    for link in service.relations(document.id):
        relation, other = relation_json(link), link.other
        cited = citation(relation["title"] or "", relation["doc_number"])
        status = dated_status(service.status(other.id, day), day) if other else None
        told.append({**relation, "citation": cited, "status": status})
    return {**_head(service, document, asked.as_of), "relations": told}


def text_told(service: SearchService, document_id: str, anchor: str | None) -> str:
    """A resource: the citation and the status of today stand above the words. Raises
    DocumentNotFound and UsageError."""
    document = service.document(document_id)
    text, heading = document.text, None
    if anchor is not None:
        start, end, heading = article(document, sections(text), anchor)
        text = text[start:end]
    status, day = service.status(document.id), today()
    cited = citation(document.title, document.text_of("doc_number"), heading)
    return f"{cited}\n有效性（{day}）：{status.value.label}，{status.reason}\n\n{text}"
