"""From what is known of a document's validity to its status on every day.

1. ``events`` (events.py): the document's own dates and what others say of it → dated events.
2. :func:`timeline`: events and flags → the status of every day, by this precedence:
   staff's word > an explicit later instrument > a dated flag > the document's own term (with an
   undated flag beside it) > a regional default term (inferred) > nothing known (``unknown``).
3. ``status_on`` (indexer/model/validity.py): the status of one day.

A document is in force from its own effective date on for as long as nothing speaks against it;
that is an inference, and shown as one. Drafts are drafts; interpretations have no status.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.model import (
    BINDING,
    ENDED,
    Basis,
    Event,
    EventType,
    Kind,
    PolicyDocument,
    Status,
    StatusChange,
    StatusValue,
    Timeline,
)
from indexer.understanding.validity.declared import parse_status
from indexer.understanding.validity.events import (
    DEFAULT_RULE,
    ENDS,
    LONGER,
    day_of,
    is_certain,
    last_of,
    speaker_of,
)
from indexer.understanding.validity.succession import RULE as WORDING
from indexer.understanding.validity.wording import ending_word

_LESSEN = (*ENDS, EventType.PARTIALLY_REPEALED)
_SHORTLY = timedelta(days=366)
_SOON = 2 * _SHORTLY  # from a revision to its day of force


@dataclass(frozen=True, slots=True)
class Flag:
    """A status that somebody set: an editor, a portal, or staff, on the day ``said_on``."""

    status: StatusValue
    day: date | None
    basis: Basis
    text: str
    said_on: date | None = None


def timeline(document: PolicyDocument, events: Sequence[Event]) -> Timeline:
    """The status of every day: changes in order of date, the first one at ``date.min``."""
    facts = _Facts.of(document, events)
    changes: list[StatusChange] = []
    for day in sorted({date.min, *facts.days()}):
        status = facts.status(day)
        if not changes or changes[-1].status != status:
            changes.append(StatusChange(day, status))
    return tuple(changes)


_TO_COME = "这一天文件尚未印发"


def _made(document: PolicyDocument) -> date | None:
    """By its signature; a page may tell the day on which it was put there."""
    value = document.best("written_date")
    return day_of(value) if value is not None else None


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that decides a document's status, in order of date."""

    kind: Kind
    events: tuple[Event, ...]  # dated and certain
    effective: Event | None
    flag: Flag | None
    doubtful: tuple[Event, ...] = ()  # dated ends that move no status: conditional, or for a while
    made: date | None = None

    @classmethod
    def of(cls, document: PolicyDocument, events: Sequence[Event]) -> _Facts:
        dated = tuple(
            sorted((e for e in events if is_certain(e)), key=lambda e: e.date or date.max)
        )
        # Of several wordings, this one holds from the day on which it replaced another.
        begins = [e for e in dated if e.type is EventType.EFFECTIVE]
        effective = next(
            (e for e in begins if e.evidence.rule == WORDING), next(iter(begins), None)
        )
        doubtful = tuple(e for e in events if e.date and e.type in _LESSEN and not is_certain(e))
        return cls(document.kind, dated, effective, flag_of(document), doubtful, _made(document))

    def days(self) -> Iterable[date]:
        if self.made is not None:
            yield self.made
        yield from (e.date for e in (*self.events, *self.doubtful) if e.date is not None)
        if self.flag is not None and self.flag.day is not None:
            yield self.flag.day

    def status(self, day: date) -> Status:
        """The first rule that has an answer."""
        past = [event for event in self.events if event.date is not None and event.date <= day]
        flag = self._flag_on(day)
        for rule in (
            self._staff, self._no_status, self._ended, self._not_yet, self._flagged_ended,
            self._expired, self._changed, self._flagged, self._in_force,
        ):  # fmt: skip
            status = rule(day, past, flag)
            if status is not None:
                return self._with_doubts(status, day, past)
        if self._is_to_come(day):
            return Status(StatusValue.NOT_YET_EFFECTIVE, Basis.EXTRACTED, None, _TO_COME)
        return Status(StatusValue.UNKNOWN, None, None, "未见施行日期，也未见废止或失效的规定")

    def _is_to_come(self, day: date) -> bool:
        """Nobody knows from when on it holds; not before it was there."""
        return self.made is not None and day < self.made

    def _with_doubts(self, status: Status, day: date, past: list[Event]) -> Status:
        """What may have ended it, or suspends it, is said with a status that says it holds."""
        doubt = self._doubt(day, past)
        if not doubt or status.value not in BINDING or status.basis is Basis.REVIEWED:
            return status
        return replace(status, reason=f"{status.reason}；{doubt}")

    def _doubt(self, day: date, past: list[Event]) -> str:
        """The last clause that may end it; none once it was kept after that."""
        kept = last_of(past, (EventType.CONFIRMED,))
        since = kept.date if kept is not None and kept.date is not None else date.min
        doubts = [e for e in self.doubtful if e.date is not None and since < e.date <= day]
        if not doubts:
            return ""
        last = max(doubts, key=lambda event: event.date or date.min)
        return f"{speaker_of(last)}有“{ending_word(last)}”的规定（{last.date}），是否影响效力待核实"

    def _flag_on(self, day: date) -> Flag | None:
        flag = self.flag
        return None if flag is None or (flag.day is not None and day < flag.day) else flag

    def _staff(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        if flag is None or flag.basis is not Basis.REVIEWED:
            return None
        reason = f"经工作人员核定为“{flag.status.label}”"
        later = last_of(past, ENDS)
        if (
            later is not None
            and flag.status not in ENDED
            and flag.said_on is not None
            and later.date is not None
            and later.date > flag.said_on
        ):  # theirs is the last word, and they may not have heard of it
            reason += f"；此后{speaker_of(later)}称其{ending_word(later)}（{later.date}），待复核"
        return Status(flag.status, flag.basis, flag.day, reason)

    def _no_status(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        if self.kind is Kind.DRAFT:
            return Status(StatusValue.DRAFT, Basis.EXTRACTED, None, "征求意见稿，尚未成为正式文件")
        if self.kind is Kind.INTERPRETATION and not self._is_to_come(day):
            return Status(StatusValue.UNKNOWN, None, None, "政策解读不是规范性文件，没有效力状态")
        return None

    def _ended(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        """The last explicit instrument says that it is over."""
        last = last_of(past, (*ENDS, EventType.CONFIRMED))
        if last is None or last.type is EventType.CONFIRMED:
            return None
        if last.evidence.rule == WORDING:
            if flag is not None and flag.day is not None and last.date and flag.day >= last.date:
                return None  # said of this text after the other one came
            reason = f"自{last.date}起由{speaker_of(last)}的修订文本取代"
            return Status(StatusValue.REPEALED, Basis.INFERRED, last.date, reason)
        repealed = last.type is EventType.REPEALED
        value = StatusValue.REPEALED if repealed else StatusValue.EXPIRED
        reason = f"被{speaker_of(last)}{ending_word(last)}，自{last.date}起"
        return Status(value, last.evidence.basis, last.date, reason)

    def _flagged_ended(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        if flag is None or flag.status not in ENDED or self._is_explained(flag):
            return None
        confirmed = last_of(past, (EventType.CONFIRMED,))
        if confirmed is not None and confirmed.date is not None and (
            flag.day is None or flag.day < confirmed.date
        ):  # fmt: skip
            return None
        return Status(flag.status, flag.basis, flag.day, _flag_reason(flag))

    def _is_explained(self, flag: Flag) -> bool:
        """An undated flag tells no more than the dated end that is read of the document."""
        return flag.day is None and any(
            event.type in (*ENDS, EventType.EXPIRED) for event in self.events
        )

    def _not_yet(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        first = self.effective
        if first is not None and first.date is not None and day < first.date:
            noted = any(e.type in (EventType.AMENDED, EventType.CONFIRMED) for e in past)
            if first.evidence.rule == WORDING or (noted and self._revised_for(first.date)):
                reason = f"这一文本自{first.date}起施行，此前施行的是旧文本"
                return Status(StatusValue.NOT_YET_EFFECTIVE, Basis.INFERRED, None, reason)
            if noted:
                return None  # 题注 shows that it was in force before the date that was read
            reason = f"自{first.date}起施行，尚未生效"
            return Status(StatusValue.NOT_YET_EFFECTIVE, first.evidence.basis, None, reason)
        return None

    def _revised_for(self, effective: date) -> bool:
        """Whether the day of force is that of a revision which its note tells of: what held before
        was the older text, and nothing else happened to it until then."""
        before = [e for e in self.events if e.date is not None and e.date < effective]
        noted = [e.date for e in before if e.evidence.rule in _OWN_NOTES]
        others = [e for e in before if e.type in (EventType.AMENDED, EventType.CONFIRMED)]
        return (
            all(e.evidence.rule in _OWN_NOTES for e in others)
            and bool(noted)
            and effective - max(filter(None, noted)) < _SOON
        )

    def _expired(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        """Its own term is over, or the regional default's, and nothing later keeps it."""
        last = last_of(past, (EventType.EXPIRED, EventType.CONFIRMED))
        if last is None or last.type is EventType.CONFIRMED or last.date is None:
            return None
        inferred = last.evidence.rule == DEFAULT_RULE
        if flag is not None and (inferred if flag.day is None else flag.day >= last.date):
            return None
        ended = last.date - timedelta(days=1)
        reason = f"{last.note}，至{ended}届满" if inferred else f"有效期至{ended}，已届满"
        kept = last_of(past, (EventType.CONFIRMED,))
        if kept is not None and not inferred and _kept_shortly_before(kept, last):
            reason += f"；届满前{speaker_of(kept)}称其继续有效（{kept.date}），是否延长待核实"
        return Status(StatusValue.EXPIRED, last.evidence.basis, last.date, reason)

    def _changed(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        partial = last_of(past, (EventType.PARTIALLY_REPEALED,))
        if partial is not None:
            what = partial.note.split("；")[0] or "部分内容"
            reason = f"{what}被{speaker_of(partial)}{ending_word(partial)}，自{partial.date}起"
            value = StatusValue.PARTIALLY_IN_FORCE
            return Status(value, partial.evidence.basis, partial.date, reason)
        amended = last_of(past, (EventType.AMENDED,))
        if amended is None or (flag is not None and flag.status is StatusValue.PARTIALLY_IN_FORCE):
            return None
        by = "" if amended.evidence.rule in _OWN_NOTES else f"被{speaker_of(amended)}"
        reason = f"{by}修改，自{amended.date}起；修改后现行有效"
        return Status(StatusValue.AMENDED, amended.evidence.basis, amended.date, reason)

    def _flagged(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        if flag is None or flag.status in (*ENDED, StatusValue.UNKNOWN):
            return None
        if flag.status is StatusValue.NOT_YET_EFFECTIVE and self.effective is not None:
            return None  # the flag is older than the day on which it took effect
        return Status(flag.status, flag.basis, flag.day, _flag_reason(flag))

    def _in_force(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        confirmed = last_of(past, (EventType.CONFIRMED,))
        first = last_of(past, (EventType.EFFECTIVE,))
        ended = last_of(past, (*ENDS, EventType.EXPIRED))
        if confirmed is not None:
            reason = f"经{speaker_of(confirmed)}确认继续有效，自{confirmed.date}起"
            basis = confirmed.evidence.basis
            since = first.date if first is not None and ended is None else confirmed.date
            return Status(StatusValue.IN_FORCE, basis, since, reason)
        if first is None:
            return None
        against = "" if self._doubt(day, past) else "，未见废止或失效的规定"
        reason = f"自{first.date}起施行{against}"
        return Status(StatusValue.IN_FORCE, Basis.INFERRED, first.date, reason)


def _kept_shortly_before(kept: Event, end: Event) -> bool:
    """Kept shortly before its end: perhaps beyond it, but nobody says until when."""
    if kept.date is None or end.date is None or LONGER.search(kept.note) is not None:
        return False
    return end.date - kept.date < _SHORTLY


_OWN_NOTES = ("history_note", "title_version")


def flag_of(document: PolicyDocument) -> Flag | None:
    """The document's status flag, where it has one that can be read."""
    value = document.best("status")
    if value is None:
        return None
    text = value.value if isinstance(value.value, str) else next(iter(value.value), "")
    status = parse_status(text)
    if status is None or status is StatusValue.UNKNOWN:
        return None
    dated = document.best("status_date")
    day = day_of(dated) if dated is not None else None
    review = value.evidence.review
    said_on = date.fromisoformat(review.at[:10]) if review is not None and review.at else None
    return Flag(status, day, value.evidence.basis, text, said_on)


def _flag_reason(flag: Flag) -> str:
    when = f"（{flag.day}）" if flag.day else ""
    return f"来源标注为“{flag.status.label}”{when}"
