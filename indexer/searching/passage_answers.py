"""Passages over all documents: of a search's window, few of each document, best first.

What a question finds is put in the order in which it answers (``evidence.py``), as in answers;
words alone by how well a part holds them, what has ended a little later.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.model import NOT_BINDING
from indexer.model.answers import QuestionKind
from indexer.model.passages import PassageAnswer, PassageRequest, SpanKind
from indexer.model.validity import status_on
from indexer.searching.evidence import Evidence
from indexer.searching.part_ranking import Ranked
from indexer.searching.passage_search import PassageSearch, Window, articles, passage_hit
from indexer.searching.questions import as_far_as_read, read_question
from indexer.searching.reporting import behind_the_last
from indexer.searching.sureness import Candidate, holds_all
from indexer.understanding.spans import spans_in

# What a passage that holds no more counts beside one that does: of nearly equal ones it is later.
ENDED = 0.8
# Who asks for passages reads more than the first: that one holds the words best counts more than
# in an answer. On 55,795 articles of law and on the sample corpus (docs/answers.md).
WORDS = 5.0
_ASKS = (QuestionKind.WHO, QuestionKind.VALIDITY)
# So many are looked at for that.
_WEIGHED = 30
# Passages that are read for what they tell.
_MOST_READ = 600


@dataclass(frozen=True, slots=True)
class PassageAnswers:
    search: PassageSearch
    evidence: Evidence

    def answer(self, request: PassageRequest) -> PassageAnswer:
        """Raises EngineError where there is no index."""
        began = time.perf_counter()
        read, cut = as_far_as_read(request.search.q)
        request = replace(request, search=replace(request.search, q=read))
        window = self.search.window(request.search)
        window = replace(window, ranked=tuple(self._ordered(window)))
        fit = _telling(window, request.has) if request.has else window.ranked
        kept = list(_limited(fit, request.per_document))
        size, asked = request.search.size, window.asked
        first = (request.search.page - 1) * size
        hits = tuple(
            passage_hit(window, one, request.context) for one in kept[first : first + size]
        )
        beside = asked.answer.relaxed.total if asked.answer.relaxed else 0
        return PassageAnswer(
            total=len(kept),
            documents=asked.answer.total + beside,
            considered=len(window.found),
            page=request.search.page,
            size=size,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            as_of=asked.as_of,
            revision=asked.answer.revision,
            query=asked.report,
            passages=hits,
            notes=(*cut, *asked.notes, *behind_the_last(len(kept), request.search)),
        )

    def _ordered(self, window: Window) -> Iterable[Ranked]:
        """Of a question as answers have it; who types an article wants that one."""
        asked = window.asked
        question = read_question(asked.request.q, asked.as_of, asked.as_of)
        # 加装电梯找哪个部门 is short, and asks all the same.
        asks = asked.plan.question or question.kind in _ASKS
        if not asks or articles(asked.request.q):
            return _holding_first(window)
        looked = self.evidence.look(window, question)
        found = self.evidence.candidates(looked, most=_WEIGHED, words=WORDS)
        ordered = self.evidence.ordered(found, looked, self.evidence.nearer(question))
        if _prefers_holding(window):
            holding = [one for one in ordered if not one.ended]
            if holds_all(holding, looked.judge):
                ordered = [holding[0], *(one for one in ordered if one is not holding[0])]
        return _falling(_scored(ordered), window.ranked)


def _scored(ordered: Iterable[Candidate]) -> Iterator[Ranked]:
    return (one.ranked._replace(score=one.score) for one in ordered)


def _falling(first: Iterable[Ranked], others: Sequence[Ranked]) -> list[Ranked]:
    """Each part once, in order; none with a higher score than the one before it."""
    kept: dict[tuple[int, int], Ranked] = {}
    least = float("inf")
    for one in first:
        least = min(least, one.score)
        kept[one.document, one.part] = one._replace(score=least)
    rest = [one for one in others if (one.document, one.part) not in kept]
    return [*kept.values(), *(o if o.score <= least else o._replace(score=least) for o in rest)]


def _prefers_holding(window: Window) -> bool:
    request = window.asked.request
    return "status" not in request.filters and request.prefer_in_force


def _holding_first(window: Window) -> list[Ranked]:
    """By score, what has ended a little later; as they were where a status is asked for, or no
    preference for what is in force."""
    if not _prefers_holding(window):
        return list(window.ranked)
    timelines = [one.shown.card.timeline for one in window.found]
    ended = [status_on(one, window.asked.as_of).value in NOT_BINDING for one in timelines]
    weighed = [
        one._replace(score=ENDED * one.score)
        if ended[one.document] or window.found[one.document].is_stopped(one.part)
        else one
        for one in window.ranked
    ]
    return sorted(weighed, key=lambda one: -one.score)


def _telling(window: Window, kinds: Sequence[SpanKind]) -> Iterator[Ranked]:
    """Of the first passages, those that tell all these kinds of things."""
    for one in window.ranked[:_MOST_READ]:
        found = window.found[one.document]
        part = found.text.parts[one.part]
        told = spans_in(found.readable.text, part.start, part.end, kinds)
        if {span.kind for span in told}.issuperset(kinds):
            yield one


def _limited(ranked: Iterable[Ranked], most: int) -> Iterator[Ranked]:
    """At most so many of each document, in order."""
    taken: Counter[int] = Counter()
    for one in ranked:
        taken[one.document] += 1
        if taken[one.document] <= most:
            yield one
