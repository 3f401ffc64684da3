"""One writer and one build at a time, in whatever process on whatever host.

A lease is a document that only one can create. Its holder says every few seconds that it lives;
half a minute after it was last heard of another one may take over, so that clocks must not differ
by more. One that was only slow finds that out before it commits, and what it sends late the
servers refuse (``writer``: each row has its revision as its version).
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from contextlib import suppress
from typing import Any

from indexer.engines.opensearch.client import Client, Conflict, NotThere
from indexer.model.errors import EngineError

SECONDS = 30.0
_BEAT_SECONDS = 5.0
_PAUSE_SECONDS = 0.2
_DOING = {"write": "写入", "build": "重建"}


class Lease:
    """``what``: write or build. Raises EngineError where another one holds it for longer than
    ``patience`` seconds."""

    def __init__(self, client: Client, prefix: str, what: str, patience: float = 0.0) -> None:
        self._client = client
        self._path = f"/{prefix}-leases/_doc/{what}"
        self._owner = f"{socket.gethostname()}，进程 {os.getpid()}"
        self._token = uuid.uuid4().hex
        self._heard = 0.0
        self._putting = threading.Lock()
        self._ended = threading.Event()
        deadline = time.monotonic() + patience
        while not self._take():
            if time.monotonic() >= deadline:
                holder = (self._read() or {}).get("_source", {}).get("owner", "另一进程")
                raise EngineError(f"OpenSearch 的索引正在{_DOING[what]}，请稍后再试（{holder}）")
            time.sleep(_PAUSE_SECONDS)
        threading.Thread(target=self._beat, name="lease", daemon=True).start()

    def _beat(self) -> None:
        while not self._ended.wait(_BEAT_SECONDS):
            with suppress(EngineError):  # it is told to whoever works
                self._renew()

    def check(self) -> None:
        """To be called before what must not be done by two. Raises EngineError where another one
        has taken over."""
        if time.monotonic() - self._heard >= SECONDS / 2:
            self._renew()

    def _renew(self) -> None:
        with self._putting:
            found = self._read()
            if not self._is_ours(found) or not self._put(found):
                raise EngineError("OpenSearch 的写入权已被另一进程接管，本次写入作废")

    def release(self) -> None:
        """One that cannot be asked for ends by itself."""
        self._ended.set()
        with self._putting, suppress(EngineError):
            self._release()

    def _release(self) -> None:
        found = self._read()
        if found is not None and self._is_ours(found):
            with suppress(Conflict, NotThere):
                self._client.ask("DELETE", self._path, None, _unchanged(found), seconds=SECONDS)

    def _take(self) -> bool:
        found = self._read()
        if found is not None and found["_source"]["until"] > time.time():
            return False
        return self._put(found)

    def _put(self, instead_of: dict[str, Any] | None) -> bool:
        """Only if nobody else was quicker."""
        body = {"owner": self._owner, "token": self._token, "until": time.time() + SECONDS}
        condition = {"op_type": "create"} if instead_of is None else _unchanged(instead_of)
        try:
            self._client.ask("PUT", self._path, body, condition, seconds=SECONDS)
        except Conflict:
            # Or it was we, by a first try whose answer came too late.
            if not self._is_ours(self._read()):
                return False
        self._heard = time.monotonic()
        return True

    def _read(self) -> dict[str, Any] | None:
        try:
            return self._client.ask("GET", self._path)
        except NotThere:
            return None

    def _is_ours(self, found: dict[str, Any] | None) -> bool:
        return found is not None and found["_source"]["token"] == self._token


def _unchanged(found: dict[str, Any]) -> dict[str, str]:
    return {"if_seq_no": str(found["_seq_no"]), "if_primary_term": str(found["_primary_term"])}
