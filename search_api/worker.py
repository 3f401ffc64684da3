"""The process that works off what was asked for over HTTP: started when there is something to do,
or as soon as the service is there where there are keys of staff, who shall not wait for it.

Extracting and indexing take memory and time that the process that serves must not give.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

from indexer.catalogue import Catalogue
from indexer.runtime.own_processes import environment, module_command
from indexer.stewardship.jobs import Jobs, is_worked

# It stays without work as long as the service does: starting anew takes seconds.
_LINGER_SECONDS = "inf"
_ENDING_SECONDS = 5.0
# One that failed, as where the folder may not be written, would fail again at once.
_AFTER_AN_ERROR = 30.0

log = logging.getLogger(__name__)


class Worker:
    """Of one serving process. The worker of any of them does the work of all."""

    def __init__(self, catalogue: Catalogue, home: Path) -> None:
        self._jobs = Jobs(catalogue.database)
        self._home = home
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._closed = False  # while another thread still looks

    def look(self, lags: bool = False) -> None:
        """Start it where jobs wait and nobody works, or other hosts' changes have to be brought
        into the index."""
        if self._is_alive() or self._has_just_failed():
            return
        if lags or self._jobs.waiting():
            self.wake()

    def _has_just_failed(self) -> bool:
        failed = self._process is not None and bool(self._process.returncode)
        return failed and time.monotonic() < self._started + _AFTER_AN_ERROR

    def wake(self) -> None:
        """Have it work, or go on working."""
        with self._lock:
            if self._closed or self._is_alive() or is_worked(self._home):
                return
            _let_go(self._process)
            self._started = time.monotonic()
            self._process = subprocess.Popen(
                module_command(
                    "search_api.cli", "jobs", "work", "--attended", "--linger",
                    _LINGER_SECONDS,
                ),
                env={**environment(), "POLICY_SEARCH_HOME": str(self._home.absolute())},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                process_group=0,
            )  # fmt: skip

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """It ends by itself when the pipe closes, after what it has in hand; a little of that is
        waited for."""
        with self._lock:
            self._closed = True
            process = self._process
        if process is None:
            return
        _let_go(process)
        try:
            process.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("the worker still ends what it has begun")
            # Whoever goes on here takes note of its end.
            threading.Thread(target=process.wait, name="worker ends", daemon=True).start()


def _let_go(process: subprocess.Popen[bytes] | None) -> None:
    """Close the pipe by which it is attended; a process that is gone has left it broken."""
    if process is not None and process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.close()
