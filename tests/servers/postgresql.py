"""A private PostgreSQL, started for real on the loopback, for the tests marked ``cluster``."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path


def postgresql_folder() -> Path | None:
    """Where the server's programs are: Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve())
    return found[-1].parent if found else None


class PostgreSQL:
    """One server with a database a test. It refuses root, so that root runs it as nobody. Sorts as
    Chinese do (ICU), so that a reliance on the order of bytes shows."""

    def __init__(self, programs: Path, network: str = "", address: str = "") -> None:
        """``network``: who else may connect, at which ``address`` of ours."""
        self._addresses = ",".join(filter(None, ("127.0.0.1", address)))
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="policy-search-postgresql-"))
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._made = 0
        self._run("initdb", "-A", "trust", "-U", "tester", "-E", "UTF8", "--no-sync",
                  "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh")  # fmt: skip
        if network:
            with (self._folder / "data" / "pg_hba.conf").open("a") as file:
                file.write(f"host all all {network} trust\n")
        self.start()

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses={self._addresses} -c unix_socket_directories='' "
        )
        options += "-c fsync=off -c max_connections=100 -c shared_buffers=16MB"
        self._run(
            "pg_ctl", "-w", "-t", "120", "-l", str(self._folder / "log"), "-o", options, "start"
        )

    def kill(self) -> None:
        """As a crash would: kill -9 of the server and all its sessions, then wait for the end."""
        pid = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "-w", "-t", "120", "-m", how, "stop")

    def close(self) -> None:
        if (self._folder / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._folder)

    def database(self) -> str:
        """The URL of a new, empty database."""
        self._made += 1
        name = f"t{self._made}"
        self.sql(f"CREATE DATABASE {name}")
        return f"postgresql://tester@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str, database: str = "postgres") -> None:
        command = ["psql", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "tester"]
        self._call([*command, "-d", database, "-c", statement])

    def _run(self, program: str, *arguments: str) -> None:
        self._call([program, "-D", str(self._folder / "data"), *arguments])

    def _call(self, command: list[str]) -> None:
        program = [str(self._programs / command[0]), *command[1:]]
        log = self._folder / "calls"
        # To a file: a server that was started would hold a pipe open for ever.
        with log.open("wb") as told:
            done = subprocess.run(
                program, user=self._user, cwd=self._folder, stdout=told, stderr=told, check=False
            )
        if done.returncode:
            raise AssertionError(f"{' '.join(command)}: {log.read_text(errors='replace')}")
