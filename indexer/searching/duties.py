"""Who answers for a matter: the clauses of the first documents of a search that give a body a duty,
by body; and what a body answers for.

What has ended, is not in force yet, or is a draft is left out, unless a status is asked for: who
was responsible says nothing of who is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from analyzers.folding import fold
from indexer.catalogue.catalogue import Catalogue
from indexer.indexing.projection import CurrentName
from indexer.model import NOT_BINDING, DutyKind, Responsibility
from indexer.model.duties import DutyAnswer, DutyClause, DutyRequest, ResponsibleBody
from indexer.model.queries import SearchRequest
from indexer.model.validity import status_on
from indexer.searching.asked import Asked
from indexer.searching.asked_places import may_name_district, without_places
from indexer.searching.duty_facts import DutyFacts, FactsOf, prior
from indexer.searching.duty_matter import Concern, Fit, concern_of
from indexer.searching.in_charge import gained, matter_of
from indexer.searching.part_ranking import Considered, rank
from indexer.searching.passage_search import (
    Opened,
    PassageSearch,
    passage_document,
    wanted,
)
from indexer.searching.passages import passage_at
from indexer.searching.place import Place, place_of
from indexer.searching.questions import as_far_as_read
from indexer.searching.reporting import behind_the_last
from indexer.searching.shown import Shown
from indexer.searching.telling_words import Library
from indexer.understanding.metadata.region import NATION, leading_regions, regions
from indexer.understanding.validity.directory import core_key

# A clause that holds so much less than the best one is of another matter.
NEAR_BEST = 0.4
# What a body counts that is only told of something.
TOLD_ONLY = 0.2
ENDED_ONLY = (
    "有效的文件里没有相关的职责条款；已不再有效、尚未生效的文件里有 {} 条，如“{}”（{}），"
    "可用 status 指定后查看"
)
ENDED_TOO = "已不再有效、尚未生效的文件里另有 {} 条，如“{}”（{}），可用 status 指定后查看"
ELSEWHERE_ONLY = "库中没有所问地方{}就此作出的职责条款；其他地方的没有列出"
FILTERED = "筛选的地区“{}”与所问的“{}”不符，没有列出"
NOTHING = "没有找到写明此事由谁负责的条款，可换一种说法再查"
NOTHING_FILTERED = "符合条件的文件里没有找到写明此事由谁负责的条款"
NOT_ALL = "没有条款写到所问的全部词语；以下是最接近的，请核对原文"
OF_CITY = "库中没有{}就此作出的规定，以下是{}的"
NO_BODY = "库中没有“{}”的职责条款；其他地方同类机关的没有列出"
IN_GENERAL = "库中没有点名“{}”的职责条款，以下是对这类机关的一般规定"
NOT_UNDERSTOOD = "没有看出问的是什么事，请写明事项，如“养犬登记归谁管”"
# A body, by the name it has now, and its duties.
Group = tuple[str, list["ScoredDuty"]]
# Where no clause is of the matter itself, so many that are near it are told.
_MOST_NEAR = 5
# Of a body that many clauses name, so many are looked at.
_MOST_CLAUSES = 5_000
MORE_CLAUSES = "这类机关的职责条款很多，只看了 {} 条"
_STATE = "中华人民共和国"
_OFFICE = re.compile(r"(?:(?:行政)?(?:主管|管理)?(?:部门|机关)|局|委员会|委|厅|部)$")
# Not of 市场, 市容, 市政.
_LEVEL = re.compile(r"^[省市县区](?![场容政])")
_ANYWHERE = re.compile(r"^(?:县级以上|各级|地方|本级|当地|所在地|人民政府)+")


class ScoredDuty(NamedTuple):
    """A duty of a document of the window, by how well it fits what is asked. A named tuple, since
    a question about law has some thousand."""

    fact: Responsibility
    document_id: str
    score: float


# How far it is of the matter that is asked about.
Fitting = tuple[ScoredDuty, Fit]


@dataclass(frozen=True, slots=True)
class DutySearch:
    """``library``: what it knows of words; ``regions``: those that its documents are of."""

    catalogue: Catalogue
    passages: PassageSearch
    facts: DutyFacts
    current_name: CurrentName
    library: Callable[[], Library]
    regions: Callable[[], Iterable[str]]

    def answer(self, request: DutyRequest) -> DutyAnswer:
        """Raises EngineError where there is no index."""
        began = time.perf_counter()
        notes: tuple[str, ...] = ()
        read, cut = as_far_as_read(request.search.q)
        request = replace(request, search=replace(request.search, q=read))
        if request.search.q.strip() or not request.body.strip():
            asked, scored, shown, notes = self._of_matter(request)
        else:
            asked = self.passages.ask(replace(request.search, size=1, facets=(), highlight=False))
            scored, shown, notes = self._of_body(request, asked)
        bodies = self.by_body(scored)
        first = (request.search.page - 1) * request.search.size
        page = bodies[first : first + request.search.size]
        return DutyAnswer(
            total=len(bodies),
            page=request.search.page,
            size=request.search.size,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            as_of=asked.as_of,
            revision=asked.answer.revision,
            query=asked.report,
            bodies=tuple(self.told(page, shown, asked, request.clauses)),
            notes=(*cut, *asked.notes, *notes, *behind_the_last(len(bodies), request.search)),
        )

    # ------------------------------------------------------------ of a matter

    def _of_matter(
        self, request: DutyRequest
    ) -> tuple[Asked, list[ScoredDuty], tuple[Shown, ...], tuple[str, ...]]:
        """Duties that are of what is asked, best first, and what is to be told of the others."""
        opened, place = self._opened(request.search)
        asked, shown, question = opened.asked, opened.shown, request.search.q
        concern = concern_of(asked.plan, self.library(), question, place.said)
        if question.strip() and not concern.understood:
            return asked, [], shown, (NOT_UNDERSTOOD,)
        named = _named(question, shown)
        away = place.away(shown) | self._of_its_place(request.body, shown)[1]

        def meant(found: Iterable[Fitting], fit: Fit, *, here: bool = True) -> list[ScoredDuty]:
            of_it = (
                one
                for one, own in found
                if own.value >= fit.value
                and (one.document_id not in away) is here
                and (not named or one.document_id in named)
            )
            return self._meant(of_it, request.body)

        holding = list(self._fitting(opened, concern, holding=True))
        of_it = meant(holding, Fit.OF_IT)
        scored = who_acts(of_it, concern)
        if scored or not question.strip():
            told = (OF_CITY.format(*told),) if (told := _covering(scored, shown, place)) else ()
            return asked, _in_charge_first(scored, opened, concern, place), shown, told
        if meant(holding, Fit.OF_IT, here=False):
            return asked, [], shown, (_elsewhere(asked.request, place),)
        ended = meant(self._fitting(opened, concern, holding=False), Fit.OF_IT)
        # Of the matter, but of something else that is done with it.
        if beside := [one for one in of_it if _does(one.fact, concern)]:
            scored = _in_charge_first(beside, opened, concern, place)[:_MOST_NEAR]
            too = (_of_ended(ENDED_TOO, ended, shown, asked.as_of),) if ended else ()
            return asked, scored, shown, (NOT_ALL, *too)
        if ended:
            return asked, [], shown, (_of_ended(ENDED_ONLY, ended, shown, asked.as_of),)
        if scored := who_acts(meant(holding, Fit.NEAR), concern):
            scored = _in_charge_first(scored, opened, concern, place)[:_MOST_NEAR]
            return asked, scored, shown, (NOT_ALL,)
        nothing = NOTHING_FILTERED if asked.request.filters or request.body else NOTHING
        return asked, [], shown, (nothing,)

    def _fitting(self, window: Opened, concern: Concern, *, holding: bool) -> Iterator[Fitting]:
        """The facts that are of the matter, or near it."""
        considered, facts = self._considered(window, holding=holding)
        for ranked in rank(considered, concern.wanted(wanted(window.asked.plan))):
            identity = considered[ranked.document].id
            fit = concern.fit(facts[identity].folded(ranked.part))
            if fit is not Fit.OTHER:
                yield ScoredDuty(facts[identity].fact(ranked.part), identity, ranked.score), fit

    def _opened(self, search: SearchRequest) -> tuple[Opened, Place]:
        """The window, and the place that the question names. The name of a district, which few
        documents have, spoils the words beside it (渚北|区养|犬): they are looked for without."""
        opened = self.passages.opened(search)
        place = self._place(search.q, opened)
        words = {unit.text for unit in opened.asked.plan.units}
        broken = [one for one in place.said if one not in words and one not in regions()]
        if broken and (bare := without_places(search.q, broken)):
            opened = self.passages.opened(replace(search, q=bare))
            place = self._place(search.q, opened, place.districts)
        return opened, place

    def _place(self, question: str, opened: Opened, districts: Sequence[str] = ()) -> Place:
        """``districts``: what is known to be one."""
        words = [unit.text for unit in opened.asked.plan.units]
        texts: tuple[str, ...] = ()
        if may_name_district(question):
            keys = [(one.card.id, one.card.revision) for one in opened.shown]
            texts = tuple(one.text for one in self.passages.texts.get(keys).values())
            # The window may hold nothing of it.
            texts += tuple(f"{one}政府" for one in (*districts, *self.regions()))
        return place_of(question, [one.card.region for one in opened.shown], words, texts)

    def of_window(
        self, window: Opened, *, holding: bool = True, told_of: Collection[str] | None = None
    ) -> Iterator[ScoredDuty]:
        """The facts of the window's documents that hold anything of what is asked, best first; of
        those in force, or of the others. ``told_of``: the documents whose facts are wanted."""
        considered, facts = self._considered(window, holding=holding)
        for ranked in rank(considered, wanted(window.asked.plan)):
            identity = considered[ranked.document].id
            if told_of is None or identity in told_of:
                yield ScoredDuty(facts[identity].fact(ranked.part), identity, ranked.score)

    def _considered(
        self, window: Opened, *, holding: bool
    ) -> tuple[list[Considered], dict[str, FactsOf]]:
        kept = [one for one in window.shown if self._holds(one, window.asked) is holding]
        facts = self.facts.get(kept)
        scores = {hit.id: hit.score for hit in window.hits}
        considered = [Considered(i, scores.get(i, 0.0), of.text) for i, of in facts.items()]
        return considered, facts

    def _holds(self, shown: Shown, asked: Asked) -> bool:
        if "status" in asked.request.filters:
            return True
        return status_on(shown.card.timeline, asked.as_of).value not in NOT_BINDING

    # ------------------------------------------------------------ of a body

    def _of_body(
        self, request: DutyRequest, asked: Asked
    ) -> tuple[list[ScoredDuty], tuple[Shown, ...], tuple[str, ...]]:
        """All that bodies of a name answer for, of the place that is in the name; whose documents
        pass the filters is for a search to say, so these are of documents of any kind."""
        names = [
            name
            for name, _ in self.catalogue.responsible_bodies()
            if self._is_called(name, request.body)
        ]
        itself = [name for name in names if self._is_itself(name, request.body)]
        like_it = [name for name in names if name not in itself]
        read = self.catalogue.responsibilities_of_bodies
        facts = read(itself, _MOST_CLAUSES)
        if like_it and len(facts) < _MOST_CLAUSES:
            facts += read(like_it, _MOST_CLAUSES - len(facts))
        passing = self.passages.passing(asked, {identity for identity, _ in facts})
        cards = self.passages.published(passing)
        shown = tuple(one for one in cards if self._holds(one, asked))
        held = {one.card.id for one in shown}
        every = [ScoredDuty(fact, i, prior(fact)) for i, fact in facts if i in held]
        body = request.body.strip()
        place, away = self._of_its_place(body, shown)
        scored = [
            one
            for one in every
            if one.document_id not in away or (place and self._is_itself(one.fact.name, body))
        ]
        notes: tuple[str, ...] = ()
        if not scored and every:
            notes = (NO_BODY.format(body),)
        elif place and not any(self._is_itself(one.fact.name, body) for one in scored):
            notes = (IN_GENERAL.format(body),)
        if len(facts) >= _MOST_CLAUSES:
            notes += (MORE_CLAUSES.format(_MOST_CLAUSES),)
        return sorted(scored, key=lambda one: -one.score), shown, notes

    def _of_its_place(self, body: str, shown: Sequence[Shown]) -> tuple[str, frozenset[str]]:
        """The place that a body's name begins with, and the documents of other places."""
        place = place_of(body, [one.card.region for one in shown])
        chain, _ = leading_regions(body.strip())
        if chain and not place.asked:  # one that no list has
            place = Place((chain[-1],))
        if not place.asked:
            return "", frozenset()
        nowhere = {one.card.id for one in shown if one.card.region is None}
        return place.asked, place.away(shown) | nowhere

    def _is_itself(self, name: str, body: str) -> bool:
        """Whether the body is named, not only what such bodies are called everywhere."""
        return fold(body.strip()) in fold(name) or self.current_name(body.strip()) in (
            name, self.current_name(name),
        )  # fmt: skip

    def _meant(self, scored: Iterable[ScoredDuty], body: str) -> list[ScoredDuty]:
        """Those of the body, all where none is named; without what comes far behind the best.
        ``scored``: best first, as far as they are needed."""
        kept: list[ScoredDuty] = []
        for one in scored:
            if kept and one.score < NEAR_BEST * kept[0].score:
                break
            if not body.strip() or self._is_called(one.fact.name, body):
                kept.append(one)
        return kept

    def _is_called(self, name: str, body: str) -> bool:
        """Whether the body is meant: by a part of its name, an old one, a short one, or as what
        clauses call it, wherever it is: who asks for 市民政局 is told what 民政部门 does."""
        body, now = body.strip(), self.current_name(name)
        if self._is_itself(name, body):
            return True
        chain, _ = leading_regions(name)
        if not chain and _is_office(name) and _field(name) == _field(_without_place(body)) != "":
            return True
        short = bool(chain) and chain[-1].endswith(body[:1])
        return short and self.current_name(chain[-1] + body[1:]) in (name, now)

    # ------------------------------------------------------------ by body

    def by_body(self, scored: Iterable[ScoredDuty]) -> list[Group]:
        """The bodies in the order of their best clauses, each with all of them."""
        grouped: dict[str, list[ScoredDuty]] = {}
        for one in scored:
            grouped.setdefault(self.current_name(one.fact.name), []).append(one)
        return list(grouped.items())

    def told(
        self, groups: Sequence[Group], shown: Iterable[Shown], asked: Asked, most: int
    ) -> Iterator[ResponsibleBody]:
        """The bodies as they are shown, each with its best clauses."""
        quoted = {one.document_id for _, own in groups for one in own[:most]}
        cards = {one.card.id: one for one in shown if one.card.id in quoted}
        texts = self.passages.texts.get([(i, one.card.revision) for i, one in cards.items()])
        for name, own in groups:
            yield ResponsibleBody(
                name=name,
                names=tuple(dict.fromkeys(one.fact.name for one in own)),
                level=own[0].fact.level,
                total=len(own),
                clauses=tuple(
                    _clause(one, cards[one.document_id], texts[one.document_id].text, asked)
                    for one in own[:most]
                ),
            )


def _in_charge_first(
    scored: Iterable[ScoredDuty], opened: Opened, concern: Concern, place: Place
) -> list[ScoredDuty]:
    """By what is in charge of the matter, too (``in_charge.py``)."""
    asked = opened.asked
    anywhere = not asked.request.filters.get("region") and not place.asked
    many = anywhere and place.many
    matter = matter_of(asked.plan, concern.bare, anywhere=anywhere, many=many)
    shown = {one.card.id: one for one in opened.shown}
    weighed = [
        one._replace(score=one.score + gained(one.fact, shown[one.document_id], matter))
        for one in scored
    ]
    return sorted(weighed, key=lambda one: -one.score)


def _covering(
    scored: Sequence[ScoredDuty], shown: Sequence[Shown], place: Place
) -> tuple[str, str] | None:
    """The district that is asked for and has no clause of its own, and whose clauses there are."""
    held = {one.document_id for one in scored}
    found = [one.card.region for one in shown if one.card.id in held]
    regions = [one for one in dict.fromkeys(found) if one is not None and one != NATION]
    districts = place.districts
    if not districts or not regions or any(d in one for d in districts for one in regions):
        return None
    return "、".join(districts), "、".join(regions)


def who_acts(kept: Sequence[ScoredDuty], concern: Concern) -> list[ScoredDuty]:
    """Where it is asked what is done, what tells that; who is only told of something comes last,
    and is not whom anybody is sent to alone."""
    told = [one for one in kept if not concern.acts or concern.tells(one.fact)]
    if not told and not concern.asks_ones_own:
        told = list(kept)
    acting = [one for one in told if not concern.is_told_only(one.fact)]
    others = [one._replace(score=TOLD_ONLY * one.score) for one in told if one not in acting]
    return [*acting, *others] if acting else []


def _named(question: str, shown: Iterable[Shown]) -> frozenset[str]:
    """The documents whose titles stand in the question: what they say is asked for."""
    asked = fold(question)
    titles = ((one.card.id, fold(core_key(one.card.title)).removeprefix(_STATE)) for one in shown)
    return frozenset(i for i, title in titles if len(title) > 2 and title in asked)


def _does(fact: Responsibility, concern: Concern) -> bool:
    """Whether the body does something by itself with the matter."""
    return fact.kind is not DutyKind.ASSISTS and not concern.is_told_only(fact)


def _of_ended(told: str, ended: Sequence[ScoredDuty], shown: Iterable[Shown], day: date) -> str:
    """How many clauses do not hold, and which document has the best of them."""
    card = next(one.card for one in shown if one.card.id == ended[0].document_id)
    status = status_on(card.timeline, day).value
    return told.format(len(ended), card.title, status.label)


def _elsewhere(request: SearchRequest, place: Place) -> str:
    """Why what there is is of other places: the one that is asked for has nothing, or the filter
    is on another one."""
    regions = request.filters.get("region", ())
    if regions and place.asked and not any(place.is_of(one) for one in regions):
        return FILTERED.format("、".join(regions), place.asked)
    return ELSEWHERE_ONLY.format(f"（{place.asked}）" if place.asked else "")


def _is_office(name: str) -> bool:
    return name.endswith(("部门", "机关"))


def _without_place(name: str) -> str:
    chain, rest = leading_regions(name)
    return _LEVEL.sub("", rest if chain else name)


def _field(name: str) -> str:
    """What an office is for: 民政 of 民政局 and 各级民政部门; nothing where it is no office."""
    whole = _ANYWHERE.sub("", fold(name))
    field = _OFFICE.sub("", whole)
    return "" if field == whole else field.removesuffix("管理").replace("和", "")


def _clause(one: ScoredDuty, shown: Shown, text: str, asked: Asked) -> DutyClause:
    passage = passage_at(text, one.fact.evidence.start or 0)
    document = passage_document(shown, asked.as_of, passage.anchor if passage else "")
    return DutyClause(one.fact, document, passage, round(one.score, 4))
