"""Where things are: one unique text for every file, archive member and record.

A file's location is its absolute path; a part of a container adds ``!/`` and its name. Bytes of
a path that are no UTF-8 are written ``\\xNN``, as ``indexer.intake.sources.readable`` does.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.intake.sources import Companions, Ignored, readable, walk
from indexer.model import SourceFile
from indexer.model.errors import Quarantined

MEMBER = "!/"
_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class FoundFile:
    location: str
    file: SourceFile

    @property
    def name(self) -> str:
        return self.file.name


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A path that the walk refused."""

    location: str
    name: str
    problem: Quarantined


def find(
    paths: Iterable[Path], only: Collection[str] | None = None
) -> Iterator[FoundFile | RefusedFile | Companions | Ignored]:
    """Walk the paths; what is reached twice is given once. ``only``: no file but those at these
    locations or below them."""
    seen: set[str] = set()
    for path in paths:
        base = absolute(path)
        folder = path.is_dir()
        for found in walk([path]):
            if isinstance(found, Companions | Ignored):
                yield found
                continue
            name = found.name if isinstance(found, SourceFile) else found.path
            at = f"{base.rstrip('/')}/{name}" if folder and name != readable(str(path)) else base
            if at in seen or (only is not None and not is_within(at, only)):
                continue
            seen.add(at)
            if isinstance(found, SourceFile):
                yield FoundFile(at, found)
            else:
                yield RefusedFile(at, name, found)


def is_within(location: str, places: Collection[str]) -> bool:
    """Whether it is one of the places, or lies below one."""
    if location in places:
        return True
    at = location.rfind("/")
    while at > 0:
        if location[:at] in places or location[:at].removesuffix("!") in places:
            return True
        at = location.rfind("/", 0, at)
    return False


def absolute(path: Path) -> str:
    return readable(os.path.normpath(path.absolute()))


def openable(location: str) -> Path:
    """The path that opens a location (of a container, for its part)."""
    stored = outermost(location)
    if os.path.lexists(stored) or "\\x" not in stored:
        return Path(stored)
    raw = _ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), stored.encode())
    return Path(os.fsdecode(raw))


def outermost(location: str) -> str:
    """The file on disk that a location is, or is within."""
    at = location.find(MEMBER)
    while at >= 0:
        # A folder's name may end in "!": then what is before is no file.
        if not Path(location[:at]).is_dir():
            return location[:at]
        at = location.find(MEMBER, at + 1)
    return location


def exists(location: str) -> bool:
    return os.path.lexists(openable(location))


def digest(path: Path) -> str:
    """SHA-256 of the file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def short_digest(text: str) -> str:
    """A public id made of a name: 12 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
