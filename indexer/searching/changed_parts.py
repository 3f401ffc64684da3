"""Which articles of a document that still holds were stopped or amended by a day, and which
explanations are of what has ended.

One notice stops 第三条 of another, which goes on with the rest of it: its status is that of the
whole, and says nothing of one passage. The events of its history name the articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from analyzers.numerals import to_arabic
from indexer.catalogue.types import Card, Link
from indexer.model import ENDED, Event, EventType, Kind, RelationType, StatusValue
from indexer.model.passages import PassageChange
from indexer.model.validity import Status, status_on
from indexer.runtime.caching import ByteCache
from indexer.searching.parts import Part

_BY_ANOTHER = "被"
_NUMERAL = r"[0-9一二三四五六七八九十百千零〇两]+"
_ARTICLE = re.compile(
    rf"第\s*(?P<number>{_NUMERAL})\s*条(?P<inserted>之{_NUMERAL})?"
    rf"(?:至第?(?P<last>{_NUMERAL})条)?(?P<within>[^、，,；;和及]*)"
)
_HEADED = re.compile(
    rf"第\s*(?P<number>{_NUMERAL})\s*条(?P<inserted>之{_NUMERAL})?|(?P<item>{_NUMERAL})、"
)
# 除第三条继续执行外: what is named is what stays.
_KEPT = "除"
_ANNEX = "附件"
_MOST = 500
_BYTES = 400


@dataclass(frozen=True, slots=True)
class ChangedParts:
    """``events``, ``relations``: by id of a document; ``revision``: of the catalogue."""

    events: Callable[[str], Sequence[Event]]
    relations: Callable[[str], Sequence[Link]]
    revision: Callable[[], int]
    kept: ByteCache

    def by(self, card: Card, day: date) -> tuple[PassageChange, ...]:
        """Those of a document by that day, the last first. Only what another document changed is
        looked at: of all others the history need not be read. Of an explanation, that what it
        explains has ended."""
        if card.kind == Kind.INTERPRETATION.value:
            return self._explained(card, day)
        if not _by_another(status_on(card.timeline, day)):
            return ()
        key = ("changed parts", card.id, self.revision())
        every = self.kept.get(key, lambda: tuple(_read(self.events(card.id))), _cost)
        return tuple(one for one in every if one.since <= day)

    def _explained(self, card: Card, day: date) -> tuple[PassageChange, ...]:
        """One for all of it, where nothing that it explains holds any more."""
        key = ("explained", card.id, self.revision())
        explained = self.kept.get(key, lambda: tuple(_explained(self.relations(card.id))), _cost)
        told = [(one, status_on(one.timeline, day)) for one in explained]
        if not told or any(status.value not in ENDED for _, status in told):
            return ()
        one, status = max(told, key=lambda each: each[1].since or date.min)
        what = status.value.label
        since = status.since or day
        return (PassageChange(f"所解读的“{one.title}”", "", what, True, since, one.id, ""),)


def articles_changed(
    events: Sequence[Event], status: Status, day: date
) -> Callable[[str], PassageChange | None]:
    """What befell an article, by its heading, of the document that this befell and whose status on
    the day that is."""
    changes = tuple(one for one in _read(events) if one.since <= day) if _by_another(status) else ()
    return lambda heading: _headed(changes, heading) if changes else None


def _by_another(status: Status) -> bool:
    """Whether another document changed parts of it: a law that was amended as a whole has the new
    text."""
    return status.value is StatusValue.PARTIALLY_IN_FORCE or (
        status.value is StatusValue.AMENDED and status.reason.startswith(_BY_ANOTHER)
    )


def _read(events: Sequence[Event]) -> Iterator[PassageChange]:
    # Imported where there is something to read: no search needs the patterns of clauses.
    from indexer.understanding.validity.events import is_certain
    from indexer.understanding.validity.wording import ending_word

    for one in reversed(events):
        if one.date is None or not is_certain(one):
            continue
        if one.type is EventType.PARTIALLY_REPEALED:
            what = ending_word(one)
        elif one.type is EventType.AMENDED:
            what = "修改"
        else:
            continue
        ends = one.type is EventType.PARTIALLY_REPEALED
        for provision, number, whole in articles_in(one.note):
            yield PassageChange(
                provision, number, what, ends and whole, one.date,
                one.source_id, one.source_title,
            )  # fmt: skip


def change_of(changes: Sequence[PassageChange], part: Part) -> PassageChange | None:
    """What befell a passage: that all of it ended, else the last that befell any of it."""
    if changes and not changes[0].number:
        return changes[0]
    if not changes or any(above.startswith(_ANNEX) for above in part.path):
        return None
    return _headed(changes, part.heading)


def _headed(changes: Sequence[PassageChange], heading: str) -> PassageChange | None:
    headed = _HEADED.match(heading)
    if headed is None:
        return None
    number = _number(headed["number"] or headed["item"], headed["inserted"])
    own = [one for one in changes if one.number == number]
    return next((one for one in own if one.ended), own[0] if own else None)


def articles_in(provision: str) -> Iterator[tuple[str, str, bool]]:
    """The articles that it names, as written and by number, and whether all of each is meant.

    >>> list(articles_in("第三条和第七条第一款第二项"))
    [('第三条', '3', True), ('第七条第一款第二项', '7', False)]
    >>> [number for _, number, _ in articles_in("第三条至第五条")]
    ['3', '4', '5']
    >>> list(articles_in("除第三条外"))
    []
    """
    if provision.startswith(_KEPT) or _ANNEX in provision:
        return
    for named in _ARTICLE.finditer(provision):
        first = _number(named["number"], named["inserted"])
        whole = not named["within"].strip()
        if named["last"] is None:
            yield named[0].strip(), first, whole
            continue
        last = _number(named["last"])
        if first.isdigit() and last.isdigit() and int(last) - int(first) < _MOST:
            for number in range(int(first), int(last) + 1):
                yield named[0].strip(), str(number), whole


def _explained(links: Sequence[Link]) -> Iterator[Card]:
    for link in links:
        interprets = link.relation.mention.type is RelationType.INTERPRETS
        if interprets and link.direction == "out" and link.other is not None:
            yield link.other


def _number(numeral: str, inserted: str | None = None) -> str:
    """In Arabic, which is done for articles written in full."""
    return to_arabic(f"第{numeral}条")[1:-1] + (inserted or "")


def _cost(made: Sequence[object]) -> int:
    return _BYTES * (len(made) + 1)
