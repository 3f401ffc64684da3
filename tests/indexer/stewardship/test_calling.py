"""Which addresses are called."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

import pytest

from indexer.model.errors import UsageError
from indexer.stewardship import calling


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("127.0.0.1", False),
        ("192.168.1.1", False), ("100.64.0.1", False), ("169.254.169.254", False),
        ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:192.168.1.1", False), ("64:ff9b::c0a8:101", False), ("2002:c0a8:101::1", False),
        ("::7f00:1", False), ("fec0::1", False), ("64:ff9b:1::c0a8:101", False),
    ],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert calling.is_public(address) is public


def test_one_private_address_of_a_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (one, port)) for one in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(UsageError, match="内网"):
        calling.place_of("https://portal.example/hook", private=False)
    place = calling.place_of("https://portal.example/hook", private=True)
    # What was looked at is what is connected to.
    assert (place.host, place.address, place.port) == ("portal.example", "93.184.216.34", 443)


def test_signatures_are_those_of_standard_webhooks() -> None:
    # The example of the specification's libraries.
    made = calling.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
        b'{"test": 2432232314}',
    )  # fmt: skip
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "sent", [b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 2_000, b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_answers_byte_by_byte_holds_nobody_up(
    sent: bytes, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "_SECONDS", 0.3)
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        accepted, _ = server.accept()
        with accepted, contextlib.suppress(OSError):
            for byte in sent:  # far from its end after the time of a call, and of this test
                accepted.sendall(bytes([byte]))
                if over.wait(0.05):
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,), daemon=True)
        thread.start()
        url = f"{scheme}://127.0.0.1:{server.getsockname()[1]}/"
        try:
            with pytest.raises(calling.CallFailed) as caught:
                calling.call(url, "whsec_c2VjcmV0", "id", 1, b"{}", private=True)
        finally:
            over.set()
            thread.join()
    # Over TLS, what is no TLS at all is refused before; either way there was no answer.
    assert caught.value.silent and not caught.value.final


def test_a_handshake_that_never_ends_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "_SECONDS", 0.3)
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        accepted, _ = server.accept()
        with accepted, contextlib.suppress(OSError):
            # The head of a record of 16,000 bytes of a handshake, which come one by one.
            for byte in b"\x16\x03\x03\x3e\x80\x02\x00\x3e\x7c" + bytes(16_000):
                accepted.sendall(bytes([byte]))
                if over.wait(0.05):
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,), daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        try:
            with pytest.raises(calling.CallFailed, match="within") as caught:
                calling.call(url, "whsec_c2VjcmV0", "id", 1, b"{}", private=True)
        finally:
            over.set()
            thread.join()
    assert caught.value.silent
