"""Whether a document holds: its status on every day, what befell it, and what documents say of each
other."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indexer.model.evidence import Basis, Evidence
from indexer.model.labels import LabelledEnum


class StatusValue(LabelledEnum):
    IN_FORCE = "in_force", "现行有效"
    AMENDED = "amended", "已修改"
    PARTIALLY_IN_FORCE = "partially_in_force", "部分失效"
    NOT_YET_EFFECTIVE = "not_yet_effective", "尚未生效"
    EXPIRED = "expired", "失效"
    REPEALED = "repealed", "废止"
    DRAFT = "draft", "征求意见稿"
    UNKNOWN = "unknown", "未标注"


# Under which a document, or most of it, still binds.
BINDING = (StatusValue.IN_FORCE, StatusValue.AMENDED, StatusValue.PARTIALLY_IN_FORCE)
ENDED = (StatusValue.EXPIRED, StatusValue.REPEALED)
# Of what is in neither, nobody knows.
NOT_BINDING = (*ENDED, StatusValue.NOT_YET_EFFECTIVE, StatusValue.DRAFT)


@dataclass(frozen=True, slots=True)
class Status:
    """The status on a day. ``since`` is None where the day it began is not known."""

    value: StatusValue
    basis: Basis | None
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """From this day on (``date.min``: from the beginning), this status holds."""

    since: date
    status: Status


# A document's status for every day: changes in order of date, the first one at ``date.min``.
Timeline = tuple[StatusChange, ...]


def status_on(timeline: Timeline, day: date) -> Status:
    """The status that holds on a day."""
    at = bisect_right(timeline, day, key=lambda change: change.since) - 1
    return timeline[max(at, 0)].status


class EventType(StrEnum):
    EFFECTIVE = "effective"
    AMENDED = "amended"
    PARTIALLY_REPEALED = "partially_repealed"
    REPEALED = "repealed"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a document's validity, with the sentence that says so.

    ``source_id`` is the document that says it (the document itself for its own clauses).
    ``date`` is None where the day is not known; such an event shows but moves no status.
    """

    date: date | None
    type: EventType
    evidence: Evidence
    source_id: str
    source_title: str = ""
    note: str = ""


class RelationType(StrEnum):
    REPEALS = "repeals"
    LAPSES = "lapses"
    AMENDS = "amends"
    CONFIRMS = "confirms"
    ISSUES = "issues"
    FORWARDS = "forwards"
    IMPLEMENTS = "implements"
    BASED_ON = "based_on"
    INTERPRETS = "interprets"
    DRAFT_OF = "draft_of"
    VERSION_OF = "version_of"
    CITES = "cites"


class Scope(StrEnum):
    WHOLE = "whole"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Mention:
    """One document speaks of another: found in the text, not yet resolved to an id.

    ``target_title`` as written without the outer 《》; ``target_number`` normalised;
    ``target_date`` where the clause dates the target; ``target_issuer`` where it names one.
    ``from_date`` is the day from which it holds; None with ``from_own_effective`` true means
    the speaking document's own effective date. ``provision`` names the part (第三条, 附件2).
    """

    type: RelationType
    evidence: Evidence
    target_title: str | None = None
    target_number: str | None = None
    target_date: date | None = None
    target_issuer: str | None = None
    scope: Scope = Scope.WHOLE
    provision: str = ""
    from_date: date | None = None
    from_own_effective: bool = True


@dataclass(frozen=True, slots=True)
class Relation:
    """A mention, and the document it was resolved to (None while there is none)."""

    source_id: str
    target_id: str | None
    mention: Mention
    resolved_by: str = ""  # number, title+issuer, title+date, core+region, or ""
