"""Work that one process at a time does for all, told by the lock of a file. The lock ends with the
process, however that ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

_ATTEMPTS, _PAUSE_SECONDS = 5, 0.02


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Be the one that works; False where another process is. Raises OSError where the file cannot
    be made."""
    with path.open("a+b") as file:
        try:
            take(file)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            # A process that is being started has the file open, too, until its program begins: by
            # closing alone the lock would last as long.
            fcntl.flock(file, fcntl.LOCK_UN)


def take(file: IO[Any]) -> None:
    """Take the lock of an open file, which ends with it, or with LOCK_UN. Whoever only looks
    whether somebody is at it has it for a moment. Raises BlockingIOError where another process
    keeps it."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if attempt == _ATTEMPTS:
                raise
            time.sleep(_PAUSE_SECONDS)


def is_held(path: Path) -> bool:
    """Whether a process is at it."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.flock(file, fcntl.LOCK_UN)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
