"""Who is signed in at the pages: a random text in a cookie, of which the hash is kept.

A session ends with its hours, by signing out, and with its key; one that an identity provider
began (``provider_sign_in.py``), once the settings name that provider no more. The token that forms
send back (against requests from other sites) is made of the session's own secret, and kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import delete, insert, select

from indexer.access.keys import Key, Keys
from indexer.access.roles import Caller, Role
from indexer.catalogue.auditing import Act, append, instant, now
from indexer.catalogue.database import Database
from indexer.catalogue.tables import sessions
from indexer.model.errors import NotSignedIn

_ENDED = "没有登录，或登录已结束"


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in. ``form_token`` goes into each form as ``csrf``."""

    caller: Caller
    form_token: str

    def accepts(self, sent: str | None) -> bool:
        """Whether a form was one of this session's."""
        return sent is not None and hmac.compare_digest(sent.encode(), self.form_token.encode())


class Sessions:
    """Of a library: every process that serves it knows them. Raises CatalogueError."""

    def __init__(
        self, database: Database, keys: Keys, hours: float, provider: str | None = None
    ) -> None:
        """``provider``: the issuer whose word is taken."""
        self._database = database
        self._provider = provider
        self._keys = keys
        self._hours = hours

    def begin(self, key: Key) -> str:
        """What the cookie holds."""
        return self._begun({"access_key": key.id, "caller": None}, key.caller().who, key.id)

    def begin_as(self, caller: Caller) -> str:
        """For whom the provider signed in: what the cookie holds."""
        told = {
            "provider": self._provider, "who": caller.who, "role": caller.role.value,
            "issuers": sorted(caller.issuers), "key": caller.key,
        }  # fmt: skip
        row = {"access_key": None, "caller": orjson.dumps(told).decode()}
        return self._begun(row, caller.who, caller.key or "")

    def _begun(self, of: dict[str, str | None], who: str, subject: str) -> str:
        secret, at = secrets.token_urlsafe(32), now()
        end = datetime.now(UTC) + timedelta(hours=self._hours)
        row = {"hash": _hash(secret), "created_at": at, "expires_at": instant(end), **of}
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
            connection.execute(insert(sessions), [row])
            append(connection, Act(who, "session.begin", subject, {}, "desk"), at)
        return secret

    def of(self, secret: str) -> Session:
        """Raises NotSignedIn."""
        wanted = select(sessions.c.access_key, sessions.c.caller).where(
            sessions.c.hash == _hash(secret), sessions.c.expires_at > now()
        )
        found = self._database.read(wanted)
        if not found:
            raise NotSignedIn(_ENDED, guessed=False)
        key, told = found[0]["access_key"], found[0]["caller"]
        caller = self._told(told) if key is None else self._keys.good(key).caller()
        return Session(replace(caller, via="desk"), _form_token(secret))

    def _told(self, text: str) -> Caller:
        told = orjson.loads(text)
        if told["provider"] != self._provider:
            raise NotSignedIn(_ENDED, guessed=False)
        return Caller(told["who"], Role(told["role"]), frozenset(told["issuers"]), told["key"])

    def end(self, secret: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == _hash(secret)))


def _hash(secret: str) -> str:
    """Plain: 256 random bits need no salt, and are asked for at every page."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _form_token(secret: str) -> str:
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()
