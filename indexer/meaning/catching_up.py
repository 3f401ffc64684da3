"""The vectors brought up, and W learned, in a process of their own, in the background of one that
serves.

It ends when its input ends: with the process that started it. Of Ctrl-C it learns nothing, being
in a session of its own.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.runtime.own_processes import ONE_THREAD, end_with_input, environment, module_command

log = logging.getLogger(__name__)

_NICER = 10
# While a library keeps changing, the other process takes one part in so many of the time.
_REST = 10
_AFTER_AN_ERROR = 60.0
_SAID = 4_000


@dataclass(frozen=True, slots=True)
class Place:
    """What the other process opens."""

    catalogue_url: str
    usage_url: str
    home: Path
    encoder: Path | None = None


class Background:
    """At most one process at once, none while it rests, and none once it is closed, which may be
    while another thread looks."""

    def __init__(self, place: Place, command: Sequence[str] | None = None) -> None:
        """``command``: what is run instead, for tests."""
        self._place = place
        self._command = command or module_command(__name__)
        self._lock = threading.Lock()
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._not_before = 0.0
        # Why the last process could not do its work; None since one could.
        self.trouble: str | None = None

    @property
    def running(self) -> bool:
        return self._process is not None

    def look(self, behind: bool) -> None:
        """Start it where something is ``behind``; see to one that has ended."""
        with self._lock:
            if not self._closed:
                self._look(behind, time.monotonic())

    def _look(self, behind: bool, now: float) -> None:
        process = self._process
        if process is not None:
            code = process.poll()
            if code is None:
                return
            self._tell(_said(process) or f"code {code}" if code else None)
            self._end(process)
            self._not_before = now + (_AFTER_AN_ERROR if code else _REST * (now - self._began))
        elif behind and now >= self._not_before:
            self._start(now)

    def _tell(self, trouble: str | None) -> None:
        """Once, however often it is tried again."""
        if trouble is not None and trouble != self.trouble:
            log.warning("the vectors' process ended: %s", trouble)
        self.trouble = trouble

    def _start(self, now: float) -> None:
        self._began = now
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**environment(), **ONE_THREAD},
                start_new_session=True,
            )
        except OSError as error:
            log.warning("the vectors' process cannot be started: %s", error)
            self._not_before = now + _AFTER_AN_ERROR
            return
        self._process = process
        given = {name: str(value or "") for name, value in asdict(self._place).items()}
        if process.stdin is not None:
            try:
                process.stdin.write(json.dumps(given).encode() + b"\n")
                process.stdin.flush()
            except OSError as error:  # it has ended, which the next look sees
                log.warning("the vectors' process does not read: %s", error)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        self._process = None
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it has not read
                    pipe.close()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            process = self._process
            if process is not None:
                process.kill()
                process.wait()
                self._end(process)


def _said(process: subprocess.Popen[bytes]) -> str:
    """Why it ended, in a line, where it could say so."""
    if process.stdout is None:
        return ""
    told = process.stdout.read(_SAID).decode(errors="replace").strip()
    return told.splitlines()[-1] if told else ""


def main() -> None:
    """The other process. What keeps it from its work (a full disk, a folder that it may not write)
    is told to the one that serves, in a line, and is no defect."""
    if sys.platform != "win32":
        os.nice(_NICER)
    given = json.loads(sys.stdin.buffer.readline())
    end_with_input()
    from indexer.model.errors import PolicySearchError

    try:
        _catch_up(given)
    except (PolicySearchError, OSError) as error:
        print(str(error).replace("\n", " "), flush=True)
        sys.exit(1)


def _catch_up(given: Mapping[str, str]) -> None:
    from analyzers.analyzer import default_analyzer
    from indexer.catalogue.catalogue import Catalogue
    from indexer.meaning.choosing import chosen_maker
    from indexer.meaning.following import catch_up, learn_again, only_one
    from indexer.usage.store import UsageStore

    home = Path(given["home"])
    encoder = Path(given["encoder"]) if given["encoder"] else None
    with only_one(home) as alone:
        if alone:
            with Catalogue.open(given["catalogue_url"], create=False) as catalogue:
                maker = chosen_maker(default_analyzer(), encoder)
                catch_up(catalogue, home, maker)
                learn_again(home, maker, UsageStore(given["usage_url"]).judgements())


if __name__ == "__main__":
    main()
