"""What the tools tell: less than the API, and each document, article and clause with its citation
and its status on the day."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from indexer.model.answers import Answer
from indexer.model.citing import citation
from indexer.model.duties import DutyAnswer, ResponsibleBody
from indexer.model.passages import PassageAnswer, PassageDocument, PassageHit, Quoted
from indexer.model.queries import Hit, Passage, SearchResponse
from search_api.agents.citing import dated_status, document_uri
from search_api.passage_json import span_json

_MARKS = re.compile(r"</?em>")


def search_told(answer: SearchResponse) -> dict[str, Any]:
    relaxed = answer.relaxed
    return {
        "as_of": answer.as_of,
        "total": answer.total,
        "page": answer.page,
        "hits": [_hit(hit, answer.as_of) for hit in answer.hits],
        # What nearly matches, where nothing does: for the asker to judge.
        "near": {"note": relaxed.note, "hits": [_hit(h, answer.as_of) for h in relaxed.hits]}
        if relaxed
        else None,
        "notes": answer.notes,
    }


def _hit(hit: Hit, day: date) -> dict[str, Any]:
    return {
        "id": hit.id,
        "citation": citation(hit.title, hit.doc_number),
        "status": dated_status(hit.status, day),
        "title": hit.title,
        "doc_number": hit.doc_number,
        "issuers": hit.issuers,
        "date": hit.date,
        "date_kind": hit.date_kind,
        "replaced_by": hit.replaced_by,
        "snippets": [
            {
                "citation": citation(hit.title, hit.doc_number, piece.heading),
                "anchor": piece.anchor,
                "text": _plain(piece.text),
            }
            for piece in hit.highlights["body"]
        ],
        "doubtful": hit.quality_doubtful,
        "resource": document_uri(hit.id),
    }


def _plain(marked: str) -> str:
    return html.unescape(_MARKS.sub("", marked))


def passages_told(answer: PassageAnswer) -> dict[str, Any]:
    return {
        "as_of": answer.as_of,
        "total": answer.total,
        "page": answer.page,
        "passages": [_passage(hit, answer.as_of) for hit in answer.passages],
        "notes": answer.notes,
    }


def _passage(hit: PassageHit, day: date) -> dict[str, Any]:
    passage = hit.passage
    return {
        **_cited(hit.document, passage, day),
        "path": hit.path,
        "quote": passage.quote,
        "start": passage.start,
        "end": passage.end,
        "spans": [span_json(span) for span in hit.spans],
        "before": hit.before,
        "after": hit.after,
        "changed": hit.changed.told if hit.changed else None,
    }


def _cited(
    document: PassageDocument, passage: Quoted | Passage | None, day: date
) -> dict[str, Any]:
    anchor = passage.anchor if passage else None
    return {
        "id": document.id,
        "citation": citation(
            document.title, document.doc_number, passage.heading if passage else None
        ),
        "status": dated_status(document.status, day),
        "replaced_by": document.replaced_by,
        "date": document.date,
        "date_kind": document.date_kind,
        "doubtful": document.quality_doubtful,
        "anchor": anchor,
        "resource": document_uri(document.id, anchor),
    }


def duties_told(answer: DutyAnswer) -> dict[str, Any]:
    return {
        "as_of": answer.as_of,
        "total": answer.total,
        "page": answer.page,
        "bodies": _bodies(answer.bodies, answer.as_of),
        "notes": answer.notes,
    }


def _bodies(bodies: Sequence[ResponsibleBody], day: date) -> list[dict[str, Any]]:
    return [
        {
            "name": body.name,
            "level": body.level.label,
            "total": body.total,
            "clauses": [
                {
                    **_cited(clause.document, clause.passage, day),
                    "resource": document_uri(clause.document.id),
                    "kind": clause.fact.kind.label,
                    "duty": clause.fact.duty,
                    "quote": clause.fact.evidence.quote,
                    "confidence": clause.fact.evidence.confidence,
                }
                for clause in body.clauses
            ],
        }
        for body in bodies
    ]


def answer_told(answer: Answer) -> dict[str, Any]:
    understood, day = answer.understood, answer.understood.day
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "as_of": day,
        "understood": {
            "kind": understood.kind.label,
            "matter": understood.matter,
            "day_said": understood.said,
            "places": understood.places,
        },
        "passages": [_passage(one, day) for one in answer.passages],
        "responsibilities": _bodies(answer.bodies, day),
        "documents": [_cited(one, None, day) for one in answer.documents],
        "changes": [
            {
                **_cited(one.document, None, day),
                "what": one.what,
                "by": _cited(one.by, None, day) if one.by else None,
            }
            for one in answer.changes
        ],
        "interpretations": [_cited(one, None, day) for one in answer.interpretations],
        "searches": answer.searches,
        "notes": answer.notes,
    }
