"""Requests as bytes, over a real socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from indexer.runtime.belonging import read_settings
from search_api.app import create_app
from search_api.commands.serving import HTTP
from search_api.edge import MAX_HEAD
from search_api.request_line import MAX_UNREAD
from tests import library
from tests.serving import listening
from tests.waiting import PATIENCE


def served(app: FastAPI) -> AbstractContextManager[tuple[str, int]]:
    return listening(app, http=HTTP, log_level="critical", lifespan="off")


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[tuple[str, int]]:
    with served(app) as there:
        yield there


def exchange(address: tuple[str, int], request: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON of the last answer that the request gets."""
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as answer:
            head, _, body = answer.read().rpartition(b"\r\n\r\n")
    _, _, last = head.rpartition(b"HTTP/1.1 ")
    status, *lines = last.decode("ascii").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status[:3]), headers, json.loads(body)


def get(target: str, connection: str = "close") -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\n\r\n".encode("ascii")


def search(query: str) -> str:
    return f"/api/v1/search?q={quote(query)}&size=5"


@pytest.mark.parametrize("count", [8_000, 10_000, 20_000])
def test_an_address_too_long_is_told_the_other_way(address: tuple[str, int], count: int) -> None:
    status, headers, told = exchange(address, get(search("政" * count)))
    assert status == 414
    assert headers["content-type"] == "application/problem+json"
    assert str(MAX_HEAD) in told["detail"]
    assert "POST /api/v1/search" in told["detail"]


def test_a_query_too_long_is_told_the_measure(address: tuple[str, int]) -> None:
    status, _, told = exchange(address, get(search("政" * 7_000)))
    assert status == 422
    assert "2000 个字符" in told["errors"][0]["message"]


def test_a_long_address_arrives_whole(address: tuple[str, int]) -> None:
    issuers = "".join(f"&issuer={quote('局' * 70)}{n}" for n in range(99))
    target = f"/api/v1/search?size=1{issuers}&q={quote('养犬?a=b')}"
    assert 60_000 < len(target) < MAX_HEAD
    status, _, told = exchange(address, get(target))
    assert (status, told["query"]["text"], told["size"]) == (200, "养犬?a=b", 1)


def test_a_body_takes_what_no_address_does(address: tuple[str, int]) -> None:
    body = json.dumps({"issuer": ["局" * 200] * 99, "q": "养犬", "size": 1}).encode()
    assert len(body) > MAX_HEAD
    head = f"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    kind = "Content-Type: application/json\r\nConnection: close\r\n\r\n"
    status, _, told = exchange(address, (head + kind).encode() + body)
    assert (status, told["query"]["text"]) == (200, "养犬")


@pytest.mark.parametrize("line", [b"a: b\r\n", b"a: " + b"b" * 8_000 + b"\r\n", b"b"])
def test_headers_without_measure_are_not_taken(address: tuple[str, int], line: bytes) -> None:
    """More than any socket's buffers hold is sent; the connection breaks before the end."""
    piece = line * (2**20 // len(line))
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX: ")
        with pytest.raises(OSError):
            for _ in range(256):
                connection.sendall(piece)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /health?q=%b HTTP/1.1\r\nHost: x\r\n" % (b"a" * MAX_HEAD), b"414"),
        (b"GET /api/v1/search?q=" + b"a" * (MAX_UNREAD + 1), b"414"),
        (b"GET /health HTTP/1.1\r\nX: " + b"a" * (MAX_UNREAD + 1), b"431"),
    ],
    ids=["a long address", "an address without end", "headers without end"],
)
def test_what_is_too_much_is_told_before_all_of_it_is_there(
    address: tuple[str, int], sent: bytes, status: bytes
) -> None:
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(sent)
        with connection.makefile("rb") as answer:
            assert answer.readline().split(b" ")[1] == status


def test_trailers_without_end_are_not_taken(address: tuple[str, int]) -> None:
    head = b"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(head)
        with pytest.raises(OSError):
            for _ in range(256):
                connection.sendall(b"a: b\r\n" * (2**20 // 6))


@pytest.mark.parametrize("request_", [b"nonsense\r\n\r\n", b"\x00\xff" * 9 + b"\r\n\r\n"])
def test_what_is_no_request(address: tuple[str, int], request_: bytes) -> None:
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(request_)
        with connection.makefile("rb") as answer:
            assert answer.read().startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("version", "hosts", "status"),
    [("1.1", 1, 200), ("1.1", 0, 400), ("1.1", 2, 400), ("1.0", 0, 200)],
)
def test_every_request_of_today_names_its_host(
    address: tuple[str, int], version: str, hosts: int, status: int
) -> None:
    lines = [f"GET /health HTTP/{version}", *["Host: x"] * hosts, "Connection: close", "", ""]
    assert exchange(address, "\r\n".join(lines).encode())[0] == status


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("first", [b"", get("/health", "keep-alive")])
def test_chinese_as_it_is_in_a_request_line(
    address: tuple[str, int], first: bytes, encoding: str
) -> None:
    line = "GET /api/v1/search?q=养犬+管理&size=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with (
        socket.create_connection(address, timeout=PATIENCE) as connection,
        connection.makefile("rb") as answer,
    ):
        connection.sendall(first)
        if first:
            while answer.readline() != b"\r\n":
                pass
            assert answer.read(len(b'{"status":"ok"}')) == b'{"status":"ok"}'
        raw = line.encode(encoding)
        connection.sendall(raw[:24])
        connection.sendall(raw[24:])
        head, _, body = answer.read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert json.loads(body)["query"]["text"] == "养犬 管理"


def test_bytes_that_are_chinese_in_a_body_are_no_matter(address: tuple[str, int]) -> None:
    body = json.dumps({"q": "养犬"}, ensure_ascii=False).encode()
    head = f"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/json\r\nConnection: close\r\n\r\n"
    status, _, told = exchange(address, head.encode("ascii") + body)
    assert (status, told["query"]["text"]) == (200, "养犬")


@pytest.fixture(scope="module")
def open_to_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder = tmp_path_factory.mktemp("open")
    with (
        pytest.MonkeyPatch.context() as environment,
        library.opened(folder, library.ALL) as service,
    ):
        environment.chdir(folder)
        environment.setenv("POLICY_SEARCH_HOME", str(folder))
        environment.setenv("POLICY_SEARCH_CORS_ORIGINS", "*")
        with served(create_app(service, read_settings())) as listening:
            yield listening


def asked(method: str, target: str, **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = [f"{method} {target} HTTP/1.1", "Host: x", "Connection: close", *lines]
    return "\r\n".join([*head, "", ""]).encode("ascii")


@pytest.mark.parametrize("target", [search("养犬"), "/api/v1/search?size=0", "/api/v1/ready"])
def test_every_origin_may_ask_where_the_setting_says_so(
    open_to_all: tuple[str, int], target: str
) -> None:
    request = asked("GET", target, Origin="https://portal.example")
    _, headers, _ = exchange(open_to_all, request)
    assert headers["access-control-allow-origin"] == "*"
    assert "etag" in headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in headers


def test_a_preflight_of_any_origin(open_to_all: tuple[str, int]) -> None:
    request = asked(
        "OPTIONS",
        "/api/v1/search",
        Origin="https://portal.example",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )
    with socket.create_connection(open_to_all, timeout=PATIENCE) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as answer:
            head = answer.read().partition(b"\r\n\r\n")[0].decode("ascii").lower()
    assert head.startswith("http/1.1 200")
    assert "access-control-allow-origin: *" in head
    assert "post" in head.partition("access-control-allow-methods: ")[2].split("\r\n")[0]
    assert "content-type" in head.partition("access-control-allow-headers: ")[2].split("\r\n")[0]


def test_requests_on_one_connection(address: tuple[str, int]) -> None:
    short, long = search("养犬"), search("政" * 7_000)
    status, _, told = exchange(address, get(long, "keep-alive") + get(short))
    assert (status, told["query"]["text"]) == (200, "养犬")


@pytest.mark.parametrize("length", ["Content-Length: 900000", "Transfer-Encoding: chunked"])
def test_who_is_answered_before_the_body_is_there_is_told_that_it_ends(
    address: tuple[str, int], length: str
) -> None:
    """Else the rest of the body would be taken for the head of the next request."""
    target = "/api/v1/admin/documents"
    head = f"POST {target} HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode("ascii")
    status, headers, _ = exchange(address, head)
    assert status == 401
    assert headers["connection"] == "close"


def test_a_body_that_was_read_leaves_the_connection(address: tuple[str, int]) -> None:
    body = json.dumps({"q": "电梯" * 20_000}).encode()
    head = f"POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    asked = f"{head}Content-Type: application/json\r\n\r\n".encode("ascii") + body
    status, headers, _ = exchange(address, asked + get("/health"))
    assert status == 200
    assert "connection" not in headers or headers["connection"] == "close"  # of the last, by asking
