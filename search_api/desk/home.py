"""The desk's first page: what there is to do today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from indexer.access import Caller
from indexer.bootstrap import Library
from indexer.catalogue import KnownSource
from indexer.indexing.standing import Standing
from indexer.model.errors import QuarantineReason
from indexer.searching.days import today
from indexer.stewardship import morning
from indexer.stewardship.jobs import Job
from indexer.stewardship.listing import Report
from indexer.stewardship.missing import ADVICE
from search_api.desk.clock import chinese_day
from search_api.desk.frame import ROOT, AtDesk, desk_page
from search_api.desk.lists import report_at_desk
from search_api.routes.admin.jobs import newest_for
from search_api.routes.admin.lists import quarantined_for
from search_api.routes.admin.scope import library_of
from search_api.routes.search import service_of

router = APIRouter()

_LISTED = 6
_JOBS = 5


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be taken in, and what staff can do about it."""

    name: str
    location: str
    reason: str
    detail: str
    advice: str
    kept: str | None

    @classmethod
    def of(cls, source: KnownSource) -> Refused:
        reason = QuarantineReason(source.reason)
        return cls(
            source.name, source.location, reason.label, source.detail, ADVICE[reason],
            source.document_id,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the morning's list."""

    id: str
    title: str
    doc_number: str
    issuers: str
    day: str
    told: str


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of the morning's list, its first entries, and how many there are."""

    kind: str
    total: int
    first: Sequence[Listed]


# In this order, and whether it is to be acted on.
_PARTS = (
    (morning.NEW, ""), (morning.ENDED_NOW, ""), (morning.CHANGED, ""),
    (morning.EXPIRING, "is-due"), (morning.CONFLICT, "is-bad"), (morning.CONSULTING, "is-due"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Today:
    """``parts`` is None while it is still being made."""

    day: date
    parts: Sequence[Part] | None
    refused: Sequence[Refused]
    refused_total: int
    jobs: Sequence[Job]
    standing: Standing

    @property
    def day_told(self) -> str:
        return chinese_day(self.day)

    @property
    def tiles(self) -> list[tuple[int, str, str, str]]:
        """(how many, what, where, class)"""
        styles = dict(_PARTS)
        made = [
            (part.total, part.kind, f"#{anchor_of(part.kind)}" if part.total else "",
             styles[part.kind] if part.total else "")
            for part in self.parts or ()
        ]  # fmt: skip
        bad = "is-bad" if self.refused_total else ""
        return [*made, (self.refused_total, "未能收录", f"{ROOT}/quarantine", bad)]


def anchor_of(kind: str) -> str:
    return f"part-{next(i for i, (name, _) in enumerate(_PARTS) if name == kind)}"


def _parts(report: Report) -> list[Part]:
    found: dict[str, list[Listed]] = {kind: [] for kind, _ in _PARTS}
    for kind, identity, title, number, issuers, day, told in report.rows:
        if kind in found:
            found[kind].append(Listed(identity, title or identity, number, issuers, day, told))
    return [Part(kind, len(rows), rows[:_LISTED]) for kind, rows in found.items()]


@router.get(ROOT)
async def home(request: Request, session: AtDesk) -> Response:
    library, caller = library_of(request), session.caller
    report = await report_at_desk(request, caller, "today")
    made = await run_in_threadpool(_today, request, library, caller, report)
    return desk_page(request, session, "home", nav="home", today=made, anchor_of=anchor_of)


def _today(request: Request, library: Library, caller: Caller, report: Report | None) -> Today:
    refused = quarantined_for(library, caller)
    return Today(
        today(),
        _parts(report) if report is not None else None,
        [Refused.of(source) for source in refused[:_LISTED]],
        len(refused),
        newest_for(library, caller, _JOBS),
        service_of(request).standing(),
    )
