"""The engine of one generation: the seam's contract over commits and snapshots."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from threading import RLock
from typing import Concatenate, ParamSpec, TypeVar, cast

import numpy as np

from analyzers.analyzer import Analyzer
from indexer.engines.base import EngineStatus, Explanation
from indexer.engines.checks import check, check_node
from indexer.engines.whoosh import searching
from indexer.engines.whoosh.commits import Commit, Commits
from indexer.engines.whoosh.generations import Generations
from indexer.engines.whoosh.matching import Matcher
from indexer.engines.whoosh.segment import SegmentData
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.writing import WhooshWriter, discard
from indexer.model.errors import EngineError
from indexer.model.queries import EngineQuery, EngineResult, Node
from indexer.runtime.caching import ByteCache

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def guarded(
    method: Callable[Concatenate[WhooshEngine, P], R],
) -> Callable[Concatenate[WhooshEngine, P], R]:
    """A damaged file shows as any error of NumPy or of decoding: say which file it is. One that
    was cut short would kill the process, and is told before it is read.

    Where every file is whole, the error is ours, and stays what it is.
    """

    @wraps(method)
    def call(self: WhooshEngine, *args: P.args, **kwargs: P.kwargs) -> R:
        self._check_files()
        try:
            return method(self, *args, **kwargs)
        except (ValueError, LookupError, ArithmeticError) as error:
            try:
                self.verify()
            except EngineError as damage:
                raise damage from error
            raise

    return cast("Callable[Concatenate[WhooshEngine, P], R]", call)


class WhooshEngine:
    """Searching takes the snapshot once and works on it alone: no lock, no torn view."""

    lifts = True

    def __init__(
        self, generations: Generations, name: str, analyzer: Analyzer, cache_bytes: int
    ) -> None:
        self._generations = generations
        self._analyzer = analyzer
        self._cache = ByteCache(cache_bytes)
        self._changing = RLock()
        self._open_generation(name)

    def _open_generation(self, name: str) -> None:
        self.name = name
        self._fingerprint = self._generations.fingerprint_of(name)
        self._commits = Commits(self._generations.folder(name))
        self._snapshot = self._open_latest({})

    def _open_latest(self, opened: Mapping[str, SegmentData]) -> Snapshot:
        """The last commit, with the segments that are open already."""
        for attempt in range(10):
            commit = self._commits.read()
            try:
                return self._open(commit, opened)
            except EngineError as error:
                # A writer may have merged the segments between reading and opening.
                gone = isinstance(error.__cause__, FileNotFoundError)
                if not gone or (attempt and self._commits.latest() == commit.number):
                    raise
        raise EngineError(f"索引不断变化，无法打开：{self._commits.folder}")

    def _open(self, commit: Commit, opened: Mapping[str, SegmentData]) -> Snapshot:
        folder = self._commits.folder
        data = {
            s.segid: opened.get(s.segid) or SegmentData(s.path(folder)) for s in commit.segments
        }
        return Snapshot(commit, data, self._cache)

    def _see(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._cache.drop_others({view.owner for view in snapshot.views})

    # ------------------------------------------------------------ writing

    @contextmanager
    def write(self, revision: int, mark: str = "") -> Iterator[WhooshWriter]:
        with self._changing, self._commits.lock():
            former = self._commits.read()
            writer = WhooshWriter(self._commits, former, self._snapshot.opened, self._analyzer)
            try:
                yield writer
                commit, opened = writer.commit(revision, mark)
            except BaseException:
                discard(self._commits.folder, former)
                raise
            self._see(self._open(commit, opened))

    # ------------------------------------------------------------ searching

    @guarded
    def search(self, query: EngineQuery) -> EngineResult:
        check(query)
        return searching.search(self._snapshot, query)

    @guarded
    def pivot(self, query: EngineQuery, rows: str, columns: str) -> Mapping[tuple[str, str], int]:
        check(query, rows, columns)
        return searching.pivot(self._snapshot, query, rows, columns)

    @guarded
    def matches(
        self, node: Node, document_ids: Sequence[str], as_of: date = date.max
    ) -> Sequence[bool]:
        check_node(node)
        found: set[str] = set()
        for view in self._snapshot.views:
            numbers = {n: i for i in document_ids if (n := view.number(i)) >= 0}
            within = np.array(sorted(numbers), np.intp)
            if len(within):
                matching = Matcher(view, as_of).matching(node, within)
                found.update(numbers[n] for n in matching.tolist())
        return [i in found for i in document_ids]

    @guarded
    def explain(self, query: EngineQuery, document_id: str) -> Explanation | None:
        check(query)
        return searching.explain(self._snapshot, query, document_id)

    @guarded
    def document_frequency(self, term: str) -> int:
        return self._snapshot.document_frequency(term)

    @guarded
    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        found = self._snapshot.vocabulary(prefix)
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]

    @guarded
    def revisions(self) -> Mapping[str, int]:
        return dict(self._snapshot.revisions())

    def dates(self) -> tuple[date, date] | None:
        return self._snapshot.dates()

    # ------------------------------------------------------------ the rest of the contract

    def refresh(self) -> bool:
        with self._changing:
            serving = self._generations.successor(self.name)
            if serving is not None:
                self._open_generation(serving)
                self._see(self._snapshot)
                return True
            # -1: the generation was removed, having been replaced by ones that cannot be read.
            if self._commits.latest() in (self._snapshot.commit.number, -1):
                return False
            self._see(self._open_latest(self._snapshot.opened))
            return True

    def check_serving(self) -> None:
        self._check_files()
        self._generations.serving()

    def _check_files(self) -> None:
        for data in self._snapshot.opened.values():
            data.file.check()

    def verify(self) -> None:
        for data in self._snapshot.opened.values():
            data.file.verify()

    def status(self) -> EngineStatus:
        snapshot = self._snapshot
        return EngineStatus(
            generation=self.name,
            fingerprint=self._fingerprint,
            documents=snapshot.documents,
            revision=snapshot.commit.revision,
            mark=snapshot.commit.mark,
            size_bytes=sum(data.file.size for data in snapshot.opened.values()),
            segments=len(snapshot.views),
        )

    def publish(self) -> None:
        """Let this generation serve."""
        self._generations.publish(self.name)

    @property
    def folder(self) -> Path:
        return self._commits.folder

    def close(self) -> None:
        self._generations.give_up(self.name)
