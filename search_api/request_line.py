"""What uvicorn's reader by httptools lacks, in the one callback that asyncio itself defines.

Request lines with Chinese as it is: no parser of HTTP lets them through, and command lines and old
portals send them. They are percent-encoded first; in which characters they were written,
``edge.canonical_query`` finds out.

Bounds: httptools keeps all that comes of a head, and says not why it refuses an address above
64 KB.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from search_api.edge import MAX_HEAD, TOO_LARGE_HEAD, TOO_LONG
from search_api.problems import refusal

# Up to here the application itself says what is too much (edge.py).
MAX_UNREAD = 4 * MAX_HEAD
_RAW = re.compile(rb"[\x80-\xff]")


class HttpProtocol(HttpToolsProtocol):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._line = b""  # of a request line, until it is whole
        self._unread = 0  # bytes since a head was whole or a piece of a body came

    def data_received(self, data: bytes) -> None:
        if self._line or self._is_between_requests():
            data = self._line + data
            line, end, rest = data.partition(b"\n")
            if len(line) > (MAX_HEAD if end else MAX_UNREAD):  # who still sends, does not listen
                self._refuse(414, "请求地址过长", TOO_LONG, line)
                return
            self._line = b"" if end else data
            if not end:
                return
            if not line.isascii():
                data = _RAW.sub(lambda byte: b"%%%02X" % byte[0][0], line) + end + rest
        cycle = self.cycle
        length = 0 if cycle is None else len(cycle.body)
        super().data_received(data)
        if self.cycle is not cycle or (cycle is not None and len(cycle.body) > length):
            self._unread = 0
            return
        self._unread += len(data)
        if self._unread > MAX_UNREAD:
            self._refuse(431, "请求头过大", TOO_LARGE_HEAD)

    def _is_between_requests(self) -> bool:
        """Whether a request line comes next; not so in a head or a body."""
        if self.cycle is None:
            return self.scope is None
        return self.cycle.scope is self.scope and not self.cycle.more_body

    def _refuse(self, status: int, title: str, detail: str, line: bytes = b"") -> None:
        if not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete):
            path = line[: MAX_HEAD // 64].partition(b" ")[2].partition(b"?")[0]
            scope = {"type": "http", "path": path.decode("latin-1"), "query_string": b""}
            answer = refusal({**scope, "headers": []}, status, title, detail)
            head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()]
            head += [name + b": " + value for name, value in answer.raw_headers]
            head += [b"x-content-type-options: nosniff", b"connection: close", b"", b""]
            self.transport.write(b"\r\n".join(head) + bytes(answer.body))
        self.transport.close()
