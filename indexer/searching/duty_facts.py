"""The duties of documents made ready for ranking, kept within a bound: each is asked for by many
questions, and a law of a hundred articles has a hundred of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.catalogue.rows import DutyRow
from indexer.model import BodyLevel, DutyKind, Responsibility
from indexer.runtime.caching import ByteCache
from indexer.searching.part_texts import PartText
from indexer.searching.parts import Part
from indexer.searching.shown import Shown
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
# What a fact takes beside its codes, about.
_FACT_BYTES = 1_000
_NO_PART = Part("", "", (), 0, 0)


def piece(subject: str, matter: str, duty: str, quote: str) -> str:
    """What a fact is found by: its document's subject on a line, and its own words."""
    return f"{subject}\n{matter}\n{duty}\n{quote}\n"


@dataclass(frozen=True, slots=True)
class FactsOf:
    """The facts of a document as they are stored, and the same as parts that can be ranked."""

    rows: tuple[DutyRow, ...]
    text: PartText
    _made: dict[int, Responsibility] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[DutyRow], title: str) -> FactsOf:
        """What they are about counts twice, and what the document is about counts too."""
        subject = core_key(title)
        pieces = [piece(subject, one.matter, one.duty, one.quote) for one in rows]
        priors = [_prior(one.kind, one.level, one.duty) for one in rows]
        text = PartText.joined((_NO_PART,) * len(rows), pieces, list(map(len, pieces)), priors)
        return cls(tuple(rows), text)

    def folded(self, at: int) -> str:
        """The ``piece`` of a fact, folded."""
        starts, codes = self.text.starts, self.text.codes
        end = starts[at + 1] if at + 1 < len(starts) else len(codes)
        return codes[starts[at] : end].tobytes().decode("utf-16", "surrogatepass")

    def fact(self, at: int) -> Responsibility:
        made = self._made.get(at)
        if made is None:
            made = self._made[at] = self.rows[at].made()
        return made


class DutyFacts:
    """By (id, revision), in a cache that others may share. Safe from several threads.

    ``read``: of documents by id, in text order; all that the cache lacks are read at once.
    """

    def __init__(
        self,
        read: Callable[[Sequence[str]], Mapping[str, Sequence[DutyRow]]],
        cache: ByteCache,
    ) -> None:
        self._read = read
        self._cache = cache

    def get(self, shown: Sequence[Shown]) -> dict[str, FactsOf]:
        """Of those of the documents that have any, in order."""
        keys = {one.card.id: ("duties", one.card.id, one.card.revision) for one in shown}
        held: dict[str, FactsOf | None] = {i: self._cache.find(key) for i, key in keys.items()}
        missing = [identity for identity, found in held.items() if found is None]
        read = self._read(missing) if missing else {}
        titles = {one.card.id: one.card.title for one in shown}
        for identity in missing:
            made = FactsOf.of(read.get(identity, ()), titles[identity])
            held[identity] = self._cache.keep(keys[identity], made, _cost(made))
        return {identity: found for identity, found in held.items() if found and found.rows}


def _cost(made: FactsOf) -> int:
    return 2 * len(made.text.codes) + _FACT_BYTES * (len(made.rows) + 1)


def prior(fact: Responsibility) -> float:
    """How much a duty says of whom to turn to, whatever is asked."""
    return _prior(fact.kind, fact.level, fact.duty)


def _prior(kind: str, level: str, duty: str) -> float:
    weight = KINDS[DutyKind(kind)] * (EVERY_LEVEL if level == BodyLevel.ANY else 1.0)
    return weight * (INTERPRETS if "负责解释" in duty else 1.0)
