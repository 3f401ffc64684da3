"""What happened to a document's validity: its own dates and what other documents say of it → dated
events.

What is less than even (a conditional lapse, a catch-all, a retelling) is shown and moves nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.model import (
    Basis,
    Event,
    EventType,
    Evidence,
    Kind,
    PolicyDocument,
    Relation,
    RelationType,
    Scope,
    Value,
)
from indexer.model.citing import in_marks
from indexer.understanding.validity.defaults import DefaultTerm, default_term
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.succession import REISSUED, Succession, wording_events
from indexer.understanding.validity.terms import last_day, later

# Below this an event is told to staff and changes nothing by itself.
CERTAIN = 0.5

_INCOMING = {
    RelationType.REPEALS: EventType.REPEALED,
    RelationType.LAPSES: EventType.LAPSED,
    RelationType.AMENDS: EventType.AMENDED,
    RelationType.CONFIRMS: EventType.CONFIRMED,
}
ENDS = (EventType.REPEALED, EventType.LAPSED)
DEFAULT_RULE = "default_term"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What ``speaker`` says of the document; the relation's target is the document."""

    relation: Relation
    speaker: DocumentCard


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
    if effective is not None and (day := day_of(effective)) is not None:
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
        if (day := day_of(amendment)) is not None:
            yield _own(document, day, EventType.AMENDED, amendment.evidence)
    expiry = document.best("expires_on")
    if expiry is not None and (day := day_of(expiry)) is not None and day < date.max:
        first_without = day + timedelta(days=1)
        yield _own(document, first_without, EventType.EXPIRED, expiry.evidence)


def _own(document: PolicyDocument, day: date, type_: EventType, evidence: Evidence) -> Event:
    return Event(day, type_, evidence, document.id, document.title)


def day_of(value: Value) -> date | None:
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


LONGER = re.compile(r"有效期延长(?:至(?P<day>[0-9-]{10})|(?P<years>[0-9]+)年)")


def _extended(found: list[Event]) -> list[Event]:
    """Where another document gave it a longer term, the new end instead of the old one."""
    for told in [event for event in found if event.type is EventType.CONFIRMED]:
        longer = LONGER.search(told.note)
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
    evidence = Evidence(Basis.INFERRED, DEFAULT_RULE, rule.basis, confidence=0.6)
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
        if value is not None and (day := day_of(value)) is not None:
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


def is_certain(event: Event) -> bool:
    """Whether the event moves the status."""
    return event.date is not None and event.evidence.confidence >= CERTAIN


def last_of(past: Sequence[Event], types: Sequence[EventType]) -> Event | None:
    return next((event for event in reversed(past) if event.type in types), None)


def speaker_of(event: Event) -> str:
    """The speaking document's title, in brackets."""
    return in_marks(event.source_title) if event.source_title else "其他文件"
