"""What speaks for a passage as the answer to a question, and the order that makes.

One ranking for answers and for passages: what of the question stands there (``judging.py``), the
passage's own score, whether it tells a thing of the kind, whether it gives a body the duty that is
asked about (``whose.py``), what holds and what has ended, and, of the best, what they say in other
words (``nearness.py``). Heads of documents and bare titles come last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from indexer.catalogue.types import Card, Link
from indexer.model import NOT_BINDING, RelationType, StatusValue
from indexer.model.answers import QuestionKind
from indexer.model.validity import Status, status_on
from indexer.searching.asked_places import WHOLE
from indexer.searching.force import Force, by_number
from indexer.searching.judging import Judge
from indexer.searching.nearness import Nearer, Nearness
from indexer.searching.part_ranking import Ranked
from indexer.searching.passage_search import Window
from indexer.searching.place import BASIC, Place, basic_of, core_of, place_of
from indexer.searching.plan import Plan
from indexer.searching.questions import Question
from indexer.searching.sureness import GIVEN, Candidate
from indexer.searching.telling_words import Library, spelt_alike
from indexer.searching.whose import NOBODY, Told, Whose, given_first, parts_given

# What makes a passage the one that answers, in shares of the best one's score: that it holds what
# is asked for, near together and that it tells a thing of the kind.
HELD, NEAR, SUITED = 1.5, 0.2, 0.5
# That it tells what is asked in the form of an answer (so many days), and is headed so.
FITS, HEADED = 0.5, 0.15
# And the share of the question's characters that it has, each by its rarity.
ALIKE = 0.2
# What has ended counts less for each year since then, up to ten.
AGO = 0.03
# What a document that is no rule itself counts: an interpretation, a report of it.
SECONDARY = 0.8
# What has ended answers where it is better by so much than all that holds.
ENDED = 0.2
# And what was not written yet on the day comes behind all that was.
UNMADE = 2.0
# That the headings or the title have a word of the question.
ABOUT = 0.3
# A passage that begins a document or ends it seldom answers.
FORMAL, HEAD = 0.8, 0.6
# That one sentence tells it, with what is asked of it.
TOGETHER = 0.5
# That it defines the words, where their meaning is asked.
DEFINES = 0.5
_CANDIDATES = 120
_DEFINES = re.compile(r"所称|是指")
# What the later document may lack of the one that it amended.
NEARLY = 0.2
_CHANGED = (StatusValue.AMENDED, StatusValue.PARTIALLY_IN_FORCE)
_AMENDS = re.compile(r"(?:将|对|删去)?(第[一二三四五六七八九十百千零〇]+条)")
_AMENDING = (RelationType.AMENDS, RelationType.REPEALS)
_ADDS = re.compile(r"增加(?:一|两|二|三)?[条款项]")
# So much of what the first one holds, of what is asked, what took its place must hold.
SUCCEEDS = 1 / 3
# Those of an order that are looked at for what amended them.
_FIRST = 5
_SECONDARY_KINDS = ("interpretation", "other", "draft")


@dataclass(frozen=True, slots=True)
class Looked:
    """A window as one question looks at it. ``numbered``: whether it asks whether a document holds
    that it names by its number."""

    window: Window
    question: Question
    judge: Judge
    told: Told
    place: Place
    basic: frozenset[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Puts the passages of a window in the order in which they answer."""

    whose: Whose
    force: Force
    library: Callable[[], Library]
    nearness: Nearness
    relations: Callable[[str], Sequence[Link]]

    def look(self, window: Window, question: Question, judge: Judge | None = None) -> Looked:
        """``judge``: of another window of the same question, where there is one."""
        cards = [one.shown.card for one in window.found]
        plan = window.asked.plan
        place = place_of(
            window.asked.request.q,
            [card.region for card in cards],
            [unit.text for unit in plan.units],
            [one.readable.text for one in window.found],
        )
        judge = judge or self._judge(plan, question, (*place.districts, *WHOLE))
        told = NOBODY
        if question.kind is QuestionKind.WHO:
            told = self.whose.told(window, judge)
        elif question.kind is QuestionKind.VALIDITY:
            told = self.force.told(window, judge)
        basic = basic_of((card.title for card in cards), judge.asked_about)
        numbered = question.kind is QuestionKind.VALIDITY and bool(by_number(window))
        return Looked(window, question, judge, told, place, basic, numbered)

    def _judge(self, plan: Plan, question: Question, beside: Sequence[str]) -> Judge:
        return Judge(plan, question.text, question.kind, self.library(), beside)

    def nearer(self, question: Question) -> Nearer:
        return self.nearness.to(question.text)

    def candidates(
        self,
        looked: Looked,
        *,
        only_ended: bool = False,
        most: int = _CANDIDATES,
        words: float = 1.0,
    ) -> Iterator[Candidate]:
        """The first passages of a window, each with what speaks for it. ``words``: what it counts
        that a passage is the best by its words alone."""
        window = looked.window
        best = max((one.score for one in window.ranked[:1]), default=1.0)
        first = list(window.ranked[:most])
        if looked.judge.asks_what_is_told:
            first += parts_given(looked.told, window, first)
        bodies = [_folded_body(window, one) for one in first]
        spelt = spelt_alike(looked.question.text, bodies)
        for one, folded, alike in zip(first, bodies, spelt, strict=True):
            status = _status(window, one)
            if not only_ended or status.value in NOT_BINDING:
                yield self._candidate(looked, one, folded, status, words / best, alike)

    def ordered(
        self, found: Iterable[Candidate], looked: Looked, nearer: Nearer
    ) -> list[Candidate]:
        """Best first."""
        day = looked.window.asked.as_of
        ordered = self._amended_first(_in_order(found, nearer), day)
        # Whether a document holds is told by what has ended, too.
        if looked.question.kind is not QuestionKind.VALIDITY:
            ordered = _succeeded(ordered, day)
        return given_first(ordered) if looked.judge.asks_what_is_told else ordered

    def _candidate(
        self, looked: Looked, one: Ranked, folded: str, status: Status, words: float, alike: float
    ) -> Candidate:
        window, judge, told = looked.window, looked.judge, looked.told.by_document
        found = window.found[one.document]
        card, part = found.shown.card, found.text.parts[one.part]
        body = found.readable.text[part.start : part.end]
        around = "\n".join((card.title, *part.path[:-1]))
        judged = judge.judge(body, around, folded)
        within = [duty for duty in told.get(card.id, ()) if part.start <= duty.at < part.end]
        given = max((duty.given for duty in within), default=0.0)
        if judge.kind is QuestionKind.VALIDITY and given >= GIVEN:
            judged = replace(judged, suited=True, fits=1.0)  # the sentence that says it
            if looked.numbered:
                # The number stands in the document's head, in one of many spellings.
                judged = replace(judged, held=1.0, missing=(), lacking=False)
        score = words * one.score + HELD * judged.held + NEAR * judged.near
        score += SUITED * judged.suited * judge.telling
        score += FITS * judged.fits + HEADED * judged.headed
        score += ALIKE * alike + ABOUT * judged.about
        score += TOGETHER * judged.together + looked.place.gain(card.region)
        score += BASIC * (core_of(card.title) in looked.basic)
        ended = status.value in NOT_BINDING
        score -= ENDED * ended + AGO * _years_ago(status, window.asked.as_of)
        score += max((duty.gain for duty in within), default=0.0)
        if card.kind in _SECONDARY_KINDS and not judge.compares:
            score *= SECONDARY
        if not part.heading and one.part == 0 and found.text.has_more:
            score *= HEAD
        elif judge.asks_meaning and _DEFINES.search(body[:60]):
            score += DEFINES * judged.held
        elif found.text.priors[one.part] < 1.0 or _DEFINES.search(body[:60]):
            score *= FORMAL
        day = window.asked.as_of
        unmade = judge.kind is not QuestionKind.VALIDITY and _is_unmade(card, status, day)
        score -= UNMADE * unmade
        elsewhere = looked.place.is_elsewhere(card.region)
        return Candidate(
            window, one, found, score, judged, ended,
            given=given, elsewhere=elsewhere, unmade=unmade,
            one_of_many=looked.place.leaves_open(card.region),
            narrows=_narrows(card.title, looked),
        )  # fmt: skip

    def _amended_first(self, judged: list[Candidate], day: date) -> list[Candidate]:
        """Where an article was amended by a decision that is found too, its clause comes first; so
        does what answers nearly as well in what amended the document, or ended a part of it."""
        amending_of = cache(self._amending)  # the first passages may all be of one law
        for at, one in enumerate(judged[:_FIRST]):
            card = one.found.shown.card
            heading = one.part.heading
            if status_on(card.timeline, day).value not in _CHANGED:
                continue
            amending = amending_of(card.id)
            for other in judged[at + 1 :] if amending else ():
                if other.found.shown.card.id not in amending:
                    continue
                changed = _AMENDS.search(other.text)
                of_it = heading.endswith("条") and changed is not None and changed[1] == heading
                # What adds to an article leaves it as it was.
                adds = _ADDS.search(other.text) is not None
                if (of_it and not adds) or one.score - other.score < NEARLY:
                    rest = [each for each in judged if each is not other]
                    amended = _of_what_it_amends(other, one) if of_it and not adds else other
                    return [*rest[:at], amended, *rest[at:]]
        return judged

    def _amending(self, identity: str) -> set[str]:
        """What has amended a document, or ended a part of it."""
        return {
            link.other.id
            for link in self.relations(identity)
            if link.relation.mention.type in _AMENDING
            and link.direction == "in"
            and link.other is not None
        }


def _of_what_it_amends(clause: Candidate, article: Candidate) -> Candidate:
    """The clause with what the article that it amends has of the question: 将第四条中的…修改为 says
    nothing of what that is about."""
    told, of = clause.judged, article.judged
    if told.held >= of.held or not told.suited:
        return clause
    judged = replace(
        told, held=of.held, missing=of.missing, lacking=of.lacking, about=told.about or of.about,
        together=max(told.together, of.together),
    )  # fmt: skip
    return replace(clause, judged=judged, near=article.near)


def _succeeded(ordered: list[Candidate], day: date) -> list[Candidate]:
    """Where the first one has ended, what took its place comes before it, if that tells a thing of
    the kind, too: in whatever words."""
    first = next(iter(ordered), None)
    if first is None or not first.ended:
        return ordered
    successor = _successor(first, day)
    for other in ordered[1:] if successor else ():
        told, of = other.judged, first.judged
        if (
            other.found.shown.card.id == successor
            and not other.ended
            and (told.suited >= of.suited and told.fits >= of.fits)
            and told.held >= SUCCEEDS * of.held
        ):
            return [other, *(each for each in ordered if each is not other)]
    return ordered


def _successor(one: Candidate, day: date) -> str:
    """The id of what took the place of the document, or stopped the article."""
    changed = one.found.change(one.ranked.part)
    if changed is not None and changed.ended:
        return changed.by_id
    replacement = one.found.shown.replaced_on(day)
    return replacement.id if replacement else ""


def _narrows(title: str, looked: Looked) -> bool:
    """Whether it is on a part of a matter that has a law by its name, which is not asked for."""
    core = core_of(title)
    if not core or core in looked.basic:
        return False
    asked = looked.window.asked.request.q
    parts = (core.removesuffix(one) for one in looked.basic if core.endswith(one))
    return any(part not in asked for part in parts)


def _in_order(found: Iterable[Candidate], nearer: Nearer) -> list[Candidate]:
    """By their words, and by what they mean."""
    by_words = sorted(found, key=lambda one: -one.score)
    near = nearer(by_words)
    least = min((its.gain for its in near), default=0.0)
    moved = [
        replace(one, score=one.score + its.gain - least, near=its)
        for one, its in zip(by_words, near, strict=False)
    ]
    return sorted([*moved, *by_words[len(moved) :]], key=lambda one: -one.score)


def _status(window: Window, one: Ranked) -> Status:
    """Of the passage: an article that was stopped has ended, though its document holds."""
    found = window.found[one.document]
    status = status_on(found.shown.card.timeline, window.asked.as_of)
    changed = found.change(one.part)
    if changed is None or not changed.ended or status.value in NOT_BINDING:
        return status
    return replace(status, value=StatusValue.EXPIRED, since=changed.since, reason=changed.told)


def _is_unmade(card: Card, status: Status, day: date) -> bool:
    """Whether it was signed after that day; where nobody signed, published, before it had effect.
    What reports on that year is written in the next one."""
    if status.value not in (StatusValue.NOT_YET_EFFECTIVE, StatusValue.UNKNOWN):
        return False
    if f"{day.year}年" in card.title:
        return False
    if card.written_date is not None:
        return card.written_date > day
    begun = card.effective_from is not None and card.effective_from <= day
    return card.published_date is not None and card.published_date > day and not begun


def _folded_body(window: Window, one: Ranked) -> str:
    found = window.found[one.document]
    return found.text.folded(one.part, found.readable.text)


def _years_ago(status: Status, day: date) -> int:
    """How long it has ended by that day; 0 for what holds."""
    if status.since is None or status.value not in NOT_BINDING:
        return 0
    return min(10, max(0, day.year - status.since.year))
