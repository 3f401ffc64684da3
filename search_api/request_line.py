"""Request lines with Chinese as it is: no parser of HTTP lets them through, and command lines and
old portals send them. They are percent-encoded before uvicorn reads them, in the one callback that
asyncio itself defines; in which characters they were written, ``edge.canonical_query`` finds out.
"""

from __future__ import annotations

import re

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_RAW = re.compile(rb"[\x80-\xff]")


class HttpProtocol(H11Protocol):
    def data_received(self, data: bytes) -> None:
        if not data.isascii() and self._is_request_line():
            line, end, rest = data.partition(b"\n")
            data = _RAW.sub(lambda byte: b"%%%02X" % byte[0][0], line) + end + rest
        super().data_received(data)

    def _is_request_line(self) -> bool:
        """Whether a request line begins or goes on with what comes next; not so with its body."""
        return self.conn.their_state is h11.IDLE and b"\n" not in self.conn.trailing_data[0]
