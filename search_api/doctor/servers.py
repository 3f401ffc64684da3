"""Servers of a library that run on this machine, as far as this user may see them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil

from indexer.runtime.origins import lines_of
from indexer.runtime.settings import TOML, Settings

_SECONDS = 5.0
# Never through a proxy that the environment names: it is this machine that is asked.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Server:
    """``command``: its options, which win over every setting. ``problem``: why it is not ready,
    in Chinese; None where it is."""

    pid: int
    address: str | None
    command: str
    problem: str | None

    def json(self) -> dict[str, Any]:
        return {
            "pid": self.pid,
            "address": self.address,
            "command": self.command,
            "ready": self.problem is None,
            "problem": self.problem,
        }


def running_servers(home: Path) -> list[Server]:
    return [_server(process) for process in _serving(home.absolute())]


def _serving(home: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            command = process.cmdline()
            if _is_serve(command) and _home(process) == home.resolve():
                yield process
        except (psutil.Error, OSError):
            continue


def _is_serve(command: Sequence[str]) -> bool:
    return any(
        word == "serve" and Path(program).name in ("policy-search", "search_api.cli")
        for program, word in pairwise(command)
    )


def _home(process: psutil.Process) -> Path:
    """As the process reads its settings."""
    folder = Path(process.cwd())
    given = process.environ().get("POLICY_SEARCH_HOME") or lines_of(folder / TOML).get("home")
    return (folder / str(given or Settings.model_fields["home"].default)).resolve()


def _server(process: psutil.Process) -> Server:
    words = process.cmdline()
    command = " ".join(words[words.index("serve") :])
    address = _address(process)
    if address is None:
        return Server(process.pid, None, command, "还没有监听端口，可能正在更新索引")
    return Server(process.pid, address, command, _asked(address))


def _address(process: psutil.Process) -> str | None:
    try:
        connections = process.net_connections("tcp")
    except (psutil.Error, OSError):
        return None
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN:
            host, port = connection.laddr[:2]
            host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
            return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return None


def _asked(address: str) -> str | None:
    try:
        with _OPENER.open(f"{address}/api/v1/ready", timeout=_SECONDS):
            return None
    except urllib.error.HTTPError as error:
        try:
            return str(json.loads(error.read())["reason"])
        except (ValueError, KeyError, TypeError, OSError):
            return f"/ready 答复 {error.code}"
    except (OSError, ValueError) as error:
        return f"没有答复（{error}）"
