"""One writer at a time, across processes. The lock ends with the process, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from indexer.model.errors import CatalogueError

NAME = "writer.lock"


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Hold the library's writer lock. Raises CatalogueError, naming the holder, where another
    process has it."""
    path = home / NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise CatalogueError(f"数据文件夹无法写入: {error}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "另一进程"
            raise CatalogueError(f"正在入库或重建，请稍后再试（{holder}）") from error
        file.truncate(0)
        file.write(f"进程 {os.getpid()}，自 {datetime.now():%Y-%m-%d %H:%M:%S}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
