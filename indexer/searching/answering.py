"""An answer to a question: passages, who is responsible, what holds, what changed, how sure.

Everything is quoted from documents; nothing is phrased. What holds on the day is asked first; where
that is not sure, what has ended is weighed beside it, and comes first only where it answers much
better. How sure an answer is, is how much of what the
question asks for stands in its first passage: words that tell, each by its rarity, and a span of
the kind that the question wants. Below a threshold nothing answers, and that is said.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from indexer.catalogue.catalogue import Catalogue
from indexer.catalogue.types import Link
from indexer.model import NOT_BINDING, RelationType, Responsibility, StatusValue
from indexer.model.answers import Answer, Changed, Confidence, QuestionKind, Understood
from indexer.model.duties import ResponsibleBody
from indexer.model.passages import PassageDocument, PassageHit
from indexer.model.queries import SearchRequest
from indexer.searching.answer_notes import (
    NOTHING_AT_ALL,
    UNSURE,
    of_a_day_to_come,
    of_the_day,
    of_the_place,
    of_the_status,
    told_once,
)
from indexer.searching.duties import DutySearch, who_acts
from indexer.searching.duty_matter import Fit, concern_of, piece_of
from indexer.searching.evidence import Evidence, Looked
from indexer.searching.nearness import Nearer
from indexer.searching.passage_search import (
    PassageSearch,
    Window,
    passage_document,
    passage_hit,
)
from indexer.searching.plan import Plan
from indexer.searching.questions import Question, as_far_as_read, read_question
from indexer.searching.shown import page_path
from indexer.searching.steps import is_telling
from indexer.searching.sureness import ANSWERS, Candidate, confidence_of, holds_all, of_ended

_PASSAGES = 5
_PER_DOCUMENT = 2
_BODIES = 5
# Of a body's best clause, what others must reach to be told beside it.
_COMPARABLE = 0.5
# So much of what is asked a clause holds, with its document's title, that tells who is asked for.
_OF_THE_MATTER = 0.5
_OTHERS = 5
_HOLDING = tuple(status.value for status in StatusValue if status not in NOT_BINDING)


@dataclass(frozen=True, slots=True)
class Answering:
    catalogue: Catalogue
    passages: PassageSearch
    duties: DutySearch
    evidence: Evidence
    relations: Callable[[str], Sequence[Link]]
    places: Callable[[str], tuple[str, ...]]

    def answer(self, request: SearchRequest, today: date) -> Answer:
        """Raises EngineError where there is no index."""
        began = time.perf_counter()
        whole = request.q
        read, cut = as_far_as_read(whole)
        request = replace(request, q=read)
        question = read_question(read, request.as_of, today)
        # It is one, however it is put: what holds any of its words is looked at.
        text = question.text if question.text.endswith(("?", "？")) else question.text + "？"
        asked = replace(request, q=text, as_of=question.day)
        # Whether a document holds is asked of what has ended, too.
        of_all = question.kind is QuestionKind.VALIDITY or "status" in request.filters
        window = self.passages.window(asked if of_all else self._holding(asked))
        looked = self.evidence.look(window, question)
        if question.kind is QuestionKind.VALIDITY:
            # What ended a document may hold none of the question's words.
            wider = self.passages.beside(window, looked.told.deciding())
            if wider is not window:
                window, looked = wider, self.evidence.look(wider, question, looked.judge)
        nearer = self.evidence.nearer(question)
        every_one = list(self.evidence.candidates(looked))
        # Of a document that holds in part, articles that were stopped.
        stopped = [one for one in every_one if one.ended and not of_all]
        found = [one for one in every_one if of_all or not one.ended]
        candidates, confidence = self._best(found, looked, nearer)
        if not of_all and not (
            holds_all(candidates, looked.judge) and all(map(candidates[0].holds_more, stopped))
        ):
            every = self.evidence.look(self.passages.window(asked), question, looked.judge)
            found += self.evidence.candidates(every, only_ended=True)
            candidates, confidence = self._best(found, looked, nearer, weighed=True)
            if candidates and candidates[0].window is every.window:
                looked, window = every, every.window
        answered = confidence.value >= ANSWERS
        hits = tuple(passage_hit(c.window, c.ranked) for c in candidates)
        documents = self._documents(window, hits)
        first = _whole(hits[0].document) if answered and hits else None
        links = self.relations(first.id) if first else ()
        return Answer(
            question=whole,
            understood=self._understood(question, window.asked.plan, request.q),
            answered=answered,
            confidence=confidence,
            passages=hits,
            bodies=self._bodies(looked, hits),
            documents=documents if answered else (),
            changes=tuple(self._changes(first, links, question.day)) if first else (),
            interpretations=self._interpretations(links, question.day),
            searches=() if answered else self._searches(window, question),
            revision=window.asked.answer.revision,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            query=window.asked.report,
            notes=(*cut, *self._notes(looked, question, candidates, answered, hits, today)),
        )

    def _holding(self, request: SearchRequest) -> SearchRequest:
        if "status" in request.filters:
            return request
        return replace(request, filters={**request.filters, "status": _HOLDING})

    def _understood(self, question: Question, plan: Plan, text: str) -> Understood:
        return Understood(
            kind=question.kind,
            matter=question.matter,
            day=question.day,
            said=question.said,
            places=self.places(text),
            terms=plan.terms,
        )

    # ------------------------------------------------------------ passages

    def _best(
        self,
        found: Iterable[Candidate],
        looked: Looked,
        nearer: Nearer,
        *,
        weighed: bool = False,
    ) -> tuple[list[Candidate], Confidence]:
        """The best passages for a question of this kind, few of one document, and how sure it is
        that the first one answers. ``weighed``: what has ended is among them, beside what holds."""
        ordered = self.evidence.ordered(found, looked, nearer)
        if weighed and ordered and not ordered[0].ended:
            ordered = [one for one in ordered if not one.ended]
        taken: Counter[str] = Counter()
        kept = []
        for one in ordered:
            taken[one.found.shown.card.id] += 1
            if taken[one.found.shown.card.id] <= _PER_DOCUMENT:
                kept.append(one)
        confidence = confidence_of(kept, looked.judge)
        if weighed and kept and kept[0].ended:
            confidence = of_ended(confidence)
        return kept[:_PASSAGES], confidence

    # ------------------------------------------------------------ beside the passages

    def _bodies(self, looked: Looked, hits: Sequence[PassageHit]) -> tuple[ResponsibleBody, ...]:
        """Where a body is asked for, the best of all that were looked into and are about the
        matter, after those of the first passage; else those of the documents that answer."""
        window, judge = looked.window, looked.judge
        if judge.kind is QuestionKind.WHO:
            most, scored = _BODIES, looked.told.holding
            least = _COMPARABLE * max((one.score for one in scored), default=0.0)
            titles = {one.shown.card.id: one.shown.card.title for one in window.found}
            away = looked.place.away(window.shown)
            asked, said = looked.question.text, looked.place.said
            concern = concern_of(window.asked.plan, self.evidence.library(), asked, said)
            told, others = [], []
            for one in (one for one in scored if one.document_id not in away):
                quote, title = one.fact.evidence.quote, titles[one.document_id]
                if hits and _stands_in(hits[0], one.document_id, one.fact):
                    told.append(one)
                elif (
                    one.score >= least
                    and judge.judge(quote, title).held >= _OF_THE_MATTER
                    and concern.fit(piece_of(one.fact, title)) is Fit.OF_IT
                ):
                    others.append(one)
            acting = [one for one in told if not concern.is_told_only(one.fact)]
            kept = acting + who_acts(others, concern)
        else:
            most, own = 3, {hit.document.id for hit in hits[:1]}
            kept = list(self.duties.of_window(window, told_of=own))
        groups = self.duties.by_body(kept)[:most]
        return tuple(self.duties.told(groups, window.shown, window.asked, 2))

    def _documents(self, window: Window, hits: Sequence[PassageHit]) -> tuple[PassageDocument, ...]:
        """Those of the passages, once each."""
        found = {one.document.id: one.document for one in hits}
        return tuple(map(_whole, found.values()))[:_OTHERS]

    def _changes(
        self, document: PassageDocument, links: Sequence[Link], day: date
    ) -> Iterator[Changed]:
        """What the document that answers replaced or amended, and what did so to it."""
        changing = _of_types(links, RelationType.REPEALS, RelationType.LAPSES, RelationType.AMENDS)
        for link, other in self._others(changing, day):
            amends = link.relation.mention.type is RelationType.AMENDS
            what = "修改" if amends else "废止"
            ours = link.direction == "out"
            yield Changed(other, what, document) if ours else Changed(document, what, other)

    def _interpretations(self, links: Sequence[Link], day: date) -> tuple[PassageDocument, ...]:
        """Of the document that answers: those that say so of themselves."""
        own = [o for o in _of_types(links, RelationType.INTERPRETS) if o.direction == "in"]
        return tuple(other for _, other in islice(self._others(own, day), _OTHERS))

    def _others(self, links: Sequence[Link], day: date) -> Iterator[tuple[Link, PassageDocument]]:
        """The documents at the far ends, each with the first of its links."""
        first: dict[str, Link] = {}
        for link in links:
            if link.other is not None:
                first.setdefault(link.other.id, link)
        cards = self.passages.cards.get(list(first))
        for identity, link in first.items():
            if identity in cards and cards[identity].card.published:
                yield link, passage_document(cards[identity], day)

    def _searches(self, window: Window, question: Question) -> tuple[str, ...]:
        """What may find more: the matter, its words apart, what may have been meant."""
        report, plan = window.asked.report, window.asked.plan
        telling = [u.text for u in plan.units if is_telling(u)]
        offered = (report.did_you_mean, question.matter, " OR ".join(telling), *telling)
        return tuple(dict.fromkeys(one for one in offered if one))[:_OTHERS]

    def _notes(
        self,
        looked: Looked,
        question: Question,
        candidates: Sequence[Candidate],
        answered: bool,
        hits: Sequence[PassageHit],
        today: date,
    ) -> tuple[str, ...]:
        notes = [*looked.window.asked.notes, *of_the_day(question)]
        if candidates:
            notes += of_the_place(candidates[0], looked.place, answered=answered)
        if not answered:
            notes += told_once(candidates, today)
            notes.append(UNSURE if hits else NOTHING_AT_ALL)
            return tuple(notes)
        notes += of_the_status(hits[0], question, today)
        if question.to_come is not None:
            timeline = candidates[0].found.shown.card.timeline
            notes.append(of_a_day_to_come(timeline, question.to_come))
        return tuple(notes)


def _stands_in(hit: PassageHit, document: str, fact: Responsibility) -> bool:
    at = fact.evidence.start or 0
    return hit.document.id == document and hit.passage.start <= at < hit.passage.end


def _of_types(links: Iterable[Link], *types: RelationType) -> list[Link]:
    return [link for link in links if link.relation.mention.type in types]


def _whole(document: PassageDocument) -> PassageDocument:
    """The document itself, not one of its parts."""
    return replace(document, url=page_path(document.id))
