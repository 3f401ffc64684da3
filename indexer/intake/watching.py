"""What changed below some folders, once it has come to rest.

A file that is still being written, copied or fetched is waited for; what went away waits until
nothing else is on its way, so that a move is met with both its ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from indexer.intake.sources import is_passed_over

# Number of files, bytes of all, newest time; None where nothing is.
Stamp = tuple[int, int, int] | None


def stamp(path: Path) -> Stamp:
    """By which a change shows. Of a folder, of all in it."""
    try:
        seen = path.stat()
        if not path.is_dir():
            return 1, seen.st_size, seen.st_mtime_ns
        count, size, newest = 0, 0, seen.st_mtime_ns
        for folder, _, names in os.walk(path):
            for name in names:
                one = Path(folder, name).stat()
                count, size = count + 1, size + one.st_size
                newest = max(newest, one.st_mtime_ns)
    except OSError:
        return None if not path.exists() else (0, 0, 0)
    return count, size, newest


class Resting:
    """Paths that something happened to, until they have been still for so many seconds."""

    def __init__(self, seconds: float, look: Callable[[Path], Stamp] = stamp) -> None:
        self._seconds = seconds
        self._look = look
        self._waiting: dict[Path, tuple[Stamp, float]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def note(self, paths: Iterable[Path], now: float) -> None:
        for path in paths:
            self._waiting[path] = (self._look(path), now)

    def forget(self, root: Path) -> None:
        """Whatever waits at or below it."""
        for path in [p for p in self._waiting if p == root or root in p.parents]:
            del self._waiting[path]

    def ready(self, now: float) -> list[Path]:
        """What has come to rest; it is waited for no more."""
        gone: list[Path] = []
        still: list[Path] = []
        for path, (was, since) in list(self._waiting.items()):
            is_now = self._look(path)
            if is_now != was:
                self._waiting[path] = (is_now, now)
            elif now - since >= self._seconds:
                (gone if is_now is None else still).append(path)
        if len(gone) + len(still) < len(self._waiting):
            gone = []
        for path in (*gone, *still):
            del self._waiting[path]
        return sorted((*gone, *still))


def is_meant(path: Path, roots: Iterable[Path], passed: Iterable[Path]) -> bool:
    """Whether a change there matters: below a root, not hidden or temporary, and not below what
    is ``passed`` over, such as the library itself."""
    for root in roots:
        if path == root or root in path.parents:
            parts = path.relative_to(root).parts
            inside = any(path == own or own in path.parents for own in passed)
            return not inside and not any(is_passed_over(part) for part in parts)
    return False
