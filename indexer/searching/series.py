"""Articles that are documents of their own: what their instrument says as a whole counts too.

A library may hold 刑法第一条, 刑法第二条 … as documents. An article of an instrument many of whose
articles match is a better answer than the same words in one that deals with another matter. Each
of the best hits gains ``share`` of the best score, times its instrument's matches over those of
the instrument with most matches. Where past queries speak for an article, they speak for its
instrument too: its articles gain a share of the best score, times the strongest of these votes.
docs/relevance.md has the measures.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from indexer.indexing.projection import series_of
from indexer.model.citing import in_marks
from indexer.model.queries import EngineHit, Tally
from indexer.searching.feedback import Vote

FIELD = "series"

# So many of the engine's best are put in order anew.
WINDOW = 500
# Of a question's hits so many are once more, by what their instruments gain.
AHEAD = 40


class Series:
    """The instruments that documents are articles of; documents that are none have none.

    An article takes twelve bytes, the hash of its id and the number of its instrument: in a
    dictionary it took two hundred, a hundred megabytes in a large library. Of half a million ids,
    two have the same hash of 64 bits once in a hundred million libraries.
    """

    def __init__(self, articles: Iterable[tuple[str, str]] = ()) -> None:
        """``articles``: (id, its instrument)."""
        keys, numbers = array("q"), array("I")
        known: dict[str, int] = {}
        for identity, name in articles:
            keys.append(hash(identity))
            numbers.append(known.setdefault(name, len(known)))
        order = np.argsort(np.frombuffer(keys, np.int64))
        self._keys: NDArray[np.int64] = np.frombuffer(keys, np.int64)[order]
        self._numbers: NDArray[np.uint32] = np.frombuffer(numbers, np.uint32)[order]
        # The last one is that of what is no article.
        self._names: list[str | None] = [*known, None]

    def __bool__(self) -> bool:
        return len(self._keys) > 0

    @classmethod
    def of_titles(cls, titles: Iterable[tuple[str, str]]) -> Series:
        """``titles``: (id, title)."""
        return cls(
            (identity, name)
            for identity, title in titles
            if (title.endswith("条") or "条之" in title) and (name := series_of(title)) is not None
        )

    def several(self, ids: Sequence[str]) -> list[str | None]:
        """The instrument of each; None for what is no article."""
        if not self:
            return [None] * len(ids)
        wanted = np.fromiter(map(hash, ids), np.int64, len(ids))
        at = self._keys.searchsorted(wanted)
        found = self._numbers.take(at, mode="clip").astype(np.int64)
        found[self._keys.take(at, mode="clip") != wanted] = -1
        return [self._names[number] for number in found.tolist()]

    def of(self, identity: str) -> str | None:
        """The instrument of one document."""
        return self.several([identity])[0]


@dataclass(frozen=True, slots=True)
class Lift:
    """What each instrument's articles gain in one answer: by its ``matched`` documents, ``most``
    where these are most, and by what was ``learned``. Worked out for the hits alone: a large
    library has tens of thousands of instruments."""

    series: Series
    most: float
    matched: Tally
    learned: Mapping[str, float] = field(default_factory=dict)
    ahead: frozenset[str] = frozenset()  # hits that gain more by their instrument's matches
    more: float = 0.0  # such a share more

    def gain(self, document_id: str) -> float:
        name = self.series.of(document_id)
        return self.of(name) + self.extra(document_id, name) if name is not None else 0.0

    def of(self, name: str) -> float:
        """What the articles of an instrument gain."""
        return self._by_matches(name) + self.learned.get(name, 0.0)

    def _by_matches(self, name: str) -> float:
        return self.most * self.matched.of(name) / self.matched.most if self.matched.most else 0.0

    def extra(self, document_id: str, name: str) -> float:
        """What one of the first hits gains once more."""
        return self.more * self._by_matches(name) if document_id in self.ahead else 0.0

    def told(self, document_id: str) -> str | None:
        """Why, in words; None where nothing was gained."""
        name = self.series.of(document_id)
        if name is None:
            return None
        matched = round(self._by_matches(name) + self.extra(document_id, name), 1)
        learned = round(self.learned.get(name, 0.0), 1)
        told = []
        if matched > 0:
            told.append(f"有 {self.matched.of(name)} 条相符，加 {matched} 分")
        if learned > 0:
            told.append(f"以往相似检索选用过其中的条文，加 {learned} 分")
        return f"{in_marks(name)}{'；'.join(told)}" if told else None


def lift(
    series: Series,
    matched: Tally,
    best: float,
    share: float,
    votes: Sequence[Vote] = (),
    learned_share: float = 0.0,
) -> Lift:
    """``matched``: how many by instrument; ``best``: the best score without bonuses."""
    learned: dict[str, float] = {}
    for vote in votes:
        name = series.of(vote.document_id)
        if name is not None:
            learned[name] = max(learned.get(name, 0.0), learned_share * best * vote.strength)
    return Lift(series, share * best, matched, learned)


def lifted(hits: Iterable[EngineHit], gained: Lift, first: int | None = None) -> list[EngineHit]:
    """The ``first`` hits with what they gain, in their new order."""
    hits = list(hits)
    known: dict[str, float] = {}
    scored = []
    for hit, name in zip(hits, gained.series.several([hit.id for hit in hits]), strict=True):
        gain = 0.0
        if name is not None:
            if name not in known:
                known[name] = gained.of(name)
            gain = known[name]
        scored.append((-(hit.score + gain), hit.id))
    scored.sort()
    return [EngineHit(identity, -score) for score, identity in scored[:first]]


def lifted_again(
    hits: Sequence[EngineHit], gained: Lift, more: float, felt: Mapping[str, float]
) -> tuple[list[EngineHit], Lift]:
    """Lifted hits, the first of which gain such a share ``more`` by their instrument's matches, and
    what they ``felt`` beside: in their new order, and what tells so. None of them falls behind the
    others."""
    first = hits[:AHEAD]
    again = replace(gained, ahead=frozenset(hit.id for hit in first), more=more)
    scored = []
    for hit, name in zip(first, gained.series.several([hit.id for hit in first]), strict=True):
        by_series = again.extra(hit.id, name) if name is not None else 0.0
        scored.append((-(hit.score + by_series + felt.get(hit.id, 0.0)), hit.id))
    return [*(EngineHit(i, -score) for score, i in sorted(scored)), *hits[AHEAD:]], again
