"""Hosts for trials: workers with a data folder of their own, and a network whose cables can be
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
from pathlib import Path

# Set aside for measurements of networks (RFC 2544), so that no real one is hidden by ours.
_SET_ASIDE = ipaddress.ip_network("198.18.0.0/15")


# Of a namespace. The second is what docs/scale.md tells who runs nodes: a connection to one that is
# cut off ends after seconds, and not after a quarter of an hour.
_SETTINGS = ("net.ipv4.conf.all.route_localnet=1", "net.ipv4.tcp_retries2=5")


class Host:
    """What runs with a data folder of its own, its output in a log. ``command``: what it does for
    as long as it lives; ``apart``: what connects it, where it is not at ours."""

    def __init__(
        self,
        home: Path,
        environment: dict[str, str],
        *command: str,
        apart: Cable | None = None,
    ) -> None:
        self.home, self.command, self.ends = home, command, 0
        home.mkdir()
        self.environment = {**os.environ, **environment, "POLICY_SEARCH_HOME": str(home)}
        self.prefix = apart.inside() if apart else []
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


class Cable:
    """What leads to a network namespace, ``name``; ``near`` is its end at the switch. It is at
    ``address``, and at ``loopback`` for the others there: of the range 127, so that a server that
    is strict where it listens for strangers is as it is on a machine of its own."""

    def __init__(self, name: str, address: str, loopback: str) -> None:
        self.name, self.address, self.loopback = name, address, loopback
        self.near = f"{name}a"

    def connect(self, connected: bool) -> None:
        """Plugged in or pulled: what is on the way is lost, and nobody is told."""
        _ip("link", "set", self.near, "up" if connected else "down")

    def inside(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.name, *command]

    def reaches(self, address: str) -> bool:
        """Whether what runs in it reaches us: a firewall may be between."""
        connect = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)"
        with socket.create_server((address, 0)) as server:
            at = [address, str(server.getsockname()[1])]
            command = self.inside(sys.executable, "-c", connect, *at)
            return not subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode


class Network:
    """A switch, which we are connected to, and ``cables`` that lead to namespaces. ``range`` has
    the addresses of all, ``ours`` is one of them."""

    def __init__(self, name: str, addresses: ipaddress.IPv4Network) -> None:
        self.name, self.range = name, str(addresses)
        self._length = addresses.prefixlen
        self._free = iter(addresses.hosts())
        self.ours = str(next(self._free))
        self.cables: list[Cable] = []

    def make(self) -> None:
        _ip("link", "add", self.name, "type", "bridge")
        _ip("addr", "add", f"{self.ours}/{self._length}", "dev", self.name)
        _ip("link", "set", self.name, "up")

    def cable(self) -> Cable:
        """One more. Raises CalledProcessError where none can be made."""
        address = str(next(self._free))
        loopback = f"127.{address.partition('.')[2]}"
        made = Cable(f"{self.name}{len(self.cables)}", address, loopback)
        self.cables.append(made)
        far, inside = f"{made.name}b", ("-n", made.name)
        _ip("netns", "add", made.name)
        _ip("link", "add", made.near, "type", "veth", "peer", "name", far, "netns", made.name)
        _ip("link", "set", made.near, "master", self.name)
        _ip("link", "set", made.near, "up")
        _ip(*inside, "link", "set", "lo", "up")
        # One address only is itself, so that the others of 127 are outside, and may be.
        _ip(*inside, "addr", "del", "127.0.0.1/8", "dev", "lo")
        _ip(*inside, "addr", "add", "127.0.0.1/32", "dev", "lo")
        for setting in _SETTINGS:
            _call(*made.inside("sysctl", "-qw", setting))
        for own in (made.address, made.loopback):
            _ip(*inside, "addr", "add", f"{own}/{self._length}", "dev", far)
        _ip(*inside, "link", "set", far, "up")
        return made

    def remove(self) -> None:
        # The cables at once, and not when the system gets to it.
        ends = [("link", "del", cable.near) for cable in self.cables]
        spaces = [("netns", "del", cable.name) for cable in self.cables]
        for remove in (*ends, *spaces, ("link", "del", self.name)):
            with suppress(subprocess.CalledProcessError):
                _ip(*remove)


@contextmanager
def network() -> Iterator[Network | None]:
    """A network apart; None where none can be made, which needs root."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        yield None
        return
    made = _free()
    try:
        try:
            made.make()
            works = made.cable().reaches(made.ours)
        except (subprocess.CalledProcessError, OSError):
            works = False
        yield made if works else None
    finally:
        made.remove()


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
        first = int(_SET_ASIDE.network_address) + 16 * secrets.randbelow(2**13)
        found = ipaddress.IPv4Network((first, 28))
        if not any(found.overlaps(other) for other in taken):
            # An interface's name has 15 characters at most.
            return Network(f"cut{secrets.token_hex(4)}", found)


def _ip(*arguments: str) -> bytes:
    return _call("ip", *arguments)


def _call(*command: str) -> bytes:
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ).stdout
