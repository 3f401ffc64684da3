"""Talking to the cluster: several hosts, bounded time, one kind of error."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import orjson
from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException, TransportError
from opensearchpy.serializer import JSONSerializer

from indexer.model.errors import EngineError
from indexer.runtime.settings import Settings

# A commit's bulk takes longer than a search may.
_WRITE_SECONDS = 120
# Each host is tried once more than there are hosts: one that just died costs a try.
_MORE_TRIES = 1
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
        self._opensearch = OpenSearch(
            hosts,
            http_auth=(settings.opensearch_user, password.get_secret_value())
            if settings.opensearch_user and password
            else None,
            timeout=settings.opensearch_seconds,
            max_retries=len(hosts) + _MORE_TRIES,
            retry_on_timeout=True,
            retry_on_status=(502, 503, 504),
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
    ) -> dict[str, Any]:
        """A request whose answer is an object. ``params``: of its address."""
        given: dict[str, Any] = dict(params or {})
        if seconds is not None:
            given["request_timeout"] = seconds
        try:
            answer = self._opensearch.transport.perform_request(
                method, path, params=given, body=body
            )
        except TransportError as error:
            raise self._told(error, method, path) from error
        except OpenSearchException as error:
            raise EngineError(f"OpenSearch（{'、'.join(self._hosts)}）：{error}") from error
        return answer if isinstance(answer, dict) else {}

    def write(self, method: str, path: str, body: Body | str | None = None) -> dict[str, Any]:
        """A request that may take as long as a commit does."""
        return self.ask(method, path, body, seconds=_WRITE_SECONDS)

    def _told(self, error: TransportError, method: str, path: str) -> EngineError:
        status, what = error.status_code, error.error
        if status == 404:
            return NotThere(f"OpenSearch：{what}（{path}）")
        if status == 409:
            return Conflict(f"OpenSearch：{what}（{path}）")
        if not isinstance(status, int):
            return EngineError(f"OpenSearch（{'、'.join(self._hosts)}）没有应答：{what}")
        return EngineError(f"OpenSearch：{method} {path} {status} {what} {_reason(error.info)}")

    def close(self) -> None:
        self._opensearch.close()


def _reason(info: object) -> str:
    """What the server says went wrong, without the whole answer."""
    if not isinstance(info, dict) or not isinstance(info.get("error"), dict):
        return ""
    causes = info["error"].get("root_cause") or [info["error"]]
    return str(causes[0].get("reason", ""))[:300]
