"""How often: a limit by name (an address, a key), shared by all processes that serve a library.

The generic cell rate algorithm needs one number a name: the time at which its allowance is whole
again. The numbers stand in a mapped file, at the place that a keyed hash of the name gives; names
themselves are kept nowhere. Two that meet at a place share an allowance, which among a quarter of a
million places is rare. Two processes that count at the same moment may count one: a limit
is no exact sum.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

_PLACES = 2**18
_SALT = 16
_SIZE = _SALT + 8 * _PLACES
_NUMBER = struct.Struct("=d")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rate:
    """``count`` in ``seconds``, all at once if need be; none where ``count`` is 0: no limit."""

    count: int
    seconds: float = 60.0


class Throttle:
    """``path``: the file, made where there is none; without it, or where it cannot be written,
    this process counts for itself."""

    def __init__(
        self, path: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        shared = _shared(path) if path is not None else None
        self._mapped = shared if shared is not None else _own()
        self._salt = self._mapped[:_SALT]

    def take(self, name: str, rate: Rate) -> float:
        """Count one. 0 where it is within the limit; else the seconds until it would be, and
        nothing is counted."""
        return self._look(name, rate, count=True)

    def wait(self, name: str, rate: Rate) -> float:
        """The same, without counting."""
        return self._look(name, rate, count=False)

    def forget(self, name: str) -> None:
        """The allowance is whole again."""
        self._write(self._place(name), 0.0)

    def _look(self, name: str, rate: Rate, *, count: bool) -> float:
        if rate.count <= 0:
            return 0.0
        at, place = self._clock(), self._place(name)
        whole: float = _NUMBER.unpack_from(self._mapped, place)[0]
        # The clock begins anew with the machine: what lies further ahead than can be is of before.
        if not at <= whole <= at + rate.seconds:
            whole = at
        each = rate.seconds / rate.count
        over = whole + each - (at + rate.seconds)
        if over > 1e-9 * rate.seconds:
            return over
        if count:
            self._write(place, whole + each)
        return 0.0

    def _write(self, place: int, whole: float) -> None:
        _NUMBER.pack_into(self._mapped, place, whole)

    def _place(self, name: str) -> int:
        digest = blake2b(name.encode("utf-8", "replace"), key=self._salt, digest_size=8).digest()
        return _SALT + 8 * (int.from_bytes(digest) % _PLACES)


def _own() -> mmap.mmap:
    made = mmap.mmap(-1, _SIZE)
    made[:_SALT] = os.urandom(_SALT)
    return made


def _shared(path: Path) -> mmap.mmap | None:
    try:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if file.seek(0, os.SEEK_END) != _SIZE:
                file.truncate(0)
                file.write(os.urandom(_SALT))
                file.flush()
                file.truncate(_SIZE)
            # The map holds the open file, and would go on holding its lock.
            fcntl.flock(file, fcntl.LOCK_UN)
            return mmap.mmap(file.fileno(), _SIZE)
    except OSError as error:
        log.warning("limits are counted by each process alone: %s", error)
        return None
