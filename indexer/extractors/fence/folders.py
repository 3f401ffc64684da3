"""The fence's folder for temporary files, named by its process so that a later run can sweep it;
and the one where long scans keep their pages from run to run."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from indexer.runtime.own_processes import is_alive

_PREFIX = "policy-search-"
_KEPT = "recognised"
_SECONDS = 28 * 86400.0  # after which nobody comes back for the rest of a file


def own_folder(parent: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))


def sweep(parent: Path) -> None:
    """Remove what runs left behind that were killed before they could tidy up."""
    for left in parent.glob(f"{_PREFIX}*-*"):
        pid = left.name.removeprefix(_PREFIX).split("-")[0]
        if pid.isdigit() and not is_alive(pid):
            shutil.rmtree(left, ignore_errors=True)


def kept_folder(parent: Path) -> Path:
    """Where recognised pages stay until their file is read whole; what nobody came back for within
    some weeks is removed."""
    folder = parent / _KEPT
    for kept in folder.glob("*"):
        try:
            stale = time.time() - kept.stat().st_mtime > _SECONDS
        except OSError:
            continue
        if stale:
            shutil.rmtree(kept, ignore_errors=True)
    return folder
