"""Tokens, signed with a key of our own: what is taken, and every way to be refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from indexer.access.roles import Role
from indexer.access.tokens import Provider, Tokens, fetched
from indexer.model.errors import NotSignedIn, SettingsError
from indexer.runtime.settings import Settings

ISSUER, AUDIENCE = "https://id.example", "policy-search"
RSA = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})


def provider(**more: Any) -> Provider:
    made = Provider.of(Settings(oidc_issuer=ISSUER, oidc_audience=AUDIENCE, **more))
    assert made is not None
    return made


def published(*keys: Any) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


class Served:
    """The provider: its configuration and its keys."""

    def __init__(self, *keys: Any) -> None:
        self.keys: tuple[Any, ...] = keys
        self.asked: list[str] = []
        self.down = False

    def __call__(self, address: str) -> bytes:
        self.asked.append(address)
        if self.down:
            raise OSError("down")
        if address.endswith("/openid-configuration"):
            return json.dumps({"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}).encode()
        return published(*self.keys)


def token(key: Any = RSA, alg: str = "RS256", kid: str | None = "one", **claims: Any) -> str:
    now = int(time.time())
    told = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "iat": now, "exp": now + 600,
            "roles": ["editor"], "preferred_username": "王五", **claims}  # fmt: skip
    told = {name: value for name, value in told.items() if value is not None}
    header = {"alg": alg} if kid is None else {"alg": alg, "kid": kid}
    return jwt.encode(header, told, key, algorithms=[alg])


def tokens(**more: Any) -> Tokens:
    return Tokens(provider(**more), Served(RSA, CURVE))


def test_who_is_told_by_a_token() -> None:
    caller = tokens().caller(token())
    assert (caller.who, caller.role, caller.issuers) == ("王五（u-1）", Role.EDITOR, frozenset())
    assert tokens().caller(token(CURVE, "ES256", "curve")).role is Role.EDITOR
    assert tokens().caller(token(aud=["other", AUDIENCE])).role is Role.EDITOR


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned() -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u", "exp": now + 600, "roles": ["admin"]}
    return f"{part({'alg': 'none', 'kid': 'one'})}.{part(claims)}."


def confused(secret: bytes) -> str:
    """HS256 by the public key, which everybody has."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u", "exp": now + 600, "roles": ["admin"]}
    signed = f"{part({'alg': 'HS256', 'kid': 'one'})}.{part(claims)}"
    made = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def altered() -> str:
    head, _, signature = token().split(".")
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "exp": now + 600, "roles": ["admin"]}
    return f"{head}.{part(claims)}.{signature}"


REFUSALS: dict[str, Callable[[], str]] = {
    "expired": lambda: token(exp=int(time.time()) - 3_600),
    "not yet": lambda: token(nbf=int(time.time()) + 3_600),
    "issued later": lambda: token(iat=int(time.time()) + 3_600),
    "without an end": lambda: token(exp=None),
    "another audience": lambda: token(aud="other"),
    "no audience": lambda: token(aud=None),
    "another issuer": lambda: token(iss="https://id.example.evil"),
    "no issuer": lambda: token(iss=None),
    "no subject": lambda: token(sub=None),
    "a subject that is no text": lambda: token(sub=""),
    "none": unsigned,
    "HS256 by the public key": lambda: confused(RSA.as_pem(private=False)),
    "HS256 by the modulus": lambda: confused(str(RSA.as_dict(private=False)["n"]).encode()),
    "HS256 by a secret": lambda: token(OctKey.import_key("s" * 32), "HS256"),
    "an unknown key": lambda: token(OTHER, kid="two"),
    "another key under a known name": lambda: token(OTHER, kid="one"),
    "a key of another kind": lambda: token(CURVE, "ES256", "one"),
    "no name of a key among several": lambda: token(kid=None),
    "altered": altered,
    "cut": lambda: token()[:-4],
    "two parts": lambda: ".".join(token().split(".")[:2]),
    "five parts": lambda: token() + ".a.b",
    "nonsense": lambda: "a.b.c",
    "too long": lambda: token(padding="x" * 20_000),
    "another type": lambda: jwt.encode(
        {"alg": "RS256", "kid": "one", "typ": "logout+jwt"},
        {"iss": ISSUER, "aud": AUDIENCE, "sub": "u", "exp": int(time.time()) + 600},
        RSA,
    ),
}


@pytest.mark.parametrize("made", REFUSALS.values(), ids=REFUSALS.keys())
def test_refused(made: Callable[[], str]) -> None:
    with pytest.raises(NotSignedIn):
        tokens().caller(made())


def test_keys_are_rotated_without_a_restart_and_not_asked_for_by_anybody_s_wish() -> None:
    at = 1_000.0
    served = Served(RSA)
    known = Tokens(provider(), served, lambda: at)
    known.caller(token())
    assert len(served.asked) == 2  # configuration, keys
    served.keys = (RSA, OTHER)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            known.caller(token(OTHER, kid="two"))
    assert len(served.asked) == 2
    at += 31
    known.caller(token(OTHER, kid="two"))
    assert len(served.asked) == 4
    # What is withdrawn opens nothing within the hour; while nobody answers, the known go on.
    served.keys = (OTHER,)
    at += 3_601
    with pytest.raises(NotSignedIn):
        known.caller(token())
    served.down = True
    at += 3_601
    known.caller(token(OTHER, kid="two"))


def test_a_configuration_of_somebody_else() -> None:
    def fetch(address: str) -> bytes:
        if address.endswith("/openid-configuration"):
            return json.dumps({"issuer": "https://evil", "jwks_uri": "https://evil/k"}).encode()
        return published(RSA)

    with pytest.raises(NotSignedIn):
        Tokens(provider(), fetch).caller(token())


def test_keys_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    path.write_bytes(published(RSA))
    known = Tokens(provider(oidc_keys=str(path)))
    known.caller(token())
    known.caller(token(kid=None))  # there is one only
    with pytest.raises(NotSignedIn):
        Tokens(provider(oidc_keys=str(tmp_path / "none"))).caller(token())


def test_shared_secrets_among_the_keys_are_not_taken() -> None:
    secret = OctKey.import_key("s" * 32, {"kid": "secret"})

    def fetch(_: str) -> bytes:
        return json.dumps({"keys": [{**secret.as_dict(private=True), "kid": "secret"}]}).encode()

    with pytest.raises(NotSignedIn):
        Tokens(provider(oidc_keys="https://id.example/k"), fetch).caller(
            token(secret, "HS256", "secret")
        )


def test_roles_by_their_names_there() -> None:
    made = {"oidc_role_claim": "realm.roles", "oidc_roles": ("zcgl=admin", "zcbj=编辑")}
    known = tokens(**made)
    assert known.caller(token(realm={"roles": ["zcbj", "zcgl"]})).role is Role.ADMIN
    assert known.caller(token(realm={"roles": ["zcbj"]})).role is Role.EDITOR
    assert known.caller(token(realm={"roles": ["admin"]})).role is Role.READER
    assert known.caller(token()).role is Role.READER
    assert tokens().caller(token(roles="editor admin")).role is Role.ADMIN
    with pytest.raises(SettingsError, match="值=角色"):
        provider(oidc_roles=("zcgl=boss",))
    with pytest.raises(SettingsError, match="oidc_audience"):
        Provider.of(Settings(oidc_issuer=ISSUER))
    assert Provider.of(Settings()) is None


def test_limits_to_bodies() -> None:
    known = tokens(oidc_issuers_claim="dept")
    assert known.caller(token(dept=["市财政局"])).issuers == {"市财政局"}
    assert known.caller(token(dept=["市财政局"], roles=["admin"])).issuers == frozenset()
    # Nobody reaches everything for want of a limit.
    assert not known.caller(token()).covers(["市财政局"])


def test_keys_come_over_tls() -> None:
    with pytest.raises(ValueError, match="https"):
        fetched("http://id.example/jwks")
    with pytest.raises(ValueError, match="https"):
        fetched("file:///etc/passwd")
