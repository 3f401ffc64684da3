"""Who answers for a matter: the clauses of the first documents of a search that give a body a duty,
by body; and what a body answers for.

What has ended, is not in force yet, or is a draft is left out, unless a status is asked for: who
was responsible says nothing of who is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analyzers.folding import fold
from indexer.catalogue.catalogue import Catalogue
from indexer.indexing.projection import CurrentName
from indexer.model import NOT_BINDING, BodyLevel, DutyKind, Responsibility
from indexer.model.duties import DutyAnswer, DutyClause, DutyRequest, ResponsibleBody
from indexer.model.validity import status_on
from indexer.searching.part_ranking import Considered, rank
from indexer.searching.part_texts import PartText
from indexer.searching.parts import Part
from indexer.searching.passage_search import (
    Asked,
    Found,
    PassageSearch,
    Window,
    passage_document,
    wanted,
)
from indexer.searching.passages import passage_at
from indexer.searching.reporting import behind_the_last
from indexer.understanding.metadata.region import leading_regions
from indexer.understanding.validity.directory import core_key

# How much a kind of duty says of whom to turn to.
KINDS: Mapping[DutyKind, float] = {
    DutyKind.RESPONSIBLE: 1.0,
    DutyKind.LEADS: 1.0,
    DutyKind.ACCEPTS: 0.95,
    DutyKind.APPROVES: 0.9,
    DutyKind.SUPERVISES: 0.9,
    DutyKind.CARRIES_OUT: 0.8,
    DutyKind.ENFORCES: 0.7,
    DutyKind.ASSISTS: 0.6,
}
# 各级人民政府: true, and of little help.
EVERY_LEVEL = 0.85
# Every document has a body that interprets it.
INTERPRETS = 0.3

# A clause that holds so much less than the best one is of another matter.
NEAR_BEST = 0.4
ENDED_ONLY = (
    "有效的文件里没有相关的职责条款；已不再有效、尚未生效的文件里有 {} 条，可用 status 指定后查看"
)
# Of a body that many clauses name, so many are looked at.
_MOST_CLAUSES = 2_000
_OFFICE = re.compile(r"(?:(?:行政)?(?:主管|管理)?(?:部门|机关)|局|委员会|委|厅|部)$")
# Not of 市场, 市容, 市政.
_LEVEL = re.compile(r"^[省市县区](?![场容政])")
_ANYWHERE = re.compile(r"^(?:县级以上|各级|地方|本级|当地|所在地|人民政府)+")


@dataclass(frozen=True, slots=True)
class ScoredDuty:
    """A duty of a document of the window, by how well it fits what is asked."""

    fact: Responsibility
    document_id: str
    score: float


@dataclass(frozen=True, slots=True)
class DutySearch:
    catalogue: Catalogue
    passages: PassageSearch
    current_name: CurrentName

    def answer(self, request: DutyRequest) -> DutyAnswer:
        """Raises EngineError where there is no index."""
        began = time.perf_counter()
        notes: tuple[str, ...] = ()
        if request.search.q.strip() or not request.body.strip():
            window = self.passages.window(request.search)
            asked = window.asked
            found = {one.shown.card.id: one for one in window.found}
            scored = self._meant(self.of_window(window), request.body)
            if not scored:
                ended = self._meant(self.of_window(window, holding=False), request.body)
                notes = (ENDED_ONLY.format(len(ended)),) if ended else ()
        else:
            asked = self.passages.ask(replace(request.search, size=1, facets=(), highlight=False))
            scored, found = self._of_body(request, asked)
        bodies = list(self.bodies(scored, found, asked, request.clauses))
        first = (request.search.page - 1) * request.search.size
        return DutyAnswer(
            total=len(bodies),
            page=request.search.page,
            size=request.search.size,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            as_of=asked.as_of,
            revision=asked.answer.revision,
            query=asked.report,
            bodies=tuple(bodies[first : first + request.search.size]),
            notes=(*asked.notes, *notes, *behind_the_last(len(bodies), request.search)),
        )

    # ------------------------------------------------------------ of a matter

    def of_window(self, window: Window, *, holding: bool = True) -> Iterator[ScoredDuty]:
        """The facts of the window's documents that hold anything of what is asked, best first; of
        those in force, or of the others."""
        kept = [one for one in window.found if self._holds(one, window.asked) is holding]
        facts = self.catalogue.responsibilities([one.shown.card.id for one in kept])
        kept = [one for one in kept if one.shown.card.id in facts]
        scores = {hit.id: hit.score for hit in window.hits}
        considered = [
            Considered(
                id=one.shown.card.id,
                score=scores.get(one.shown.card.id, 0.0),
                text=_fact_text(facts[one.shown.card.id], core_key(one.shown.card.title)),
            )
            for one in kept
        ]
        for ranked in rank(considered, wanted(window.asked.plan)):
            identity = considered[ranked.document].id
            yield ScoredDuty(facts[identity][ranked.part], identity, ranked.score)

    def _holds(self, found: Found, asked: Asked) -> bool:
        if "status" in asked.request.filters:
            return True
        return status_on(found.shown.card.timeline, asked.as_of).value not in NOT_BINDING

    # ------------------------------------------------------------ of a body

    def _of_body(
        self, request: DutyRequest, asked: Asked
    ) -> tuple[list[ScoredDuty], dict[str, Found]]:
        """All that bodies of a name answer for; whose documents pass the filters is for a search
        to say, so these are of documents of any kind."""
        names = [
            name
            for name, _ in self.catalogue.responsible_bodies()
            if self._is_called(name, request.body)
        ]
        facts = self.catalogue.responsibilities_of_bodies(names, _MOST_CLAUSES)
        passing = self.passages.passing(asked, {identity for identity, _ in facts})
        found = {
            one.shown.card.id: one
            for one in self.passages.found(passing)
            if self._holds(one, asked)
        }
        scored = [
            ScoredDuty(fact, identity, _prior(fact))
            for identity, fact in facts
            if identity in found
        ]
        return sorted(scored, key=lambda one: -one.score), found

    def _meant(self, scored: Iterable[ScoredDuty], body: str) -> list[ScoredDuty]:
        """Those of the body, all where none is named; without what comes far behind the best."""
        kept = [one for one in scored if not body.strip() or self._is_called(one.fact.name, body)]
        least = NEAR_BEST * max((one.score for one in kept), default=0.0)
        return [one for one in kept if one.score >= least]

    def _is_called(self, name: str, body: str) -> bool:
        """Whether the body is meant: by a part of its name, an old one, a short one, or as what
        clauses call it, wherever it is: who asks for 市民政局 is told what 民政部门 does."""
        body, now = body.strip(), self.current_name(name)
        if fold(body) in fold(name) or self.current_name(body) in (name, now):
            return True
        chain, _ = leading_regions(name)
        if not chain and _is_office(name) and _field(name) == _field(_without_place(body)) != "":
            return True
        short = bool(chain) and chain[-1].endswith(body[:1])
        return short and self.current_name(chain[-1] + body[1:]) in (name, now)

    # ------------------------------------------------------------ by body

    def bodies(
        self, scored: Iterable[ScoredDuty], found: Mapping[str, Found], asked: Asked, most: int
    ) -> Iterator[ResponsibleBody]:
        """The bodies in the order of their best clauses."""
        grouped: dict[str, list[ScoredDuty]] = {}
        for one in scored:
            grouped.setdefault(self.current_name(one.fact.name), []).append(one)
        for name, own in grouped.items():
            yield ResponsibleBody(
                name=name,
                names=tuple(dict.fromkeys(one.fact.name for one in own)),
                level=own[0].fact.level,
                total=len(own),
                clauses=tuple(_clause(one, found[one.document_id], asked) for one in own[:most]),
            )


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


def _clause(one: ScoredDuty, found: Found, asked: Asked) -> DutyClause:
    start = one.fact.evidence.start or 0
    passage = passage_at(found.readable.text, start)
    anchor = passage.anchor if passage else ""
    document = passage_document(found.shown, asked.as_of, anchor)
    return DutyClause(one.fact, document, passage, round(one.score, 4))


def _prior(fact: Responsibility) -> float:
    prior = KINDS[fact.kind] * (EVERY_LEVEL if fact.level is BodyLevel.ANY else 1.0)
    return prior * (INTERPRETS if "负责解释" in fact.duty else 1.0)


def _fact_text(facts: Sequence[Responsibility], subject: str) -> PartText:
    """The facts of a document as parts that can be ranked: what they are about counts twice, and
    what the document is about counts too."""
    pieces = [f"{subject}\n{one.matter}\n{one.duty}\n{one.evidence.quote}\n" for one in facts]
    parts = tuple(Part("", "", (), 0, 0) for _ in facts)
    return PartText.joined(parts, pieces, [len(p) for p in pieces], [_prior(f) for f in facts])
