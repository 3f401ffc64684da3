"""Statements about one document that cannot all hold: found, reported, never hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.model import ENDED, Event, EventType, PolicyDocument, StatusValue
from indexer.understanding.validity.events import ENDS, is_certain, speaker_of
from indexer.understanding.validity.timeline import Flag, flag_of


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that cannot both hold, for staff to settle. ``event`` is the one read."""

    reason: str
    event: Event


def contradictions(
    document: PolicyDocument, events: Sequence[Event], as_of: date
) -> tuple[Contradiction, ...]:
    """What is declared against what is read, and one instrument against another, up to a day."""
    past = [event for event in events if is_certain(event) and event.date and event.date <= as_of]
    return (*_against_flag(flag_of(document), past), *_against_each_other(past))


def _against_flag(flag: Flag | None, past: Sequence[Event]) -> Iterable[Contradiction]:
    if flag is None:
        return
    since = flag.day if flag.said_on is None else flag.said_on
    dated = flag.day is not None and flag.said_on is None
    alive = flag.status not in (*ENDED, StatusValue.DRAFT)
    for event in past:
        if since is not None and event.date is not None:
            if flag.said_on is None and event.date > since:
                continue  # it happened after the flag was set
            if flag.said_on is not None and event.date <= since:
                continue  # staff knew when they spoke; what came later wants another look
        if alive and event.type in ENDS:
            reason = f"标注为“{flag.status.label}”，但{speaker_of(event)}已将其废止或宣布失效"
            yield Contradiction(reason, event)
        elif alive and event.type is EventType.EXPIRED:
            yield Contradiction(f"标注为“{flag.status.label}”，但有效期已届满", event)
        elif flag.status in ENDED and not dated and event.type is EventType.CONFIRMED:
            reason = f"标注为“{flag.status.label}”，但{speaker_of(event)}确认其继续有效"
            yield Contradiction(reason, event)


def _against_each_other(past: Sequence[Event]) -> Iterable[Contradiction]:
    ended: Event | None = None
    for event in past:
        if event.type in ENDS:
            ended = event
        elif event.type is EventType.CONFIRMED and ended is not None:
            reason = f"已被{speaker_of(ended)}废止或宣布失效，又被{speaker_of(event)}确认继续有效"
            yield Contradiction(reason, event)
