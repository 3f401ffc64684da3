"""Who is asked for: which duties of a window's documents are to the point, and where they stand.

A clause that gives a body the matter itself (停车场由市城管局主管) comes before one that only holds
its words, and before one that gives a body something within it; so does, in a document on the
matter, the body that accepts, approves or answers for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.model import DutyKind
from indexer.searching.duties import DutySearch, ScoredDuty
from indexer.searching.judging import Judge
from indexer.searching.part_ranking import Ranked
from indexer.searching.passage_search import Window
from indexer.searching.sureness import GIVEN, Candidate

# What a duty adds to its passage: by its words, and by how little else it is about.
DUTY, POINT = 0.4, 1.2
# So much to the point is a duty of whom to turn to, in a document that is on the matter; and of
# what is no such duty, this share counts.
AT_HAND, BESIDE = 0.3, 0.7
# Of the share of the question that the best passage holds.
_AS_MUCH = 0.9
# So much of what is asked a title holds that is on the matter.
_ON_IT = 0.9
_TURNED_TO = frozenset((
    DutyKind.RESPONSIBLE, DutyKind.LEADS, DutyKind.ACCEPTS, DutyKind.APPROVES, DutyKind.SUPERVISES
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duty:
    """``at``: where its clause begins; ``gain``: what it adds to its passage; ``given``: how far it
    gives the body the matter itself, of 1."""

    at: int
    gain: float
    given: float


@dataclass(frozen=True, slots=True)
class Told:
    """``by_document``: where it gives a body something to do; ``holding``: the duties of what is
    in force, best first."""

    by_document: Mapping[str, Sequence[Duty]]
    holding: Sequence[ScoredDuty] = ()

    def deciding(self) -> list[str]:
        """The documents with what answers by itself."""
        return [i for i, own in self.by_document.items() if any(d.given >= GIVEN for d in own)]


NOBODY = Told({})


@dataclass(frozen=True, slots=True)
class Whose:
    """The duties of windows."""

    duties: DutySearch

    def told(self, window: Window, judge: Judge) -> Told:
        """Where the window's documents give a body something to do, and how well that answers."""
        holding = list(self.duties.of_window(window))
        scored = [*holding, *self.duties.of_window(window, holding=False)]
        best = max((one.score for one in scored), default=1.0)
        owners = {one.document_id for one in scored}
        titles = [(one.shown.card.id, one.shown.card.title) for one in window.found]
        on_it = {i for i, title in titles if i in owners and judge.held(title) >= _ON_IT}
        told: dict[str, list[Duty]] = {}
        for one in scored:
            own = judge.to_the_point(one.fact.duty.replace(one.fact.name, ""))
            gain = DUTY * one.score / best + POINT * own
            given = _given(one, own, on_it=one.document_id in on_it)
            duty = Duty(one.fact.evidence.start or 0, gain, given)
            told.setdefault(one.document_id, []).append(duty)
        return Told(told, holding)


def _given(one: ScoredDuty, own: float, *, on_it: bool) -> float:
    if one.fact.kind not in _TURNED_TO:
        return BESIDE * own
    return max(own, AT_HAND) if on_it else own


def parts_given(told: Told, window: Window, ranked: Sequence[Ranked]) -> Iterator[Ranked]:
    """The parts that give somebody the matter, without its words, and are not among the ranked."""
    held = {(one.document, one.part) for one in ranked}
    for number, found in enumerate(window.found):
        own = [
            duty.at for duty in told.by_document.get(found.shown.card.id, ()) if duty.given >= GIVEN
        ]
        for at, part in enumerate(found.text.parts) if own else ():
            if (number, at) not in held and any(part.start <= one < part.end for one in own):
                yield Ranked(number, at, 0.0, 0.0)


def given_first(ordered: list[Candidate]) -> list[Candidate]:
    """The best of those that name the body before all others, where it holds as much of what is
    asked; of what has ended only where nothing that holds does."""
    least = _AS_MUCH * ordered[0].judged.held if ordered else 0.0
    given = [one for one in ordered if one.given >= GIVEN and one.judged.held >= least]
    first = next((one for one in given if not one.ended), given[0] if given else None)
    return [first, *(one for one in ordered if one is not first)] if first else ordered
