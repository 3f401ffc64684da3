"""A look at a catalogue that changes nothing of it, and bears whatever it finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from indexer.catalogue.sqlite import address_for_reading, is_for_reading
from indexer.catalogue.tables import HEAD
from indexer.model.errors import CatalogueError
from indexer.runtime.disk import obstacle

# Larger ones take too long to be read through: ``verify`` does.
CHECKED_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Look:
    """``schema``: None for a file without tables of ours. ``checked``: whether its pages were."""

    schema: str | None
    checked: bool

    @property
    def is_older(self) -> bool:
        return self.schema is not None and self.schema < HEAD

    @property
    def is_newer(self) -> bool:
        return self.schema is not None and self.schema > HEAD


def look(path: Path) -> Look:
    """Raises CatalogueError with what is wrong with the file."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    try:
        if is_for_reading(path):
            address = address_for_reading(path)  # who may write nothing makes no log beside it
        small = path.stat().st_size <= CHECKED_BYTES
        with closing(sqlite3.connect(address, uri=True, timeout=5)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            schema = None
            if "alembic_version" in tables:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                schema = str(row[0]) if row else None
            wrong = connection.execute("PRAGMA quick_check(1)").fetchone() if small else ("ok",)
    except (OSError, sqlite3.Error) as error:
        raise CatalogueError(f"{path}：{obstacle(error)}") from error
    if wrong[0] != "ok":
        raise CatalogueError(f"{path}：{' '.join(str(wrong[0]).split())}")
    return Look(schema, small)
