"""Talking to the cluster: several hosts, bounded time, one kind of error."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from opensearchpy import OpenSearch, Urllib3HttpConnection
from opensearchpy.exceptions import (
    ConnectionError as NotConnected,
)
from opensearchpy.exceptions import (
    ConnectionTimeout,
    OpenSearchException,
    TransportError,
)
from opensearchpy.serializer import JSONSerializer
from urllib3.connection import HTTPConnection

from indexer.model.errors import EngineError, EngineUnreachable
from indexer.runtime import deadline
from indexer.runtime.settings import Settings

_LEAST_SECONDS = 0.1  # of a try, at the end of the time
# A commit's bulk takes longer than a search may.
WRITE_SECONDS = 120
# Each host is tried once more than there are hosts: one that just died costs a try.
_MORE_TRIES = 1
_BUSY = (502, 503, 504)  # another host, or the same one later, may answer
TOO_MUCH = 429  # a host's queue or memory is full: it has done nothing, and may later
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
# A host that a network swallows is given up when nothing of what was sent has arrived for so long;
# one that is only slow says that it has it, and is waited for.
_SWALLOWED_MS = 2_000
# Kept open to each host: as many as search at once in one process.
_CONNECTIONS = 16

Body = Mapping[str, Any]

# What is missing or refused is told by an exception; the client's log would repeat each of them.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)


class NotThere(EngineError):
    """The index, alias or point in time that was asked for is not there."""


class Conflict(EngineError):
    """Somebody else was quicker."""


class _Serializer(JSONSerializer):
    """orjson: bodies of a commit are megabytes of Chinese."""

    def dumps(self, data: Any) -> str:
        return data if isinstance(data, str) else orjson.dumps(data).decode()

    def loads(self, s: str) -> Any:
        return orjson.loads(s)


class _Connection(Urllib3HttpConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool.conn_kw["socket_options"] = [
            *HTTPConnection.default_socket_options,
            *_noticing(),
        ]


def _noticing() -> list[tuple[int, int, int]]:
    """Of a socket: to notice that nothing arrives. What a system does not have is left out."""
    wanted = (
        (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
        (socket.IPPROTO_TCP, "TCP_KEEPIDLE", 2),
        (socket.IPPROTO_TCP, "TCP_KEEPINTVL", 1),
        (socket.IPPROTO_TCP, "TCP_USER_TIMEOUT", _SWALLOWED_MS),
    )
    return [
        (level, getattr(socket, name), value)
        for level, name, value in wanted
        if hasattr(socket, name)
    ]


class Client:
    """Raises EngineError for whatever goes wrong, NotThere where something is missing."""

    def __init__(self, settings: Settings) -> None:
        hosts = list(settings.opensearch_hosts)
        password = settings.opensearch_password
        tls: dict[str, Any] = {}
        for name, path in (
            ("ca_certs", settings.opensearch_ca),
            ("client_cert", settings.opensearch_certificate),
            ("client_key", settings.opensearch_key),
        ):
            if path is not None:
                tls[name] = str(path)
        self._hosts = hosts
        self._seconds = settings.opensearch_seconds
        self._opensearch = OpenSearch(
            hosts,
            http_auth=(settings.opensearch_user, password.get_secret_value())
            if settings.opensearch_user and password
            else None,
            connection_class=_Connection,
            max_retries=0,  # by us, who bound them together
            retry_on_timeout=True,  # which means: another host the next time
            retry_on_status=_BUSY,
            http_compress=False,
            pool_maxsize=_CONNECTIONS,
            serializer=_Serializer(),
            **tls,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: Body | str | None = None,
        params: Mapping[str, str] | None = None,
        *,
        seconds: float | None = None,
        waits_once: bool = False,
    ) -> dict[str, Any]:
        """A request whose answer is an object. ``params``: of its address. ``seconds`` bound all
        tries together, and so does what the work at hand has left. ``waits_once``: a host that
        says nothing ends it; others would be silent for the same reason."""
        deadline.check()
        left = deadline.left()
        whole = seconds or self._seconds
        until = time.monotonic() + (whole if left is None else min(whole, left))
        try:
            answer = self._tried(method, path, dict(params or {}), body, until, waits_once)
        except TransportError as error:
            raise self._told(error, method, path) from error
        except OpenSearchException as error:
            raise EngineError(f"OpenSearch（{'、'.join(self._hosts)}）：{error}") from error
        return answer if isinstance(answer, dict) else {}

    def _tried(
        self,
        method: str,
        path: str,
        params: dict[str, Any],
        body: Body | str | None,
        until: float,
        waits_once: bool,
    ) -> Any:
        """Each try has half of the time that is left: one silent host leaves some for the next.
        Where it is too much for one, all of it is waited for."""
        tries = len(self._hosts) + _MORE_TRIES
        pausing = pauses()
        while True:
            tries -= 1
            params["request_timeout"] = max(_LEAST_SECONDS, (until - time.monotonic()) / 2)
            try:
                return self._opensearch.transport.perform_request(
                    method, path, params=dict(params), body=body
                )
            except TransportError as error:
                if error.status_code == TOO_MUCH:
                    pause = next(pausing)
                    if time.monotonic() + pause < until:
                        time.sleep(pause)
                        tries += 1
                        continue
                silent = isinstance(error, ConnectionTimeout)
                again = silent or isinstance(error, NotConnected) or error.status_code in _BUSY
                if not again or not tries or time.monotonic() > until or (silent and waits_once):
                    raise

    def write(self, method: str, path: str, body: Body | str | None = None) -> dict[str, Any]:
        """A request that may take as long as a commit does."""
        return self.ask(method, path, body, seconds=WRITE_SECONDS)

    def _told(self, error: TransportError, method: str, path: str) -> EngineError:
        status, what = error.status_code, error.error
        if status == 404:
            return NotThere(f"OpenSearch：{what}（{path}）")
        if status == 409:
            return Conflict(f"OpenSearch：{what}（{path}）")
        if not isinstance(status, int):
            return EngineUnreachable(f"OpenSearch（{'、'.join(self._hosts)}）没有应答：{what}")
        return EngineError(f"OpenSearch：{method} {path} {status} {what} {_reason(error.info)}")

    def close(self) -> None:
        self._opensearch.close()


def pauses() -> Iterator[float]:
    """Before what was too much is sent again, seconds: each twice the one before."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


def _reason(info: object) -> str:
    """What the server says went wrong, without the whole answer."""
    if not isinstance(info, dict) or not isinstance(info.get("error"), dict):
        return ""
    causes = info["error"].get("root_cause") or [info["error"]]
    return str(causes[0].get("reason", ""))[:300]
