"""Changes on their way into a commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from analyzers.analyzer import Analyzer
from indexer.engines.whoosh.arrays import Pieces, write_arrays
from indexer.engines.whoosh.builder import SegmentBuilder
from indexer.engines.whoosh.codec import ArraySegment
from indexer.engines.whoosh.commits import INDEX_NAME, Commit, Commits
from indexer.engines.whoosh.merging import living, merge_segments, postings_of, to_merge
from indexer.engines.whoosh.postings import MOST_DOCUMENTS
from indexer.engines.whoosh.segment import SegmentData
from indexer.model import IndexedDocument
from indexer.model.errors import EngineError
from indexer.runtime.disk import obstacle

# A builder is written out as a segment of its own at this size: some 150 MB of memory, and as much
# while it is sorted. The commit merges what it wrote.
FLUSH_AT = 4_000_000


class WhooshWriter:
    """Collects changes upon a commit. Nothing is visible before ``commit``.

    ``opened``: the segments of ``former`` that are open already, by segment id.
    """

    def __init__(
        self,
        commits: Commits,
        former: Commit,
        opened: Mapping[str, SegmentData],
        analyzer: Analyzer,
        flush_at: int = FLUSH_AT,
    ) -> None:
        self._commits = commits
        self._former = former
        self._analyzer = analyzer
        self._flush_at = flush_at
        self._builder = SegmentBuilder(analyzer)
        self._waiting: dict[str, int] = {}
        self._dead: set[int] = set()
        self._segments = list(former.segments)
        self._data = [
            opened.get(s.segid) or SegmentData(s.path(commits.folder)) for s in former.segments
        ]
        self._deleted = [set(s.deleted) for s in former.segments]

    def put(self, document: IndexedDocument) -> None:
        number = self._builder.add(document)
        self.delete(document.id)
        self._waiting[document.id] = number
        if self._builder.size >= self._flush_at or len(self._builder) == MOST_DOCUMENTS:
            self._flush()

    def delete(self, document_id: str) -> None:
        waiting = self._waiting.pop(document_id, None)
        if waiting is not None:
            self._dead.add(waiting)
            return
        for data, deleted in zip(self._data, self._deleted, strict=True):
            # A segment may hold an id again that was put twice in one write.
            number = data.ids.find(document_id, but=deleted)
            if number >= 0:
                deleted.add(number)
                return

    def _flush(self) -> None:
        """Write what waits as a segment, which no table of contents names yet."""
        if len(self._builder):
            self._add_segment(len(self._builder), self._builder.arrays(), self._dead)
        self._builder = SegmentBuilder(self._analyzer)
        self._waiting, self._dead = {}, set()

    def _add_segment(
        self, documents: int, arrays: Iterable[tuple[str, Pieces]], deleted: set[int]
    ) -> None:
        segment = ArraySegment(INDEX_NAME, documents)
        path = segment.path(self._commits.folder)
        try:
            write_arrays(path, documents, arrays)
        except OSError as error:
            raise EngineError(f"索引无法写入：{path}：{obstacle(error)}") from error
        self._segments.append(segment)
        self._data.append(SegmentData(path))
        self._deleted.append(deleted)

    def commit(self, revision: int, mark: str) -> tuple[Commit, dict[str, SegmentData]]:
        """Make the changes durable; the commit, and its open segments by id."""
        self._flush()
        self._drop_empty()
        self._merge()
        for segment, deleted in zip(self._segments, self._deleted, strict=True):
            segment.deleted = frozenset(deleted)
        commit = self._commits.write(self._former, self._segments, revision, mark)
        opened = {s.segid: d for s, d in zip(self._segments, self._data, strict=True)}
        return commit, opened

    def _drop_empty(self) -> None:
        self._keep([i for i, d in enumerate(self._data) if len(self._deleted[i]) < d.documents])

    def _keep(self, indexes: list[int]) -> None:
        self._segments = [self._segments[i] for i in indexes]
        self._data = [self._data[i] for i in indexes]
        self._deleted = [self._deleted[i] for i in indexes]

    def _merge(self) -> None:
        sizes = [postings_of(d) for d in self._data]
        shares = [
            len(deleted) / d.documents for d, deleted in zip(self._data, self._deleted, strict=True)
        ]
        chosen = to_merge(sizes, shares)
        if not chosen:
            return
        merged = [(self._data[i], self._deleted[i]) for i in chosen]
        self._keep([i for i in range(len(self._data)) if i not in chosen])
        self._add_segment(living(merged), merge_segments(merged), set())


def discard(folder: Path, keep: Commit) -> None:
    """Remove segment files that the commit does not name."""
    named = {s.path(folder) for s in keep.segments}
    for path in folder.glob(f"{INDEX_NAME}_*"):
        if path not in named and path.suffix == ".arrays":
            path.unlink(missing_ok=True)
