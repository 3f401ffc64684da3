"""The fence's folder for temporary files, named by its process so that a later run can sweep it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from indexer.runtime.own_processes import is_alive

_PREFIX = "policy-search-"


def own_folder(parent: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))


def sweep(parent: Path) -> None:
    """Remove what runs left behind that were killed before they could tidy up."""
    for left in parent.glob(f"{_PREFIX}*-*"):
        pid = left.name.removeprefix(_PREFIX).split("-")[0]
        if pid.isdigit() and not is_alive(pid):
            shutil.rmtree(left, ignore_errors=True)
