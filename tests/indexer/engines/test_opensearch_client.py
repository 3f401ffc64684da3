"""The client by itself, before hosts that are made up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from indexer.model.errors import EngineError, EngineUnreachable, OutOfTime
from indexer.runtime.deadline import within
from indexer.runtime.settings import Settings

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

from indexer.engines.opensearch import client as clients
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.store import OpenSearchStore
from indexer.engines.opensearch.writer import _send


class Host(ThreadingHTTPServer):
    """Answers, or says nothing until it is told to."""

    daemon_threads = True

    def __init__(self, *, silent: bool) -> None:
        self.asked = self.full = 0  # ``full``: so many times it is too much for it
        self.speaks = threading.Event()
        if not silent:
            self.speaks.set()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Host)
        self.server.asked += 1
        self.server.speaks.wait()
        self.send_response(429 if self.server.asked <= self.server.full else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def hosts(*silent: bool) -> Iterator[list[Host]]:
    made = [Host(silent=one) for one in silent]
    threads = [threading.Thread(target=one.serve_forever, args=(0.01,)) for one in made]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        for one in made:
            one.speaks.set()
            one.shutdown()
            one.server_close()
        for thread in threads:
            thread.join()


def client(place: Path, *urls: str, seconds: float) -> Client:
    return Client(Settings(home=place, opensearch_hosts=urls, opensearch_seconds=seconds))


def test_a_silent_host_leaves_time_for_another(tmp_path: Path) -> None:
    with hosts(True, False) as (silent, answering):
        asked = client(tmp_path, silent.url, answering.url, seconds=1.0)
        # Whichever is asked first: they take turns.
        for _ in range(2):
            assert asked.ask("GET", "/x") == {}
        assert (silent.asked, answering.asked) == (1, 2)


def test_all_tries_together_take_no_longer_than_one_may(tmp_path: Path) -> None:
    with hosts(True) as (silent,):
        asked = client(tmp_path, silent.url, seconds=0.4)
        with pytest.raises(EngineUnreachable, match="没有应答"):
            asked.ask("GET", "/x")
        # Half of it, half of what is left: no third try of its own whole time.
        assert silent.asked <= 2
        before = silent.asked
        with pytest.raises(EngineError, match="没有应答"):
            asked.ask("GET", "/x", waits_once=True)
        assert silent.asked == before + 1
        with within(0), pytest.raises(OutOfTime):
            asked.ask("GET", "/x")
        assert silent.asked == before + 1


def test_a_host_that_refuses_is_followed_by_the_next(tmp_path: Path) -> None:
    with hosts(False) as (answering,):
        asked = client(tmp_path, "http://127.0.0.1:1", answering.url, seconds=5)
        assert [asked.ask("GET", "/x") for _ in range(3)] == [{}] * 3


def test_what_is_too_much_for_a_host_is_asked_again_while_there_is_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More often than there are tries for hosts that are away."""
    monkeypatch.setattr(clients, "_LONGEST_PAUSE", 0.001)
    monkeypatch.setattr(clients, "_FIRST_PAUSE", 0.001)
    with hosts(False) as (host,):
        host.full = 7
        assert client(tmp_path, host.url, seconds=60).ask("GET", "/x") == {}
        assert host.asked == 8
        host.asked, host.full = 0, 10**6
        with pytest.raises(EngineError, match="429"):
            client(tmp_path, host.url, seconds=0.05).ask("GET", "/x")


class Bulks:
    """In place of a client: a node that takes some rows at a time, and refuses one of them."""

    def __init__(self, takes: int, refused: str = "") -> None:
        self.takes, self.refused = takes, refused
        self.taken: list[str] = []

    def write(self, method: str, path: str, body: str) -> dict[str, object]:
        items = []
        for place, row in enumerate(body.splitlines()):
            status = 429 if place >= self.takes else 400 if row == self.refused else 201
            if status == 201:
                self.taken.append(row)
            items.append({"index": {"_id": row, "status": status, "error": {"reason": "why"}}})
        return {"errors": any(i["index"]["status"] != 201 for i in items), "items": items}


def test_rows_that_are_too_much_for_a_node_are_sent_again_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clients, "_FIRST_PAUSE", 0.001)
    rows = [f"r{i}" for i in range(7)]
    node = Bulks(3)
    _send(node, "x", [f"{row}\n".encode() for row in rows])  # type: ignore[arg-type]
    assert node.taken == rows
    with pytest.raises(EngineError, match="没有收下 r4：why"):
        _send(Bulks(3, "r4"), "x", [f"{row}\n".encode() for row in rows])  # type: ignore[arg-type]


def test_why_a_build_was_given_up_is_not_hidden_by_what_cannot_be_removed() -> None:
    """The next build removes it."""

    class Away:
        def write(self, *_: object) -> None:
            raise EngineError("429")

    class Held:
        released = False

        def release(self) -> None:
            self.released = True

    store, lease = object.__new__(OpenSearchStore), Held()
    store.client = Away()  # type: ignore[assignment]
    store._building = {"x-g000001": lease}  # type: ignore[dict-item]
    store.give_up("x-g000001")
    assert lease.released and not store._building
