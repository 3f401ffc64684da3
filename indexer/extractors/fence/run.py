"""One pass over files within the fence: those that wait, those in work, and what comes of each: a
document, the members of an archive, another try, or why there is none."""

from __future__ import annotations

import logging
import pickle
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired

from indexer.extractors.base import Member
from indexer.extractors.fence import worker
from indexer.extractors.fence.understanding import Given, Read
from indexer.model import ExtractedDocument, SourceFile
from indexer.model.errors import Quarantined, QuarantineReason

if TYPE_CHECKING:
    from indexer.extractors.fence.fence import Fence

log = logging.getLogger(__name__)

_ATTEMPTS = 2  # a file is given a second pool when the first one broke under several files


@dataclass(slots=True)
class Task:
    """A file on its way. ``archive`` is the unpacked archive it came from, which is removed
    when the last of its files is done; ``depth`` counts the archives around it."""

    file: SourceFile
    archive: Archive | None = None
    depth: int = 0
    since: float = field(default_factory=time.monotonic)
    attempts: int = 0
    unread: int | None = None  # pages that the last reading left
    kept: int = 0  # pages that readings recognised, of which the time ended the last
    begins: bool = True  # False: those are all that is read of it in this run
    unpack_into: Path | None = None
    given: Given | None = None


@dataclass(slots=True)
class Archive:
    folder: Path
    remaining: int
    parent: Archive | None = None

    def done(self) -> None:
        self.remaining -= 1
        if self.remaining == 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            if self.parent is not None:
                self.parent.done()


Result = tuple[SourceFile, ExtractedDocument | Read | Quarantined]
GivenOf = Callable[[SourceFile], Given]


class Run:
    """One pass of extract_all: files waiting, files in work."""

    def __init__(
        self, fence: Fence, files: Iterator[SourceFile], given: GivenOf | None = None
    ) -> None:
        self._fence = fence
        self._files = files
        self._given = given
        self._waiting: deque[Task] = deque()
        self._running: dict[Future[bytes], Task] = {}

    def results(self) -> Iterator[Result]:
        try:
            self._fill()
            while self._running:
                finished, _ = wait(self._running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield from self._settle(future)
                self._fill()
        finally:
            for future in self._running:
                future.cancel()

    def _fill(self) -> None:
        while len(self._running) < self._fence.ahead:
            task = self._next()
            if task is None:
                return
            if task.given is None and self._given is not None:
                task.given = self._given(task.file)
            self._running[self._fence.schedule(task)] = task

    def _next(self) -> Task | None:
        if self._waiting:
            return self._waiting.popleft()
        file = next(self._files, None)
        return None if file is None else Task(file)

    def _settle(self, future: Future[bytes]) -> Iterator[Result]:
        task = self._running.pop(future, None)
        if task is None:  # taken back when the pool was renewed
            return
        outcome = self._outcome(future, task)
        if outcome is None:
            return
        if isinstance(outcome, list):
            yield from self._open(task, outcome)
            return
        document = outcome.document if isinstance(outcome, Read) else outcome
        if isinstance(document, ExtractedDocument) and self._goes_on(task, document):
            return
        yield task.file, outcome
        if task.archive is not None:
            task.archive.done()

    def _goes_on(self, task: Task, document: ExtractedDocument) -> bool:
        """Whether a long scan is read on: its worker keeps the pages that it has recognised."""
        if not document.unread or not task.begins:
            return False
        if task.unread is not None and document.unread >= task.unread:
            return False
        if time.monotonic() - task.since > self._fence.scan_seconds:
            return False
        log.info("%s: %d pages are left to be recognised", task.file.name, document.unread)
        task.unread = document.unread
        self._waiting.append(task)
        return True

    def _outcome(self, future: Future[bytes], task: Task) -> worker.Outcome | None:
        """What the worker says, or what happened to it; None where the file will be retried."""
        name = task.file.name
        try:
            outcome: worker.Outcome = pickle.loads(future.result())
        except (FutureTimeout, CancelledError, ProcessExpired) as error:
            problem = self._fence.ended(error, name)
            return None if self._has_begun(task, problem) else problem
        except BrokenProcessPool:
            return self._retry(task)
        return outcome

    def _has_begun(self, task: Task, problem: Quarantined) -> bool:
        """Whether there are pages of a scan, though the time ended the reading: it goes on behind
        them, or where no further one is done in the time, ends with them."""
        if problem.reason is not QuarantineReason.TIMEOUT or not task.begins:
            return False
        kept = self._fence.pages_kept(task.file)
        if not kept:
            return False
        late = time.monotonic() - task.since > self._fence.scan_seconds
        task.begins = kept > task.kept and not late
        task.kept = kept
        self._waiting.append(task)
        return True

    def _retry(self, task: Task) -> Quarantined | None:
        """The pool itself broke: a new one for all that was in work."""
        log.warning("the pool of workers broke; starting another")
        tasks = [task, *self._running.values()]
        self._running.clear()
        self._fence.renew()
        for each in tasks:
            each.attempts += 1
        if task.attempts >= _ATTEMPTS:
            self._waiting.extendleft(tasks[1:])
            return Quarantined(QuarantineReason.CRASHED, path=task.file.name)
        self._waiting.extendleft(tasks)
        return None

    def _open(self, task: Task, members: list[Member]) -> Iterator[Result]:
        """First answer for an archive: unpack it. Second: its members join the queue."""
        if task.unpack_into is None:
            if task.depth >= self._fence.nesting:
                yield task.file, Quarantined(QuarantineReason.NESTING, path=task.file.name)
                if task.archive is not None:
                    task.archive.done()
                return
            task.unpack_into = self._fence.new_folder()
            self._waiting.appendleft(task)
            return
        archive = Archive(task.unpack_into, 1, task.archive)
        if not members:
            yield task.file, Quarantined(QuarantineReason.EMPTY, path=task.file.name)
        for member in members:
            name = f"{task.file.name}!/{member.name}"
            if member.path is None:
                problem = member.problem or Quarantined(QuarantineReason.CORRUPT)
                missing = SourceFile(task.file.path, name, 0, task.file.mtime_ns)
                yield missing, Quarantined(problem.reason, problem.detail, path=name)
                continue
            seen = member.path.stat()
            file = SourceFile(member.path, name, seen.st_size, seen.st_mtime_ns)
            archive.remaining += 1
            self._waiting.append(Task(file, archive, task.depth + 1))
        archive.done()
