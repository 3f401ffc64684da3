"""Copies of the files that documents were read from, kept in the library: for what cannot be opened
again where it was, a member of an archive or a file that is gone.

One copy a content, by its SHA-256. What no living document has any more is swept away.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from indexer.catalogue.database import Database
from indexer.catalogue.selection import LIVING
from indexer.catalogue.tables import documents
from indexer.model.labels import LabelledEnum

NAME = "copies"
PARTIAL = ".partial"  # of one that is being made
# Between a copy and the commit of the document that was made of it, on whatever host.
_COMMITTING_SECONDS = 3600.0


class Keeping(LabelledEnum):
    """Of what a copy is kept; a setting."""

    NONE = "none", "不保留"
    MEMBERS = "members", "压缩包和邮件中的文件"
    ALL = "all", "全部原件"


class Copies:
    """The copies of one library."""

    def __init__(self, home: Path, keeping: Keeping = Keeping.NONE) -> None:
        self._folder = home / NAME
        self.keeping = keeping

    def path(self, sha256: str) -> Path | None:
        """The copy of this content, where there is one."""
        path = self.place(sha256)
        return path if sha256 and path.is_file() else None

    def keep(self, file: Path, sha256: str, *, member: bool) -> None:
        """Keep a copy, where the setting wants one. It appears whole or not at all. Raises
        OSError."""
        if not self.wants(member=member) or not sha256 or self.path(sha256) is not None:
            return
        place = self.place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f"{place.name}.{os.getpid()}{PARTIAL}")
        try:
            shutil.copyfile(file, partial)
            partial.replace(place)
        except OSError:
            partial.unlink(missing_ok=True)
            raise

    def sweep(self, database: Database) -> int:
        """Remove what belongs to no document any more; how many. The caller holds the lock."""
        there = {path.name: path for path in self.all()}
        if not there:
            return 0
        with database.snapshot() as connection:
            wanted = set(connection.execute(select(documents.c.sha256).where(LIVING)).scalars())
        gone = [path for name, path in there.items() if name not in wanted]
        if not database.sqlite:
            # Another host may be about to commit what it keeps in a folder that they share.
            gone = [path for path in gone if _age(path) > _COMMITTING_SECONDS]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def size(self) -> int:
        """The bytes of all copies."""
        return sum(path.stat().st_size for path in self.all())

    def all(self) -> Iterator[Path]:
        """The files that copies are."""
        yield from (path for path in self._folder.glob("*/*") if path.is_file())

    def wants(self, *, member: bool) -> bool:
        """Whether the setting wants a copy of a member of an archive, or of another file."""
        return self.keeping is Keeping.ALL or (member and self.keeping is Keeping.MEMBERS)

    def place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
