"""The fence around parsing: each file is read in a worker process with limits.

A worker that hangs, crashes or bloats is ended and its file quarantined with the reason; the
rest goes on. The process that calls never parses a file itself.

Start method: the fork server. It imports the parsers once and forks each worker from that in
milliseconds, so that replacing a killed worker is cheap, and it is free of the threads that
make a plain fork of the calling process unsafe.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from pebble import ProcessExpired, ProcessPool

from indexer.extractors.base import BY_THE_CLOCK, Limits
from indexer.extractors.fence import worker
from indexer.extractors.fence.folders import kept_folder, own_folder, sweep
from indexer.extractors.fence.run import GivenOf, Run, Task
from indexer.extractors.fence.understanding import Given, Read, Reader, Text, bundled
from indexer.extractors.recognition.engine import is_available
from indexer.extractors.recognition.where_kept import pages_kept
from indexer.model import ExtractedDocument, SourceFile
from indexer.model.errors import Quarantined, QuarantineReason
from indexer.runtime.settings import Settings

log = logging.getLogger(__name__)

_TASKS = 1000  # files after which a worker is replaced, since C libraries leak
_LINE = "关于试读的通知\n第一条 本通知自2024年1月1日起施行。\n"


@dataclass(frozen=True, slots=True)
class FenceLimits:
    """Seconds of a processor and bytes that one file may cost, and the limits of what it may hold.

    A scan that ``seconds`` do not suffice for is read on, up to ``scan_seconds`` by the clock in
    all.
    """

    seconds: float = 120.0
    scan_seconds: float = 3600.0
    file_bytes: int = 512 * 2**20
    worker_bytes: int = 1536 * 2**20
    content: Limits = field(default_factory=Limits)

    @classmethod
    def of(cls, settings: Settings) -> FenceLimits:
        return cls(
            seconds=settings.file_seconds,
            scan_seconds=settings.scan_seconds,
            file_bytes=settings.file_bytes,
            worker_bytes=settings.worker_bytes,
            content=Limits(
                characters=settings.output_characters,
                pages=settings.pages,
                rows=settings.rows,
                nesting=settings.nesting,
                ratio=settings.zip_ratio,
                members=settings.zip_members,
                member_bytes=settings.file_bytes,
                ocr=settings.ocr,
                seconds=settings.file_seconds,
            ),
        )


class Fence:
    """A pool of fenced workers; a context manager, used by one thread at a time.

    ``folder`` holds unpacked archives and the parsers' temporary files; all of it is removed
    on leaving, whatever ended the run, but for the pages of long scans that are not done.
    ``formats`` names the module that lists the formats;
    ``reader`` understands what they give, in the workers too, within the same limits. Where
    ``parses`` is false only texts are expected, and no parser is loaded before it is needed.
    """

    def __init__(
        self,
        limits: FenceLimits | None = None,
        *,
        workers: int | None = None,
        folder: Path | None = None,
        formats: str = "indexer.extractors.registry",
        reader: Reader | None = None,
        parses: bool = True,
    ) -> None:
        self._limits = limits or FenceLimits()
        self._clock_seconds = BY_THE_CLOCK * self._limits.seconds
        self._workers = workers or _as_many_as_fit(self._limits.content)
        self._parent_folder = folder
        self._formats = formats
        self._reader = reader
        self._parses = parses
        self._folder = self._kept = Path()
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        parent = self._parent_folder or Path(tempfile.gettempdir())
        parent.mkdir(parents=True, exist_ok=True)
        sweep(parent)
        self._folder = own_folder(parent)
        # Beyond this run only where the folder is the library's own.
        self._kept = kept_folder(parent) if self._parent_folder is not None else self._folder
        self._pool = self._new_pool()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_pool()
        shutil.rmtree(self._folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            self._kept.rmdir()  # where no scan waits to be read on

    def extract_all(
        self, files: Iterable[SourceFile]
    ) -> Iterator[tuple[SourceFile, ExtractedDocument | Quarantined]]:
        """Read the files; yield each with its document, or why there is none, as they finish.

        ``files`` is drawn from lazily, a few ahead of the workers. An archive is not yielded
        itself but its members are, as ``archive.zip!/name`` with a path that opens the unpacked
        copy until the next result is asked for; only an archive that cannot be opened, or is
        empty, yields under its own name.
        """
        for file, outcome in Run(self, iter(files)).results():
            if not isinstance(outcome, Read):
                yield file, outcome

    def read_all(
        self, files: Iterable[SourceFile], given: GivenOf
    ) -> Iterator[tuple[SourceFile, Read | Quarantined]]:
        """As ``extract_all``, each file understood by what is ``given`` of it."""
        for file, outcome in Run(self, iter(files), given).results():
            if not isinstance(outcome, ExtractedDocument):
                yield file, outcome

    def understand_all(self, texts: Iterable[Text]) -> Iterator[Read | Quarantined]:
        """Understand texts that are in no file, in their order; ``texts`` is drawn from lazily, a
        few bundles ahead. What a text does to its worker is told of it alone."""
        bundles = bundled(texts)
        running: deque[tuple[list[Text], Future[list[bytes]]]] = deque()
        try:
            while True:
                while len(running) < self.ahead and (bundle := next(bundles, None)) is not None:
                    running.append((bundle, self._schedule_texts(bundle)))
                if not running:
                    return
                yield from self._understood(*running.popleft())
        finally:
            for _, future in running:
                future.cancel()

    def _understood(
        self, bundle: list[Text], future: Future[list[bytes]]
    ) -> Iterator[Read | Quarantined]:
        name = bundle[0].given.name
        try:
            outcomes = [pickle.loads(outcome) for outcome in future.result()]
        except (FutureTimeout, CancelledError, ProcessExpired, BrokenProcessPool) as error:
            if len(bundle) == 1:
                outcomes = [self.ended(error, name)]
            else:  # which one it was shows when each goes alone
                outcomes = []
                for text in bundle:
                    outcomes.extend(self._understood([text], self._schedule_texts([text])))
        yield from outcomes

    # ---------------------------------------------------------------- the pool

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        modules = self._reader.modules if self._reader is not None else ()
        parsers = (self._formats,) if self._parses else ()
        context.set_forkserver_preload(["__main__", *parsers, *modules])
        limits = self._limits
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=_TASKS,
            initializer=worker.start,
            initargs=(
                replace(limits.content, scratch=self._kept),
                limits.worker_bytes,
                str(self._folder),
                self._formats,
                self._reader,
                os.getpid(),
            ),
            context=context,
        )

    def _end_pool(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    @property
    def works(self) -> bool:
        """Whether the pool takes files; one that broke takes none."""
        return self._pool is not None and bool(self._pool.active)

    def tidy(self) -> None:
        """Remove what was unpacked and what ended workers left; nothing may be in work."""
        for left in self._folder.iterdir():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    def try_out(self) -> None:
        """Have a worker read a line, so that it has loaded what any file needs. The result is of
        no interest, and nothing waits for it."""
        path = self._folder / "try.txt"
        path.write_text(_LINE, encoding="utf-8")
        seen = path.stat()
        file = SourceFile(path, path.name, seen.st_size, seen.st_mtime_ns)
        self.schedule(Task(file, given=Given(path.name, {})))

    def renew(self) -> None:
        self._end_pool()
        self._pool = self._new_pool()

    def schedule(self, task: Task) -> Future[bytes]:
        if self._pool is None:
            raise RuntimeError("the fence is used outside of its with block")
        seconds, clock = self._limits.seconds, self._clock_seconds
        if task.unpack_into is not None:
            args: tuple[object, ...] = (task.file, seconds, str(task.unpack_into))
            return self._pool.schedule(worker.unpack, args=args, timeout=clock)
        args = (task.file, seconds, self._limits.file_bytes, task.given, task.begins)
        return self._pool.schedule(worker.read, args=args, timeout=clock)

    def _schedule_texts(self, bundle: list[Text]) -> Future[list[bytes]]:
        if self._pool is None:
            raise RuntimeError("the fence is used outside of its with block")
        args = (bundle, self._limits.seconds)
        return self._pool.schedule(worker.understand, args=args, timeout=self._clock_seconds)

    def ended(self, error: BaseException, name: str) -> Quarantined:
        """Why a worker gave no answer."""
        if isinstance(error, ProcessExpired) and error.exitcode == worker.EXIT_TIME:
            more = "可提高设置 FILE_SECONDS 后再次入库"
            detail = f"超过 {self._limits.seconds:g} 秒处理器时间，{more}"
            return Quarantined(QuarantineReason.TIMEOUT, detail, path=name)
        if isinstance(error, ProcessExpired):
            return _expired(error, name)
        if isinstance(error, BrokenProcessPool):
            return Quarantined(QuarantineReason.CRASHED, path=name)
        return Quarantined(QuarantineReason.TIMEOUT, f"超过 {self._clock_seconds:g} 秒", path=name)

    def new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(prefix="archive-", dir=self._folder))

    @property
    def ahead(self) -> int:
        """Files in work or waiting: enough to keep each worker busy while results are taken."""
        return 2 * self._workers + 1

    def pages_kept(self, file: SourceFile) -> int:
        return pages_kept(file.path, self._kept)

    @property
    def scan_seconds(self) -> float:
        return self._limits.scan_seconds

    @property
    def nesting(self) -> int:
        return self._limits.content.nesting


_RECOGNISING_BYTES = 650 * 2**20  # of a worker that recognises scans


def _as_many_as_fit(limits: Limits) -> int:
    """One for each processor; where all may recognise at once, as many as memory has room for."""
    processors = os.cpu_count() or 1
    if not (limits.ocr and is_available()):
        return processors
    return max(1, min(processors, psutil.virtual_memory().available // _RECOGNISING_BYTES))


def _expired(error: ProcessExpired, name: str) -> Quarantined:
    if error.exitcode == worker.EXIT_MEMORY:
        return Quarantined(QuarantineReason.MEMORY, path=name)
    return Quarantined(QuarantineReason.CRASHED, _ending(error.exitcode), path=name)


def _ending(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-exitcode).name
    return f"退出码 {exitcode}"
