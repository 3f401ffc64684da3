"""PolicyDocument → IndexedDocument: what of a document the field table indexes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from indexer.indexing.joining import joined
from indexer.model import IndexedDocument, PolicyDocument, StatusValue, Timeline
from indexer.model.fields import FIELDS, FieldType
from indexer.understanding.metadata.region import region_path

# The day that orders and dates a document: the first of these that is known. Without the
# fallbacks a library of files, which seldom state their publishing, would have no order.
DATING = ("published_date", "written_date", "printed_date", "effective_from")
# 民法典第一千零二十三条, 刑法第二百八十七条之二: articles that are documents of their own.
_ARTICLE = re.compile(
    r"(?P<series>.{2,}?)\s*第[一二三四五六七八九十百千零〇0-9]+条(?:之[一二三四五六七八九十0-9]+)?\s*"
)
_NUMBERS = ("doc_number", "registration_number", "index_number")


# Raised when documents are shaped otherwise, so that an older index is rebuilt.
PROJECTION = " 2"
# How a body that was named in a document is called today.
CurrentName = Callable[[str], str]


def project(
    document: PolicyDocument, timeline: Timeline, current_name: CurrentName = str
) -> IndexedDocument:
    """Pure. Withheld documents are for the caller to leave out.

    Regions are indexed with those they lie in. Issuers are indexed by their names of today, so
    that a renamed body does not split the facet;
    what is shown keeps the names of the day. The default leaves names as they are.
    """
    day = dating(document)
    keywords = {
        field.name: values
        for field in FIELDS
        if field.type is FieldType.KEYWORD and field.metadata is not None
        if (values := document.texts_of(field.metadata))
    }
    if "issuer" in keywords:
        keywords["issuer"] = tuple(dict.fromkeys(map(current_name, keywords["issuer"])))
    if "region" in keywords:  # A province holds its cities, a city its districts.
        keywords["region"] = tuple(
            dict.fromkeys(part for name in keywords["region"] for part in region_path(name))
        )
    if day is not None:
        keywords["year"] = (f"{day.year:04d}",)
        keywords["month"] = (f"{day.year:04d}-{day.month:02d}",)
    if series := series_of(document.title):
        keywords["series"] = (series,)
    keywords.setdefault("kind", (document.kind.value,))
    return IndexedDocument(
        id=document.id,
        revision=document.revision,
        texts={
            "title": joined(document.title),
            "number": "\n".join(n for name in _NUMBERS if (n := document.text_of(name))),
            "body": joined(document.text),
        },
        keywords=keywords,
        dates={
            name: day
            for name, day in (
                ("published", day),
                ("effective", document.date_of("effective_from")),
                ("expires", last_day(document, timeline)),
            )
            if day is not None
        },
        timeline=timeline,
    )


def last_day(document: PolicyDocument, timeline: Timeline) -> date | None:
    """The last day of its validity: as its timeline has it, where extensions count, else as it is
    stated (it may have been repealed before)."""
    ends = [c.since for c in timeline if c.status.value is StatusValue.EXPIRED]
    if ends and ends[-1] > date.min:
        return ends[-1] - timedelta(days=1)
    return document.date_of("expires_on")


def dating(document: PolicyDocument) -> date | None:
    name = dated_by(document)
    return document.date_of(name) if name else None


def dated_by(document: PolicyDocument) -> str | None:
    """The field of the day that orders a document."""
    return next((n for n in DATING if document.date_of(n) is not None), None)


def series_of(title: str) -> str | None:
    """The instrument whose article this is by its title; None for a document that is whole."""
    found = _ARTICLE.fullmatch(title)
    return found["series"] if found else None
