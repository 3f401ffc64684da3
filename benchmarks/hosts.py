"""Hosts for trials: workers with a data folder of their own, in a network whose cable can be
pulled."""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# Set aside for measurements of networks (RFC 2544), so that no real one is hidden by ours.
_SET_ASIDE = ipaddress.ip_network("198.18.0.0/15")


class Host:
    """What runs with a data folder of its own, its output in a log. ``command``: what it does for
    as long as it lives; ``apart``: the name of the network it is in."""

    def __init__(
        self, home: Path, environment: dict[str, str], *command: str, apart: str = ""
    ) -> None:
        self.home, self.command, self.ends = home, command, 0
        home.mkdir()
        self.environment = {**os.environ, **environment, "POLICY_SEARCH_HOME": str(home)}
        self.prefix = ["ip", "netns", "exec", apart] if apart else []
        self.process: subprocess.Popen[bytes] | None = None
        self.log = home.with_suffix(".log").open("wb")

    def keep_running(self) -> None:
        """Started again where it ended."""
        if self.process is None or self.process.poll() is not None:
            self.ends += self.process is not None
            self.process = self.start(*self.command)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [*self.prefix, sys.executable, "-m", "search_api.cli", *arguments]
        return subprocess.Popen(
            command, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def must(self, *arguments: str) -> None:
        code = self.start(*arguments).wait()
        assert code == 0, f"{self.home.name}: {arguments} ended with {code}\n{self.told()}"

    def told(self) -> str:
        """The end of what its commands said."""
        lines = Path(self.log.name).read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-40:])

    def end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)
            self.process.wait()

    def close(self) -> None:
        self.end(signal.SIGKILL)
        self.log.close()


@dataclass(frozen=True, slots=True)
class Network:
    """``ours`` is our address in it, ``range`` all addresses of it."""

    name: str
    range: str
    ours: str
    theirs: str

    @property
    def near(self) -> str:
        return f"{self.name}a"

    def connect(self, connected: bool) -> None:
        _ip("link", "set", self.near, "up" if connected else "down")

    def reaches(self) -> bool:
        """Whether what runs in it reaches us: a firewall may be between."""
        connect = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)"
        with socket.create_server((self.ours, 0)) as server:
            address = [self.ours, str(server.getsockname()[1])]
            command = ["ip", "netns", "exec", self.name, sys.executable, "-c", connect, *address]
            done = subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
            return done.returncode == 0


@contextmanager
def network() -> Iterator[Network | None]:
    """A network apart; None where none can be made, which needs root."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        yield None
        return
    made = _free()
    try:
        try:
            _make(made)
            works = made.reaches()
        except (subprocess.CalledProcessError, OSError):
            works = False
        yield made if works else None
    finally:
        # The cable at once, and not when the system gets to it.
        for remove in (("link", "del", made.near), ("netns", "del", made.name)):
            with suppress(subprocess.CalledProcessError):
                _ip(*remove)


def _free() -> Network:
    """Addresses that nobody here has: neither a trial at the same time nor what one left that was
    killed, whose cable would take what is meant for ours."""
    shown = json.loads(_ip("-json", "addr"))
    taken = [
        ipaddress.ip_interface(f"{address['local']}/{address['prefixlen']}").network
        for link in shown
        for address in link.get("addr_info", ())
        if address["family"] == "inet"
    ]
    while True:
        first = int(_SET_ASIDE.network_address) + 4 * secrets.randbelow(2**15)
        found = ipaddress.ip_network((first, 30))
        if not any(found.overlaps(other) for other in taken):
            ours, theirs = found.hosts()
            # An interface's name has 15 characters at most.
            return Network(f"cut{secrets.token_hex(4)}", str(found), str(ours), str(theirs))


def _make(made: Network) -> None:
    far = f"{made.name}b"
    inside = ("-n", made.name)
    _ip("netns", "add", made.name)
    _ip("link", "add", made.near, "type", "veth", "peer", "name", far, "netns", made.name)
    _ip("addr", "add", f"{made.ours}/30", "dev", made.near)
    _ip("link", "set", made.near, "up")
    _ip(*inside, "addr", "add", f"{made.theirs}/30", "dev", far)
    _ip(*inside, "link", "set", far, "up")
    _ip(*inside, "link", "set", "lo", "up")


def _ip(*arguments: str) -> bytes:
    command = ["ip", *arguments]
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ).stdout
