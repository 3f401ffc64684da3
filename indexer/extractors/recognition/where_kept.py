"""Where the recognised pages of a long scan are kept: told without what reads or recognises."""

from __future__ import annotations

import hashlib
from pathlib import Path

_PREFIX = "recognised-"
_READING = "1"  # changes where a kept page would be recognised otherwise today


def where_kept(path: Path, scratch: Path) -> Path:
    """For a file as it is now: one that has changed is another."""
    seen = path.stat()
    told = f"{_READING} {path.absolute()} {seen.st_size} {seen.st_mtime_ns} {seen.st_ino}"
    name = hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return scratch / f"{_PREFIX}{name}"


def pages_kept(path: Path, scratch: Path) -> int:
    """How many pages and pictures are kept; 0 where the file is no longer there."""
    try:
        return sum(1 for kept in where_kept(path, scratch).iterdir() if not kept.suffix)
    except OSError:
        return 0
