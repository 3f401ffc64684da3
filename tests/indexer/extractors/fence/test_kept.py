"""A fence that stays: one worker reads file after file, whatever one of them did to it."""

from __future__ import annotations

from pathlib import Path

import psutil

from indexer.extractors.fence.fence import Fence
from indexer.extractors.fence.kept import KeptFence
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.fence.test_fence import FORMATS, _file, _limits, _workers_of


def _kept(folder: Path) -> KeptFence:
    return KeptFence(lambda: Fence(_limits(), workers=1, folder=folder, formats=FORMATS))


def _read(kept: KeptFence, folder: Path, content: str) -> ExtractedDocument | Quarantined:
    [(_, outcome)] = kept.fence().extract_all([_file(folder, "a.txt", content)])
    return outcome


def test_its_worker_stays_until_it_is_left(tmp_path: Path) -> None:
    with _kept(tmp_path / "work") as kept:
        kept.prepare()
        _read(kept, tmp_path, "litter 正文")
        before = _workers_of(psutil.Process())
        kept.prepare()
        _read(kept, tmp_path, "say 正文")
        assert _workers_of(psutil.Process()) == before != []
        [folder] = (tmp_path / "work").iterdir()
        assert [path.name for path in folder.iterdir()] == ["try.txt"]
    assert _workers_of(psutil.Process()) == []
    assert list((tmp_path / "work").iterdir()) == []


def test_after_a_file_that_ended_the_worker_the_next_is_read(tmp_path: Path) -> None:
    with _kept(tmp_path / "work") as kept:
        crashed = _read(kept, tmp_path, "exit 3")
        assert isinstance(crashed, Quarantined) and crashed.reason is QuarantineReason.CRASHED
        kept.prepare()
        assert isinstance(_read(kept, tmp_path, "say 正文"), ExtractedDocument)


def test_a_pool_that_broke_is_replaced(tmp_path: Path) -> None:
    with _kept(tmp_path / "work") as kept:
        first = kept.fence()
        first._pool.stop()  # type: ignore[union-attr, no-untyped-call]
        assert not first.works
        assert isinstance(_read(kept, tmp_path, "say 正文"), ExtractedDocument)
