"""Signing in at an identity provider (OpenID Connect): the authorization code flow, with PKCE.

A browser is sent there with ``state``, ``nonce`` and the hash of a verifier, and comes back with a
code. All three are made of one random text, which waits in the browser's cookie meanwhile: what
comes back to another browser, or without having been sent, is worth nothing, and nothing has to be
kept here. The code is exchanged from server to server for an ID token, which is checked as every
token is (``tokens.py``), and for the nonce.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import quote_plus, urlencode, urlsplit

from indexer.access.fetching import Refused, checked, configuration_of, fetched
from indexer.access.roles import Caller
from indexer.access.tokens import Provider, Tokens
from indexer.model.errors import NotSignedIn, ProviderUnreachable, SettingsError
from indexer.runtime.settings import Settings

_KEPT_SECONDS = 3_600.0
_LONGEST = 4_096
_ANOTHER = "这次登录不是从这个浏览器发起的，或已过了时限；请重新登录"
_DECLINED = "统一身份认证没有完成登录；请重新登录"
_REFUSED = "统一身份认证的答复无效；请重新登录"
_AWAY = "统一身份认证暂时无法连接，请稍后再试，或用密钥登录"

log = logging.getLogger(__name__)


class Fetch(Protocol):
    def __call__(
        self,
        address: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way there and back. ``secret`` is for the browser's cookie only."""

    secret: str

    @classmethod
    def new(cls) -> Attempt:
        return cls(secrets.token_urlsafe(32))

    @property
    def state(self) -> str:
        return self._made("state")

    @property
    def nonce(self) -> str:
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        return self._made("verifier")

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def _made(self, what: str) -> str:
        return hmac.new(self.secret.encode(), what.encode(), hashlib.sha256).hexdigest()


class ProviderSignIn:
    """Safe from several threads; it may take seconds."""

    def __init__(
        self,
        provider: Provider,
        client: str,
        secret: str | None,
        scope: str,
        fetch: Fetch | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = provider.issuer
        self._client, self._secret, self._scope = client, secret, scope
        self._fetch: Fetch = fetch or fetched
        self._clock = clock
        # What is for us as a client is not what is for us as an interface.
        self._tokens = Tokens(replace(provider, audience=client), self._fetch, clock)
        self._lock = threading.Lock()
        self._known: tuple[float, Mapping[str, Any]] | None = None

    @classmethod
    def of(cls, settings: Settings) -> ProviderSignIn | None:
        """None where none is set. Raises SettingsError."""
        if settings.oidc_client is None:
            return None
        provider = Provider.of(settings)
        if provider is None:
            raise SettingsError("设了 oidc_client，还须设 oidc_issuer", field="oidc_issuer")
        secret = settings.oidc_secret
        return cls(
            provider,
            settings.oidc_client,
            secret.get_secret_value() if secret is not None else None,
            settings.oidc_scope,
        )

    def address(self, attempt: Attempt, back: str) -> str:
        """Where the browser goes; it comes ``back`` to us. Raises ProviderUnreachable."""
        asked = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": back,
            "scope": self._scope,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        there = self._endpoint("authorization_endpoint")
        return f"{there}{'&' if urlsplit(there).query else '?'}{urlencode(asked)}"

    def caller(self, attempt: Attempt | None, back: str, came: Mapping[str, str]) -> Caller:
        """Who came back with this query. Raises NotSignedIn and ProviderUnreachable."""
        state = came.get("state", "")
        if attempt is None or not hmac.compare_digest(state.encode(), attempt.state.encode()):
            raise NotSignedIn(_ANOTHER, guessed=False)
        # RFC 9207: of several providers, the one that was asked must have answered.
        if came.get("iss", self._issuer) != self._issuer:
            raise NotSignedIn(_REFUSED)
        code = came.get("code", "")
        if "error" in came or not code or len(code) > _LONGEST:
            log.info("the provider did not sign in: %.100r", came.get("error", "no code"))
            raise NotSignedIn(_DECLINED, guessed=False)
        return self._tokens.caller(self._exchanged(attempt, back, code), nonce=attempt.nonce)

    def _exchanged(self, attempt: Attempt, back: str, code: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "client_id": self._client,
            "code_verifier": attempt.verifier,
        }
        headers = {"Accept": "application/json"}
        if self._secret is not None:
            if self._by_form():
                form["client_secret"] = self._secret
            else:
                pair = f"{quote_plus(self._client)}:{quote_plus(self._secret)}"
                told = base64.b64encode(pair.encode()).decode()
                headers["Authorization"] = f"Basic {told}"
        try:
            answer = self._fetch(self._endpoint("token_endpoint"), form, headers)
            token = json.loads(answer)["id_token"]
        except Refused as error:
            if error.code >= 500:
                raise self._away(error) from error
            log.warning("the provider refused a code: %s %.300r", error, error.content)
            raise NotSignedIn(_REFUSED) from error
        except OSError as error:
            raise self._away(error) from error
        except (ValueError, TypeError, KeyError) as error:
            log.warning("the provider's answer holds no ID token: %s", type(error).__name__)
            raise NotSignedIn(_REFUSED) from error
        if not isinstance(token, str):
            raise NotSignedIn(_REFUSED)
        return token

    # ------------------------------------------------------------ the provider's configuration

    def _by_form(self) -> bool:
        """How the secret is shown: in the header, unless the provider takes it in the form only."""
        taken = self._configuration().get("token_endpoint_auth_methods_supported")
        return isinstance(taken, list) and "client_secret_basic" not in taken

    def _endpoint(self, name: str) -> str:
        try:
            return checked(str(self._configuration()[name]))
        except (ValueError, KeyError) as error:
            raise self._away(error) from error

    def _configuration(self) -> Mapping[str, Any]:
        """Kept for an hour. Raises ProviderUnreachable."""
        with self._lock:
            if self._known is None or self._clock() - self._known[0] > _KEPT_SECONDS:
                try:
                    told = configuration_of(self._issuer, self._fetch)
                except (OSError, ValueError, TypeError, KeyError) as error:
                    raise self._away(error) from error
                self._known = (self._clock(), told)
            return self._known[1]

    def _away(self, error: Exception) -> ProviderUnreachable:
        log.warning("the identity provider %s cannot be used: %s", self._issuer, error)
        return ProviderUnreachable(_AWAY)
