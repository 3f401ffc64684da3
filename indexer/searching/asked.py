"""A search as it was understood and answered, before its documents are looked into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.model.queries import QueryReport, SearchRequest
from indexer.searching.asking import Answer
from indexer.searching.plan import Plan


@dataclass(frozen=True, slots=True)
class Asked:
    """``request``: with the values that were meant."""

    plan: Plan
    answer: Answer
    request: SearchRequest
    as_of: date
    report: QueryReport
    notes: tuple[str, ...]
