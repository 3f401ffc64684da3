from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.access import Key, Keys, Role
from indexer.access import keys as module
from indexer.catalogue import Catalogue
from indexer.model.errors import NotAllowed, NotSignedIn, UsageError
from indexer.stewardship.audit import entries
from tests.indexer.library import open_catalogue


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    monkeypatch.setattr(module, "_COST", 2)  # the costs are kept with the hash
    with open_catalogue(tmp_path) as opened:
        yield opened


@pytest.fixture
def keys(catalogue: Catalogue) -> Keys:
    return Keys(catalogue.database)


def create(keys: Keys, role: Role = Role.EDITOR, *issuers: str, **more: int) -> tuple[Key, str]:
    return keys.create("门户", role, issuers, by="王五", **more)


def test_a_key_opens_what_it_is_for(keys: Keys) -> None:
    made, text = create(keys, Role.EDITOR, "云栖市财政局")
    found = Keys(keys._database).authenticate(text)
    assert (found.id, found.role, found.issuers) == (made.id, Role.EDITOR, ("云栖市财政局",))
    caller = found.caller()
    assert caller.who == f"门户（{made.id}）"
    caller.require(Role.READER)
    with pytest.raises(NotAllowed, match="管理员"):
        caller.require(Role.ADMIN)


def test_the_text_is_kept_nowhere(keys: Keys, catalogue: Catalogue, tmp_path: Path) -> None:
    _, text = create(keys)
    keys.authenticate(text)
    secret = text[-20:].encode()
    for path in tmp_path.iterdir():
        assert secret not in path.read_bytes(), path.name


def test_what_is_no_key(keys: Keys) -> None:
    made, text = create(keys)
    other = create(keys)[1]
    wrong = [
        "", "ps_", "王五", text[:-1], text + "A", text.upper(),
        text[:-1] + ("A" if text[-1] != "A" else "B"),
        text[: 3 + len(made.id)] + other[3 + len(made.id) :],
    ]  # fmt: skip
    for one in wrong:
        with pytest.raises(NotSignedIn):
            keys.authenticate(one)
    assert keys.authenticate(text).id == made.id


def test_a_revoked_key_opens_nothing_even_where_it_is_remembered(
    keys: Keys, catalogue: Catalogue
) -> None:
    made, text = create(keys)
    keys.authenticate(text)
    assert keys.is_remembered(text)
    other = Keys(catalogue.database)  # another process revokes
    other.revoke(made.id, by="李四")
    with pytest.raises(NotSignedIn):
        keys.authenticate(text)
    assert other.revoke(made.id, by="赵六").revoked_at is not None  # told once only
    assert [(e.who, e.action) for e in entries(catalogue)] == [
        ("李四", "key.revoke"),
        ("王五", "key.create"),
    ]


def test_a_key_ends(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    _, text = create(keys, days=1)
    keys.authenticate(text)
    monkeypatch.setattr(module, "now", lambda: "9999-01-01T00:00:00.000000Z")
    with pytest.raises(NotSignedIn):
        keys.authenticate(text)


def test_the_last_use_is_noted(keys: Keys) -> None:
    _, text = create(keys)
    keys.authenticate(text)
    assert keys.all()[0].last_used_at is None
    keys.write_uses()
    assert keys.all()[0].last_used_at is not None
    keys.write_uses()


def test_what_cannot_be_made(keys: Keys) -> None:
    for name in ("", "  ", "字" * 101, "一\n二"):
        with pytest.raises(UsageError):
            keys.create(name, Role.READER, by="王五")
    with pytest.raises(UsageError, match="不能限定机关"):
        create(keys, Role.ADMIN, "云栖市财政局")
    with pytest.raises(UsageError, match="没有编号"):
        keys.revoke("nobody", by="王五")


def test_a_scope_reaches_own_documents_under_any_name(keys: Keys) -> None:
    caller = create(keys, Role.EDITOR, "云栖市财政局")[0].caller()
    renamed = {"云栖市财政税务局": "云栖市财政局"}

    def current(name: str) -> str:
        return renamed.get(name, name)

    assert caller.covers(["云栖市教育局", "云栖市财政局"])
    assert caller.covers(["云栖市财政税务局"], current)
    assert not caller.covers(["云栖市教育局"], current)
    assert not caller.covers([])
    with pytest.raises(NotAllowed, match="云栖市财政局"):
        caller.require_issuers(["云栖市教育局"])
    assert create(keys)[0].caller().covers(["云栖市教育局"])


def test_the_hash_is_slow_and_salted(tmp_path: Path) -> None:
    with open_catalogue(tmp_path) as catalogue:
        keys = Keys(catalogue.database)
        create(keys)
        create(keys)
    with sqlite3.connect(tmp_path / "catalogue.db") as connection:
        hashes = [row[0] for row in connection.execute("SELECT hash FROM access_keys")]
    connection.close()
    assert all(each.startswith("scrypt$16384$8$1$") for each in hashes)
    assert len({each.split("$")[4] for each in hashes}) == 2
