"""How many requests one address or key may send, and under which names this host is asked."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.access import Rate, Throttle
from indexer.runtime.settings import Settings
from search_api.door import address_in, bearer
from search_api.problems import refusal, retry_after

# What watches over the service asks as often as it likes, and by any name.
_WATCHING = ("/health", "/ready", "/metrics", "/api/v1/health", "/api/v1/ready")
_MINUTE = 60.0
_TOO_MANY = "请求过于频繁，请在 {wait} 秒后再试；需要更多请向管理员申请密钥"
_TOO_MANY_OF_KEY = "这个密钥的请求过于频繁，请在 {wait} 秒后再试；需要更多请管理员调高 RATE_KEY"
_NOT_OURS = "请用本站的网址访问"


class Limiting:
    """``known_key``: the id of a key that was found right before; ``introduced``, given an address
    too, of one that was not met yet. Checking is slow, so it counts by its address first; where
    that has no more, the key is looked at. One that is none gets no allowance of its own."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        throttle: Throttle,
        known_key: Callable[[str], str | None],
        introduced: Callable[[str, str], Awaitable[str | None]],
    ) -> None:
        self._app = app
        self._throttle = throttle
        self._known_key = known_key
        self._introduced = introduced
        self._by_address = Rate(settings.rate_address, _MINUTE)
        self._by_key = Rate(settings.rate_key, _MINUTE)
        self._hosts = tuple(host.lower() for host in settings.allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _WATCHING:
            await self._app(scope, receive, send)
            return
        if self._hosts and not self._is_ours(_header(scope, b"host")):
            await refusal(scope, 421, "主机名不对", _NOT_OURS)(scope, receive, send)
            return
        seconds, of_key = await self._wait(scope)
        if seconds:
            # How long stands in the words, too: who asks for a model is shown no headers.
            headers = retry_after(seconds)
            told = _TOO_MANY_OF_KEY if of_key else _TOO_MANY
            told = told.format(wait=headers["Retry-After"])
            answer = refusal(scope, 429, "请求过多", told, headers=headers)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        """``*.example.cn`` stands for the names below it."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return any(
            name.lower() == ours or (ours.startswith("*.") and name.lower().endswith(ours[1:]))
            for ours in self._hosts
        )

    async def _wait(self, scope: Scope) -> tuple[float, bool]:
        """Seconds until the next may come, and whether a key is what is counted."""
        shown = bearer(_header(scope, b"authorization"))
        key = self._known_key(shown) if shown else None
        if key is None:
            address = address_in(scope)
            seconds = 0.0 if _is_own(address) else self._throttle.take(address, self._by_address)
            key = await self._introduced(shown, address) if seconds and shown else None
            if key is None:
                return seconds, False
        return self._throttle.take(f"key {key}", self._by_key), True


def _header(scope: Scope, name: bytes) -> str:
    """Quicker than all headers as a mapping, on the way of every request."""
    found = (value for key, value in scope["headers"] if key == name)
    return next(found, b"").decode("latin-1")


@lru_cache(maxsize=4096)
def _is_own(address: str) -> bool:
    """This machine's: a proxy that does not say for whom it asks, or whoever tends it."""
    try:
        return ipaddress.ip_network(address).is_loopback
    except ValueError:
        return False
