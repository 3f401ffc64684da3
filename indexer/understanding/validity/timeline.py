"""From what is known of a document's validity to its status on every day.

1. :func:`events`: the document's own dates and what other documents say of it → dated events.
2. :func:`timeline`: events and flags → the status of every day, by this precedence:
   staff's word > an explicit later instrument > a dated flag > the document's own term (with an
   undated flag beside it) > a regional default term (inferred) > nothing known (``unknown``).
3. ``status_on`` (indexer/model/validity.py): the status of one day.

A document is in force from its own effective date on for as long as nothing speaks against it;
that is an inference, and shown as one. Drafts are drafts; interpretations have no status.
What is less than even (a conditional lapse, a catch-all, a retelling) is shown and moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.model import (
    BINDING,
    ENDED,
    Basis,
    Event,
    EventType,
    Evidence,
    Kind,
    PolicyDocument,
    Relation,
    RelationType,
    Scope,
    Status,
    StatusChange,
    StatusValue,
    Timeline,
    Value,
)
from indexer.model.citing import in_marks
from indexer.understanding.validity.declared import parse_status
from indexer.understanding.validity.defaults import DefaultTerm, default_term
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.succession import REISSUED, Succession, wording_events
from indexer.understanding.validity.succession import RULE as WORDING
from indexer.understanding.validity.terms import last_day, later
from indexer.understanding.validity.wording import ending_word

# Below this an event is told to staff and changes nothing by itself.
CERTAIN = 0.5

_INCOMING = {
    RelationType.REPEALS: EventType.REPEALED,
    RelationType.LAPSES: EventType.LAPSED,
    RelationType.AMENDS: EventType.AMENDED,
    RelationType.CONFIRMS: EventType.CONFIRMED,
}
ENDS = (EventType.REPEALED, EventType.LAPSED)
_LESSEN = (*ENDS, EventType.PARTIALLY_REPEALED)
_DEFAULT_RULE = "default_term"
_SHORTLY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What ``speaker`` says of the document; the relation's target is the document."""

    relation: Relation
    speaker: DocumentCard


# ---------------------------------------------------------------- events


def events(
    document: PolicyDocument,
    incoming: Sequence[Incoming],
    successions: Sequence[Succession] = (),
) -> tuple[Event, ...]:
    """All that happened to the document's validity, in order of date, the undated last.

    ``successions``: those of its wordings that it is one of, and of the instrument it carries.
    """
    found = _extended([*_own_events(document), *_incoming_events(document, incoming)])
    found.extend(_of_wordings(document, successions, found))
    found.extend(_default_expiry(document, found))
    unique = {(e.date, e.type, e.source_id, e.evidence.start, e.note): e for e in found}
    return tuple(
        sorted(unique.values(), key=lambda e: (e.date or date.max, list(EventType).index(e.type)))
    )


def _own_events(document: PolicyDocument) -> Iterable[Event]:
    effective = document.best("effective_from")
    if effective is not None and (day := _day(effective)) is not None:
        yield _own(document, day, EventType.EFFECTIVE, effective.evidence)
    signed = [
        value.value
        for value in document.each_of("written_date")
        if value.evidence.rule == "date under the signature"
    ]
    for amendment in document.each_of("amended_on"):
        # A new text that is issued anew, or with the notice that was signed on that day, is no
        # text that somebody amended afterwards.
        if amendment.evidence.rule == REISSUED or amendment.value in signed:
            continue
        if (day := _day(amendment)) is not None:
            yield _own(document, day, EventType.AMENDED, amendment.evidence)
    expiry = document.best("expires_on")
    if expiry is not None and (day := _day(expiry)) is not None and day < date.max:
        first_without = day + timedelta(days=1)
        yield _own(document, first_without, EventType.EXPIRED, expiry.evidence)


def _own(document: PolicyDocument, day: date, type_: EventType, evidence: Evidence) -> Event:
    return Event(day, type_, evidence, document.id, document.title)


def _day(value: Value) -> date | None:
    text = value.value if isinstance(value.value, str) else next(iter(value.value), "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _incoming_events(document: PolicyDocument, incoming: Iterable[Incoming]) -> Iterable[Event]:
    for told in incoming:
        mention, speaker = told.relation.mention, told.speaker
        type_ = _INCOMING.get(mention.type)
        if type_ is None or speaker.kind is Kind.DRAFT or speaker.id == document.id:
            continue
        if type_ in ENDS and mention.scope is Scope.PARTIAL:
            type_ = EventType.PARTIALLY_REPEALED
        day, note = _day_of_effect(told)
        if speaker.kind is Kind.INTERPRETATION:
            day, note = None, "解读文件的转述，仅作旁证"
        elif mention.evidence.confidence < CERTAIN:
            note = "把握不足或附有条件，待人工核实"
        parts = [part for part in (mention.provision, note) if part]
        yield Event(day, type_, mention.evidence, speaker.id, speaker.title, "；".join(parts))


def _day_of_effect(told: Incoming) -> tuple[date | None, str]:
    """When it holds: the stated day, else the speaker's effective date, else its own date."""
    mention, speaker = told.relation.mention, told.speaker
    if mention.from_date is not None:
        return mention.from_date, ""
    if speaker.effective_from is not None:
        return speaker.effective_from, ""
    if speaker.published_date is not None:
        return speaker.published_date, "以公布日期为准"
    return speaker.written_date, "以成文日期为准" if speaker.written_date else "日期不详"


def _of_wordings(
    document: PolicyDocument, successions: Sequence[Succession], known: Sequence[Event]
) -> Iterable[Event]:
    """Another wording ends it, unless an instrument that says so has ended it before, or the other
    keeps it: 重新公布《甲》 without its text."""
    kept = {e.source_id for e in known if e.type is EventType.CONFIRMED and is_certain(e)}
    over = min((e.date for e in known if e.type in ENDS and e.date and is_certain(e)), default=None)
    for event in wording_events(document.id, successions):
        ends = event.type is EventType.REPEALED
        if ends and event.source_id in kept:
            continue
        if not (ends and over is not None and event.date is not None and over <= event.date):
            yield event


_LONGER = re.compile(r"有效期延长(?:至(?P<day>[0-9-]{10})|(?P<years>[0-9]+)年)")


def _extended(found: list[Event]) -> list[Event]:
    """Where another document gave it a longer term, the new end instead of the old one."""
    for told in [event for event in found if event.type is EventType.CONFIRMED]:
        longer = _LONGER.search(told.note)
        old = next((event for event in found if event.type is EventType.EXPIRED), None)
        if longer is None or not is_certain(told):
            continue
        if longer["day"] is not None:
            end = date.fromisoformat(longer["day"]) + timedelta(days=1)
        elif old is not None and old.date is not None:
            end = later(old.date, years=int(longer["years"]))
        else:
            continue
        found = [event for event in found if event is not old]
        found.append(replace(told, date=end, type=EventType.EXPIRED, note=""))
    return found


def _default_expiry(document: PolicyDocument, known: Sequence[Event]) -> Iterable[Event]:
    """The expiry that a regional default implies, counted anew from each confirmation."""
    if document.best("expires_on") is not None or document.best("term") is not None:
        return
    if any(event.type is EventType.EXPIRED for event in known):
        return
    rule = default_term(document)
    start = _default_start(document, known)
    if rule is None or start is None:
        return
    evidence = Evidence(Basis.INFERRED, _DEFAULT_RULE, rule.basis, confidence=0.6)
    ends = last_day(start, years=rule.years) + timedelta(days=1)
    if any(e.type is EventType.AMENDED and e.date is not None and e.date >= ends for e in known):
        return  # what was amended after that had not ended
    yield Event(ends, EventType.EXPIRED, evidence, document.id, document.title, _default_note(rule))


def _default_start(document: PolicyDocument, known: Sequence[Event]) -> date | None:
    confirmed = [
        e.date for e in known if e.type is EventType.CONFIRMED and e.date and is_certain(e)
    ]
    if confirmed:
        return max(confirmed)
    for name in ("effective_from", "printed_date", "published_date", "written_date"):
        value = document.best(name)
        if value is not None and (day := _day(value)) is not None:
            return day
    return None


def _default_note(rule: DefaultTerm) -> str:
    return f"未载明有效期，按{rule.region}规范性文件默认有效期{rule.years}年推定"


def carried(incoming: Iterable[Incoming], partner: DocumentCard) -> tuple[Incoming, ...]:
    """What befalls the notice befalls the instrument it carries, and the other way round.

    ``incoming`` is what others say of ``partner`` (the carrier of an instrument, or the
    instrument of a carrier); what ends or keeps the whole of it is passed on.
    """
    kept = (RelationType.REPEALS, RelationType.LAPSES, RelationType.CONFIRMS)
    return tuple(
        replace(told, relation=replace(told.relation, resolved_by="carrier"))
        for told in incoming
        if told.relation.mention.type in kept
        and told.relation.mention.scope is Scope.WHOLE
        and told.speaker.id != partner.id
    )


# ---------------------------------------------------------------- status


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
    return _day(value) if value is not None else None


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
            if first.evidence.rule == WORDING:
                reason = f"这一文本自{first.date}起施行，此前施行的是旧文本"
                return Status(StatusValue.NOT_YET_EFFECTIVE, Basis.INFERRED, None, reason)
            if any(e.type in (EventType.AMENDED, EventType.CONFIRMED) for e in past):
                return None  # 题注 shows that it was in force before the date that was read
            reason = f"自{first.date}起施行，尚未生效"
            return Status(StatusValue.NOT_YET_EFFECTIVE, first.evidence.basis, None, reason)
        return None

    def _expired(self, day: date, past: list[Event], flag: Flag | None) -> Status | None:
        """Its own term is over, or the regional default's, and nothing later keeps it."""
        last = last_of(past, (EventType.EXPIRED, EventType.CONFIRMED))
        if last is None or last.type is EventType.CONFIRMED or last.date is None:
            return None
        inferred = last.evidence.rule == _DEFAULT_RULE
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
    if kept.date is None or end.date is None or _LONGER.search(kept.note) is not None:
        return False
    return end.date - kept.date < _SHORTLY


_OWN_NOTES = ("history_note", "title_version")


def is_certain(event: Event) -> bool:
    """Whether the event moves the status."""
    return event.date is not None and event.evidence.confidence >= CERTAIN


def last_of(past: Sequence[Event], types: Sequence[EventType]) -> Event | None:
    return next((event for event in reversed(past) if event.type in types), None)


def speaker_of(event: Event) -> str:
    """The speaking document's title, in brackets."""
    return in_marks(event.source_title) if event.source_title else "其他文件"


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
    day = _day(dated) if dated is not None else None
    review = value.evidence.review
    said_on = date.fromisoformat(review.at[:10]) if review is not None and review.at else None
    return Flag(status, day, value.evidence.basis, text, said_on)


def _flag_reason(flag: Flag) -> str:
    when = f"（{flag.day}）" if flag.day else ""
    return f"来源标注为“{flag.status.label}”{when}"
