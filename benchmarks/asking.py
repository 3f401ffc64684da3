"""Someone who searches all the while, by any of several API workers, and keeps account of it."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import quote

_PATH = f"/api/v1/search?q={quote('内容')}&facets=issuer,status,year&size=1"
_SECONDS = 30.0  # what is not answered by then counts as failed
_PAUSE = 0.05


@dataclass(slots=True)
class Account:
    """``failed``: with the other worker asked too, as the proxy before them does. ``tries``: to one
    of them. ``longest``: seconds from the first request that failed to the next that did not;
    ``slowest``: of those that were answered. ``late``: of a client who asks again until there is
    an answer, which came later than a second after it was first asked for."""

    requests: int = 0
    failed: int = 0
    late: int = 0
    tries: int = 0
    tries_failed: int = 0
    longest: float = 0.0
    slowest: float = 0.0
    why: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        whys = ", ".join(f"{name} {count}" for name, count in sorted(self.why.items()))
        return (
            f"{self.requests} searches, {self.failed} failed "
            f"({self.failed / max(self.requests, 1):.2%}; longest {self.longest:.1f} s), "
            f"asked again {self.late} took more than a second, "
            f"the slowest answered after {self.slowest:.1f} s, "
            f"{self.tries_failed} of {self.tries} asked of one worker ({whys or 'none'})"
        )


class Asking:
    """``smaller``: totals that were less than an earlier one of the same worker; nothing is ever
    removed here, so that there must be none."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self._largest = dict.fromkeys(ports, 0)
        self.smaller: list[str] = []
        self._account = Account()
        self._failing_since: float | None = None
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def account(self) -> Account:
        """Since it was last asked for."""
        with self._lock:
            account, self._account = self._account, Account()
            return account

    def so_far(self) -> str:
        with self._lock:
            return str(self._account)

    @property
    def largest(self) -> int:
        """The least that every worker has found by now."""
        return min(self._largest.values())

    def _ask(self) -> None:
        turn = 0
        while not self._end.wait(_PAUSE):
            turn += 1
            began = time.monotonic()
            order = [self._ports[(turn + i) % len(self._ports)] for i in range(len(self._ports))]
            answered = any(self._asked(port) for port in order)
            with self._lock:
                self._note(answered, began)

    def _note(self, answered: bool, began: float) -> None:
        self._account.requests += 1
        now = time.monotonic()
        if answered:
            self._account.slowest = max(self._account.slowest, now - began)
            self._account.late += now - (self._failing_since or began) > 1
        else:
            self._account.failed += 1
            if self._failing_since is None:
                self._failing_since = began
        if self._failing_since is not None:
            stretch = now - self._failing_since
            self._account.longest = max(self._account.longest, stretch)
            if answered:
                self._failing_since = None

    def _asked(self, port: int) -> bool:
        why = self._try(port)
        with self._lock:
            self._account.tries += 1
            if why:
                self._account.tries_failed += 1
                self._account.why[why] = self._account.why.get(why, 0) + 1
        return not why

    def _try(self, port: int) -> str:
        """Why there was no answer; nothing where there was one."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        try:
            connection.request("GET", _PATH)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()
        if answer.status != 200:
            return str(answer.status)
        total = int(json.loads(body)["total"])
        if total < self._largest[port]:
            self.smaller.append(f"{total} after {self._largest[port]} by {port}")
        self._largest[port] = max(total, self._largest[port])
        return ""
