"""Answers: the search types → JSON. What OpenAPI tells of them stands in ``schemas.py``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from starlette.responses import Response

from indexer.catalogue.attached import AttachedDocument, Attachments
from indexer.catalogue.types import Link
from indexer.model import Event, Evidence, PolicyDocument, Status
from indexer.model.fields import METADATA
from indexer.model.publication import INTERNAL
from indexer.model.queries import (
    Facet,
    Highlights,
    Hit,
    Relaxed,
    Replacement,
    SearchResponse,
)
from indexer.model.validity import status_on
from indexer.searching.days import today
from indexer.searching.service import SearchService
from indexer.understanding.validity.succession import Succession


class JsonResponse(Response):
    """JSON by orjson: dataclasses and dates as they are."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


def status_json(status: Status) -> dict[str, Any]:
    return {
        "value": status.value.value,
        "label": status.value.label,
        "basis": status.basis.value if status.basis else None,
        "since": status.since,
        "reason": status.reason,
    }


def highlights_json(highlights: Highlights) -> dict[str, Any]:
    """Made here: orjson takes four times as long for a dataclass as for a dictionary."""
    pieces = highlights["body"]
    return {
        "title": highlights["title"],
        "body": [{"text": p.text, "heading": p.heading, "anchor": p.anchor} for p in pieces],
    }


def facet_json(facet: Facet) -> dict[str, Any]:
    """Made here for the same reason."""
    values = [
        {"value": v.value, "label": v.label, "count": v.count, "selected": v.selected}
        for v in facet.values
    ]
    return {"label": facet.label, "total": facet.total, "values": values}


def hit_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "id": hit.id,
        "title": hit.title,
        "doc_number": hit.doc_number,
        "issuers": hit.issuers,
        "kind": hit.kind,
        "published_date": hit.published_date,
        "date": hit.date,
        "date_kind": hit.date_kind,
        "replaced_by": hit.replaced_by,
        "attached_to": hit.attached_to,
        "status": status_json(hit.status),
        "score": hit.score,
        "match": hit.match,
        "highlights": highlights_json(hit.highlights),
        "passage": {"heading": passage.heading, "anchor": passage.anchor} if passage else None,
        "origin": hit.origin,
        "doubtful": hit.quality_doubtful,
        "url": hit.url,
        **({"explain": hit.explain} if hit.explain else {}),
    }


def relaxed_json(relaxed: Relaxed | None) -> dict[str, Any] | None:
    if relaxed is None:
        return None
    return {
        "note": relaxed.note,
        "total": relaxed.total,
        "as_typed": relaxed.as_typed,
        "hits": [hit_json(h) for h in relaxed.hits],
    }


def search_json(answer: SearchResponse) -> dict[str, Any]:
    return {
        "total": answer.total,
        "page": answer.page,
        "size": answer.size,
        "took_ms": answer.took_ms,
        "as_of": answer.as_of,
        "revision": answer.revision,
        "query": answer.query,
        "hits": [hit_json(h) for h in answer.hits],
        "relaxed": relaxed_json(answer.relaxed),
        "notes": answer.notes,
        "facets": {name: facet_json(facet) for name, facet in answer.facets.items()},
    }


def suggestions_json(service: SearchService, typed: str, size: int) -> list[dict[str, Any]]:
    """What goes on from what was typed; of a title, the number and today's status."""
    found = service.suggest(typed, size)
    cards = service.catalogue.cards([s.id for s in found if s.id])
    told = []
    for suggestion in found:
        card = cards.get(suggestion.id) if suggestion.id else None
        if suggestion.id and (card is None or not card.published):
            continue  # withdrawn after the suggestions were made
        told.append(
            {
                "text": suggestion.text,
                "kind": suggestion.kind,
                "id": suggestion.id,
                "doc_number": card.doc_number if card else None,
                "status": status_json(status_on(card.timeline, today())) if card else None,
            }
        )
    return told


def evidence_json(evidence: Evidence, *, staff: bool = False) -> dict[str, Any]:
    """``reviewed``: who says so and why is for staff alone; anybody may know since when."""
    review = evidence.review
    told = None if review is None else {"at": review.at}
    if review is not None and staff:
        told = {"who": review.who, "at": review.at, "why": review.why}
    return {
        "basis": evidence.basis.value,
        "rule": evidence.rule,
        "quote": evidence.quote,
        "page": evidence.page,
        "start": evidence.start,
        "end": evidence.end,
        "confidence": evidence.confidence,
        "also": _also(evidence),
        "reviewed": told,
    }


def _also(evidence: Evidence) -> list[dict[str, Any]]:
    return [
        {"quote": p.quote, "page": p.page, "start": p.start, "end": p.end} for p in evidence.also
    ]


def document_json(
    document: PolicyDocument,
    status: Status,
    replaced_by: Replacement | None,
    attachments: Attachments,
    *,
    staff: bool = False,
    downloadable: bool | None = None,
) -> dict[str, Any]:
    """The plain fields of a .jsonl line, and where each comes from."""
    fields: dict[str, Any] = {}
    evidence: dict[str, Any] = {}
    for row in METADATA:
        best = document.best(row.name)
        if row.name == "status":
            continue
        if row.many:
            fields[row.name] = document.texts_of(row.name)
        else:
            fields[row.name] = document.text_of(row.name)
        if best is not None:
            evidence[row.name] = evidence_json(best.evidence, staff=staff)
    extra = {
        name: v.value
        for name in document.values
        if name not in (*fields, "status", *INTERNAL) and (v := document.best(name)) is not None
    }
    source = document.source
    return {
        "id": document.id,
        **fields,
        "extra": extra,
        "status": status_json(status),
        "replaced_by": replaced_by,
        "attached_to": [_attached_json(notice) for notice in attachments.notices],
        "source": {
            "path": source.name,
            "sha256": source.sha256,
            "media_type": source.media_type,
            "size": source.size,
            "downloadable": downloadable,
        }
        if source
        else None,
        "quality": {
            "mapped": document.quality.mapped,
            "chinese": document.quality.chinese,
            "garbage": document.quality.garbage,
            "coverage": document.quality.coverage,
            "confidence": document.quality.confidence,
            "doubtful": document.quality.doubtful,
            "doubts": document.quality.doubts,
            "origin": document.origin.value,
            "pages": document.pages,
            "extractor": document.extractor,
            "extractor_version": document.extractor_version,
            "warnings": document.warnings,
        },
        # Those that the text holds or lists, then the files within the file.
        "attachments": list(
            dict.fromkeys((*document.texts_of("attachments"), *document.attachments))
        ),
        # Those of them that are documents of their own.
        "attached_files": [_attached_json(file) for file in attachments.files],
        "evidence": evidence,
        "revision": document.revision,
    }


def _attached_json(other: AttachedDocument) -> dict[str, Any]:
    card = other.card
    return {
        "id": card.id,
        "title": card.title,
        "doc_number": card.doc_number,
        "name": other.name,
    }


def event_json(event: Event) -> dict[str, Any]:
    return {
        "date": event.date,
        "type": event.type.value,
        "basis": event.evidence.basis.value,
        "confidence": event.evidence.confidence,
        "source": {"id": event.source_id, "title": event.source_title},
        "evidence": _place(event.evidence),
        "note": event.note,
    }


def wordings_json(found: Sequence[Succession]) -> list[dict[str, Any]]:
    """The texts of one instrument, oldest first, each with the days between which it holds."""
    until = {s.earlier.card.id: s.day for s in found}
    texts = {side.card.id: side for s in found for side in (s.earlier, s.later)}
    return [
        {
            "id": wording.card.id,
            "title": wording.card.title,
            "from": wording.holds_from,
            "to": until.get(wording.card.id),
            "current": wording.card.id not in until,
        }
        for wording in sorted(texts.values(), key=lambda w: (w.made or date.min, w.card.id))
    ]


def relation_json(link: Link) -> dict[str, Any]:
    """A relation as seen from one of its two documents."""
    mention = link.relation.mention
    other = link.other
    return {
        "type": mention.type.value,
        "direction": link.direction,
        "id": other.id if other else None,
        "title": other.title if other else mention.target_title,
        "doc_number": other.doc_number if other else mention.target_number,
        "scope": mention.scope.value,
        "provision": mention.provision,
        "from": mention.from_date,
        "basis": mention.evidence.basis.value,
        "confidence": mention.evidence.confidence,
        "resolved_by": link.relation.resolved_by,
        "evidence": _place(mention.evidence),
    }


def _place(evidence: Evidence) -> dict[str, Any]:
    place = {"quote": evidence.quote, "start": evidence.start, "end": evidence.end}
    return {**place, "also": _also(evidence)}
