"""Keys: shown once, kept as salted hashes, found by the id that they begin with.

A key is ``ps_ID_SECRET``. The secret has 256 random bits, so no dictionary helps against the hash;
scrypt makes it slow all the same. That slow check is done once for each key and process: what was
found right is remembered by a hash under a key of this process. Whether it was revoked or has
expired is read anew each time.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import RowMapping, bindparam, insert, select, update

from indexer.access.roles import Caller, Role
from indexer.catalogue.auditing import Act, Via, append, instant, now
from indexer.catalogue.database import Database
from indexer.catalogue.tables import access_keys
from indexer.model.errors import NotAllowed, NotSignedIn, UsageError

PREFIX = "ps"
_SHAPE = re.compile(r"ps_([a-z0-9]{10})_([A-Za-z0-9_-]{43})")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
_MEMORY = 64 * 2**20
_LONGEST_NAME = 100
# So many right keys are remembered.
_REMEMBERED = 1_000
REFUSED = "密钥无效、已撤销或已过期"


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key. Instants are UTC."""

    id: str
    name: str
    role: Role
    issuers: tuple[str, ...]
    created_at: str
    created_by: str
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None

    def is_good(self, at: str) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def caller(self) -> Caller:
        return Caller(f"{self.name}（{self.id}）", self.role, frozenset(self.issuers), self.id)


class Keys:
    """The keys of a library. Safe from several threads. Raises CatalogueError where the catalogue
    fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._own = os.urandom(32)
        self._right: dict[bytes, str] = {}
        self._used: dict[str, str] = {}

    # ------------------------------------------------------------ staff's side

    def create(
        self,
        name: str,
        role: Role,
        issuers: Iterable[str] = (),
        *,
        days: int | None = None,
        by: str,
        via: Via = "command",
    ) -> tuple[Key, str]:
        """A new key and its text, which is told this once. Raises UsageError for a name or a
        scope that cannot be."""
        name, scope = name.strip(), tuple(dict.fromkeys(issuers))
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise UsageError(f"名称应为 1 至 {_LONGEST_NAME} 个字符", field="name")
        if role is Role.ADMIN and scope:
            raise UsageError("管理员管理整个资料库，不能限定机关", field="issuer")
        identity = "".join(secrets.choice(_LETTERS) for _ in range(10))
        secret = secrets.token_urlsafe(32)
        at = now()
        row = {
            "id": identity,
            "name": name,
            "role": role.value,
            "issuers": orjson.dumps(scope).decode(),
            "hash": _hashed(secret),
            "created_at": at,
            "created_by": by,
            "expires_at": _after(days) if days is not None else None,
        }
        told = {"name": name, "role": role.value, "issuers": scope, "expires_at": row["expires_at"]}
        with self._database.writing() as connection:
            connection.execute(insert(access_keys), [row])
            append(connection, Act(by, "key.create", identity, told, via), at)
        return self._of(identity), f"{PREFIX}_{identity}_{secret}"

    def standing(self, owner: str, name: str, *, days: int, via: Via) -> Key:
        """The key that stands for someone who comes with tokens, made where there is none yet, and
        good for so many days from now. Nobody knows its text. Raises NotAllowed where it was
        revoked: whoever did so wished that nothing be sent."""
        own = [key for key in self.all() if key.created_by == owner]
        if any(key.revoked_at is not None for key in own):
            raise NotAllowed("管理员已停止这个身份的订阅")
        if not own:
            return self.create(name[:_LONGEST_NAME], Role.READER, days=days, by=owner, via=via)[0]
        with self._database.writing() as connection:
            connection.execute(
                update(access_keys)
                .where(access_keys.c.id == own[0].id)
                .values(expires_at=_after(days))
            )
        return self._of(own[0].id)

    def all(self) -> list[Key]:
        """Every key that ever was, the newest first."""
        wanted = select(access_keys).order_by(access_keys.c.created_at.desc())
        with self._database.snapshot() as connection:
            return [_key(row) for row in connection.execute(wanted).mappings()]

    def has_staff(self) -> bool:
        """Whether any key lets documents be changed."""
        wanted = select(access_keys).where(access_keys.c.role != Role.READER.value)
        at = now()
        return any(_key(row).is_good(at) for row in self._database.read(wanted))

    def revoke(self, identity: str, *, by: str, via: Via = "command") -> Key:
        """From now on it opens nothing, nor do the sessions begun with it. Raises UsageError for
        an id that is none."""
        known = self._of(identity)
        if known.revoked_at is not None:
            return known
        at = now()
        with self._database.writing() as connection:
            connection.execute(
                update(access_keys)
                .where(access_keys.c.id == identity)
                .values(revoked_at=at, revoked_by=by)
            )
            append(connection, Act(by, "key.revoke", identity, {"name": known.name}, via), at)
        return self._of(identity)

    # ------------------------------------------------------------ the door

    def authenticate(self, text: str) -> Key:
        """The key of this text. Slow the first time. Raises NotSignedIn."""
        shape = _SHAPE.fullmatch(text)
        if shape is None:
            raise NotSignedIn(REFUSED)
        if not self.is_remembered(text):
            found = self._rows(shape[1])
            if not found or not _is_right(shape[2], found[0]["hash"]):
                raise NotSignedIn(REFUSED)
            self._remember(text, shape[1])
        return self.good(shape[1])

    def is_remembered(self, text: str) -> bool:
        """Whether it was found right before: then it is quick to check again."""
        return self._mark(text) in self._right

    def known(self, text: str) -> str | None:
        """The id of a key that was found right before."""
        return self._right.get(self._mark(text)) if text.startswith(PREFIX) else None

    def good(self, identity: str) -> Key:
        """The key of this id, its use noted. Raises NotSignedIn where it is not good any more."""
        rows, at = self._rows(identity), now()
        if not rows or not (known := _key(rows[0])).is_good(at):
            raise NotSignedIn(REFUSED)
        with self._lock:
            self._used[identity] = at
        return known

    def write_uses(self) -> None:
        """Write when keys were last used: in bundles, since no answer should wait for a writer."""
        with self._lock:
            used, self._used = self._used, {}
        if not used:
            return
        statement = (
            update(access_keys)
            .where(access_keys.c.id == bindparam("k"))
            .values(last_used_at=bindparam("at"))
        )
        with self._database.writing() as connection:
            connection.execute(statement, [{"k": k, "at": at} for k, at in used.items()])

    # ------------------------------------------------------------ within

    def _of(self, identity: str) -> Key:
        rows = self._rows(identity)
        if not rows:
            raise UsageError(f"没有编号为 {identity} 的密钥", field="id")
        return _key(rows[0])

    def _rows(self, identity: str) -> Sequence[RowMapping]:
        return self._database.read(select(access_keys).where(access_keys.c.id == identity))

    def _mark(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), key=self._own, digest_size=32).digest()

    def _remember(self, text: str, identity: str) -> None:
        with self._lock:
            if len(self._right) >= _REMEMBERED:
                self._right.clear()
            self._right[self._mark(text)] = identity


def _key(row: Any) -> Key:
    return Key(
        id=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        issuers=tuple(orjson.loads(row["issuers"])),
        created_at=row["created_at"],
        created_by=row["created_by"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        last_used_at=row["last_used_at"],
    )


def _after(days: int) -> str:
    return instant(datetime.now(UTC) + timedelta(days=days))


def _hashed(secret: str) -> str:
    salt = os.urandom(16)
    made = _scrypt(secret, salt, _COST, _BLOCK, _PARALLEL)
    return f"scrypt${_COST}${_BLOCK}${_PARALLEL}${salt.hex()}${made.hex()}"


def _is_right(secret: str, kept: str) -> bool:
    """With the costs of its day, so that these may be raised."""
    _, cost, block, parallel, salt, made = kept.split("$")
    again = _scrypt(secret, bytes.fromhex(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(again, bytes.fromhex(made))


def _scrypt(secret: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        secret.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=_MEMORY, dklen=32
    )
