"""Where the processes of a service count together. Named in the environment before
``prometheus_client`` is imported, which looks there once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.runtime.own_processes import is_alive

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_NAME = "metrics"


@contextmanager
def counting_together(home: Path, workers: int) -> Iterator[None]:
    """While several processes serve, the folder where they count together."""
    if workers == 1:
        yield
        return
    for left in home.glob(f"{_NAME}.*"):
        if not is_alive(left.suffix[1:]):
            shutil.rmtree(left, ignore_errors=True)
    folder = home / f"{_NAME}.{os.getpid()}"
    try:
        folder.mkdir(exist_ok=True)
    except OSError:  # a library that may only be read is served all the same
        folder = Path(tempfile.mkdtemp(prefix="policy-search-metrics."))
    os.environ[FOLDER] = str(folder.absolute())
    try:
        yield
    finally:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)
