"""Whether a document holds is asked: which sentences say so.

The document that is meant by its title has a history, each event with the sentence that tells it:
its own clause on its term, the clause that repeals it, the row of a list that keeps it. The passage
with the sentence that decides on the day that is asked for comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.model.validity import ENDED, Event, EventType, Status, status_on
from indexer.searching.judging import Judge
from indexer.searching.passage_search import Window
from indexer.searching.whose import Duty, Told

# A document whose title holds so much of what is asked is meant.
_MEANT = 0.8
# The sentence that decides, by what it adds to its passage, and one that tells another event.
_DECIDES, _EARLIER = Duty(0, 2.0, 1.0), Duty(0, 0.5, 0.0)
_ABOUT_ANOTHER = re.compile(r"修改|修订|修正|废止|清理|解读|说明|问答|答记者问|一图")
_ENDS = (EventType.REPEALED, EventType.LAPSED, EventType.EXPIRED)
_HOLDS = (EventType.CONFIRMED, EventType.EXPIRED, EventType.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Force:
    """``events``: by id of a document."""

    events: Callable[[str], Sequence[Event]]

    def told(self, window: Window, judge: Judge) -> Told:
        """Where the history of what is meant stands, by the document that tells it."""
        told: dict[str, list[Duty]] = {}
        for found in window.found:
            card = found.shown.card
            if judge.held(card.title) < _MEANT or _is_about_another(card.title, window):
                continue
            events = self.events(card.id)
            decides = _deciding(events, status_on(card.timeline, window.asked.as_of))
            for one in events:
                if one.evidence.start is not None:
                    duty = _DECIDES if one is decides else _EARLIER
                    told.setdefault(one.source_id, []).append(replace(duty, at=one.evidence.start))
        return Told(told)


def _is_about_another(title: str, window: Window) -> bool:
    """What amends, ends or explains it is not meant by its name."""
    about = _ABOUT_ANOTHER.search(title)
    return about is not None and about[0] not in window.asked.request.q


def _deciding(events: Sequence[Event], status: Status) -> Event | None:
    """What ended it on the day since which it has ended; of what holds, what keeps it, how long it
    is to hold, or that it came into force."""
    if status.value in ENDED:
        ended = [one for one in events if one.type in _ENDS]
        told = [one for one in ended if one.date == status.since] or ended
    else:
        told = next(
            (own for kind in _HOLDS if (own := [one for one in events if one.type is kind])), []
        )
    return max(told, key=lambda one: one.date or date.min, default=None)
