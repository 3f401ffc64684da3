"""One process at a time: the lock ends with the work, whoever has inherited the file."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from indexer.runtime.sole import alone, is_held


def test_it_is_free_though_another_process_still_has_the_file(tmp_path: Path) -> None:
    path = tmp_path / "LOCK"
    with alone(path) as ours:
        assert ours and is_held(path)
        held = next(f.fd for f in psutil.Process().open_files() if f.path == str(path))
        inherited = os.dup(held)  # as a process has it until its program begins
    try:
        assert not is_held(path)
        with alone(path) as again:
            assert again
    finally:
        os.close(inherited)
