"""Bearer tokens of an identity provider (OpenID Connect, 统一身份认证): signed by its keys, for us,
in time, with a role.

Only asymmetric signatures are taken, and only with a key of the kind that the algorithm is for: a
token signed with the public key as a shared secret is worth nothing, nor is an unsigned one. The
provider's keys are kept for an hour, and asked for anew when a token names one that is not
among them, but not more often than every half minute: whoever makes up names must not have us ask.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwk, jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError

from indexer.access.fetching import configuration_of, fetched
from indexer.access.roles import Caller, Role
from indexer.model.errors import NotSignedIn, SettingsError
from indexer.runtime.settings import Settings

# Algorithm → the kind of key that it is for.
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "EdDSA": "OKP",
}
_LONGEST = 16_384
_LEEWAY_SECONDS = 30
_KEPT_SECONDS = 3_600.0
_PAUSE_SECONDS = 30.0
REFUSED = "令牌无效"
EXPIRED = "令牌已过期"

log = logging.getLogger(__name__)

Fetch = Callable[[str], bytes]


# What the ``key`` of a caller begins with who came with a token.
TOKEN = "token "


@dataclass(frozen=True, slots=True)
class Provider:
    """What tokens are taken. ``keys``: the address or the file of its JWKS, else where its own
    configuration says. ``roles``: value of the claim → role; ``issuers_claim``: the claim that
    limits a caller to bodies."""

    issuer: str
    audience: str
    keys: str | None
    role_claim: str
    roles: Mapping[str, Role]
    issuers_claim: str | None

    @classmethod
    def of(cls, settings: Settings) -> Provider | None:
        """None where none is set. Raises SettingsError."""
        if settings.oidc_issuer is None:
            return None
        if settings.oidc_audience is None:
            raise SettingsError("设了 oidc_issuer，还须设 oidc_audience", field="oidc_audience")
        return cls(
            settings.oidc_issuer,
            settings.oidc_audience,
            settings.oidc_keys,
            settings.oidc_role_claim,
            _roles(settings.oidc_roles),
            settings.oidc_issuers_claim,
        )


def _roles(pairs: Sequence[str]) -> Mapping[str, Role]:
    found = {role.value: role for role in Role} if not pairs else {}
    for pair in pairs:
        value, _, name = pair.partition("=")
        role = Role.named(name)
        if not value or role is None:
            raise SettingsError(f"oidc_roles 的“{pair}”应写作 值=角色", field="oidc_roles")
        found[value.strip()] = role
    return found


class Tokens:
    """Safe from several threads. ``fetch`` brings what is at an address, and may take seconds."""

    def __init__(
        self,
        provider: Provider,
        fetch: Fetch | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._provider = provider
        self._fetch = fetch or fetched
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Mapping[str, Any] = {}
        self._asked: float | None = None

    def caller(self, text: str, nonce: str | None = None) -> Caller:
        """Whose token this is; with a nonce, an ID token that was made for it. Raises
        NotSignedIn."""
        try:
            return self._caller(self._claims(text, nonce))
        except ExpiredTokenError as error:
            raise NotSignedIn(EXPIRED, guessed=False) from error
        except (JoseError, ValueError, TypeError, KeyError) as error:
            log.info("a token was refused: %s", type(error).__name__)
            raise NotSignedIn(REFUSED) from error

    def _claims(self, text: str, nonce: str | None) -> Mapping[str, Any]:
        if len(text) > _LONGEST:
            raise ValueError("too long")
        header = jws.extract_compact(text.encode()).headers()
        algorithm = header.get("alg")
        if not isinstance(algorithm, str) or algorithm not in _KINDS:
            raise ValueError("algorithm")
        kinds = ("jwt", "at+jwt") if nonce is None else ("jwt",)
        if header.get("typ", "JWT").lower() not in kinds:
            raise ValueError("type")
        key = self._key(header.get("kid"), _KINDS[algorithm])
        claims = jwt.decode(text, key, algorithms=[algorithm]).claims
        jwt.JWTClaimsRegistry(
            now=lambda: int(time.time()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": self._provider.audience},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(claims)
        if nonce is not None:
            # Of an ID token; "azp" is whom it was made for, where it is for several.
            own = self._provider.audience
            jwt.JWTClaimsRegistry(
                nonce={"essential": True, "value": nonce}, azp={"value": own}
            ).validate(claims)
        return claims

    def _caller(self, claims: Mapping[str, Any]) -> Caller:
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject:
            raise ValueError("subject")
        told = claims.get("preferred_username") or claims.get("name")
        name = told if isinstance(told, str) and told.isprintable() else ""
        role = self._role(claims)
        issuers = frozenset(self._limits(claims)) if role is not Role.ADMIN else frozenset()
        return Caller(f"{name[:100]}（{subject[:200]}）", role, issuers, TOKEN + subject)

    def _role(self, claims: Mapping[str, Any]) -> Role:
        """The highest that is given; without any, a reader."""
        given = [self._provider.roles[v] for v in _told(claims, self._provider.role_claim)
                 if v in self._provider.roles]  # fmt: skip
        return max(given, key=list(Role).index, default=Role.READER)

    def _limits(self, claims: Mapping[str, Any]) -> Sequence[str]:
        """Where a limit is wanted and none is told, nothing may be changed: the limit is a body
        that there is not."""
        if self._provider.issuers_claim is None:
            return ()
        return _told(claims, self._provider.issuers_claim) or ("未写明机关",)

    # ------------------------------------------------------------ the provider's keys

    def _key(self, kid: object, kind: str) -> Any:
        with self._lock:
            age = None if self._asked is None else self._clock() - self._asked
            found = self._chosen(kid)
            if age is None or age > _KEPT_SECONDS or (found is None and age > _PAUSE_SECONDS):
                self._asked = self._clock()
                self._renew()
                found = self._chosen(kid)
        if found is None or found.key_type != kind:
            raise KeyError(str(kid))
        return found

    def _chosen(self, kid: object) -> Any:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid) if isinstance(kid, str) else None

    def _renew(self) -> None:
        """Without an answer, those known go on serving."""
        try:
            listed = json.loads(self._source())["keys"]
            self._keys = {
                str(one.get("kid", "")): jwk.import_key(one)
                for one in listed
                if one.get("kty") in _KINDS.values() and one.get("use", "sig") == "sig"
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError, JoseError) as error:
            log.warning("the keys of %s cannot be had: %s", self._provider.issuer, error)

    def _source(self) -> bytes:
        place = self._provider.keys
        if place is None:
            place = str(configuration_of(self._provider.issuer, self._fetch)["jwks_uri"])
        if place.startswith(("https://", "http://")):
            return self._fetch(place)
        return Path(place).read_bytes()


def _told(claims: Mapping[str, Any], path: str) -> list[str]:
    """The texts at a claim; ``realm_access.roles`` leads into an object."""
    value: Any = claims.get(path)
    if value is None:
        value = claims
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        return value.split()
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
