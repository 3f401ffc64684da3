"""``watch``: the library follows its folders."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from indexer.bootstrap import Library, open_library
from indexer.catalogue import AttemptOutcome
from indexer.intake.ignoring import NAME as IGNORE
from indexer.intake.watching import Resting, is_meant
from indexer.model.errors import CatalogueError, PolicySearchError, UsageError
from indexer.pipeline.ingest import is_empty_folder
from indexer.pipeline.locations import absolute
from indexer.pipeline.lock import writer_lock
from indexer.pipeline.summary import Summary
from indexer.runtime.belonging import read_settings
from indexer.runtime.progress import Silent, Stop
from search_api.commands.messages import tell
from search_api.commands.options import PathsCommand, must_exist
from search_api.commands.terminal import interruptible

# How often is looked whether what changed has come to rest.
_TICK_MS = 500
_SILENT = (AttemptOutcome.UNCHANGED, AttemptOutcome.DUPLICATE)


def register(app: typer.Typer) -> None:
    app.command(cls=PathsCommand, help="持续跟随文件夹：新增、变化、移动、删除的文件随即入库")(
        watch
    )


def watch(
    folders: Annotated[list[Path], typer.Argument(help="文件夹，可写多个")],
    settle: Annotated[
        float, typer.Option(min=0, help="文件多少秒不再变化才入库：等待未存完的文件")
    ] = 2.0,
    poll: Annotated[
        float | None, typer.Option(min=0.1, help="每隔几秒查看一遍；用于不通知变化的网络共享")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="文件删除后仍保留其文件记录，不移除")
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="解析进程数")] = None,
) -> int:
    must_exist(folders)
    if wrong := [str(path) for path in folders if not path.is_dir()]:
        raise UsageError(f"不是文件夹：{'、'.join(wrong)}", field="folders")
    settings = read_settings()
    with open_library(settings) as library, interruptible() as stop:
        library.keep_settings()
        following = _Following(library, [f.resolve() for f in folders], stop, settle, poll)
        following.prune, following.workers = not keep, workers
        following.run()
    tell("已停止跟随：完成的部分已保存并可检索")
    return 0


class _Following:
    """One look at everything, then whatever changes, until it is asked to stop."""

    prune = True
    workers: int | None = None

    def __init__(
        self,
        library: Library,
        roots: Sequence[Path],
        stop: Stop,
        settle: float,
        poll: float | None,
    ) -> None:
        self._library = library
        self._roots = roots
        self._stop = stop
        self._poll = poll
        self._resting = Resting(settle)
        self._missing: set[Path] = set()
        self._told = ""
        self._warned: set[str] = set()

    def run(self) -> None:
        tell(f"跟随 {'、'.join(map(str, self._roots))}，按 Ctrl-C 停止")
        self._resting.note(self._roots, time.monotonic() - 1e9)
        while not self._stop:
            self._look_for_roots()
            there = [root for root in self._roots if root not in self._missing]
            if not there:
                self._stop.event.wait(_TICK_MS / 1000)
                continue
            for changed in self._changes(there):
                self._resting.note(self._meant(changed), time.monotonic())
                if self._look_for_roots():
                    break  # the system tells of changes in what is mounted now
                self._take_in(self._resting.ready(time.monotonic()))

    def _changes(self, roots: Sequence[Path]) -> Iterator[list[Path]]:
        from watchfiles import watch as changes

        try:
            for found in changes(
                *roots, watch_filter=None, debounce=400, rust_timeout=_TICK_MS,
                yield_on_timeout=True, stop_event=self._stop.event, raise_interrupt=False,
                force_polling=self._poll is not None, poll_delay_ms=int((self._poll or 0.3) * 1000),
            ):  # fmt: skip
                yield [Path(path) for _, path in found]
        except FileNotFoundError:
            return  # a root went away just now
        except (OSError, RuntimeError) as error:
            raise UsageError(
                f"不能跟随文件夹：{error}；可改用 --poll 5", field="folders"
            ) from error

    def _meant(self, changed: Iterable[Path]) -> Iterator[Path]:
        own = self._library.settings.home.resolve()
        for path in changed:
            if path.name == IGNORE:
                yield path.parent
            elif is_meant(path, self._roots, [own]):
                yield path

    def _look_for_roots(self) -> bool:
        """Notice shares that went away or came back; whether one of them did."""
        missing = {root for root in self._roots if not root.is_dir() or self._is_emptied(root)}
        for root in missing - self._missing:
            self._resting.forget(root)
            tell(f"注意：{root} 不见了或已空，可能没有挂载：等它回来，没有移除任何文件")
        for root in self._missing - missing:
            tell(f"{root} 又可用了")
            self._resting.note([root], time.monotonic())
        turned = missing != self._missing
        self._missing = missing
        return turned

    def _is_emptied(self, root: Path) -> bool:
        if not is_empty_folder(root):
            return False
        return bool(self._library.catalogue.sources.under(absolute(root)))

    # ------------------------------------------------------------ taking in

    def _take_in(self, ready: Sequence[Path]) -> None:
        """What cannot be done now, because somebody else writes, is tried again."""
        if not ready:
            return
        try:
            self._ingest(frozenset(absolute(path) for path in ready))
            self._told = ""
        except PolicySearchError as error:
            if str(error) != self._told:
                tell(f"注意：{error}；稍后再试")
            self._told = str(error)
            if isinstance(error, CatalogueError | UsageError):
                self._resting.note(ready, time.monotonic())

    def _ingest(self, places: frozenset[str]) -> None:
        if self._library.is_renamed():
            self._library = self._library.by_present_names()
        library = self._library
        roots = [root for root in self._roots if root not in self._missing]
        ingestion = library.ingestion(
            workers=self.workers, prune=self.prune, only=places, wary=True
        )
        with writer_lock(library.settings.home, library.catalogue):
            summary = ingestion.run(library.catalogue, roots, Silent(), self._stop)
            # What was committed becomes searchable even where it was asked to stop.
            library.update_index()
        warnings = [w for w in summary.warnings if w not in self._warned]
        self._warned.update(warnings)
        _tell(summary, warnings)


def _tell(summary: Summary, warnings: Sequence[str]) -> None:
    counts = {o: n for o, n in summary.counts.items() if o not in _SILENT and n}
    if counts:
        shown = "，".join(f"{outcome.label} {number}" for outcome, number in counts.items())
        tell(f"{datetime.now():%H:%M:%S}  {shown}")
    for note in summary.notes:
        if note.outcome is not AttemptOutcome.DUPLICATE:
            tell(f"    {note.outcome.label}  {note.name}  {note.message}")
    for name, why in summary.withheld:
        tell(f"    暂不公开  {name}  {why}")
    for warning in warnings:
        tell(f"    注意：{warning}")
