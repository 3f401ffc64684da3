"""What a library's own judgements teach about its questions: a turn of their vectors.

A question's vector q becomes q + qW. W is learned so that judged questions come nearer to what
answered them than to what else is near (InfoNCE with Adam). It does not carry over to other matter,
so that none is shipped. A fifth of the questions is held back: where W does not bring these nearer
to their answers, it is not kept. docs/relevance.md has the measures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from analyzers.stopwords import asks
from indexer.meaning.makers import Maker, Vectors
from indexer.meaning.vectors import DocumentVectors, Header, key_of
from indexer.usage.store import IMPORT, Judgement

# Of fewer judged questions nothing is learned.
LEAST = 50

_FIFTH = 5
_TEMPERATURE = 0.05
_NEAREST, _NEGATIVES = 100, 60
_RATE, _EPOCHS = 3e-3, 6
# Of a W of many numbers, an encoder's, each is to move less.
_MANY, _RATE_OF_MANY, _EPOCHS_OF_MANY = 256, 5e-4, 10
_BATCH = 64
# Of a larger library so many rows stand for all: what they take is bounded.
_ROWS = 150_000
_BLOCK = 64
# What was judged may have been ingested only since.
_LARGER = 1.1

# Question → the documents that answered it.
Judged = Mapping[str, Sequence[str]]


def judged_questions(judgements: Iterable[Judgement]) -> Judged:
    """Of those imported: clicks say what was looked at."""
    found: dict[str, list[str]] = {}
    for one in judgements:
        if one.origin == IMPORT and asks(one.query):
            found.setdefault(one.query, []).append(one.document_id)
    return {query: sorted(ids) for query, ids in sorted(found.items())}


def digest(judged: Judged) -> str:
    """Another one for other judgements; empty for too few to learn from."""
    if len(judged) < LEAST:
        return ""
    return hashlib.blake2b(json.dumps(judged).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Lesson:
    """``judged``: the digest of what it was learned from, in a library of so many ``documents``.
    ``before`` and ``after``: mean reciprocal rank of the answers to the questions held back."""

    maker: str
    judged: str
    documents: int
    questions: int
    before: float
    after: float

    @property
    def kept(self) -> bool:
        return self.questions >= LEAST and self.after >= self.before


def fitting(lesson: Lesson, header: Header, judged: str) -> bool:
    """Whether learning anew would teach the same: from these judgements, by this maker, in a
    library that is not much larger."""
    same = lesson.maker == header.maker and lesson.judged == judged
    return same and header.documents <= _LARGER * lesson.documents


def learn(maker: Maker, held: DocumentVectors, judged: Judged) -> tuple[Lesson, Vectors]:
    """The lesson and its W."""
    asked = _Asked.of(maker, held, judged)
    documents = held.header.documents
    none = np.zeros((maker.dimensions, maker.dimensions), np.float32)
    if len(asked.questions) < LEAST:
        few = len(asked.questions)
        return Lesson(held.header.maker, digest(judged), documents, few, 0.0, 0.0), none
    order = np.random.default_rng(0).permutation(len(asked.questions))
    back, rest = order[::_FIFTH], np.setdiff1d(order, order[::_FIFTH])
    before = asked.reciprocal_ranks(back, none)
    after = asked.reciprocal_ranks(back, _learned(asked, rest))
    lesson = Lesson(held.header.maker, digest(judged), documents, len(order), before, after)
    return lesson, _learned(asked, order) if lesson.kept else none


@dataclass(frozen=True, slots=True)
class _Asked:
    """The judged questions, each with the rows that answer it (of each document the nearest), and
    what else is near."""

    rows: Vectors
    questions: Vectors
    answers: Sequence[NDArray[np.intp]]
    near: NDArray[np.intp]

    @classmethod
    def of(cls, maker: Maker, held: DocumentVectors, judged: Judged) -> _Asked:
        texts, right = [], []
        for query, ids in judged.items():
            places = held.places([key_of(i) for i in ids])
            if len(places):
                texts.append(query)
                right.append(places)
        asked = [held.question(maker.question(q)) for q in texts]
        questions = np.stack(asked) if asked else np.zeros((0, 1))
        chosen = _chosen(held, right)
        rows = held.units(held.rows[chosen])
        owner = np.searchsorted(held.starts, chosen, side="right") - 1
        answers, near = [], []
        for question, places in zip(questions, right, strict=True):
            cosines = rows @ question
            own = np.flatnonzero(np.isin(owner, places))
            answers.append(_nearest_of_each(own, owner[own], cosines[own]))
            cosines[own] = -np.inf
            count = min(_NEAREST, len(rows) - 1)
            near.append(np.argpartition(-cosines, count)[:count])
        return cls(rows, np.asarray(questions, np.float32), answers, np.array(near, np.intp))

    def reciprocal_ranks(self, chosen: NDArray[np.intp], turn: Vectors) -> float:
        """Mean over all answers of these questions, among all rows but those of other answers."""
        found: list[float] = []
        for start in range(0, len(chosen), _BLOCK):
            part = chosen[start : start + _BLOCK]
            cosines = (self.questions[part] + self.questions[part] @ turn) @ self.rows.T
            for row, i in zip(cosines, part.tolist(), strict=True):
                own = row[self.answers[i]]
                row[self.answers[i]] = -np.inf
                found += [1.0 / (1 + int((row > each).sum())) for each in own]
        return float(np.mean(found))


def _chosen(held: DocumentVectors, right: Sequence[NDArray[np.intp]]) -> NDArray[np.intp]:
    """Rows evenly spread, and all of what answers."""
    count = held.header.rows
    spread = np.arange(min(count, _ROWS)) * count // max(1, min(count, _ROWS))
    places = np.unique(np.concatenate(right)) if right else np.zeros(0, np.intp)
    answers = [np.arange(held.starts[p], held.starts[p + 1]) for p in places]
    return np.unique(np.concatenate([spread, *answers])).astype(np.intp)


def _nearest_of_each(
    rows: NDArray[np.intp], owners: NDArray[np.intp], cosines: Vectors
) -> NDArray[np.intp]:
    order = np.lexsort((-cosines, owners))
    return rows[order[np.unique(owners[order], return_index=True)[1]]]


def _learned(asked: _Asked, chosen: NDArray[np.intp]) -> Vectors:
    """W by Adam over these questions."""
    drawn = np.random.default_rng(0)
    size = asked.questions.shape[1]
    turn, first, second = (np.zeros((size, size), np.float32) for _ in range(3))
    batch = min(_BATCH, max(8, len(chosen) // 8))
    step = 0
    rate, epochs = (_RATE_OF_MANY, _EPOCHS_OF_MANY) if size >= _MANY else (_RATE, _EPOCHS)
    for _ in range(epochs):
        order = drawn.permutation(chosen)
        for start in range(0, len(order), batch):
            slope = _slope(asked, order[start : start + batch], turn, drawn)
            step += 1
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            length = np.sqrt(second / (1 - 0.999**step)) + 1e-8
            turn = turn - rate * (first / (1 - 0.9**step)) / length
    return np.asarray(turn, np.float32)


def _slope(
    asked: _Asked, part: NDArray[np.intp], turn: Vectors, drawn: np.random.Generator
) -> Vectors:
    """Of the loss of a batch: each question is to choose one of its answers among all rows of the
    batch; its other answers are left out."""
    questions = asked.questions[part]
    answer = np.array([drawn.choice(asked.answers[i]) for i in part])
    count = min(_NEGATIVES, asked.near.shape[1])
    others = [drawn.choice(asked.near[i], count, replace=False) for i in part]
    candidates = np.unique(np.concatenate([answer, *others]))
    rows = asked.rows[candidates]
    chances = (questions + questions @ turn) @ rows.T / _TEMPERATURE
    at = np.searchsorted(candidates, answer)
    for line, i, right in zip(chances, part.tolist(), answer, strict=True):
        also = asked.answers[i][asked.answers[i] != right]
        line[np.isin(candidates, also)] = -np.inf
    chances = np.exp(chances - chances.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    chances[np.arange(len(part)), at] -= 1
    return np.asarray(questions.T @ (chances @ rows) / (_TEMPERATURE * len(part)), np.float32)


# ---------------------------------------------------------------- the file


def write_lesson(path: Path, lesson: Lesson, turn: Vectors) -> None:
    """In one step. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file, lesson=np.frombuffer(json.dumps(asdict(lesson)).encode(), np.uint8), turn=turn
        )
    part.replace(path)


def read_lesson(path: Path) -> tuple[Lesson, Vectors] | None:
    """None where there is none that can be read."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as held:
            lesson = Lesson(**json.loads(held["lesson"].tobytes()))
            turn: Vectors = held["turn"].astype(np.float32)
    except (OSError, ValueError, TypeError, KeyError, EOFError, BadZipFile):
        return None
    return lesson, turn
