"""What is sent while a commit is made; no server is needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.leases import Lease
from indexer.engines.opensearch.writer import _send_all
from indexer.model.errors import EngineError

_LONG = 60.0  # seconds, of a wait that should end at once


class _Checked:
    def check(self) -> None:
        pass


class _Servers:
    """Answer when they are told to."""

    def __init__(self) -> None:
        self.answer = threading.Event()
        self.taken: list[str] = []
        self.refused = ""

    def write(self, method: str, path: str, body: str) -> dict[str, Any]:
        assert self.answer.wait(_LONG)
        self.taken.append(body)
        if body != self.refused:
            return {"errors": False}
        failed = {"_id": body, "status": 400, "error": {"reason": "no"}}
        return {"errors": True, "items": [{"index": failed}]}


def _send(servers: _Servers, portions: Iterator[list[bytes]]) -> None:
    _send_all(cast(Client, servers), "g", portions, cast(Lease, _Checked()))


def test_the_next_portion_is_made_while_one_is_on_the_way() -> None:
    servers = _Servers()

    def portions() -> Iterator[list[bytes]]:
        yield [b"1"]
        yield [b"2"]
        servers.answer.set()  # nothing was answered until here
        yield [b"3"]

    _send(servers, portions())
    assert sorted(servers.taken) == ["1", "2", "3"]


@pytest.mark.parametrize("refused", ["1", "4"])
def test_what_was_refused_is_told_whenever_it_was_sent(refused: str) -> None:
    servers = _Servers()
    servers.answer.set()
    servers.refused = refused
    with pytest.raises(EngineError, match="没有收下"):
        _send(servers, iter([[str(n).encode()] for n in range(1, 5)]))
