"""What runs inside a fenced worker process: one file in, one pickled outcome out.

Imported by the parent for its function names only; the libraries that parse are imported by
the fork server and the workers.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import pickle
import re
import signal
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeVar, cast

import psutil

if sys.platform != "win32":
    import resource

from indexer.extractors.base import Container, Extractor, Limits, Member, worked
from indexer.extractors.detection import contradicts, detect, label
from indexer.extractors.fence.understanding import Given, Read, Reader, Text, guarded
from indexer.extractors.quality import assess
from indexer.model import ExtractedDocument, SourceFile
from indexer.model.errors import Quarantined, QuarantineReason

log = logging.getLogger(__name__)

T = TypeVar("T")

EXIT_MEMORY = 77  # the exit code of a worker that found itself above its memory limit
EXIT_ORPHANED = 78
EXIT_TIME = 79  # of one that used more of a processor than a file may
_WATCH_SECONDS = 0.05
_WATCHES_A_LOOK = 20  # times that memory is looked at for each look at the parent


class Formats(Protocol):
    """What a module must hold that lists formats, as ``indexer.extractors.registry`` does."""

    EXTRACTORS: Mapping[str, Extractor]
    CONTAINERS: Mapping[str, Container]


# What a worker sends back: a document, the members of an archive, or why there is neither.
Outcome = ExtractedDocument | Read | list[Member] | Quarantined


@dataclass(slots=True)
class _Worker:
    limits: Limits = field(default_factory=Limits)
    formats: str = ""
    reader: Reader | None = None
    busy: bool = False
    until: float = float("inf")  # of its processor time, in seconds


_worker = _Worker()


def start(
    limits: Limits,
    worker_bytes: int,
    folder: str,
    formats: str,
    reader: Reader | None,
    parent: int,
) -> None:
    """Prepare a worker: memory limit, own temporary folder, and no life beyond its parent's.

    ``parent`` is the process that the fence stands in (the fork server lies between).
    ``formats`` is the module that holds EXTRACTORS and CONTAINERS; ``reader`` understands what
    they give.
    """
    _worker.limits = replace(limits, scratch=limits.scratch or Path(folder))
    _worker.formats = formats
    _worker.reader = reader
    tempfile.tempdir = folder
    os.environ["TMPDIR"] = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    _limit_memory(worker_bytes)
    gc.freeze()  # what the fork server loaded stays: no use in looking through it again and again
    threading.Thread(target=_watch, args=(worker_bytes, parent), daemon=True).start()


def _limit_memory(worker_bytes: int) -> None:
    """Bound the address space, above what the libraries have mapped already.

    Parsers then get a MemoryError, or crash, before the machine suffers; ``_watch`` catches
    what grows slowly enough, and tells it apart from a crash.
    """
    if sys.platform == "win32":
        return  # no such limit there; the watch remains
    mapped = psutil.Process().memory_info().vms
    resource.setrlimit(resource.RLIMIT_AS, (mapped + 2 * worker_bytes, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _watch(worker_bytes: int, parent_id: int) -> None:
    """End this process when it grows too big, works too long, or when its parent is gone: a parent
    that was killed could not end it, and the fork server lives as long as its children do."""
    process = psutil.Process()
    try:
        parent = psutil.Process(parent_id)
        while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:
            for _ in range(_WATCHES_A_LOOK):
                time.sleep(_WATCH_SECONDS)
                # Never while a result is being sent: the pool's channel would stay locked.
                if _worker.busy and process.memory_info().rss > worker_bytes:
                    _end_children()
                    os._exit(EXIT_MEMORY)
                if _worker.busy and worked() > _worker.until:
                    _end_children()
                    os._exit(EXIT_TIME)
    except psutil.NoSuchProcess:
        pass
    _end_children()
    os._exit(EXIT_ORPHANED)


def _stop(signum: int, _frame: object) -> None:
    _end_children()
    os._exit(128 + signum)


def _end_children() -> None:
    for child in psutil.Process().children(recursive=True):
        child.kill()


def read(
    file: SourceFile,
    seconds: float,
    file_bytes: int,
    given: Given | None = None,
    begins: bool = True,
) -> bytes:
    """Extract one file, and understand it where it is told what is ``given``; the pickled outcome.
    Pickled here, so that a result too big to send fails inside the fence. ``seconds``: of a
    processor, beyond which the worker ends; so for the others. Where it ``begins`` nothing, of a
    scan only the pages are taken that an earlier reading recognised."""
    limits = replace(_worker.limits, begins=begins)

    def work() -> bytes:
        outcome = _contained(lambda: _read(file, file_bytes, given, limits), file.name)
        return _pickled(outcome, file.name)

    return _run(work, seconds)


def unpack(file: SourceFile, seconds: float, into: str) -> bytes:
    """Unpack an archive below ``into``; the pickled outcome."""
    return _run(
        lambda: _pickled(_contained(lambda: _unpack(file, Path(into)), file.name), file.name),
        seconds,
    )


def understand(texts: list[Text], seconds: float) -> list[bytes]:
    """Understand texts that are in no file; the pickled outcome of each."""
    reader = _reader()

    def one(text: Text) -> bytes:
        def work() -> Read:
            began = time.perf_counter()
            read = guarded(lambda: reader.text(text))
            return replace(read, seconds=time.perf_counter() - began)

        name = text.given.name
        return _pickled(_contained(work, name), name)

    return _run(lambda: [one(text) for text in texts], seconds)


def _run(work: Callable[[], T], seconds: float) -> T:
    _worker.until = worked() + seconds
    _worker.busy = True
    try:
        return work()
    finally:
        _worker.busy = False


def _pickled(outcome: Outcome, name: str) -> bytes:
    try:
        return pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(Quarantined(QuarantineReason.MEMORY, path=name))


def _contained(work: Callable[[], Outcome], name: str) -> Outcome:
    try:
        return work()
    except Quarantined as problem:
        return Quarantined(problem.reason, problem.detail, path=name)
    except MemoryError:
        return Quarantined(QuarantineReason.MEMORY, path=name)
    except RecursionError:
        log.debug("recursion in %s", name, exc_info=True)
        return Quarantined(QuarantineReason.CORRUPT, "结构嵌套过深", path=name)
    except FileNotFoundError:
        return Quarantined(QuarantineReason.MISSING, path=name)
    except PermissionError:
        return Quarantined(QuarantineReason.UNREADABLE, path=name)
    except BaseException as error:  # a parser that calls sys.exit() must not end the worker
        log.debug("cannot read %s", name, exc_info=True)
        if _is_want_of_memory(error):
            return Quarantined(QuarantineReason.MEMORY, path=name)
        return Quarantined(QuarantineReason.CORRUPT, type(error).__name__, path=name)


# What the libraries of recognition say, each in an error of its own kind.
_WANT_OF_MEMORY = re.compile(
    r"bad_?alloc|insufficient memory|failed to allocate|cannot allocate memory|out ?of ?memory"
    r"|failed to map segment|could not allocate",
    re.IGNORECASE,
)


def _is_want_of_memory(error: BaseException | None) -> bool:
    """Whether memory was what an error, or one that led to it, was for."""
    for _ in range(8):
        if error is None:
            return False
        if isinstance(error, MemoryError) or _WANT_OF_MEMORY.search(str(error)[:2000]):
            return True
        error = error.__cause__ or error.__context__
    return False


def _read(file: SourceFile, file_bytes: int, given: Given | None, limits: Limits) -> Outcome:
    began = time.perf_counter()
    _check(file, file_bytes)
    media_type = detect(file.path, file.name)
    if media_type in _formats().CONTAINERS:
        return []  # the parent asks for unpack()
    extractor = _formats().EXTRACTORS.get(media_type)
    if extractor is None:
        raise Quarantined(QuarantineReason.UNSUPPORTED, label(media_type))
    document = extractor.extract(file.path, limits)
    _check(file, file_bytes)
    document = _marked(document, file.name)
    if given is None:
        return document
    reader = _reader()
    read = guarded(lambda: reader.file(document, given))
    return replace(read, seconds=time.perf_counter() - began)


def _reader() -> Reader:
    if _worker.reader is None:
        raise RuntimeError("the fence was given no reader")
    return _worker.reader


def _formats() -> Formats:
    return cast(Formats, importlib.import_module(_worker.formats))


def _marked(document: ExtractedDocument, name: str) -> ExtractedDocument:
    """With what holds for all formats: no empty text, its quality, a wrong extension told."""
    if not document.text.strip():
        raise Quarantined(QuarantineReason.NO_TEXT)
    warnings = document.warnings
    if contradicts(name, document.media_type):
        warnings = (*warnings, f"扩展名 {Path(name).suffix} 与内容不符，按内容读取")
    quality = assess(document.text, document.quality, pages=document.pages)
    return replace(document, quality=quality, warnings=warnings)


def _unpack(file: SourceFile, into: Path) -> Outcome:
    container = _formats().CONTAINERS[detect(file.path, file.name)]
    return list(container.unpack(file.path, into, _worker.limits))


def _check(file: SourceFile, file_bytes: int) -> None:
    """The file is the one that the walk saw, before and after reading."""
    seen = file.path.stat()
    if not stat.S_ISREG(seen.st_mode):
        raise Quarantined(QuarantineReason.NOT_REGULAR)
    if (seen.st_size, seen.st_mtime_ns) != (file.size, file.mtime_ns):
        raise Quarantined(QuarantineReason.CHANGED)
    if seen.st_size == 0:
        raise Quarantined(QuarantineReason.EMPTY)
    if seen.st_size > file_bytes:
        raise Quarantined(QuarantineReason.TOO_LARGE, f"{seen.st_size}")
