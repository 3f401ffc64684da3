"""Learning from judgements: similar past queries vote for the documents that answered them.

A past query is a vector of the terms and character pairs of its words, weighted by how rare they
are among past queries (TF-IDF, cosine similarity; Salton & Buckley 1988). The nearest past
queries vote; the sum of a document's votes is bounded by 1, and its bonus by a share of the best
score that the words alone give. Off until there are judgements.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzers.analyzer import Analyzer
from analyzers.pairs import chinese_pairs
from analyzers.stopwords import is_stop_word, strip_question
from indexer.usage.store import Judgement

# Clicks of one query on one document are worth this many together with the imported judgement:
# clicks / (clicks + CLICKS_FOR_HALF), so that no repeated clicking counts for more than one.
CLICKS_FOR_HALF = 3.0


@dataclass(frozen=True, slots=True)
class Vote:
    """``strength`` between 0 and 1; ``query`` is the past query that said most for it."""

    document_id: str
    strength: float
    query: str


class Learned:
    """Judgements as an inverted index over the past queries."""

    def __init__(
        self,
        analyzer: Analyzer,
        judgements: Sequence[Judgement],
        *,
        neighbours: int = 8,
        least_similarity: float = 0.2,
    ) -> None:
        self._analyzer = analyzer
        self._neighbours = neighbours
        self._least = least_similarity
        answers: dict[str, dict[str, float]] = defaultdict(dict)
        for j in judgements:
            worth = 1.0 if j.origin == "import" else j.count / (j.count + CLICKS_FOR_HALF)
            held = answers[j.query].get(j.document_id, 0.0)
            answers[j.query][j.document_id] = max(held, worth)
        self._queries = tuple(answers)
        self._answers = tuple(answers[q] for q in self._queries)
        self._postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = {}
        self._idf: dict[str, float] = {}
        self._index()

    def __bool__(self) -> bool:
        return bool(self._queries)

    def _features(self, query: str) -> Counter[str]:
        text = strip_question(query) or query
        terms = [t for t in self._analyzer.terms(text) if not is_stop_word(t)]
        return Counter(terms) + Counter(chinese_pairs(self._analyzer.fold(text)))

    def _index(self) -> None:
        counted = [self._features(q) for q in self._queries]
        frequency = Counter(f for features in counted for f in features)
        self._idf = {f: math.log(1 + len(counted) / n) for f, n in frequency.items()}
        gathered: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for i, features in enumerate(counted):
            weights = {f: n * self._idf[f] for f, n in features.items()}
            norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
            for f, w in weights.items():
                gathered[f].append((i, w / norm))
        for f, postings in gathered.items():
            ids, values = zip(*postings, strict=True)
            self._postings[f] = (np.array(ids, np.int32), np.array(values, np.float32))

    def votes(self, query: str) -> tuple[Vote, ...]:
        """The documents that similar past queries speak for, strongest first."""
        if not self._queries:
            return ()
        features = self._features(query)
        unseen = math.log(1 + len(self._queries))
        weights = {f: n * self._idf.get(f, unseen) for f, n in features.items()}
        norm = math.sqrt(sum(w * w for w in weights.values()))
        if not norm:
            return ()
        similarity = np.zeros(len(self._queries), np.float32)
        for f, w in weights.items():
            if f in self._postings:
                ids, values = self._postings[f]
                similarity[ids] += values * np.float32(w / norm)
        nearest = np.argsort(-similarity, kind="stable")[: self._neighbours]
        return self._counted([(int(i), float(similarity[i])) for i in nearest])

    def _counted(self, nearest: Sequence[tuple[int, float]]) -> tuple[Vote, ...]:
        strength: dict[str, float] = defaultdict(float)
        speaker: dict[str, tuple[float, str]] = {}
        for i, similarity in nearest:
            if similarity < self._least:
                break
            for document_id, worth in self._answers[i].items():
                said = similarity * worth
                strength[document_id] += said
                if said > speaker.get(document_id, (0.0, ""))[0]:
                    speaker[document_id] = (said, self._queries[i])
        votes = [Vote(d, min(1.0, s), speaker[d][1]) for d, s in strength.items()]
        return tuple(sorted(votes, key=lambda v: (-v.strength, v.document_id)))


def bonuses(votes: Sequence[Vote], best_score: float, share: float) -> Mapping[str, float]:
    """Document id → what is added to its score: at most ``share`` of the best score."""
    return {v.document_id: v.strength * share * best_score for v in votes}
