"""A user who may read a library and write nothing: what reads, reads."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue
from indexer.model.errors import CatalogueError
from indexer.usage.store import UsageStore
from tests.library import document


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system says it of another user; who runs the tests may be root."""
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and allowed(path, mode))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "目录 100%?.db"
    with Catalogue.open(f"sqlite:///{path}") as catalogue, catalogue.write() as writer:
        writer.put(document("a", "第一条", title="甲办法"))
    return path


@pytest.mark.usefixtures("reader")
def test_a_catalogue_is_read_and_not_written(path: Path) -> None:
    before = sorted(path.parent.iterdir())
    with Catalogue.open(f"sqlite:///{path}", create=False) as catalogue:
        assert catalogue.document("a").title == "甲办法"
        assert not catalogue.is_replaced()
        with pytest.raises(CatalogueError), catalogue.write() as writer:
            writer.put(document("b", "第一条", title="乙办法"))
    assert sorted(path.parent.iterdir()) == before


def test_a_full_disk_is_no_reason_not_to_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("catalogue.sqlite", "usage.store"):
        monkeypatch.setattr(f"indexer.{module}.has_room", lambda _: False)
    before = sorted(path.parent.iterdir())
    with Catalogue.open(f"sqlite:///{path}", create=False) as catalogue:
        assert catalogue.document("a").title == "甲办法"
        with pytest.raises(CatalogueError, match="磁盘已满"), catalogue.write():
            pass
    UsageStore(f"sqlite:///{path.parent / 'usage.db'}").close()
    assert sorted(path.parent.iterdir()) == before


def test_what_is_read_as_still_is_known_to_change(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = os.access
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda path, mode: not mode & os.W_OK and allowed(path, mode))
        reading = Catalogue.open(f"sqlite:///{path}", create=False)
    with reading, Catalogue.open(f"sqlite:///{path}"):
        assert reading.is_replaced()


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("exists", [False, True])
def test_queries_are_not_counted_and_nothing_fails(
    tmp_path: Path, exists: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'usage.db'}"
    if exists:
        with monkeypatch.context() as patched:
            patched.setattr(os, "access", lambda path, mode: True)
            UsageStore(url).close()
    store = UsageStore(url)
    store.log_query(date(2024, 1, 1), "电梯", 1)
    store.flush()
    assert store.judgements() == []
    with pytest.raises(CatalogueError):
        store.add_judgements([("电梯", "a")])
    store.close()
    assert [p.name for p in tmp_path.iterdir()] == (["usage.db"] if exists else [])
