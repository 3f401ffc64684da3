"""A signed call to an address that somebody gave us (Standard Webhooks).

Whoever may name an address could have us ask what only we can reach (SSRF): the address is looked
up once, each that it means must be a public one, and just that one is connected to. Redirects are
not followed, proxies not used, answers not read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from indexer.model.errors import UsageError

# A call may take so long in all: whoever answers a byte now and then holds nobody up.
_SECONDS = 10.0
_LATE = f"TimeoutError: no whole answer within {_SECONDS:g} seconds"
_LONGEST = 2_000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}
_USER_AGENT = "policy-search"


class CallFailed(Exception):
    """It did not arrive. ``final``: nor will it. ``silent``: there was no answer at all."""

    def __init__(self, reason: str, *, final: bool = False, silent: bool = False) -> None:
        super().__init__(reason)
        self.final = final
        self.silent = silent


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: the address that was looked up, and how it is asked there."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


def place_of(url: str, *, private: bool) -> Place:
    """Raises UsageError for what is no address of ours to call."""
    parts, port = _read(url)
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"找不到主机 {host}", field="url") from error
    addresses = [str(one[4][0]) for one in found]
    if not private and not all(is_public(one) for one in addresses):
        raise UsageError(f"{host} 是内网或本机的地址，本站不向其发送通知", field="url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port, addresses[0], path)


def _read(url: str) -> tuple[SplitResult, int]:
    wrong = UsageError(
        "网址应写作 https://主机/路径，不含用户名；中文的主机名写作 xn--…，路径中的中文写作 %XX",
        field="url",
    )
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise wrong from None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise wrong
    return parts, port


def is_public(address: str) -> bool:
    """Whether anybody may reach it. Of an address that wraps another (IPv4 in IPv6), that one."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        within = one.ipv4_mapped or one.sixtofour
        if one in _NAT64:
            within = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if within is not None:
            return is_public(str(within))
    local = isinstance(one, ipaddress.IPv6Address) and one.is_site_local
    # Of IPv6, ::127.0.0.1 and the translators of a network of its own are reserved, yet "global".
    return one.is_global and not (one.is_multicast or one.is_reserved or local)


def signature(secret: str, identity: str, timestamp: int, body: bytes) -> str:
    """As Standard Webhooks has it; ``secret`` is ``whsec_`` and base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{identity}.{timestamp}.".encode() + body
    made = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def call(
    url: str, secret: str, identity: str, timestamp: int, body: bytes, *, private: bool
) -> None:
    """Raises CallFailed."""
    try:
        place = place_of(url, private=private)
    except UsageError as error:
        raise CallFailed(str(error)) from error
    kind = _Secure if place.scheme == "https" else _Plain
    connection = kind(place)
    timer = threading.Timer(_SECONDS, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", place.path, body, {
            "Content-Type": "application/json",
            "User-Agent": _USER_AGENT,
            "webhook-id": identity,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secret, identity, timestamp, body),
        })  # fmt: skip
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        reason = _LATE if connection.late else f"{type(error).__name__}: {error}"[:200]
        raise CallFailed(reason, silent=True) from error
    finally:
        timer.cancel()
        connection.close()
    if connection.late:  # cut among the headers, which then look as if they were all
        raise CallFailed(_LATE, silent=True)
    if not 200 <= status < 300:
        # 410: whoever was there wishes no more.
        raise CallFailed(f"HTTP {status}", final=status == http.client.GONE)


class _Plain(http.client.HTTPConnection):
    """To the address that was looked at, whatever the name means by now."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.host, place.port, timeout=_SECONDS)
        self.place = place
        self.late = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self.place.address, self.place.port), _SECONDS)
        if self.late:  # there was nothing to cut yet
            raise TimeoutError

    def cut(self) -> None:
        """Its time is over: whoever waits for it goes on."""
        self.late = True
        if self.sock is not None:
            with suppress(OSError):
                # Not its own: that of TLS gives up its state, which another thread is using.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _Secure(_Plain):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        # The handshake apart, so that it can be cut, too.
        made = context.wrap_socket(
            self.sock, server_hostname=self.place.host, do_handshake_on_connect=False
        )
        self.sock = made
        if self.late:
            raise TimeoutError
        made.do_handshake()
