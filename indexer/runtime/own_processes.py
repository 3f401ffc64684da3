"""Another Python process of ours: one that imports just what this one does."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

# Several threads of arithmetic wait for one another where all processors are at work.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def module_command(module: str, *arguments: str) -> list[str]:
    """What runs one of our modules. With -P, and ``environment()``, no module of the working
    folder stands in for another."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """Ours, and the places where this process finds its modules."""
    places = (path or str(Path.cwd()) for path in sys.path)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}


def end_with_input() -> None:
    """For the other process, when it has read what it was given: it ends when its input does, with
    the process that started it."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    os.read(0, 1)
    os._exit(1)


def is_alive(process: str) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(int(process), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True
