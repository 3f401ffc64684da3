"""Sources → catalogue, as an outline. What the index makes of it is ``indexer/indexing.py``.

1. ``locations.find``: paths → files, and those refused
2. ``deciding``: unchanged, moved, duplicate, declared anew, or to be read
3. ``from_files`` (through the fence) and ``from_records``: read → PolicyDocument → batch
4. ``vanishing``: what is no longer there
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from indexer.catalogue import Catalogue, KnownSource
from indexer.catalogue.copies import Copies
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.extractors.recognition.engine import is_available
from indexer.extractors.registry import EXTRACTORS
from indexer.intake.declared import FieldProblem
from indexer.intake.manifest import Manifest
from indexer.intake.records import is_records
from indexer.intake.sources import Companions, Ignored
from indexer.model import SourceFile
from indexer.pipeline.deciding import Decider
from indexer.pipeline.documents import DocumentReader
from indexer.pipeline.from_files import FileRun
from indexer.pipeline.from_records import RecordRun
from indexer.pipeline.locations import (
    FoundFile,
    RefusedFile,
    absolute,
    exists,
    find,
    is_within,
    openable,
    outermost,
)
from indexer.pipeline.run import Batch, Piece, Run
from indexer.pipeline.summary import Summary
from indexer.pipeline.vanishing import settle_vanished
from indexer.runtime.progress import Reporter, Silent, Stop
from indexer.understanding.metadata.filename import tells_little

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Ingestion:
    """How a run reads. ``temporary`` is a folder for unpacked archives. ``only``: of what the
    paths hold, no more than these locations is looked at (all else is as it was). ``wary``: where
    most of what was there is gone at once, nothing is removed. ``again``: locations of files that
    are read anew, though they are as they were. ``instead``: location → a file of the same bytes
    that is read in place of one that is gone. ``kept``: a fence that is there already, and
    stays."""

    reader: DocumentReader
    limits: FenceLimits
    temporary: Path
    workers: int | None = None
    manifest: Manifest | None = None
    prune: bool = False
    only: frozenset[str] | None = None
    wary: bool = False
    again: frozenset[str] = frozenset()
    instead: Mapping[str, Path] = field(default_factory=dict)
    copies: Copies | None = None
    kept: Fence | None = None

    def run(
        self,
        catalogue: Catalogue,
        paths: Sequence[Path],
        reporter: Reporter | None = None,
        stop: Stop | None = None,
    ) -> Summary:
        """Bring the paths into the catalogue. The caller holds the writer lock. Where other
        workers do the same to a catalogue on a server, each file and each line is read by one.

        All that was committed stays, whatever ends the run; when ``stop`` is set, what is done
        is committed and the summary says that the run was interrupted.
        """
        with catalogue.sharing() as sharing:
            return self._run(catalogue, paths, Batch(catalogue, sharing), reporter, stop)

    def _run(
        self,
        catalogue: Catalogue,
        paths: Sequence[Path],
        batch: Batch,
        reporter: Reporter | None,
        stop: Stop | None,
    ) -> Summary:
        run = Run(
            catalogue,
            batch,
            reading=reading_fingerprint(self.limits),
            reporter=reporter or Silent(),
            stop=stop if stop is not None else Stop(),
            copies=self.copies,
        )
        self._tell_manifest(run)
        files = self._find(run, paths)
        self._read(run, files)
        run.batch.commit()
        if run.stop:
            run.summary.interrupted = True
        else:
            self._settle_vanished(run, self._sound_roots(run, paths))
        run.batch.commit()
        _link_attachments(run)
        self._tell_unmatched(run)
        run.summary.revision = catalogue.revision()
        return run.summary

    # ------------------------------------------------------------ the files

    def _find(self, run: Run, paths: Sequence[Path]) -> list[FoundFile]:
        files = []
        companions: list[Companions] = []
        ignored: list[Ignored] = []
        for found in find(paths, self.only):
            if isinstance(found, Companions):
                companions.append(found)
                run.passed_over.add(found.location)
            elif isinstance(found, Ignored):
                ignored.append(found)
                run.passed_over.add(found.location)
            elif isinstance(found, RefusedFile):
                self._refuse(run, found)
            elif self.manifest is None or found.location != absolute(self.manifest.path):
                files.append(found)
                run.seen.add(found.location)
        for location, file in self.instead.items():
            files.append(FoundFile(location, _standing_in(run, location, file)))
            run.seen.add(location)
        _tell_companions(run, companions)
        _tell_ignored(run, ignored)
        # The first one of the same content stands for all: one whose name says what it is.
        files.sort(key=lambda found: tells_little(found.name))
        run.reporter.begin("读取文件", sum(found.file.size for found in files))
        return files

    @staticmethod
    def _refuse(run: Run, found: RefusedFile) -> None:
        known = run.catalogue.sources.at([found.location]).get(found.location)
        run.unsound.add(found.location)
        if known is not None and known.reason == found.problem.reason:
            run.leave(known)
        else:
            run.refuse(Piece(found.location, found.name, 0, 0, "", known=known), found.problem)

    def fence(self, *, parses: bool = True) -> Fence:
        """In which files and texts are read; its workers start when there is work for them."""
        return Fence(
            self.limits,
            workers=self.workers,
            folder=self.temporary,
            reader=self.reader,
            parses=parses,
        )

    def _read(self, run: Run, files: Sequence[FoundFile]) -> None:
        if self.kept is not None:
            self._read_in(self.kept, run, files)
            return
        parses = any(not is_records(found.name) for found in files)
        with self.fence(parses=parses) as fence:
            self._read_in(fence, run, files)

    def _read_in(self, fence: Fence, run: Run, files: Sequence[FoundFile]) -> None:
        extractions = frozenset(f"{e.name} {e.version}" for e in EXTRACTORS.values())
        sources, sharing = run.catalogue.sources, run.batch.sharing
        decider = Decider(sources, self.manifest, extractions, run.reading, self.again, sharing)
        file_run = FileRun(run, decider, fence)
        record_run = RecordRun(
            run, fence, self.reader.split_issuers, self.limits.content.member_bytes
        )
        left: Sequence[FoundFile] = files
        while left and not run.stop:
            file_run.read(found for found in left if not is_records(found.name))
            for found in left:
                if is_records(found.name) and not run.stop:
                    record_run.read(found)
            left = [*file_run.elsewhere.values(), *record_run.elsewhere.values()]
            if left:
                run.wait_for_others()
                run.looks_again = True

    def _settle_vanished(self, run: Run, roots: Sequence[str]) -> None:
        for root in roots:
            places = [root]
            if self.only is not None:
                places = [place for place in sorted(self.only) if is_within(place, [root])]
            settle_vanished(run, places, prune=self.prune and not self._is_lost(run, root))

    def _is_lost(self, run: Run, root: str) -> bool:
        """Whether what is gone is more likely not mounted than deleted: of a share that is not,
        an empty folder is left."""
        known = run.catalogue.sources.under(root)
        if not known:
            return False
        if is_empty_folder(openable(root)):
            run.summary.warn(
                f"{root} 是空的，可能没有挂载：没有移除任何文件；确已清空的，"
                "对上一级文件夹用 ingest --prune 移除"
            )
            return True
        if self.wary and _mostly_gone(known):
            run.summary.warn(
                f"{root} 中的文件大半不见了，可能没有挂载：没有移除任何文件；"
                "确已删除的，用 ingest --prune 移除"
            )
            return True
        return False

    @staticmethod
    def _sound_roots(run: Run, paths: Sequence[Path]) -> list[str]:
        """A path that is missing as a whole is more likely not mounted than deleted."""
        return [root for path in paths if (root := absolute(path)) not in run.unsound]

    # ------------------------------------------------------------ the manifest

    def _tell_manifest(self, run: Run) -> None:
        if self.manifest is None:
            return
        name, location = self.manifest.path.name, absolute(self.manifest.path)
        for problem in self.manifest.problems:
            place = f"第{problem.row}行"
            run.flaw(name, location, FieldProblem(problem.column, problem.message), place)
        for column in self.manifest.unknown:
            run.summary.warn(f"{name} 有未知列 {column[:40]}，作为附加信息保留")

    def _tell_unmatched(self, run: Run) -> None:
        """Rows of which this run met no file, and which lead to none that is there."""
        if self.manifest is None or run.stop:
            return
        rows: dict[int, tuple[str, bool]] = {}
        names = {known for location in run.seen for known in _tails(location)}
        for path, entry in self.manifest.entries.items():
            met = path in run.seen or path in names or os.path.lexists(path)
            rows[entry.row] = (entry.path, met or rows.get(entry.row, ("", False))[1])
        for entry in chain(self.manifest.titled.values(), *self.manifest.far.values()):
            rows[entry.row] = (entry.path, entry.row in self.manifest.met)
        lost = [f"第{row}行 {path}" for row, (path, met) in sorted(rows.items()) if not met]
        if lost:
            run.summary.warn(
                f"{self.manifest.path.name} 有 {len(lost)} 行所列的文件没有找到：{_first(lost)}"
            )


def _standing_in(run: Run, location: str, file: Path) -> SourceFile:
    """It under the name of the one that is gone."""
    seen, known = file.stat(), run.catalogue.sources.at([location]).get(location)
    name = known.name if known is not None else location
    return SourceFile(path=file, name=name, size=seen.st_size, mtime_ns=seen.st_mtime_ns)


_FEW = 10


def _mostly_gone(known: Sequence[KnownSource]) -> bool:
    """Whether most of the files are gone that documents were made of."""
    files = {outermost(source.location) for source in known if source.document_id}
    gone = sum(not exists(file) for file in files)
    return gone >= _FEW and gone * 2 > len(files)


def is_empty_folder(path: Path) -> bool:
    try:
        return path.is_dir() and next(path.iterdir(), None) is None
    except OSError:
        return False


def _tell_ignored(run: Run, ignored: Sequence[Ignored]) -> None:
    if ignored:
        shown = _first([found.name for found in ignored])
        run.summary.warn(f"按 .policyignore 跳过 {len(ignored)} 项：{shown}")


def _tell_companions(run: Run, companions: Sequence[Companions]) -> None:
    if companions:
        shown = _first([found.name for found in companions])
        run.summary.warn(
            f"跳过 {len(companions)} 个随网页保存的附属文件夹（脚本、样式和图片）：{shown}"
        )


def _first(names: Sequence[str]) -> str:
    """A few of them stand for all."""
    return "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")


def _link_attachments(run: Run) -> None:
    if run.touched:
        with run.catalogue.write() as writer:
            writer.link_attachments(run.touched)


def _tails(location: str) -> list[str]:
    """Every end of a location that begins after a slash: what a relative path may name."""
    parts = location.split("/")
    return ["/".join(parts[i:]) for i in range(1, len(parts))]


def reading_fingerprint(limits: FenceLimits) -> str:
    """Of all that decides whether a file can be read: when it changes, what could not be read
    is tried again."""
    readers = sorted(f"{media_type} {e.version}" for media_type, e in EXTRACTORS.items())
    told = [*readers, repr(limits), f"recognition {is_available()}"]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
