"""What keeps one from a file is said in Chinese."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from indexer.model.errors import CatalogueError
from indexer.pipeline.lock import folder_lock
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
