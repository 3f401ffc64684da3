"""Who is signed in at the pages: a random text in a cookie, of which the hash is kept.

A session ends with its hours, by signing out, and with its key. The token that forms send back
(against requests from other sites) is made of the session's own secret, and kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select

from indexer.access.keys import Key, Keys
from indexer.access.roles import Caller
from indexer.catalogue.auditing import Act, append, instant, now
from indexer.catalogue.database import Database, guarded
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

    def __init__(self, database: Database, keys: Keys, hours: float) -> None:
        self._database = database
        self._keys = keys
        self._hours = hours

    def begin(self, key: Key) -> str:
        """What the cookie holds."""
        secret, at = secrets.token_urlsafe(32), now()
        end = datetime.now(UTC) + timedelta(hours=self._hours)
        row = {
            "hash": _hash(secret),
            "access_key": key.id,
            "created_at": at,
            "expires_at": instant(end),
        }
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
            connection.execute(insert(sessions), [row])
            append(connection, Act(key.caller().who, "session.begin", key.id, {}, "desk"), at)
        return secret

    def of(self, secret: str) -> Session:
        """Raises NotSignedIn."""
        wanted = select(sessions.c.access_key).where(
            sessions.c.hash == _hash(secret), sessions.c.expires_at > now()
        )
        with guarded("读取目录库失败"):
            found = self._database.reader().execute(wanted).scalar()
        if found is None:
            raise NotSignedIn(_ENDED, guessed=False)
        caller = replace(self._keys.good(found).caller(), via="desk")
        return Session(caller, _form_token(secret))

    def end(self, secret: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == _hash(secret)))


def _hash(secret: str) -> str:
    """Plain: 256 random bits need no salt, and are asked for at every page."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _form_token(secret: str) -> str:
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()
