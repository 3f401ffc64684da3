"""``jobs``: what was asked for over HTTP, and the process that does it.

``work`` is started by the service when there is something to do, and ends when there has been
nothing for a while, or when the service does. What it had begun is taken up again by the next one.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from indexer.bootstrap import Library, open_library
from indexer.extractors.fence.kept import KeptFence
from indexer.indexing.following import is_current
from indexer.model.errors import CatalogueError, EngineError, LibraryBusy, PolicySearchError
from indexer.pipeline.again import understand_all
from indexer.pipeline.locations import absolute, openable
from indexer.pipeline.lock import writer_lock
from indexer.pipeline.summary import Summary
from indexer.runtime.belonging import read_settings
from indexer.runtime.disk import obstacle
from indexer.runtime.progress import Stop
from indexer.stewardship import bodies, uploads
from indexer.stewardship.jobs import Job, JobKind, Jobs, JobState, working
from search_api.commands.messages import complain
from search_api.commands.options import moment
from search_api.commands.terminal import console, interruptible, plain

if TYPE_CHECKING:
    from indexer.extractors.fence.fence import Fence

jobs = typer.Typer(help="经接口提交的工作：上传入库、重建", no_args_is_help=True)

_LOOK_SECONDS = 0.1
_DOWN_SECONDS = 3.0
_SHOWN = 20
# Files of an upload that the one worker that stays reads faster than new ones would.
_FEW = 4
# Progress is written so often at most.
_REPORT_SECONDS = 0.3


def register(app: typer.Typer) -> None:
    app.add_typer(jobs, name="jobs")


@jobs.command("list", help="最近的工作及其结果")
def list_jobs() -> int:
    with open_library(read_settings(), create=False) as library:
        found = Jobs(library.catalogue.database).newest(_SHOWN)
    table = Table("编号", "种类", "状态", "何人", "提交", "说明", show_edge=False)
    for job in found:
        cells = (job.id, job.kind.label, job.state.label, job.who, moment(job.created_at))
        table.add_row(*map(plain, (*cells, job.error)))
    console().print(table)
    return 0


@jobs.command("work", help="处理等待中的工作（由服务自动启动）")
def work(
    linger: Annotated[float, typer.Option(min=0, help="没有工作时再等多少秒")] = 0,
    attended: Annotated[
        bool, typer.Option("--attended", hidden=True, help="标准输入关闭时结束")
    ] = False,
) -> int:
    settings = read_settings()
    with (
        open_library(settings, create=False) as library,
        working(settings.home) as alone,
        interruptible() as stop,
    ):
        if alone:
            if attended:
                threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
            _Worker(library, stop).work(linger)
    return 0


def _wait_for_end(stop: Stop) -> None:
    """Until whoever started us ends: the pipe closes then, however that happens."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop.set()


class _Worker:
    def __init__(self, library: Library, stop: Stop) -> None:
        self._library = library
        self._stop = stop
        self._jobs = Jobs(library.catalogue.database)
        self._indexed = -1
        self._lingers = False
        self._kept = KeptFence(lambda: library.ingestion(workers=1).fence())
        self._told = ""

    def work(self, linger: float) -> None:
        uploads.sweep(self._library.settings.home, lambda job: self._jobs.find(job) is not None)
        with self._kept:
            self._lingers = linger > 0
            self._prepare()
            self._work(linger)

    def _prepare(self) -> None:
        """So that the next file is read at once. What is wrong is told by the job that meets it."""
        if not self._lingers:
            return
        with suppress(PolicySearchError, OSError):
            self._kept.prepare()

    def _work(self, linger: float) -> None:
        idle_since = time.monotonic()
        while not self._stop and not self._library.is_renamed():
            if self._stepped():
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since > linger:
                return
            else:
                time.sleep(_LOOK_SECONDS)

    def _stepped(self) -> bool:
        """Whether anything was to do, as far as can be told: a disk that is full, or that may not
        be written, is tried again by and by, as a server that is away is."""
        try:
            return self._step()
        except EngineError as error:
            self._wait(f"索引暂不能更新，稍后再试：{error}")
        except CatalogueError as error:
            self._wait(f"暂不能处理，稍后再试：{error}")
        return True

    def _wait(self, why: str) -> None:
        if why != self._told:
            complain(why)
        self._told = why
        self._stop.event.wait(_DOWN_SECONDS)

    def _step(self) -> bool:
        """Whether anything was to do."""
        home = self._library.settings.home
        for job in self._jobs.waiting():
            if job.kind is JobKind.UPLOAD and not uploads.UploadFolder.of(home, job.id).settle():
                continue  # its files lie on another host of the same catalogue
            with self._library.catalogue.database.sole(f"job {job.id}") as ours:
                if not ours:
                    continue  # a worker of another host has it
                self._take(job)
            return True
        return self._follow()

    def _take(self, job: Job) -> None:
        alone = job.kind is JobKind.NAMES
        try:
            taken = self._locked(partial(self._run, job), alone=alone)
        except CatalogueError as error:
            with suppress(CatalogueError):  # told by the log, where it cannot be here
                self._jobs.report(job.id, {"phase": f"等待：{error}"})
            raise
        if not taken:
            self._jobs.report(job.id, {"phase": "等待其他入库或重建结束"})
            time.sleep(_REPORT_SECONDS)

    def _follow(self) -> bool:
        """Bring the index up to what was corrected, published or removed over HTTP, and to what
        other hosts committed. One that they share is brought up by whoever comes first."""
        revision = self._library.catalogue.revision()
        if revision == self._indexed:
            return False
        if is_current(self._library.catalogue, self._library.store):
            self._indexed, self._told = revision, ""
            return False
        return self._locked(self._bring_up) and self._indexed >= revision

    def _bring_up(self) -> None:
        revision = self._library.catalogue.revision()
        if self._library.follow():
            self._indexed, self._told = revision, ""

    def _locked(self, act: Callable[[], object], *, alone: bool = False) -> bool:
        """False where another process writes. Raises CatalogueError where none may."""
        with ExitStack() as held:
            try:
                held.enter_context(
                    writer_lock(self._library.settings.home, self._library.catalogue, alone=alone)
                )
            except LibraryBusy:
                return False
            act()
        return True

    def _run(self, job: Job) -> None:
        now = self._jobs.find(job.id)
        if now is None or not now.state.is_open or not self._jobs.begin(now):
            return
        try:
            result = self._done(job)
        except PolicySearchError as error:
            self._jobs.end(job.id, JobState.FAILED, error=str(error))
        except OSError as error:
            self._jobs.end(job.id, JobState.FAILED, error=f"读写出错：{obstacle(error)}")
        except Exception as error:  # a defect of ours ends one job, not the others
            complain(f"工作 {job.id} 出错（{type(error).__name__}）：{error}")
            told = f"程序出错（{type(error).__name__}）"
            self._jobs.end(job.id, JobState.FAILED, error=told)
        else:
            if result is None:
                self._jobs.put_back(job)
            else:
                self._jobs.end(job.id, JobState.DONE, result)

    def _done(self, job: Job) -> dict[str, Any] | None:
        """What came of it; None where it was interrupted."""
        reporter = JobReporter(self._jobs, job.id)
        if job.kind is JobKind.REBUILD:
            written = self._library.rebuild(reporter, self._stop)
            return None if self._stop else {"changes": written}
        if job.kind is JobKind.RETRY:
            return _read_again(self._library, job, reporter, self._stop)
        if job.kind is JobKind.NAMES:
            return _renamed(self._library, job, reporter, self._stop)
        return self._ingested(job, reporter)

    def _ingested(self, job: Job, reporter: JobReporter) -> dict[str, Any] | None:
        """A few files are read by the worker that stays; many are worth workers of their own."""
        if len(job.params["files"]) > _FEW:
            return _ingest(self._library, job, reporter, self._stop)
        try:
            return _ingest(self._library, job, reporter, self._stop, self._kept.fence())
        finally:
            self._prepare()


def _ingest(
    library: Library, job: Job, reporter: JobReporter, stop: Stop, kept: Fence | None = None
) -> dict[str, Any] | None:
    home, catalogue = library.settings.home, library.catalogue
    folder = uploads.UploadFolder.of(home, job.id)
    manifest = library.manifest(folder.manifest)
    library.keep_settings()
    workers = min(len(job.params["files"]), library.settings.workers or os.cpu_count() or 1)
    ingestion = replace(library.ingestion(manifest=manifest, workers=workers), kept=kept)
    former = [
        path
        for identity in job.params["replaces"]
        for path in uploads.replaceable(catalogue, home, identity)
        if not path.is_relative_to(folder.files.absolute())
    ]
    with uploads.replaced(catalogue, former):
        summary = ingestion.run(catalogue, [folder.files], reporter, stop)
    library.update_index(reporter)
    if summary.interrupted:
        return None
    return uploads.outcome(catalogue, [absolute(folder.files)], summary, library.current_name)


def _read_again(
    library: Library, job: Job, reporter: JobReporter, stop: Stop
) -> dict[str, Any] | None:
    """Files that could not be read, each with what was declared of it when it was uploaded."""
    catalogue, summary = library.catalogue, Summary()
    library.keep_settings()
    for root, files in job.params["roots"].items():
        declared = uploads.declared_in(library.settings.home, root)
        manifest = library.manifest(declared) if declared is not None else None
        again = frozenset(files)
        ingestion = library.ingestion(manifest=manifest, workers=1, only=again, again=again)
        summary.add(ingestion.run(catalogue, [openable(root)], reporter, stop))
    library.update_index(reporter)
    if summary.interrupted:
        return None
    places = [file for files in job.params["roots"].values() for file in files]
    return uploads.outcome(catalogue, places, summary, library.current_name)


def _renamed(
    library: Library, job: Job, reporter: JobReporter, stop: Stop
) -> dict[str, Any] | None:
    """Other names of bodies: written, every document read by them, the index made with them. Done
    again from the start where it was interrupted. The worker itself goes by the old ones still,
    and ends."""
    bodies.write(library.settings, job.params["text"])
    library = library.by_present_names()
    with library.ingestion().fence(parses=False) as fence:
        read = understand_all(library.catalogue, fence, reporter, stop)
    if stop:
        return None
    written = library.update_index(reporter, stop)
    return None if stop else {"read": read, "changes": written}


class JobReporter:
    """Writes progress to the job."""

    def __init__(self, jobs: Jobs, job_id: str) -> None:
        self._jobs = jobs
        self._id = job_id
        self._phase, self._total, self._done, self._documents = "", 0, 0, 0
        self._written = 0.0

    def begin(self, phase: str, total: int) -> None:
        self._phase, self._total, self._done = phase, total, 0
        self._write()

    def advance(self, amount: int, documents: int = 0) -> None:
        self._done += amount
        self._documents += documents
        if time.monotonic() - self._written >= _REPORT_SECONDS:
            self._write()

    def say(self, message: str) -> None:
        return

    def _write(self) -> None:
        self._written = time.monotonic()
        told = {"phase": self._phase, "done": self._done, "total": self._total}
        self._jobs.report(self._id, {**told, "documents": self._documents})
