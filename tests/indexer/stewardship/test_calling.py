"""Which addresses are called."""

from __future__ import annotations

import socket
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
