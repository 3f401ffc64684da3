"""A library under use while those who write to it are killed: ``make soak MINUTES=30``.

Ingestions, rebuilds, corrections, uploads, backups and migrations of a former library come one
after the other; most are killed with SIGKILL at a random moment, and so is the service; half of
them work by a clock that is off. Now and then a machine's faults come over another library
(``faults``). Clients search all the while. What was said to be done must be there at the end,
once; ``verify`` must be clean; no client may have seen an error of a service that was there, a hit
without a title, or fewer documents than before.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx2

from tests.soak.faults import WORD, Faults
from tests.soak.programs import start

FORMER = Path(__file__).parents[1] / "indexer" / "catalogue" / "former" / "schema_0003.sql"
# Of ten writers so many are killed.
_KILLED = 8
# By what clocks they work, in seconds: mostly the right one, else one that was set back or ahead.
_CLOCKS = (0, 0, 0, -3600, -400 * 86400, 2 * 86400)
_PATIENCE = 600.0
_TOLD_SECONDS = 60.0


@dataclass
class Figures:
    kills: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    clocks: int = 0  # programs whose clock was off
    turned_away: int = 0  # another writer was there, and was told
    away: int = 0  # requests while the service was killed and started again
    seconds: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def told(self) -> str:
        times = sorted(self.seconds)
        p95 = 1000 * times[int(0.95 * (len(times) - 1))] if times else 0.0
        return (
            f"kills {sum(self.kills.values())} {dict(self.kills)}; finished {dict(self.done)}; "
            f"by another clock {self.clocks}; turned away {self.turned_away}; "
            f"requests {len(times)}, p95 {p95:.0f} ms, "
            f"{self.away} while the service was away; problems {len(self.problems)}"
        )


class Soak:
    """``seed`` decides what is done and who is killed when, as far as a machine's pace allows."""

    def __init__(self, folder: Path, seed: int, clients: int) -> None:
        self._folder, self._random, self._clients = folder, random.Random(seed), clients
        self._home, self._incoming = folder / "home", folder / "incoming"
        self._incoming.mkdir(parents=True)
        self.figures = Figures()
        self._over = threading.Event()
        self._acknowledged: set[int] = set()  # numbers of documents
        self._titles: dict[str, set[str]] = {}  # id → what it may be called after corrections
        self._lasted: dict[str, float] = {}
        self._count = 0
        self._starts = 0
        self._away = True
        self._told = time.monotonic()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._writers: dict[str, Callable[[], None]] = {
            "ingest": self._ingest,
            "rebuild": self._rebuild,
            "correct": self._correct,
            "upload": self._upload,
            "backup": self._back_up,
            "migrate": self._migrate,
            "serve": self._kill_server,
            "fault": self._fault,
        }
        faults = Faults(
            folder / "faults", self._random, self._problem, lambda n: self.figures.done.update([n])
        )
        # One after the other, so that each has its turn.
        self._faults = cycle([faults.disk, faults.permission, faults.two, faults.bits])

    # ------------------------------------------------------------ the whole

    def run(self, minutes: float, kills: int = 0) -> Figures:
        """So long, and until so many were killed."""
        until = time.monotonic() + 60 * minutes
        names = list(self._writers)
        weights = (6, 2, 4, 4, 2, 2, 2, 1)

        def following() -> str | None:
            if time.monotonic() >= until and self.figures.kills.total() >= kills:
                return None
            return self._random.choices(names, weights)[0]

        return self._between(following)

    def rounds(self, names: Sequence[str]) -> Figures:
        left = iter(names)
        return self._between(lambda: next(left, None))

    def _between(self, following: Callable[[], str | None]) -> Figures:
        self._write_files(5)
        self._finish("ingest", str(self._incoming))
        self._acknowledged |= set(range(1, self._count + 1))
        self._key = self._finish("keys", "create", "soak", "--role", "editor").split()[-1]
        self._serve()
        clients = [threading.Thread(target=self._search) for _ in range(self._clients)]
        for client in clients:
            client.start()
        try:
            while (name := following()) is not None:
                self._writers[name]()
                self._tell()
            self._rest()
        except KeyboardInterrupt:
            self._problem("it was interrupted")
        finally:
            self._over.set()
            for client in clients:
                client.join()
            self._stop_server(signal.SIGTERM)
        self._check()
        return self.figures

    def _tell(self) -> None:
        """How far it is, every minute or so: half an hour is long, and a slow machine's longer."""
        if time.monotonic() - self._told >= _TOLD_SECONDS:
            self._told = time.monotonic()
            print(self.figures.told(), file=sys.stderr, flush=True)

    def _problem(self, message: str) -> None:
        self.figures.problems.append(message)

    # ------------------------------------------------------------ processes

    def _start(
        self, *arguments: str, home: Path | None = None, clock: float = 0
    ) -> subprocess.Popen[str]:
        self.figures.clocks += clock != 0
        return start(home or self._home, *arguments, clock=clock)

    def _finish(self, *arguments: str, home: Path | None = None) -> str:
        """What it said; that it ended well is what is asked."""
        process = self._start(*arguments, home=home)
        told, _ = process.communicate()
        if process.returncode:
            self._problem(f"{arguments[0]}: {process.returncode}: {told[-500:]}")
        return told

    def _risk(self, *arguments: str, home: Path | None = None, kind: str = "") -> bool:
        """Whether it ended by itself, and well; most are killed at a random moment."""
        kind, patience = kind or arguments[0], None
        if self._random.randrange(10) < _KILLED:
            patience = self._random.uniform(0.05, 1.2 * self._lasted.get(kind, 3.0))
        began = time.monotonic()
        process = self._start(*arguments, home=home, clock=self._random.choice(_CLOCKS))
        try:
            told, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            self.figures.kills[kind] += 1
            return False
        self._lasted[kind] = time.monotonic() - began
        if process.returncode == 0:
            self.figures.done[kind] += 1
            return True
        if process.returncode == 3 and "请稍后再试" in told:
            self.figures.turned_away += 1
        else:
            self._problem(f"{kind}: {process.returncode}: {told[-500:]}")
        return False

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"

    def _serve(self) -> None:
        clock = self._random.choice(_CLOCKS)
        self._server = self._start("serve", f"--port={self._port}", clock=clock)
        assert self._server.stdout is not None
        self._said = threading.Thread(target=self._server.stdout.read, daemon=True)
        self._said.start()
        while True:
            try:
                httpx2.get(self._url("/health"), timeout=_PATIENCE)
                break
            except httpx2.TransportError:
                if self._server.poll() is not None:
                    raise RuntimeError(f"no service: {self._server.returncode}") from None
                time.sleep(0.1)
        self._starts += 1
        self._away = False

    def _stop_server(self, number: int) -> None:
        self._away = True
        os.killpg(self._server.pid, number)
        self._server.wait()
        self._said.join()
        assert self._server.stdout is not None
        self._server.stdout.close()

    def _kill_server(self) -> None:
        self._stop_server(signal.SIGKILL)
        self.figures.kills["serve"] += 1
        self._serve()

    # ------------------------------------------------------------ writers

    def _text(self) -> str:
        self._count += 1
        return f"云栖市第{self._count}号{WORD}办法\n第一条 为了规范{WORD}，制定本办法。\n"

    def _write_files(self, count: int) -> None:
        for _ in range(count):
            text = self._text()
            path = self._incoming / f"{self._count:06d}.txt"
            path.write_text(text, encoding="utf-8")

    def _ingest(self) -> None:
        self._write_files(self._random.randint(1, 12))
        waiting = {int(path.stem) for path in self._incoming.glob("*.txt")}
        if self._risk("ingest", str(self._incoming)):
            self._acknowledged |= waiting

    def _rebuild(self) -> None:
        self._risk("rebuild")

    def _correct(self) -> None:
        identity = self._random.choice(self._rows("SELECT id FROM documents WHERE NOT deleted"))[0]
        self._count += 1
        title = f"云栖市{WORD}规定（更正{self._count}）"
        if self._risk("correct", identity, "--set", f"title={title}"):
            self._titles[identity] = {title}
        elif identity in self._titles:  # killed before it was done, or after
            self._titles[identity].add(title)

    def _upload(self) -> None:
        """Taken with 202 it must be there, whoever is killed after that."""
        text = self._text()
        answer = httpx2.post(
            self._url("/api/v1/admin/documents"),
            files=[("files", (f"{self._count}.txt", text.encode(), "text/plain"))],
            headers={"Authorization": f"Bearer {self._key}"},
            timeout=_PATIENCE,
        )
        if answer.status_code != 202:
            self._problem(f"upload: {answer.status_code} {answer.text[:200]}")
            return
        self.figures.done["upload"] += 1
        self._acknowledged.add(self._count)
        if self._random.randrange(2):
            time.sleep(self._random.uniform(0, 1))
            self._kill_server()

    def _back_up(self) -> None:
        target = self._folder / "backups" / "one.tar"
        target.parent.mkdir()
        if self._risk("backup", str(target)):
            self._finish("backup", "--check", str(target))
        shutil.rmtree(target.parent)

    def _migrate(self) -> None:
        """A former library is opened; killed on the way, it opens the next time."""
        home = self._folder / "former"
        home.mkdir()
        with closing(sqlite3.connect(home / "catalogue.db")) as connection:
            connection.executescript(FORMER.read_text(encoding="utf-8"))
        self._risk("rebuild", home=home, kind="migrate")
        self._finish("rebuild", home=home)
        if '"dogs-2023"' not in self._finish("search", "养犬登记", "--json", home=home):
            self._problem("a former library does not find its document")
        shutil.rmtree(home)

    def _fault(self) -> None:
        next(self._faults)()

    # ------------------------------------------------------------ clients

    def _search(self) -> None:
        most = 0
        with httpx2.Client(timeout=_PATIENCE) as client:
            while not self._over.is_set():
                starts, began = self._starts, time.monotonic()
                try:
                    answer = client.get(self._url(f"/api/v1/search?q={WORD}&size=5"))
                except httpx2.TransportError as error:
                    if self._away or starts != self._starts:
                        self.figures.away += 1
                    else:
                        self._problem(f"search: {error!r}")
                    time.sleep(0.1)
                    continue
                self.figures.seconds.append(time.monotonic() - began)
                if answer.status_code != 200:
                    self._problem(f"search: {answer.status_code} {answer.text[:200]}")
                    continue
                found = answer.json()
                if found["total"] < most or not all(hit["title"] for hit in found["hits"]):
                    self._problem(f"half an answer: {found['total']} of {most}")
                most = max(most, found["total"])
                time.sleep(0.1)  # people read, and the writers want the machine too

    # ------------------------------------------------------------ afterwards

    def _rows(self, statement: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self._home / "catalogue.db", timeout=_PATIENCE)) as connection:
            return connection.execute(statement).fetchall()

    def _rest(self) -> None:
        """Uploads that were taken are worked off."""
        began = time.monotonic()
        while self._rows("SELECT id FROM jobs WHERE state IN ('queued', 'running')"):
            if time.monotonic() - began > _PATIENCE:
                self._problem("jobs are left")
                return
            time.sleep(0.2)

    def _check(self) -> None:
        self._finish("ingest", str(self._incoming))
        self._acknowledged |= {int(path.stem) for path in self._incoming.glob("*.txt")}
        statement = (
            "SELECT d.id, d.title, t.text FROM documents d JOIN texts t ON t.document = d.key"
            " WHERE NOT d.deleted"
        )
        there: Counter[int] = Counter()
        for identity, title, text in self._rows(statement):
            there[int(text.partition("第")[2].partition("号")[0])] += 1
            if title not in self._titles.get(identity, {title}):
                self._problem(f"a correction is lost: {identity}: {title}")
        for number in sorted(self._acknowledged):
            if there[number] != 1:
                self._problem(f"document {number} is there {there[number]} times")
        told = self._finish("verify")
        if "发现 0 个问题" not in told:
            self._problem(f"verify: {told[-500:]}")
