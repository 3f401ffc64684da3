"""SQLite's write-ahead log, which lets readers go on while one process writes."""

from __future__ import annotations

import shutil
import sqlite3
import time
from pathlib import Path

_PAUSE = 0.01
# What the log and its index take to be begun; on a disk with less SQLite cannot even read.
_BEGUN = 64 * 1024


def has_room(folder: Path) -> bool:
    """Whether the log can be begun in the folder."""
    try:
        return shutil.disk_usage(folder).free >= _BEGUN
    except OSError:
        return True  # whatever is wrong with it, opening tells


def use_wal(cursor: sqlite3.Cursor, patience: float) -> None:
    """Turn the log on, waiting up to ``patience`` seconds.

    SQLite itself does not wait with this change as it does with others: while another process
    makes the same new file, it says at once that it is locked. Raises sqlite3.OperationalError.
    """
    until = time.monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return
