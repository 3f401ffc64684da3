"""What keeps one from a file is said in Chinese."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.model.errors import CatalogueError
from indexer.pipeline.lock import folder_lock, is_locked
from indexer.runtime.disk import obstacle


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES, errno.EISDIR])
def test_common_reasons(number: int) -> None:
    assert obstacle(OSError(number, os.strerror(number), "/x")).isascii() is False


def test_a_rare_reason_is_the_systems() -> None:
    assert (
        obstacle(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    )
    assert obstacle(OSError("without a number")) == "without a number"


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(tmp_path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CatalogueError, match="只能读取") as raised, folder_lock(tmp_path):
        pass
    assert str(tmp_path) in str(raised.value)
    assert "Errno" not in str(raised.value)


def test_a_disk_without_room_for_a_line(tmp_path: Path) -> None:
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, former[1]))  # as a full disk, every write fails
    try:
        with pytest.raises(CatalogueError, match="无法写入") as raised, folder_lock(tmp_path):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
    assert str(tmp_path) in str(raised.value)
    with folder_lock(tmp_path):  # and nothing keeps the lock
        assert is_locked(tmp_path)
    assert not is_locked(tmp_path)


def test_what_a_database_says_is_said_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (b)")
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection,
        pytest.raises(sqlite3.Error) as raised,
    ):
        connection.execute("INSERT INTO a VALUES (1)")
    assert obstacle(raised.value).startswith("只能读取")
    path.write_bytes(b"nothing of a database" * 100)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.Error) as raised:
        connection.execute("SELECT 1 FROM a")
    assert obstacle(raised.value) == "它不是数据库文件，或已损坏"
    assert obstacle(sqlite3.ProgrammingError("of the driver's own")) == "of the driver's own"
