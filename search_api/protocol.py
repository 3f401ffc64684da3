"""HTTP as uvicorn speaks it by httptools, with long request targets, and problem documents for
what cannot be read.

``httptools.parse_url`` refuses a target above 65,535 bytes, and uvicorn then answers in plain text
that the request is invalid: 10,000 Chinese characters in a query are 90,000 bytes. Here the
application gets them, and says itself what is too long for it.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import quote

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from search_api.params import MAX_QUERY
from search_api.problems import problem

# Of the request target, bytes: a query of 20,000 characters comes through to be refused with its
# own reason, and memory is bounded. nginx takes 8 KB unless told otherwise.
MAX_TARGET = 2**18
_PARSED = 65_535
# So long is what still comes of a refused request read and dropped, seconds: closing at once would
# reset the connection, and the answer would be lost with it.
_LINGER = 5.0


# A request line with bytes that no request line may have, and its target.
_RAW = re.compile(rb"^[A-Z]+ ([^\r\n]*[\x80-\xff][^\r\n]*?)(?: HTTP/[\d.]+)?\r?$", re.MULTILINE)
_SHOWN = 500
_SAFE = "/?&=+%:;,@!$'()*~-._"


class _TooLong(Exception):
    """Ends the parsing: uvicorn then calls ``send_400_response``."""


class HttpProtocol(HttpToolsProtocol):
    url = b""
    _refused = False
    _read = b""

    def data_received(self, data: bytes) -> None:
        if not self._refused:
            self._read = data
            super().data_received(data)
            self._read = b""

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MAX_TARGET:
            raise _TooLong

    def on_headers_complete(self) -> None:
        target, query = self.url, None
        if len(target) > _PARSED:
            self.url, _, query = target.partition(b"?")
        super().on_headers_complete()
        if query is not None:
            # The application's task begins after this callback.
            self.scope["query_string"] = query

    def send_400_response(self, msg: str) -> None:
        if len(self.url) > MAX_TARGET:
            detail = f"请求地址不能超过 {MAX_TARGET} 字节，检索词不能超过 {MAX_QUERY} 个字符"
            answer = problem(414, "请求地址过长", detail)
        else:
            detail = _what_to_encode(self._read) or "收到的不是有效的 HTTP 请求"
            answer = problem(400, "请求有误", detail)
        status = HTTPStatus(answer.status_code)
        lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode("ascii")]
        lines += [name + b": " + value for name, value in answer.raw_headers]
        lines += [b"connection: close", b"", b""]
        self.transport.write(b"\r\n".join(lines) + bytes(answer.body))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._refused = True
        self.loop.call_later(_LINGER, self.transport.close)


def _what_to_encode(data: bytes) -> str | None:
    """What to write instead, where a request line holds Chinese as it is; else None.

    >>> _what_to_encode("GET /?q=养犬 HTTP/1.1\\r\\n".encode())
    '请求地址中的汉字须先作百分号编码（UTF-8），应为：/?q=%E5%85%BB%E7%8A%AC'
    """
    found = _RAW.search(data)
    if found is None:
        return None
    try:
        target = found[1].decode()
    except UnicodeDecodeError:
        target = found[1].decode("gb18030", "replace")
    written = quote(target, safe=_SAFE)
    shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
    return f"请求地址中的汉字须先作百分号编码（UTF-8），应为：{shown}"
