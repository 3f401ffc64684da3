"""Whether a document holds is asked: which sentences say so.

The document that is meant by its number or its title has a history, each event with the sentence
that tells it: its own clause on its term, the clause that repeals it, the row of a list that keeps
it. The passage with the sentence that decides on the day that is asked for comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.model.validity import (
    ENDED,
    Event,
    EventType,
    Status,
    StatusValue,
    status_on,
)
from indexer.searching.judging import Judge
from indexer.searching.passage_search import Found, Window
from indexer.searching.whose import Duty, Told
from indexer.understanding.validity.directory import core_key

# A document whose title holds so much of what is asked is meant.
_MEANT = 0.8
# What the sentence that decides adds to its passage, and how far it answers, of 1; and one that
# tells another event.
_DECIDES, _EARLIER = (2.0, 1.0), (0.5, 0.0)
_ABOUT_ANOTHER = re.compile(r"修改|修订|修正|废止|清理|解读|说明|问答|答记者问|一图")
_STATUTE = re.compile(
    r"[《“]?(?P<name>[一-鿿]{1,30}?(?<!办)法典?)[》”]?(?=还|现在|目前|是否|有没有|有效|废止|失效|作废|过期|在执行)"
)
# What is asked about by its name: of 加装电梯实施办法 and 加装电梯管理办法 the one that has it.
_CALLED = re.compile(
    r"[《“]?(?P<name>[一-鿿]{3,40}?)[》”]?(?=还|现在|目前|是否|有没有|有效|废止|失效|作废|过期|在执行)"
)
_BEGINS = re.compile(r"施行|实施|生效|开始执行")
_ENDS = (EventType.REPEALED, EventType.LAPSED, EventType.EXPIRED)
_HOLDS = (EventType.CONFIRMED, EventType.EXPIRED, EventType.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Force:
    """``events``: by id of a document."""

    events: Callable[[str], Sequence[Event]]

    def told(self, window: Window, judge: Judge) -> Told:
        """Where the history of what is meant stands, by the document that tells it."""
        told: dict[str, list[Duty]] = {}
        asks_begin = bool(_BEGINS.search(window.asked.request.q))
        for found in _meant(window, judge):
            card = found.shown.card
            events = self.events(card.id)
            status = status_on(card.timeline, window.asked.as_of)
            decides = _deciding(events, status, asks_begin=asks_begin)
            for one in events:
                if one.evidence.start is not None:
                    gain, given = _DECIDES if one is decides else _EARLIER
                    duty = Duty(one.evidence.start, gain, given)
                    told.setdefault(one.source_id, []).append(duty)
        return Told(told)


def _meant(window: Window, judge: Judge) -> list[Found]:
    """Those whose number is asked for, in any spelling; else whose titles hold what is asked. A
    statute is called by its whole name: 合同法 is no 劳动合同法. What was not in force yet is meant
    where nothing else is."""
    asked = window.asked.request.q
    numbered = by_number(window)
    if numbered:
        return [one for one in window.found if one.shown.card.id in numbered]
    held = [
        one
        for one in window.found
        if judge.held(one.shown.card.title) >= _MEANT
        and not _is_about_another(one.shown.card.title, asked)
        and _is_called(one.shown.card.title, asked)
    ]
    called = _CALLED.match(asked)
    exactly = [one for one in held if called and called["name"] in one.shown.card.title]
    held = exactly or held
    day = window.asked.as_of
    known = [
        one
        for one in held
        if status_on(one.shown.card.timeline, day).value is not StatusValue.NOT_YET_EFFECTIVE
    ]
    return known or held


def by_number(window: Window) -> frozenset[str]:
    """The documents whose own number was typed."""
    matches = window.asked.answer.matches
    return frozenset(identity for identity, by in matches.items() if by == "number")


def _is_called(title: str, asked: str) -> bool:
    statute = _STATUTE.match(asked)
    return statute is None or core_key(title) == core_key(statute["name"])


def _is_about_another(title: str, asked: str) -> bool:
    """What amends, ends or explains it is not meant by its name."""
    about = _ABOUT_ANOTHER.search(title)
    return about is not None and about[0] not in asked


def _deciding(events: Sequence[Event], status: Status, *, asks_begin: bool) -> Event | None:
    """That it came into force, where that is asked. Else what ended it on the day since which it
    has ended; of what holds, what keeps it, how long it is to hold, or that it came into force."""
    if asks_begin:
        told = [one for one in events if one.type is EventType.EFFECTIVE]
    elif status.value in ENDED:
        ended = [one for one in events if one.type in _ENDS]
        told = [one for one in ended if one.date == status.since] or ended
    else:
        told = next(
            (own for kind in _HOLDS if (own := [one for one in events if one.type is kind])), []
        )
    return max(told, key=lambda one: one.date or date.min, default=None)
