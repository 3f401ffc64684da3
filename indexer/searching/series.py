"""Articles that are documents of their own: what their instrument says as a whole counts too.

A library may hold 刑法第一条, 刑法第二条 … as documents. An article of an instrument many of whose
articles match is a better answer than the same words in one that deals with another matter. Each
of the best hits gains ``share`` of the best score, times its instrument's matches over those of
the instrument with most matches. Where past queries speak for an article, they speak for its
instrument too: its articles gain a share of the best score, times the strongest of these votes.
docs/relevance.md has the measures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.indexing.projection import series_of
from indexer.model.queries import EngineHit
from indexer.searching.feedback import Vote

FIELD = "series"

# So many of the engine's best are put in order anew.
WINDOW = 500


@dataclass(frozen=True, slots=True)
class Series:
    """Document id → the instrument that it is an article of; the others are left out."""

    of: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.of)

    @classmethod
    def of_titles(cls, titles: Iterable[tuple[str, str]]) -> Series:
        """``titles``: (id, title)."""
        found = {}
        for identity, title in titles:
            if title.endswith("条") or "条之" in title:
                name = series_of(title)
                if name is not None:
                    found[identity] = sys.intern(name)
        return cls(found)


@dataclass(frozen=True, slots=True)
class Lift:
    """What each instrument's articles gain in one answer: by its matches, and by what was
    ``learned``."""

    series: Series
    gains: Mapping[str, float]
    matched: Mapping[str, int]
    learned: Mapping[str, float] = field(default_factory=dict)

    def gain(self, document_id: str) -> float:
        name = self.series.of.get(document_id)
        return self.gains.get(name, 0.0) + self.learned.get(name, 0.0) if name is not None else 0.0

    def told(self, document_id: str) -> str | None:
        """Why, in words; None where nothing was gained."""
        name = self.series.of.get(document_id)
        if name is None:
            return None
        matched, learned = (round(g.get(name, 0.0), 1) for g in (self.gains, self.learned))
        told = []
        if matched > 0:
            told.append(f"有 {self.matched[name]} 条相符，加 {matched} 分")
        if learned > 0:
            told.append(f"以往相似检索选用过其中的条文，加 {learned} 分")
        return f"《{name.strip('《》')}》{'；'.join(told)}" if told else None


def lift(
    series: Series,
    counted: Sequence[tuple[str, int]],
    best: float,
    share: float,
    votes: Sequence[Vote] = (),
    learned_share: float = 0.0,
) -> Lift:
    """``counted``: matches by instrument; ``best``: the best score without bonuses."""
    most = max((count for _, count in counted), default=0)
    gains = {name: share * best * count / most for name, count in counted} if most else {}
    learned: dict[str, float] = {}
    for vote in votes:
        name = series.of.get(vote.document_id)
        if name is not None:
            learned[name] = max(learned.get(name, 0.0), learned_share * best * vote.strength)
    return Lift(series, gains, dict(counted), learned)


def lifted(hits: Iterable[EngineHit], gained: Lift) -> list[EngineHit]:
    """The hits with what they gain, in their new order."""
    scored = [EngineHit(h.id, h.score + gained.gain(h.id)) for h in hits]
    return sorted(scored, key=lambda h: (-h.score, h.id))
