"""Passages → JSON. What OpenAPI tells of them stands in ``passage_schemas.py``."""

from __future__ import annotations

from typing import Any

from indexer.model.answers import Answer
from indexer.model.duties import DutyAnswer, DutyClause, ResponsibleBody
from indexer.model.labels import LabelledEnum
from indexer.model.passages import (
    PassageAnswer,
    PassageChange,
    PassageDocument,
    PassageHit,
    Span,
)
from search_api.responses import status_json


def passages_json(answer: PassageAnswer) -> dict[str, Any]:
    return {
        "total": answer.total,
        "documents": answer.documents,
        "considered": answer.considered,
        "page": answer.page,
        "size": answer.size,
        "took_ms": answer.took_ms,
        "as_of": answer.as_of,
        "revision": answer.revision,
        "query": answer.query,
        "passages": [passage_json(one) for one in answer.passages],
        "notes": answer.notes,
    }


def passage_json(hit: PassageHit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "document": passage_document_json(hit.document),
        "heading": passage.heading,
        "path": hit.path,
        "anchor": passage.anchor,
        "quote": passage.quote,
        "start": passage.start,
        "end": passage.end,
        "html": hit.html,
        "score": hit.score,
        "spans": [span_json(span) for span in hit.spans],
        "before": hit.before,
        "after": hit.after,
        "changed": change_json(hit.changed) if hit.changed else None,
    }


def change_json(change: PassageChange) -> dict[str, Any]:
    return {
        "provision": change.provision,
        "what": change.what,
        "ended": change.ended,
        "since": change.since,
        "by": {"id": change.by_id, "title": change.by_title} if change.by_id else None,
        "told": change.told,
    }


def duties_json(answer: DutyAnswer) -> dict[str, Any]:
    return {
        "total": answer.total,
        "page": answer.page,
        "size": answer.size,
        "took_ms": answer.took_ms,
        "as_of": answer.as_of,
        "revision": answer.revision,
        "query": answer.query,
        "bodies": [body_json(one) for one in answer.bodies],
        "notes": answer.notes,
    }


def body_json(body: ResponsibleBody) -> dict[str, Any]:
    return {
        "name": body.name,
        "names": body.names,
        "level": _labelled(body.level),
        "total": body.total,
        "clauses": [_clause_json(one) for one in body.clauses],
    }


def _clause_json(clause: DutyClause) -> dict[str, Any]:
    fact, passage = clause.fact, clause.passage
    return {
        "kind": _labelled(fact.kind),
        "body": fact.body,
        "duty": fact.duty,
        "matter": fact.matter,
        "heading": passage.heading if passage else None,
        "anchor": passage.anchor if passage else None,
        "quote": fact.evidence.quote,
        "start": fact.evidence.start,
        "end": fact.evidence.end,
        "page": fact.evidence.page,
        "rule": fact.evidence.rule,
        "confidence": fact.evidence.confidence,
        "score": clause.score,
        "document": passage_document_json(clause.document),
    }


def _labelled(value: LabelledEnum) -> dict[str, str]:
    return {"value": value.value, "label": value.label}


def span_json(span: Span) -> dict[str, Any]:
    return {
        "kind": span.kind.value,
        "label": span.kind.label,
        "value": span.value,
        "number": span.number,
        "unit": span.unit,
        "quote": span.quote,
        "start": span.start,
        "end": span.end,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    understood = answer.understood
    return {
        "question": answer.question,
        "understood": {
            "kind": _labelled(understood.kind),
            "matter": understood.matter,
            "as_of": understood.day,
            "day_said": understood.said,
            "places": understood.places,
            "terms": understood.terms,
        },
        "answered": answer.answered,
        "confidence": answer.confidence,
        "passages": [passage_json(one) for one in answer.passages],
        "responsibilities": [body_json(one) for one in answer.bodies],
        "documents": [passage_document_json(one) for one in answer.documents],
        "changes": [
            {
                "document": passage_document_json(one.document),
                "what": one.what,
                "by": passage_document_json(one.by) if one.by else None,
            }
            for one in answer.changes
        ],
        "interpretations": [passage_document_json(one) for one in answer.interpretations],
        "searches": answer.searches,
        "as_of": understood.day,
        "revision": answer.revision,
        "took_ms": answer.took_ms,
        "query": answer.query,
        "notes": answer.notes,
    }


def passage_document_json(document: PassageDocument) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "doc_number": document.doc_number,
        "issuers": document.issuers,
        "kind": document.kind,
        "status": status_json(document.status),
        "date": document.date,
        "date_kind": document.date_kind,
        "replaced_by": document.replaced_by,
        "attached_to": document.attached_to,
        "doubtful": document.quality_doubtful,
        "url": document.url,
    }
