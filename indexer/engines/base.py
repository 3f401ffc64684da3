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
from indexer.query import EngineQuery, EngineResult, Node


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """``size_bytes`` on disk; ``segments`` 0 where the engine has none."""

    generation: str
    fingerprint: str
    documents: int
    revision: int
    size_bytes: int
    segments: int


class EngineWriter(Protocol):
    """Changes that become visible together."""

    def put(self, document: IndexedDocument) -> None:
        """Add the document, replacing the one of the same id."""

    def delete(self, document_id: str) -> None:
        """Take the document out; unknown ids are no error."""


class SearchEngine(Protocol):
    """An index that can be written and searched. Raises only EngineError and its children.

    Searching is safe from several threads, and from other processes while one writes.
    """

    def write(self, revision: int) -> AbstractContextManager[EngineWriter]:
        """Collect changes; on a clean exit they are committed durably as of ``revision`` and
        visible to every later search; on an exception nothing of them remains."""

    def search(self, query: EngineQuery) -> EngineResult:
        """Answer a query. Order: score (or date), then id, so that paging is stable."""

    def pivot(self, query: EngineQuery, rows: str, columns: str) -> Mapping[tuple[str, str], int]:
        """Counts of the query's matches by (row value, column value)."""

    def matches(self, node: Node, document_ids: Sequence[str]) -> Sequence[bool]:
        """Whether each of these documents matches the node (for marking hits)."""

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Index terms with this prefix and the number of documents they stand in, most first."""

    def refresh(self) -> bool:
        """See what another process committed or published; True if something changed."""

    def status(self) -> EngineStatus: ...

    def dates(self) -> tuple[date, date] | None:
        """The first and the last published date; None where there is none."""

    def close(self) -> None: ...


class EngineStore(Protocol):
    """The generations of one engine in one folder.

    ``build`` gives a fresh generation beside the serving one; ``publish`` makes it the serving
    one by one atomic step, keeping the former for ``rollback``. A build that fails leaves the
    serving generation as it was.
    """

    def current(self) -> SearchEngine:
        """The serving generation. Raises NoGeneration, or StaleGeneration where its fingerprint
        is not that of this configuration."""

    def build(self) -> SearchEngine: ...

    def publish(self, engine: SearchEngine) -> None: ...

    def rollback(self) -> SearchEngine:
        """Make the former generation the serving one. Raises NoGeneration if there is none."""

    def fingerprint(self) -> str: ...
