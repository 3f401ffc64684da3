"""Who asks: from the key in ``Authorization`` to a caller, and what a route asks of one."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Scope

from indexer.access import Caller, Key, Keys, Rate, Role, Throttle
from indexer.access.keys import PREFIX
from indexer.catalogue.database import Database
from indexer.model.errors import NotSignedIn, TooManyRequests
from indexer.runtime.settings import Settings
from search_api.signing_in import secret_of, session_of_call

if TYPE_CHECKING:
    from indexer.access.provider_sign_in import Attempt, ProviderSignIn
    from indexer.access.tokens import Tokens

Known = TypeVar("Known")

# Wrong keys from one address, before any are refused unseen.
FAILURES = Rate(10, 600.0)
_TOO_MANY = "无效的密钥过多，请稍后再试"
_MISSING = "需要密钥：请在请求头写 Authorization: Bearer 密钥"

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="密钥（policy-search keys create）或统一身份认证的令牌："
    "写作 Authorization: Bearer …",
)


class Door:
    """Of one service. Checking a key is slow the first time, and so done on a thread."""

    def __init__(self, database: Database, settings: Settings, throttle: Throttle) -> None:
        self.keys = Keys(database)
        self._throttle = throttle
        self._tokens = _tokens(settings)
        # Signing in at the pages by an identity provider; None where none is set.
        self.provider = _provider(settings)

    def has_staff(self) -> bool:
        """Whether anybody may change documents here."""
        return self._tokens is not None or self.provider is not None or self.keys.has_staff()

    async def caller(self, request: Request) -> Caller:
        """By a key or a token, else by who is signed in at the pages. Raises NotSignedIn,
        NotAllowed, and TooManyRequests where too many were wrong."""
        if "authorization" not in request.headers and secret_of(request):
            return (await session_of_call(request)).caller
        text = bearer(request.headers.get("authorization", ""))
        if not text:
            raise NotSignedIn(_MISSING)
        return await self.by_key(text, address_of(request))

    async def by_key(self, text: str, address: str) -> Caller:
        """Whose key or token this is."""
        return await self._tried(text, address, self._known)

    async def key(self, text: str, address: str) -> Key:
        """The key itself, to sign in with."""
        return await self._tried(text, address, self.keys.authenticate)

    async def signed_in(
        self, attempt: Attempt | None, back: str, came: Mapping[str, str], address: str
    ) -> Caller:
        """Whom the identity provider sent back. Raises NotSignedIn, TooManyRequests, and
        ProviderUnreachable."""
        assert self.provider is not None
        known = partial(self.provider.caller, attempt, back)
        return await self._tried("", address, lambda _: known(came))

    async def introduced(self, text: str, address: str) -> str | None:
        """The id of a key that this process has not met yet; None where it is no good one."""
        if not text.startswith(f"{PREFIX}_"):
            return None
        try:
            return (await self.key(text, address)).id
        except (NotSignedIn, TooManyRequests):
            return None

    async def _tried(self, text: str, address: str, known: Callable[[str], Known]) -> Known:
        """A right key that is known already is not held up by wrong ones of others at its
        address."""
        name = f"failed {address}"
        if not self.keys.is_remembered(text):
            seconds = self._throttle.wait(name, FAILURES)
            if seconds:
                raise TooManyRequests(_TOO_MANY, seconds)
        try:
            return await asyncio.to_thread(known, text)
        except NotSignedIn as error:
            if error.guessed:
                self._throttle.take(name, FAILURES)
            raise

    def _known(self, text: str) -> Caller:
        if self._tokens is None or text.startswith(f"{PREFIX}_"):
            return self.keys.authenticate(text).caller()
        return self._tokens.caller(text)


def _tokens(settings: Settings) -> Tokens | None:
    """Raises SettingsError. What checks signatures is imported where there is a provider."""
    if settings.oidc_issuer is None:
        return None
    from indexer.access.tokens import Provider, Tokens

    provider = Provider.of(settings)
    return Tokens(provider) if provider is not None else None


def _provider(settings: Settings) -> ProviderSignIn | None:
    """Raises SettingsError."""
    if settings.oidc_client is None:
        return None
    from indexer.access.provider_sign_in import ProviderSignIn

    return ProviderSignIn.of(settings)


def bearer(authorization: str) -> str:
    """What the header shows: a key or a token; empty where it is of another scheme, or none."""
    scheme, _, text = authorization.partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def address_of(request: Request) -> str:
    """Where a request comes from, as far as limits go: of the new addresses, which are given out
    by the billion, the network."""
    return address_in(request.scope)


def address_in(scope: Scope) -> str:
    client = scope.get("client")
    return _network(client[0]) if client else ""


@lru_cache(maxsize=4096)
def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host


def door_of(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


def requires(role: Role) -> Callable[..., Awaitable[Caller]]:
    """A dependency: the caller, who has at least this role."""

    async def check(
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)] = None,
    ) -> Caller:
        caller = await door_of(request).caller(request)
        caller.require(role)
        return caller

    return check


Editor = Annotated[Caller, Depends(requires(Role.EDITOR))]
Admin = Annotated[Caller, Depends(requires(Role.ADMIN))]
