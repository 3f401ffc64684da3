"""PolicyDocument → IndexedDocument: what of a document the field table indexes."""

from __future__ import annotations

from datetime import date

from indexer.fields import FIELDS, FieldType
from indexer.model import IndexedDocument, PolicyDocument, Timeline

# The day that orders and dates a document: the first of these that is known. Without the
# fallbacks a library of files, which seldom state their publishing, would have no order.
DATING = ("published_date", "written_date", "printed_date", "effective_from")
_NUMBERS = ("doc_number", "registration_number", "index_number")


def project(document: PolicyDocument, timeline: Timeline) -> IndexedDocument:
    """Pure. Withheld documents are for the caller to leave out."""
    day = dating(document)
    keywords = {
        field.name: values
        for field in FIELDS
        if field.type is FieldType.KEYWORD and field.metadata is not None
        if (values := document.texts_of(field.metadata))
    }
    if day is not None:
        keywords["year"] = (f"{day.year:04d}",)
        keywords["month"] = (f"{day.year:04d}-{day.month:02d}",)
    keywords.setdefault("kind", (document.kind.value,))
    return IndexedDocument(
        id=document.id,
        revision=document.revision,
        texts={
            "title": document.title,
            "number": "\n".join(n for name in _NUMBERS if (n := document.text_of(name))),
            "body": document.text,
        },
        keywords=keywords,
        dates={"published": day} if day is not None else {},
        timeline=timeline,
    )


def dating(document: PolicyDocument) -> date | None:
    for name in DATING:
        day = document.date_of(name)
        if day is not None:
            return day
    return None
