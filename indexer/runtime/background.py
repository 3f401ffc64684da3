"""Threads that work beside requests on what will be closed one day."""

from __future__ import annotations

import threading
from collections.abc import Callable

# A thread that is longer at its work goes with the process, as daemons do.
_PATIENCE = 10.0


class BackgroundThreads:
    """Started while open, waited for by ``close``: what they read from may be closed after it. A
    connection that a thread gives back to a pool that was disposed of is never closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def start(self, name: str, work: Callable[[], object]) -> None:
        """Does nothing once closed."""
        with self._lock:
            if self._closed:
                return
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            thread = threading.Thread(target=work, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self, patience: float = _PATIENCE) -> None:
        """Start none any more, and wait for each so many seconds."""
        with self._lock:
            self._closed = True
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(patience)
