"""Learning from judgements: similar past queries vote for the documents that answered them.

A query is the set of its adjacent pairs of characters, question words too: whether it asks what
is owed or how it is punished says which article answers. Pairs are weighted by how rare they are
among past queries, and the cosine tells how like two queries are (Salton & Buckley 1988). Among
real questions the share of past answers that answer a new question too grows evenly with it.

The nearest past queries vote, each with its similarity for every document that answered it; votes
are joined as independent evidence, 1 - Π(1 - vote), so that no number of them passes 1, and a
document's bonus is at most a share of the best score that the words alone give. Off until there
are judgements. docs/relevance.md has the measures and what else was tried.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from analyzers.analyzer import Analyzer
from analyzers.numbers import find_folded
from analyzers.stopwords import asks
from indexer.usage.store import IMPORT, Judgement

# Clicks of one query on one document are worth this many together with the imported judgement:
# clicks / (clicks + CLICKS_FOR_HALF), so that no repeated clicking counts for more than one.
CLICKS_FOR_HALF = 3.0

# Anyone may send feedback: of more past queries than these, those that were answered most often
# are kept, which bounds what a search pays for them.
MOST_QUERIES = 20_000

# Queries are not longer than this to learning: a pasted page is like no query.
_LONGEST = 200

_RUNS = re.compile(r"([0-9a-z]+)|([^\W0-9a-z_]+)")


@dataclass(frozen=True, slots=True)
class Vote:
    """``strength`` between 0 and 1; ``query`` is the past query that said most for it.
    ``judged``: whether somebody judged so. What clicks alone say orders what is found, and brings
    in nothing that the words do not find."""

    document_id: str
    strength: float
    query: str
    judged: bool = True


class Learned:
    """Judgements as an inverted index over the past queries. Immutable once made."""

    def __init__(
        self,
        analyzer: Analyzer,
        judgements: Sequence[Judgement],
        *,
        neighbours: int = 16,
        least_similarity: float = 0.05,
        least_for_words: float = 0.2,
    ) -> None:
        """At most ``neighbours`` past queries vote. A question is answered by whatever holds any
        of its words, and distant votes only order that; other queries ask for all their words,
        and what was voted for is found without: ``least_for_words`` is for them."""
        self._analyzer = analyzer
        self._neighbours = neighbours
        self._least = least_similarity
        self._least_for_words = least_for_words
        answers = _answers(judgements)
        self._queries = tuple(answers)
        self._answers = tuple(answers.values())
        self._judged = {(j.query, j.document_id) for j in judgements if j.origin == IMPORT}
        self._slots: dict[str, int] = {}  # pair → its place in what follows
        self._weights = np.zeros(0)  # the square of its rarity
        # The past queries that hold it: of slot s, from offsets[s] to offsets[s + 1].
        self._offsets: list[int] = []
        self._ids = np.zeros(0, np.intp)
        self._values = np.zeros(0)
        self._index()

    def __bool__(self) -> bool:
        return bool(self._queries)

    def _features(self, query: str) -> set[str]:
        """Its adjacent pairs; whole words of Latin letters, digits and document numbers, which
        parts would make alike that mean another thing."""
        text = query[:_LONGEST]
        folded = self._analyzer.fold(text)
        found: set[str] = set()
        for match in reversed(find_folded(text, folded)):
            found.add(match.number.text)
            folded = f"{folded[: match.start]} {folded[match.end :]}"
        for whole, run in _RUNS.findall(folded):
            found.update(map("".join, pairwise(run)) if len(run) > 1 else (whole or run,))
        return found

    def _index(self) -> None:
        held = [
            [self._slots.setdefault(p, len(self._slots)) for p in self._features(q)]
            for q in self._queries
        ]
        counts = np.array([len(slots) for slots in held], np.intp)
        slots = np.fromiter(chain.from_iterable(held), np.intp, int(counts.sum()))
        ids = np.repeat(np.arange(len(held)), counts)
        frequency = np.bincount(slots, minlength=len(self._slots))
        self._weights = self._rarity(frequency) ** 2
        lengths = np.sqrt(np.bincount(ids, self._weights[slots], len(held)))
        order = np.argsort(slots, kind="stable")
        self._ids = ids[order]
        self._values = self._weights[slots[order]] / lengths[self._ids]
        self._offsets = [0, *np.cumsum(frequency).tolist()]

    def _rarity(self, frequency: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.log1p(len(self._queries) / frequency)

    def votes(self, query: str) -> tuple[Vote, ...]:
        """The documents that similar past queries speak for, strongest first."""
        pairs = self._features(query) if self._queries else ()
        slots = [self._slots[p] for p in pairs if p in self._slots]
        if not slots:
            return ()
        unseen = (len(pairs) - len(slots)) * math.log1p(len(self._queries)) ** 2
        length = math.sqrt(unseen + float(self._weights[slots].sum()))
        held = [slice(self._offsets[s], self._offsets[s + 1]) for s in slots]
        ids = np.concatenate([self._ids[h] for h in held])
        values = np.concatenate([self._values[h] for h in held])
        similarity = np.asarray(np.bincount(ids, values, len(self._queries)), np.float64)
        least = self._least if asks(query) else self._least_for_words
        return self._counted(self._nearest(similarity, least * length), length)

    def _nearest(self, similarity: NDArray[np.float64], least: float) -> list[tuple[int, float]]:
        """(past query, similarity), the nearest first, earlier ones first among equals."""
        near = np.flatnonzero(similarity >= least)
        if len(near) > self._neighbours:
            edge = np.partition(similarity[near], -self._neighbours)[-self._neighbours]
            near = near[similarity[near] >= edge]
        order = np.argsort(-similarity[near], kind="stable")[: self._neighbours]
        chosen = near[order]
        return list(zip(chosen.tolist(), similarity[chosen].tolist(), strict=True))

    def _counted(self, nearest: Iterable[tuple[int, float]], length: float) -> tuple[Vote, ...]:
        against: dict[str, float] = {}
        speaker: dict[str, tuple[float, str]] = {}
        judged: set[str] = set()
        for i, similarity in nearest:
            like = min(1.0, similarity / length)
            for document_id, worth in self._answers[i].items():
                said = like * worth
                if (self._queries[i], document_id) in self._judged:
                    judged.add(document_id)
                against[document_id] = against.get(document_id, 1.0) * (1.0 - said)
                if said > speaker.get(document_id, (0.0, ""))[0]:
                    speaker[document_id] = (said, self._queries[i])
        votes = [Vote(d, 1.0 - a, speaker[d][1], d in judged) for d, a in against.items()]
        return tuple(sorted(votes, key=lambda v: (-v.strength, v.document_id)))


def _answers(judgements: Iterable[Judgement]) -> dict[str, dict[str, float]]:
    """Past query → document id → what that answer is worth, 0 to 1."""
    answers: dict[str, dict[str, float]] = defaultdict(dict)
    for j in judgements:
        worth = 1.0 if j.origin == IMPORT else j.count / (j.count + CLICKS_FOR_HALF)
        held = answers[j.query].get(j.document_id, 0.0)
        answers[j.query][j.document_id] = max(held, worth)
    if len(answers) <= MOST_QUERIES:
        return answers
    surest = sorted(answers, key=lambda q: -max(answers[q].values()))[:MOST_QUERIES]
    return {q: answers[q] for q in surest}


def bonuses(votes: Sequence[Vote], best_score: float, share: float) -> Mapping[str, float]:
    """Document id → what is added to its score: at most ``share`` of the best score."""
    return {v.document_id: v.strength * share * best_score for v in votes}
