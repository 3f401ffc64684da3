"""The engine contract. Every engine passes tests/contracts/engine.py.

An engine holds one *generation* open at a time: a complete index with a fingerprint (field
table, analyzer, dictionaries, format) and the last catalogue revision it holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from indexer.model import IndexedDocument
from indexer.model.queries import EngineQuery, EngineResult, Node
from indexer.model.values import value


@value
class EngineStatus:
    """``mark``: of the commit of the catalogue that was written last, empty where none was given.
    ``size_bytes`` on disk; ``segments`` 0 where the engine has none."""

    generation: str
    fingerprint: str
    documents: int
    revision: int
    mark: str
    size_bytes: int
    segments: int


@dataclass(frozen=True, slots=True)
class TermContribution:
    """What one term of the query gave to a document's score.

    ``frequencies``: how often it stands in each text field (fields without it are left out).
    """

    term: str
    pair: bool
    weight: float
    idf: float
    frequencies: Mapping[str, int]
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """``score = (Σ terms) · in_force · recency + boosts + bonus``; a factor is 1 where it is off.

    ``terms`` holds those that gave anything, most first. ``boosts``: those of the query's boosts
    whose node matches, in the query's order.
    """

    id: str
    score: float
    terms: tuple[TermContribution, ...]
    in_force: float
    recency: float
    boosts: tuple[tuple[Node, float], ...]
    bonus: float


class EngineWriter(Protocol):
    """Changes that become visible together."""

    def put(self, document: IndexedDocument) -> None:
        """Add the document, replacing the one of the same id."""

    def delete(self, document_id: str) -> None:
        """Take the document out; unknown ids are no error."""


class SearchEngine(Protocol):
    """An index that can be written and searched. Raises EngineError and its children only, and
    UsageError for a query that names fields which the field table does not have.

    Searching is safe from several threads, and from other processes while one writes. ``lifts``:
    whether it does what ``EngineQuery.lifting`` asks for; where it does not, whoever asks does.
    """

    lifts: bool

    def write(self, revision: int, mark: str = "") -> AbstractContextManager[EngineWriter]:
        """Collect changes; on a clean exit they are committed durably as of ``revision`` (and its
        ``mark``, by which the catalogue knows its own history again) and visible to every later
        search; on an exception nothing of them remains. One writer at a time: raises EngineError
        where another one does not finish within some seconds."""

    def search(self, query: EngineQuery) -> EngineResult:
        """Answer a query. Order: score (or date), then id, so that paging is stable; undated
        documents come last in both orders of date.

        The empty has a meaning, and is never an error: an empty ``Terms``, ``AllOf`` or
        ``NoneOf``, ``AtLeast`` 0 and the empty ``Substring`` match everything; an empty
        ``AnyOf``, ``AtLeast`` 1 of nothing and a ``Keyword`` without values nothing. An engine
        without documents, new or after its last one was deleted, answers everything with
        nothing."""

    def pivot(self, query: EngineQuery, rows: str, columns: str) -> Mapping[tuple[str, str], int]:
        """Counts of the query's matches by (row value, column value)."""

    def matches(
        self, node: Node, document_ids: Sequence[str], as_of: date = date.max
    ) -> Sequence[bool]:
        """Whether each of these documents matches the node (for marking hits)."""

    def explain(self, query: EngineQuery, document_id: str) -> Explanation | None:
        """How the document's score comes about; None where it is not in the index."""

    def document_frequency(self, term: str) -> int:
        """In how many documents the index term stands, in any text field."""

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Index terms with this prefix and the number of documents they stand in, most first."""

    def revisions(self) -> Mapping[str, int]:
        """Every document's id and the catalogue revision it was indexed at."""

    def refresh(self) -> bool:
        """See what another process committed or published; True if something changed.

        A generation with another fingerprint is not taken up: this process goes on serving
        the one it holds."""

    def check_serving(self) -> None:
        """Whether what ``refresh`` follows is still the library's index. Raises NoGeneration where
        it was taken away, StaleGeneration where a generation that is not taken up serves in its
        place, EngineError where what serves cannot be read. Cheap."""

    def verify(self) -> None:
        """Read the whole generation. Raises EngineError with the path of what is damaged."""

    def status(self) -> EngineStatus: ...

    def dates(self) -> tuple[date, date] | None:
        """The first and the last published date; None where there is none."""

    def close(self) -> None: ...


class EngineStore(Protocol):
    """The generations of one engine in one folder.

    ``build`` gives a fresh generation beside the serving one; ``publish`` makes it the serving
    one by one atomic step, keeping the former for ``rollback``. A build that fails leaves the
    serving generation as it was. ``shared``: the name of what all hosts write to alike; empty
    where each has its own.
    """

    shared: str

    def current(self) -> SearchEngine:
        """The serving generation, to be closed by the caller. Raises NoGeneration, or
        StaleGeneration where its fingerprint is not that of this configuration."""

    def build(self) -> SearchEngine:
        """A fresh, empty generation; closing it without ``publish`` gives it up. One build at
        a time: raises EngineError while another process is building."""

    def publish(self, engine: SearchEngine) -> None:
        """Let ``engine`` serve. Older generations than the former one are removed."""

    def rollback(self) -> SearchEngine:
        """Make the former generation the serving one; the one that served becomes the former.
        Raises NoGeneration if there is none, StaleGeneration if it could not serve, EngineError if
        it is damaged; then what served serves on."""

    def fingerprint(self) -> str: ...
