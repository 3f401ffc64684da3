"""One writer at a time in a data folder; across hosts, where the catalogue is a server's, several
that share the work or one that is alone. The locks end with the process, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from indexer.catalogue import Catalogue
from indexer.model.errors import CatalogueError, LibraryBusy
from indexer.runtime.belonging import LOCK
from indexer.runtime.disk import obstacle
from indexer.runtime.sole import is_held as is_file_held
from indexer.runtime.sole import take

NAME = LOCK


@contextmanager
def writer_lock(home: Path, catalogue: Catalogue | None, *, alone: bool = False) -> Iterator[None]:
    """Hold the library's writer lock: one process a data folder. Where the catalogue is a server's
    those of other hosts may write too, each what it has reserved, unless one wants to be ``alone``.
    ``catalogue``: None where what is written is the folder's settings only. Raises LibraryBusy,
    naming the holder, where another process has it."""
    across = catalogue.database.writer(alone=alone) if catalogue is not None else nullcontext()
    with folder_lock(home), across:
        yield


@contextmanager
def folder_lock(home: Path) -> Iterator[None]:
    """What is written is this host's alone: an index in the folder, its settings."""
    path = home / NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise CatalogueError(f"数据文件夹 {home} 无法写入：{obstacle(error)}") from error
    with file:
        try:
            take(file)
        except BlockingIOError as error:
            file.seek(0)
            raise LibraryBusy(file.read().strip() or "另一进程") from error
        except OSError as error:
            raise CatalogueError(f"数据文件夹 {home} 无法加锁：{obstacle(error)}") from error
        try:
            _name_holder(file.fileno(), home)
            yield
        finally:
            file.truncate(0)
            # Also where a process that is being started has it open for a moment.
            fcntl.flock(file, fcntl.LOCK_UN)


def _name_holder(descriptor: int, home: Path) -> None:
    """Not through a buffer, which would be written, and fail, once more when it is closed."""
    try:
        os.ftruncate(descriptor, 0)
        told = f"进程 {os.getpid()}，自 {datetime.now():%Y-%m-%d %H:%M:%S}"
        os.write(descriptor, told.encode())
    except OSError as error:  # a disk that has no room for this line has none for an index
        raise CatalogueError(f"数据文件夹 {home} 无法写入：{obstacle(error)}") from error


def is_held(home: Path, catalogue: Catalogue, index: str = "") -> bool:
    """Whether a process is writing the library, on any host, or brings up the ``index`` that it
    shares with others. Raises CatalogueError."""
    database = catalogue.database
    return (
        is_locked(home)
        or database.writer_elsewhere() is not None
        or database.holder_of(index) is not None
    )


def is_locked(home: Path) -> bool:
    """Whether a process of this host is writing. It does not get in a writer's way: a file
    without a name in it is not locked, and need not be tried."""
    path = home / NAME
    try:
        named = path.stat().st_size > 0
    except OSError:
        return False
    return named and is_file_held(path)
