"""A host that serves waits a while for whoever brings the index up, and only then says so."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from indexer.indexing.standing import Trouble
from indexer.searching import following
from indexer.searching.following import Follower


class Hosts:
    """A catalogue on a server, and an index that follows it."""

    revision_, reached, now = 5, 5, 1000.0
    database = SimpleNamespace(
        sqlite=False, writer_elsewhere=lambda: None, holder_of=lambda name: None
    )

    def revision(self) -> int:
        return self.revision_

    def is_replaced(self) -> bool:
        return False

    def mark(self, revision: int) -> str:
        return ""

    def refresh(self) -> bool:
        return True

    def status(self) -> Any:
        return SimpleNamespace(revision=self.reached, mark="")

    def check_serving(self) -> None:
        return


def test_an_index_that_stands_still_is_a_trouble_from_when_it_fell_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts: Any = Hosts()
    monkeypatch.setattr(following, "time", SimpleNamespace(monotonic=lambda: hosts.now))
    follower = Follower(hosts, lambda: hosts, tmp_path)

    def seen(after: float) -> tuple[bool, Trouble | None]:
        hosts.now += after
        follower.refresh()
        return follower.lags, follower.standing().trouble

    assert seen(0) == (False, None)
    assert seen(100) == (False, None)
    hosts.revision_ = 9
    assert seen(1) == (True, None)
    assert seen(28) == (True, None)
    hosts.reached = 7
    assert seen(2) == (True, None)
    assert seen(29) == (True, None)
    assert seen(2) == (True, Trouble.BEHIND)
    hosts.reached = 9
    assert seen(1) == (False, None)
