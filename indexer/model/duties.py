"""What is asked of responsibilities, and what they answer: bodies, each with the clauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.model.passages import PassageDocument
from indexer.model.queries import Passage, QueryReport, SearchRequest
from indexer.model.responsibilities import BodyLevel, Responsibility


@dataclass(frozen=True, slots=True)
class DutyRequest:
    """``search``: the matter and the filters; of it ``page`` and ``size`` count bodies. ``body``:
    only of bodies of this name. ``clauses``: at most so many of a body."""

    search: SearchRequest
    body: str = ""
    clauses: int = 5


@dataclass(frozen=True, slots=True)
class DutyClause:
    """A clause that gives the body a duty; ``passage`` is the article or section it stands in."""

    fact: Responsibility
    document: PassageDocument
    passage: Passage | None
    score: float


@dataclass(frozen=True, slots=True)
class ResponsibleBody:
    """``name``: as it is called today; ``names``: as the clauses call it. ``total``: its clauses
    that were found, of which ``clauses`` are the first."""

    name: str
    names: tuple[str, ...]
    level: BodyLevel
    total: int
    clauses: tuple[DutyClause, ...]


@dataclass(frozen=True, slots=True)
class DutyAnswer:
    total: int
    page: int
    size: int
    took_ms: float
    as_of: date
    revision: int
    query: QueryReport
    bodies: tuple[ResponsibleBody, ...]
    notes: tuple[str, ...] = ()
