"""Passages → JSON. What OpenAPI tells of them stands in ``passage_schemas.py``."""

from __future__ import annotations

from typing import Any

from indexer.model.passages import PassageAnswer, PassageDocument, PassageHit
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
        "before": hit.before,
        "after": hit.after,
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
