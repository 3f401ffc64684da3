"""Whether a file is another one than it was, told without reading it."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int, int]
NOTHING: Stamp = (0, 0, 0)


def stamp_of(path: Path) -> Stamp:
    """Another one whenever the file was written or replaced; NOTHING where there is none."""
    try:
        found = path.stat()
    except OSError:
        return NOTHING
    return (found.st_mtime_ns, found.st_size, found.st_ino)
