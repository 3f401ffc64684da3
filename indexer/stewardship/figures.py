"""What watches over a library counts in it: documents, what is held back, what could not be read,
what came of ingestions, jobs that wait. Numbers only; no name of anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from indexer.catalogue import Catalogue, SourceOutcome
from indexer.catalogue.selection import LIVING
from indexer.catalogue.tables import attempts, audit_head, claims, documents, jobs, sources
from indexer.model.publication import FINDINGS


@dataclass(frozen=True, slots=True)
class Figures:
    """``held``: findings in withheld documents, by kind; ``attempts``: by outcome, ever."""

    published: int = 0
    withheld: int = 0
    doubtful: int = 0
    audited: int = 0
    held: Mapping[str, int] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)
    attempts: Mapping[str, int] = field(default_factory=dict)
    jobs: Mapping[str, int] = field(default_factory=dict)


def figures(catalogue: Catalogue) -> Figures:
    """Raises CatalogueError. A look over whole tables: not for every request."""
    count = func.count()
    with catalogue.database.snapshot() as connection:

        def by(column: Any, *where: Any) -> dict[str, int]:
            rows = connection.execute(select(column, count).where(*where).group_by(column))
            return {str(name): int(number) for name, number in rows}

        state = by(documents.c.published, LIVING)
        held = connection.execute(
            select(claims.c.value, count)
            .join(documents, documents.c.key == claims.c.document)
            .where(claims.c.field == FINDINGS, LIVING, documents.c.published.is_(False))
            .group_by(claims.c.value)
        )
        doubtful = select(count).select_from(documents).where(LIVING, documents.c.doubtful)
        return Figures(
            published=sum(n for name, n in state.items() if name in ("1", "True")),
            withheld=sum(n for name, n in state.items() if name in ("0", "False")),
            doubtful=int(connection.execute(doubtful).scalar_one()),
            audited=int(connection.execute(select(audit_head.c.entries)).scalar() or 0),
            held={_plain(value): int(number) for value, number in held},
            quarantined=by(sources.c.reason, sources.c.outcome == SourceOutcome.QUARANTINED.value),
            attempts=by(attempts.c.outcome),
            jobs=by(jobs.c.state),
        )


def _plain(stored: str) -> str:
    """Values of claims are JSON texts."""
    return stored.strip('"')
