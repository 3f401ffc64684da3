"""Hits of a question are put in order by what they mean, too.

The first of a question's hits gain or lose by how near their vectors are to that of the question:
the cosine, less its mean over these hits, in units of its spread in the library, times a share of
the best score. A document of many sections counts by its nearest. The nearest of the whole library
are among what was relaxed, whatever their words. Only questions, and only by relevance: other
queries say in their words what they look for. docs/relevance.md has the measures.

Without vectors, or with those of another maker, the order is that of the words.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nsmallest

import numpy as np

from indexer.catalogue.catalogue import Catalogue
from indexer.meaning.catching_up import Background, Place
from indexer.meaning.following import MeaningStanding, lesson_path_of, made_by, path_of, standing
from indexer.meaning.learning import Lesson, fitting, read_lesson
from indexer.meaning.makers import Maker, Vectors
from indexer.meaning.turning import Turn
from indexer.meaning.vectors import Cosines, DocumentVectors
from indexer.model.errors import EncoderError
from indexer.model.queries import EngineHit
from indexer.pipeline.lock import is_held
from indexer.runtime.stamp import stamp_of

log = logging.getLogger(__name__)

# So many rows of a library are looked up by meaning alone.
NEAREST = 100
# In a small one at most one document of so many, and only what is nearer than most by so much.
_OF_SO_MANY, _STANDS_OUT = 50, 2.0
# A process that has just begun to serve has its first answers to give.
_QUIET_SECONDS = 10.0


@dataclass(frozen=True)
class Sense:
    """What one question means, beside the documents of a library."""

    vectors: DocumentVectors
    question: Vectors
    learned: bool = False
    encoded: bool = False

    @cached_property
    def _every(self) -> Cosines | None:
        """Looked at once, whatever is asked of it then."""
        return self.vectors.with_all(self.question)

    @cached_property
    def _spread(self) -> tuple[float, float]:
        known = self.__dict__.get("_every")
        return self.vectors.spread(self.question, known)

    def near(self) -> list[str]:
        """The documents that are nearest in the library: a part of it, and what stands out."""
        count = min(NEAREST, self.vectors.header.documents // _OF_SO_MANY)
        if not count or not self.question.any():
            return []
        every = self._every
        mean, spread = self._spread
        return self.vectors.nearest(every, count, mean + _STANDS_OUT * spread)

    def nearer(self, made: Vectors) -> Vectors:
        """Of texts that are no documents of the library, rows of its maker: their cosines above the
        library's mean, in units of its spread."""
        mean, spread = self._spread
        return np.asarray((self.vectors.made(made) @ self.question - mean) / spread, np.float32)

    def gains(self, ids: Sequence[str], amount: float) -> Mapping[str, float]:
        """What each of these documents gains: ``amount`` for each unit of spread. Nothing for one
        that has no vectors yet, as for one that is as near as all are on the average."""
        if not amount or not self.question.any():
            return {}
        every = self.__dict__.get("_every") if self.vectors.gathers else self._every
        cosines = self.vectors.cosines(ids, self.question, every)
        known = np.flatnonzero(~np.isnan(cosines)).tolist()
        if len(known) < 2:
            return {}
        _, spread = self._spread
        nearer = (cosines[known] - cosines[known].mean()) / spread
        gained = (amount * nearer.astype(np.float64)).tolist()
        return {ids[i]: gain for i, gain in zip(known, gained, strict=True)}


def moved(
    hits: Sequence[EngineHit], gains: Mapping[str, float], first: int | None = None
) -> list[EngineHit]:
    """The ``first`` hits with what they gain, in their new order."""
    scored = [(-(score + gains.get(identity, 0.0)), identity) for identity, score in hits]
    best = sorted(scored) if first is None else nsmallest(first, scored)
    return [EngineHit(identity, -score) for score, identity in best]


def more_felt(felt: Mapping[str, float], ids: Sequence[str], share: float) -> Mapping[str, float]:
    """What those of these documents that gained by meaning gain once more."""
    return {i: share * felt[i] for i in ids if felt.get(i, 0.0) > 0} if share else {}


def told(gain: float | None, found: bool = False) -> str | None:
    """Why, in words; None where it moved nothing. ``found``: by its meaning, whatever its words."""
    if found:
        moved_by = f"，{'加' if gain > 0 else '减'} {abs(gain):.1f} 分" if gain else ""
        return f"意思是全库中最接近所问的之一{moved_by}"
    if gain is None or round(abs(gain), 1) == 0:
        return None
    if gain > 0:
        return f"意思比其他结果更接近所问，加 {gain:.1f} 分"
    return f"意思比其他结果离所问更远，减 {-gain:.1f} 分"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the vectors of one moment tell. ``turn``: what judgements taught."""

    maker: Maker
    vectors: DocumentVectors
    turn: Turn | None = None

    def of(self, question: str) -> Sense:
        made = self.vectors.question(self.maker.question(question))
        if self.turn is None:
            return Sense(self.vectors, made, encoded=self.maker.encodes)
        turned = self.turn.of(made, question)
        return Sense(self.vectors, turned, learned=True, encoded=self.maker.encodes)


# Of the vectors' file and of the lesson's, and the judgements.
_Stamp = tuple[int | str, ...]


class MeaningKeeper:
    """Gives what vectors there are, and has them brought up in the background."""

    def __init__(
        self,
        catalogue: Catalogue,
        place: Place,
        make: Callable[[], Maker],
        made_by_now: Callable[[], str],
        judged: Callable[[], str],
        on: bool,
    ) -> None:
        """``make`` loads the maker, which waits until a question is asked of vectors that
        ``made_by_now``, its fingerprint, fits. ``judged``: the digest of the judgements there are.
        Off, nothing is ever read or made."""
        self._catalogue = catalogue
        self._home = place.home
        self._path = path_of(place.home)
        self._lesson_path = lesson_path_of(place.home)
        self._make = make
        self._fingerprint = made_by_now
        self._judged = judged
        self._on = on
        self._background = Background(place)
        self._lock = threading.Lock()
        self._stamp: _Stamp | None = None
        self._lesson: Lesson | None = None
        self._held: Meaning | None = None
        self._maker: Maker | None = None
        self._began = time.monotonic()

    def current(self) -> Meaning | None:
        """What the last refresh saw; the first time, what there is."""
        if self._stamp is None:
            self.refresh()
        return self._held

    def stamp(self) -> _Stamp | None:
        """Another one whenever the same question may be answered otherwise."""
        return self._stamp

    def refresh(self) -> None:
        """Take up the file where it is another one."""
        if not self._on:
            return
        with self._lock:
            stamp = (*stamp_of(self._path), *stamp_of(self._lesson_path), self._judged())
            if stamp == self._stamp:
                return
            self._held = self._taken_up() if self._path.exists() else None
            self._stamp = stamp

    def _taken_up(self) -> Meaning | None:
        try:
            vectors = DocumentVectors.open(self._path, made_by(self._fingerprint()))
            if vectors is None:
                return None
            if self._maker is None:
                self._maker = self._make()
        except EncoderError as error:
            log.warning("questions are ranked by words: %s", error)
            return None
        lesson, turn = read_lesson(self._lesson_path) or (None, None)
        self._lesson = lesson
        # Judgements that were taken back, or are of now, are not what it was learned from.
        holds = lesson and lesson.kept and fitting(lesson, vectors.header, self._judged())
        return Meaning(self._maker, vectors, turn if holds else None)

    def follow(self) -> None:
        """Have them brought up where they are behind; not while somebody writes the library, as
        no ingestion is to wait."""
        if not self._on or time.monotonic() < self._began + _QUIET_SECONDS:
            return
        if self._background.running:
            self._background.look(False)
            return
        found = standing(self._catalogue, self._path, self._fingerprint)
        if found.trouble is not None:
            return
        behind = found.lag != 0 or self._to_learn()
        self._background.look(behind and not is_held(self._home, self._catalogue))

    def _to_learn(self) -> bool:
        held, judged = self._held, self._judged()
        if held is None or not judged:
            return False
        return self._lesson is None or not fitting(self._lesson, held.vectors.header, judged)

    def standing(self) -> MeaningStanding | None:
        """None where it is off."""
        if not self._on:
            return None
        found = standing(self._catalogue, self._path, self._fingerprint)
        if found.trouble is None and found.lag:
            # It is tried again by and by; another process that serves may have done it since.
            return replace(found, trouble=self._background.trouble)
        return found

    def close(self) -> None:
        self._background.close()
