"""What is committed: Whoosh's table of contents, one atomic rename for every commit.

The table lists the segments with their deleted documents; ours carries the catalogue revision
too. A killed writer leaves the last table as it was and perhaps files that no table names,
which the next commit removes. Whoosh's lock is a ``flock``, which dies with its process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.index import TOC, clean_files
from whoosh.util.filelock import try_for

from indexer.engines.whoosh.codec import ArraySegment, schema
from indexer.model.errors import EngineError
from indexer.runtime.durable import sync

INDEX_NAME = "MAIN"

# How long a writer waits for another one, in seconds.
PATIENCE = 10.0


class SegmentList(list[ArraySegment]):
    """The segments of a table of contents, and the catalogue revision they hold."""

    revision: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """``number`` counts commits. The segments are this object's own, free to be changed."""

    number: int
    segments: tuple[ArraySegment, ...]
    revision: int
    mark: str = ""


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh renames the table of contents into place; the disk must hold it before and after."""

    def open_file(self, name: str, **kwargs: Any) -> BufferFile:
        # Whoosh leaves a file open that it cannot read; of a buffer there is nothing to close.
        return BufferFile(memoryview((Path(self.folder) / name).read_bytes()), name=name)

    def rename_file(self, old: str, new: str, safe: bool = False) -> None:
        folder = Path(self.folder)
        sync(folder / old)
        super().rename_file(old, new, safe=safe)
        sync(folder)


class Commits:
    """The commits of one generation's folder. Raises EngineError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._storage = DurableStorage(str(folder))

    def create(self) -> None:
        """Commit 0: no documents."""
        with _errors(self.folder):
            TOC(schema(), SegmentList(), 0).write(self._storage, INDEX_NAME)

    def latest(self) -> int:
        """The number of the last commit; cheap."""
        number: int = TOC._latest_generation(self._storage, INDEX_NAME)
        return number

    def read(self) -> Commit:
        """The last commit."""
        for _ in range(10):
            try:
                toc = TOC.read(self._storage, INDEX_NAME)
                listed = toc.segments
                return Commit(toc.generation, tuple(listed), listed.revision, listed.mark)
            except FileNotFoundError:
                continue  # A writer has replaced it between looking and opening.
            except Exception as error:
                # Damaged bytes make a pickle raise anything.
                raise EngineError(f"索引目录损坏：{self.folder}：{error!r}") from error
        raise EngineError(f"索引目录读取不到：{self.folder}")

    def write(
        self, former: Commit, segments: Iterable[ArraySegment], revision: int, mark: str
    ) -> Commit:
        """The next commit, whose segment files are on the disk already."""
        listed = SegmentList(segments)
        listed.revision, listed.mark = revision, mark
        number = former.number + 1
        with _errors(self.folder):
            TOC(schema(), listed, number).write(self._storage, INDEX_NAME)
            clean_files(self._storage, INDEX_NAME, number, listed)
            for left in self.folder.glob(f"_{INDEX_NAME}_*.toc.*"):
                left.unlink(missing_ok=True)
        return Commit(number, tuple(listed), revision, mark)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The right to write. Raises EngineError where another writer keeps it too long."""
        lock: Any = self._storage.lock(f"{INDEX_NAME}_WRITELOCK")
        with _errors(self.folder):
            if not try_for(lock.acquire, timeout=PATIENCE, delay=0.02):
                raise EngineError(f"索引正在被另一进程写入：{self.folder}")
        try:
            yield
        finally:
            lock.release()


@contextmanager
def _errors(folder: Path) -> Iterator[None]:
    """The system's errors as ours."""
    try:
        yield
    except OSError as error:
        raise EngineError(f"索引无法读写：{folder}：{error}") from error
