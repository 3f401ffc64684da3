"""Workers, the database, nodes of the index killed, and hosts cut off, while two workers ingest:
what was acknowledged is there, once, and the index comes to agree.

    python -m benchmarks.kills --times 10
    python -m benchmarks.kills --times 10 --opensearch

Needs PostgreSQL's programs; a host is cut off in a network of its own, which only root can make.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlalchemy import text

from indexer.catalogue import Catalogue
from indexer.catalogue.database import integrity
from tests.servers import OpenSearchCluster, PostgreSQL, postgresql_folder, server

_PATIENCE = 300.0
_APART = f"cut{os.getpid()}"  # an interface's name has 15 characters at most
_FILES, _RECORDS = 12, 300
_NETWORK, _OURS, _THEIRS = "10.213.77.0/24", "10.213.77.1", "10.213.77.2"


class Worker:
    """A host that follows the folder, and is started again when it ends. ``apart``: the name of a
    network of its own, whose cable can be pulled."""

    def __init__(self, home: Path, folder: Path, environment: dict[str, str], apart: str) -> None:
        self.home, self.folder, self.ends = home, folder, 0
        home.mkdir()
        self.environment = {**os.environ, **environment, "POLICY_SEARCH_HOME": str(home)}
        self.prefix = ["ip", "netns", "exec", apart] if apart else []
        self.process: subprocess.Popen[bytes] | None = None
        self.log = home.with_suffix(".log").open("wb")

    def keep_running(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.ends += self.process is not None
            self.process = self.start("watch", str(self.folder), "--settle", "0", "--workers", "1")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [*self.prefix, sys.executable, "-m", "search_api.cli", *arguments]
        return subprocess.Popen(
            command, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def run(self, *arguments: str) -> int:
        return self.start(*arguments).wait()

    def end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)
            self.process.wait()


@contextmanager
def network(name: str) -> Iterator[Callable[[bool], None]]:
    """A network apart, and what pulls its cable and puts it back."""

    def ip(*arguments: str) -> None:
        subprocess.run(["ip", *arguments], check=True, stderr=subprocess.DEVNULL)

    near, far = f"{name}-a", f"{name}-b"
    ip("netns", "add", name)
    try:
        ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
        ip("addr", "add", f"{_OURS}/24", "dev", near)
        ip("link", "set", near, "up")
        ip("-n", name, "addr", "add", f"{_THEIRS}/24", "dev", far)
        ip("-n", name, "link", "set", far, "up")
        ip("-n", name, "link", "set", "lo", "up")
        yield lambda connected: ip("link", "set", near, "up" if connected else "down")
    finally:
        # At once, and not when the system gets to it: the name may be wanted again.
        with suppress(subprocess.CalledProcessError):
            ip("link", "del", near)
        ip("netns", "del", name)


def can_be_cut() -> bool:
    if os.geteuid() != 0 or not shutil.which("ip"):
        return False
    try:
        with network(_APART):
            return True
    except subprocess.CalledProcessError:
        return False


class Trial:
    """``catalogue`` is an observer's, who is never cut off."""

    def __init__(self, folder: Path, catalogue: Catalogue, workers: list[Worker]) -> None:
        self.folder, self.catalogue, self.workers = folder, catalogue, workers
        self.rounds = self.expected = 0
        self.random = random.Random(1)

    def add(self) -> None:
        """Files and records for both."""
        n = self.rounds
        self.rounds += 1
        for i in range(_FILES):
            (self.folder / f"通知{n}-{i}.txt").write_text(
                f"关于{n}年第{i}项工作的通知\n" + "内容。" * 200
            )
        lines = [
            {
                "id": f"r{n}-{i}",
                "title": f"关于{n}类{i}号事项的规定",
                "text": f"第{i}条 内容{n}。" * 40,
            }
            for i in range(_RECORDS)
        ]
        whole = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (self.folder / f"records{n}.jsonl").write_text(whole)
        self.expected += _FILES + _RECORDS

    def acknowledged(self) -> set[str]:
        return {change.id for change in self.catalogue.changes_since(0) if not change.deleted}

    def wait(self, holds: Callable[[], bool]) -> float:
        began = time.monotonic()
        while True:
            for worker in self.workers:
                worker.keep_running()
            if holds():
                return time.monotonic() - began
            assert time.monotonic() - began < _PATIENCE, "no progress"
            time.sleep(0.1)

    def disturb(self, act: Callable[[], None]) -> float:
        """While some of what was added is in and some is not; the seconds until all of it is."""
        before = len(self.acknowledged())
        self.add()
        self.wait(lambda: len(self.acknowledged()) > before)
        time.sleep(self.random.random())
        there = self.acknowledged()
        act()
        seconds = self.wait(lambda: len(self.acknowledged()) >= self.expected)
        lost = there - self.acknowledged()
        assert not lost, f"acknowledged and lost: {sorted(lost)[:5]}"
        return seconds

    def check(self) -> None:
        """Nothing twice, nothing half; the index of each host agrees."""
        for worker in self.workers:
            worker.end(signal.SIGTERM)
        assert len(self.acknowledged()) == self.expected
        with self.catalogue.database.snapshot() as connection:
            twice = text(
                "SELECT location FROM attempts WHERE outcome = 'added' "
                "GROUP BY location HAVING count(*) > 1"
            )
            assert connection.execute(twice).all() == []
        assert integrity(self.catalogue.database) == []
        for worker in self.workers:
            assert worker.run("rebuild", "--if-needed") == 0, worker.home
            assert worker.run("verify") == 0, worker.home


def told(message: str) -> None:
    print(message, flush=True)


def run(times: int, *, opensearch: bool = False, cut: bool = True) -> None:
    programs = postgresql_folder()
    assert programs is not None, "no PostgreSQL server here"
    with ExitStack() as held:
        place = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="policy-search-kills-")))
        place.chmod(0o755)
        cable = None
        if cut and not opensearch and can_be_cut():
            cable = held.enter_context(network(_APART))
        reached = (_NETWORK, _OURS) if cable else ("", "")
        database = PostgreSQL(programs, *reached)
        held.callback(database.close)
        cluster = None
        if opensearch:
            cluster = OpenSearchCluster(server(place))
            held.callback(cluster.close)
        url = database.database()
        catalogue = held.enter_context(Catalogue.open(url))
        trial = Trial(place / "files", catalogue, [])
        trial.folder.mkdir()
        for name in ("one", "two"):
            apart = cable is not None and name == "two"
            given = {
                "POLICY_SEARCH_DATABASE_URL": url.replace("127.0.0.1", _OURS) if apart else url
            }
            if cluster is not None:
                given["POLICY_SEARCH_ENGINE"] = "opensearch"
                given["POLICY_SEARCH_OPENSEARCH_HOSTS"] = ",".join(cluster.hosts)
                given["POLICY_SEARCH_OPENSEARCH_REPLICAS"] = "1"
            worker = Worker(place / name, trial.folder, given, _APART if apart else "")
            trial.workers.append(worker)
            held.callback(worker.end, signal.SIGKILL)
        trial.add()
        seconds = trial.wait(lambda: len(trial.acknowledged()) >= trial.expected)
        told(f"undisturbed: all in after {seconds:.1f} s")
        for what, act in disturbances(trial, database, cluster, cable):
            found = sorted(trial.disturb(act) for _ in range(times))
            told(
                f"{what}, {times} times: all in after {found[len(found) // 2]:.1f} s (median), "
                f"{found[-1]:.1f} s (longest); workers that ended: "
                f"{[worker.ends for worker in trial.workers]}"
            )
        trial.check()
        told(f"{trial.expected} documents, each once; nothing acknowledged was lost; indexes agree")


def disturbances(
    trial: Trial,
    database: PostgreSQL,
    cluster: OpenSearchCluster | None,
    cable: Callable[[bool], None] | None,
) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "a worker killed", lambda: trial.random.choice(trial.workers).end(signal.SIGKILL)

    def restart() -> None:
        database.kill()
        time.sleep(1)
        database.start()

    yield "PostgreSQL killed and started", restart
    if cable is not None:

        def pull() -> None:
            cable(False)
            time.sleep(5 + 10 * trial.random.random())
            cable(True)

        yield "a host cut off for 5 to 15 s", pull
    if cluster is not None:

        def node() -> None:
            chosen = trial.random.choice(cluster.nodes)
            chosen.kill()
            time.sleep(2)
            chosen.start()
            cluster.wait(3, "green")

        yield "a node of OpenSearch killed and started", node


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--opensearch", action="store_true")
    given = parser.parse_args()
    run(given.times, opensearch=given.opensearch)
