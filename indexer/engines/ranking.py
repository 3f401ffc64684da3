"""What every engine agrees on about ranking: BM25F and the preferences, as plain numbers.

BM25F after Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
(2009), section 3.6: a term's frequencies in the fields are weighted and length-normalised
*before* saturation, so that a word in the title and in the body is one piece of evidence.

    tf~(t, d)  = Σ_f weight_f · tf_f / (1 - b_f + b_f · length_f(d) / average_length_f)
    score(q,d) = Σ_t weight_t · idf(t) · tf~ / (K1 + tf~)
    idf(t)     = ln(1 + (N - n_t + 0.5) / (n_t + 0.5))      never negative, as in Lucene
"""

from __future__ import annotations

import hashlib
import math
from datetime import date

from analyzers.analyzer import Analyzer
from indexer.model import IndexedDocument, Status, StatusValue
from indexer.model.fields import FIELDS, Field, FieldType

# Saturation: 1.2 is the value of the literature; see docs/relevance.md for its evaluation.
K1 = 1.2

DAYS_PER_YEAR = 365.25

TEXT_FIELDS: tuple[Field, ...] = tuple(f for f in FIELDS if f.type is FieldType.TEXT)
KEYWORD_FIELDS: tuple[Field, ...] = tuple(f for f in FIELDS if f.type is FieldType.KEYWORD)
DATE_FIELDS: tuple[Field, ...] = tuple(f for f in FIELDS if f.type is FieldType.DATE)
STATUS_FIELDS: tuple[Field, ...] = tuple(f for f in FIELDS if f.type is FieldType.STATUS)
FACET_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.facet)
FILTER_FIELDS: tuple[str, ...] = tuple(
    f.name for f in FIELDS if f.filter and f.type is not FieldType.DATE
)


def inverse_document_frequency(documents: int, holding: int) -> float:
    """``documents`` in the library, ``holding`` of them with the term."""
    return math.log(1.0 + (documents - holding + 0.5) / (holding + 0.5))


def recency(published: date | None, newest: date, half_life_years: float) -> float:
    """1 for the newest, halving with every half-life; 0 where the date is not known."""
    if published is None:
        return 0.0
    years = max(0, (newest - published).days) / DAYS_PER_YEAR
    return float(0.5 ** (years / half_life_years))


def status_on(document: IndexedDocument, day: date) -> StatusValue:
    """The status of the day; unknown where the timeline is empty."""
    found: Status | None = None
    for change in document.timeline:
        if change.since > day:
            break
        found = change.status
    return found.value if found else StatusValue.UNKNOWN


def fingerprint(analyzer: Analyzer, engine_format: str, projection: str = "") -> str:
    """What an index was built with; ``projection`` stands for what shaped the documents before
    they came to the engine. Weights are left out: they are applied while searching."""
    table = ";".join(f"{f.name}:{f.type.value}:{f.metadata}" for f in FIELDS)
    whole = "\n".join((engine_format, table, analyzer.fingerprint(), projection))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
