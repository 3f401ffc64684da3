"""What a library's own judgements teach about its questions: a turn of their vectors.

A question's vector q becomes q + qW, and goes the way of its pieces (turning.py). Both are learned
so that judged questions come nearer to what answered them than to what else is near (InfoNCE, with
Adam for W and AdaGrad for the pieces). They do not carry over to other matter, so that none is
shipped. A fifth of the questions is held back: where these come no nearer to their answers, nothing
is kept. docs/relevance.md has the measures.
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
from indexer.meaning.turning import Turn, pieces
from indexer.meaning.vectors import DocumentVectors, Header, key_of
from indexer.usage.store import IMPORT, Judgement

# Of fewer judged questions nothing is learned.
LEAST = 50

_FIFTH = 5
_TEMPERATURE = 0.05
_NEAREST, _NEGATIVES = 100, 60
# Of W and of the pieces.
_RATES, _EPOCHS = (3e-3, 1.5e-2), 6
# Of many numbers, an encoder's, each is to move less.
_MANY, _RATES_OF_MANY, _EPOCHS_OF_MANY = 256, (5e-4, 3e-3), 10
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


def learn(maker: Maker, held: DocumentVectors, judged: Judged) -> tuple[Lesson, Turn]:
    """The lesson and its turn."""
    asked = _Asked.of(maker, held, judged)
    documents = held.header.documents
    none = _Learned.nothing(maker.dimensions, asked.known)
    if len(asked.questions) < LEAST:
        few = len(asked.questions)
        return Lesson(held.header.maker, digest(judged), documents, few, 0.0, 0.0), none.turn()
    order = np.random.default_rng(0).permutation(len(asked.questions))
    back, rest = order[::_FIFTH], np.setdiff1d(order, order[::_FIFTH])
    before = asked.reciprocal_ranks(back, none)
    after = asked.reciprocal_ranks(back, _learned(asked, rest))
    lesson = Lesson(held.header.maker, digest(judged), documents, len(order), before, after)
    return lesson, (_learned(asked, order) if lesson.kept else none).turn()


@dataclass(slots=True)
class _Learned:
    """What is being learned; of each number how much it moved, and of each piece."""

    whole: Vectors
    ways: Vectors
    known: Mapping[str, int]

    @classmethod
    def nothing(cls, size: int, known: Mapping[str, int]) -> _Learned:
        whole, ways = (np.zeros((rows, size), np.float32) for rows in (size, len(known)))
        return cls(whole, ways, known)

    def turn(self) -> Turn:
        return Turn(self.whole, self.known, self.ways)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The judged questions, each with its pieces, the rows that answer it (of each document the
    nearest), and what else is near."""

    rows: Vectors
    questions: Vectors
    pieces: Sequence[NDArray[np.intp]]
    known: Mapping[str, int]
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
        known: dict[str, int] = {}
        said = [np.array([known.setdefault(p, len(known)) for p in pieces(q)], int) for q in texts]
        vectors = np.asarray(questions, np.float32)
        return cls(rows, vectors, said, known, answers, np.array(near, np.intp))

    def turned(self, part: NDArray[np.intp], learned: _Learned) -> Vectors:
        questions = self.questions[part]
        found = questions + questions @ learned.whole
        places, owner, shares = self.said(part)
        np.add.at(found, owner, learned.ways[places] * shares)
        return np.asarray(found, np.float32)

    def said(self, part: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], Vectors]:
        """The pieces of these questions, which of them has each, and its share in it."""
        each = [self.pieces[i] for i in part]
        counts = np.array([len(one) for one in each], np.intp)
        owner = np.repeat(np.arange(len(each)), counts)
        shares = (1 / np.sqrt(np.maximum(counts, 1)))[owner].astype(np.float32)
        return np.concatenate([np.zeros(0, np.intp), *each]), owner, shares[:, None]

    def reciprocal_ranks(self, chosen: NDArray[np.intp], learned: _Learned) -> float:
        """Mean over all answers of these questions, among all rows but those of other answers."""
        found: list[float] = []
        for start in range(0, len(chosen), _BLOCK):
            part = chosen[start : start + _BLOCK]
            cosines = self.turned(part, learned) @ self.rows.T
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


def _learned(asked: _Asked, chosen: NDArray[np.intp]) -> _Learned:
    """From these questions."""
    drawn = np.random.default_rng(0)
    size = asked.questions.shape[1]
    found = _Learned.nothing(size, asked.known)
    first, second = np.zeros_like(found.whole), np.zeros_like(found.whole)
    moved = np.full(len(asked.known), 1e-6, np.float32)
    batch = min(_BATCH, max(8, len(chosen) // 8))
    many = size >= _MANY
    (rate, rate_of_pieces), epochs = (
        (_RATES_OF_MANY, _EPOCHS_OF_MANY) if many else (_RATES, _EPOCHS)
    )
    step = 0
    for _ in range(epochs):
        order = drawn.permutation(chosen)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            slope = _slope(asked, part, found, drawn)
            whole = asked.questions[part].T @ slope
            step += 1
            first += 0.1 * (whole - first)
            second += 0.001 * (whole * whole - second)
            length = np.sqrt(second / (1 - 0.999**step)) + 1e-8
            found.whole -= rate * (first / (1 - 0.9**step)) / length
            places, owner, shares = asked.said(part)
            said, at = np.unique(places, return_inverse=True)
            ways = np.zeros((len(said), size), np.float32)
            np.add.at(ways, at, slope[owner] * shares)
            moved[said] += (ways * ways).mean(1)
            found.ways[said] -= rate_of_pieces * ways / np.sqrt(moved[said])[:, None]
    return found


def _slope(
    asked: _Asked, part: NDArray[np.intp], learned: _Learned, drawn: np.random.Generator
) -> Vectors:
    """Of the loss of a batch, by each turned question: it is to choose its answers among all rows
    of the batch, each as well as the others."""
    count = min(_NEGATIVES, asked.near.shape[1])
    others = [drawn.choice(asked.near[i], count, replace=False) for i in part]
    answers = [asked.answers[i] for i in part]
    candidates = np.unique(np.concatenate([*answers, *others]))
    rows = asked.rows[candidates]
    chances = asked.turned(part, learned) @ rows.T / _TEMPERATURE
    chances = np.exp(chances - chances.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    for line, own in zip(chances, answers, strict=True):
        line[np.searchsorted(candidates, own)] -= 1 / len(own)
    return np.asarray(chances @ rows / (_TEMPERATURE * len(part)), np.float32)


# ---------------------------------------------------------------- the file


def write_lesson(path: Path, lesson: Lesson, turn: Turn) -> None:
    """In one step. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            lesson=np.frombuffer(json.dumps(asdict(lesson)).encode(), np.uint8),
            whole=turn.whole,
            known=np.frombuffer(json.dumps(list(turn.known)).encode(), np.uint8),
            ways=turn.ways.astype(np.float16),
        )
    part.replace(path)


def read_lesson(path: Path) -> tuple[Lesson, Turn] | None:
    """None where there is none that can be read."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as held:
            lesson = Lesson(**json.loads(held["lesson"].tobytes()))
            known = json.loads(held["known"].tobytes())
            ways, whole = held["ways"].astype(np.float32), held["whole"].astype(np.float32)
    except (OSError, ValueError, TypeError, KeyError, EOFError, BadZipFile):
        return None
    return lesson, Turn(whole, {piece: row for row, piece in enumerate(known)}, ways)
