"""What of a document's validity is worth telling: in force, amended, ended, and ending soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.model import ENDED, StatusValue, Timeline
from indexer.model.labels import LabelledEnum

# So long before its end a document's readers are told of it.
AHEAD = timedelta(days=30)


class NoticeKind(LabelledEnum):
    MATCH = "match", "新的结果"
    IN_FORCE = "in_force", "施行"
    AMENDED = "amended", "修改"
    ENDING = "ending", "即将到期"
    ENDED = "ended", "失效或废止"


_KINDS = {
    StatusValue.IN_FORCE: NoticeKind.IN_FORCE,
    StatusValue.AMENDED: NoticeKind.AMENDED,
    StatusValue.PARTIALLY_IN_FORCE: NoticeKind.AMENDED,
    **dict.fromkeys(ENDED, NoticeKind.ENDED),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """``day``: from which it is told. ``reason``: what says so."""

    kind: NoticeKind
    day: date
    reason: str


def notices(timeline: Timeline, today: date) -> Iterator[Notice]:
    """Those of a document up to today, in order of their days."""
    found = []
    for change in timeline:
        kind = _KINDS.get(change.status.value)
        if kind is None or change.since == date.min:
            continue
        found.append(Notice(kind, change.since, change.status.reason))
        # That a document will be repealed is known when it is; an end of its term all along.
        if kind is NoticeKind.ENDED and (
            change.since > today or change.status.value is StatusValue.EXPIRED
        ):
            last = change.since - timedelta(days=1)
            told = f"有效期至 {last}：{change.status.reason}"
            found.append(Notice(NoticeKind.ENDING, change.since - AHEAD, told))
    yield from sorted((one for one in found if one.day <= today), key=lambda one: one.day)
