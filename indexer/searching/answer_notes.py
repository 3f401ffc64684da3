"""What is told beside an answer: of the status of what answers, of what told it once, of a day to
come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from indexer.model import ENDED, NOT_BINDING, StatusValue
from indexer.model.passages import PassageHit
from indexer.model.validity import Status, Timeline, status_on
from indexer.searching.place import Place
from indexer.searching.questions import Question
from indexer.searching.sureness import Candidate
from indexer.understanding.metadata.region import NATION

UNSURE = "没有把握能够回答这个问题：以下条文可能有关，也可以试试下面的检索"
NOTHING_AT_ALL = "库中没有能够回答这个问题的条款"
# What no longer holds, or does not yet, told of the matter where it has so much of the question.
_TOLD = 0.7


def of_the_day(question: Question) -> Iterator[str]:
    """By which day it is answered, where that is another one than is said."""
    if question.overruled:
        yield f"问题里说的是“{question.day_words}”，按所选的日期 {question.day.isoformat()} 作答"
    elif question.impossible:
        yield f"没有“{question.day_words}”这一天：按 {question.day.isoformat()} 作答"


def of_the_status(hit: PassageHit, question: Question, today: date) -> Iterator[str]:
    """Of what answers and does not hold, or was amended."""
    status = hit.document.status
    if status.value in NOT_BINDING:
        yield f"作答的文件{_stands(status, today)}：请注意其有效性"
        since = status.since
        if question.of_year and since is not None and since.year == question.day.year:
            said, day = question.day_words, question.day.isoformat()
            yield f"“{said}”按年末 {day} 计；{since.isoformat()} 之前它尚未失效"
    elif hit.changed is not None:
        yield f"作答的{hit.changed.told}"


def told_once(candidates: Sequence[Candidate], today: date) -> Iterator[str]:
    """Where nothing answers, and what comes nearest does not hold: what told it once, and until
    when, the last first; what was to tell it later."""
    if not candidates or not (candidates[0].ended or candidates[0].unmade):
        return
    day = candidates[0].window.asked.as_of
    own = {
        one.found.shown.card.id: (one, status_on(one.found.shown.card.timeline, day))
        for one in candidates
        if (one.ended or one.unmade) and one.judged.held >= _TOLD and not one.judged.lacking
    }
    latest = sorted(own.values(), key=lambda each: str(each[1].since or ""), reverse=True)
    for one, status in latest:
        card = one.found.shown.card
        told = f"讲到此事的“{card.title}”"
        changed = one.found.change(one.ranked.part)
        if changed is not None and changed.ended and status.value not in NOT_BINDING:
            yield f"{told}{changed.told}"
        elif one.unmade:
            made = card.written_date or card.published_date
            yield f"{told}到 {made.isoformat()} 才印发" if made else f"{told}当日尚未印发"
        else:
            yield f"{told}{_stands(status, today)}"


def _stands(status: Status, today: date) -> str:
    """How what does not hold stands, as the end of a sentence: 自 2022-08-15 起已废止."""
    if status.value in ENDED:
        if status.since is not None and status.since > today:
            return f"将于 {status.since.isoformat()} 起{status.value.label}，到所问之日已不再有效"
        since = f"自 {status.since.isoformat()} 起" if status.since else ""
        return f"{since}已{status.value.label}"
    if status.value is StatusValue.NOT_YET_EFFECTIVE:
        return "当日尚未生效"
    return f"是{status.value.label}"


def of_the_place(first: Candidate, place: Place, *, answered: bool) -> Iterator[str]:
    """Whose rule it is, where the question names another place, a larger one, several, or a
    district that has none."""
    region = first.found.shown.card.region
    if region is None or region == NATION:
        return
    named = "、".join((*place.named, *place.districts))
    wider = place.larger(region)
    if first.elsewhere:
        yield f"没有所问地方{f'（{named}）' if named else ''}的规定；最接近的是{region}的"
    elif not answered:
        return
    elif wider:
        yield f"问的是{wider}，作答的是{region}的规定，只在{region}适用"
    elif len(place.named) > 1:
        yield f"问题提到{named}：作答的是{region}的规定"
    elif place.districts and place.districts[0] not in region:
        yield f"库中没有{'、'.join(place.districts)}就此作出的规定，以下是{region}的规定"


def of_a_day_to_come(timeline: Timeline, day: date) -> str:
    """What is known today of a day to come: whether what answers ends before."""
    status = status_on(timeline, day)
    if status.value in ENDED:
        since = f"自 {status.since.isoformat()} 起" if status.since else "到那时"
        return f"所问的时间还没有到：作答的文件{since}{status.value.label}，之后的规定库中还没有"
    return "所问的时间还没有到：按今天的规定作答，之后可能调整"
