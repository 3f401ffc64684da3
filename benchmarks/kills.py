"""Workers, the database, nodes of the index killed, hosts and nodes cut off, while two workers
ingest: what was acknowledged is there, once, and the index comes to agree.

    python -m benchmarks.kills --times 10
    python -m benchmarks.kills --times 10 --opensearch --searching
    python -m benchmarks.kills --times 10 --opensearch --searching --only node-cut,manager-cut

Needs PostgreSQL's programs. What can be cut off is in namespaces of a network of its own, which
only root can make: a worker's host, and each node of OpenSearch.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import text

from benchmarks.asking import Asking
from benchmarks.hosts import Cable, Host, network
from indexer.catalogue import Catalogue
from indexer.catalogue.database import integrity
from tests.servers import (
    Node,
    OpenSearchCluster,
    Place,
    PostgreSQL,
    free_ports,
    postgresql_folder,
    server,
)

_PATIENCE = 300.0
_FILES, _RECORD_FILES, _RECORDS = 12, 2, 300
_LARGEST = 16  # times that


@dataclass(frozen=True, slots=True)
class Disturbed:
    """``share`` of what was added that was in when it began; the seconds until all of it was in,
    and until every API worker found it; and until the cluster was green again, from when what was
    taken away was given back, where it was of the cluster."""

    share: float
    seconds: float
    found: float
    healed: float | None

    def __str__(self) -> str:
        green = "" if self.healed is None else f", green again after {self.healed:.1f} s"
        return f"in {self.seconds:.1f} s, found after {self.found:.1f} s{green}"


class Trial:
    """``catalogue`` is an observer's, who is never cut off; ``servers`` are the API workers, which
    ``asking`` searches by."""

    asking: Asking | None = None

    def __init__(self, folder: Path, catalogue: Catalogue, workers: list[Host]) -> None:
        self.folder, self.catalogue, self.workers = folder, catalogue, workers
        self.servers: list[Host] = []
        self.rounds = self.expected = 0
        self.size = 1
        self.random = random.Random(1)

    def add(self) -> None:
        """Files and records for both."""
        n = self.rounds
        self.rounds += 1
        for i in range(_FILES):
            (self.folder / f"通知{n}-{i}.txt").write_text(
                f"关于{n}年第{i}项工作的通知\n" + "内容。" * 200
            )
        for part in range(_RECORD_FILES * self.size):
            lines = [
                {
                    "id": f"r{n}-{part}-{i}",
                    "title": f"关于{n}类{part}组{i}号事项的规定",
                    "text": f"第{i}条 内容{n}。" * 40,
                }
                for i in range(_RECORDS)
            ]
            whole = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
            (self.folder / f"records{n}-{part}.jsonl").write_text(whole)
            self.expected += len(lines)
        self.expected += _FILES

    def acknowledged(self) -> set[str]:
        return {change.id for change in self.catalogue.changes_since(0) if not change.deleted}

    def count(self) -> int:
        with self.catalogue.database.snapshot() as connection:
            return int(connection.execute(text("SELECT count(*) FROM documents")).scalar_one())

    def wait(self, holds: Callable[[], bool]) -> float:
        began = time.monotonic()
        while True:
            for host in (*self.workers, *self.servers):
                host.keep_running()
            if holds():
                return time.monotonic() - began
            if time.monotonic() - began > _PATIENCE:
                hosts = (*self.workers, *self.servers)
                said = [f"{host.home.name}: {host.told()}" for host in hosts]
                raise AssertionError("\n".join(["no progress", *said]))
            time.sleep(0.05)

    def _wait_for_more_than(self, count: int) -> None:
        self.wait(lambda: self.count() > count)

    def disturb(self, act: Callable[[], float | None]) -> Disturbed:
        """While some of what was added is in and some is not; until all of it is."""
        while True:
            before = self.expected
            self.add()
            self._wait_for_more_than(before)
            there = self.acknowledged()
            if len(there) < self.expected or self.size >= _LARGEST:
                break
            # Too quick: all of it was in by then. A disturbance now would show nothing.
            self.size *= 2
        healed = act()
        seconds = self.wait(lambda: self.count() >= self.expected)
        lost = there - self.acknowledged()
        assert not lost, f"acknowledged and lost: {sorted(lost)[:5]}"
        found = seconds + self.wait(self.all_found)
        return Disturbed((len(there) - before) / (self.expected - before), seconds, found, healed)

    def all_found(self) -> bool:
        return self.asking is None or self.asking.largest >= self.expected

    def state(self) -> str:
        """For who waits for the end, or does not."""
        asking = self.asking
        return "" if asking is None else f"{asking.so_far()}, {len(asking.smaller)} smaller totals"

    def check(self) -> None:
        """Nothing twice, nothing half; the index of each host agrees."""
        for host in (*self.workers, *self.servers):
            host.end(signal.SIGTERM)
        assert len(self.acknowledged()) == self.expected
        with self.catalogue.database.snapshot() as connection:
            twice = text(
                "SELECT location FROM attempts WHERE outcome = 'added' "
                "GROUP BY location HAVING count(*) > 1"
            )
            assert connection.execute(twice).all() == []
        assert integrity(self.catalogue.database) == []
        for host in (*self.workers, *self.servers):
            host.must("rebuild", "--if-needed")
            host.must("verify")


def told(message: str) -> None:
    print(message, flush=True)


def run(
    times: int,
    *,
    opensearch: bool = False,
    searching: bool = False,
    only: Sequence[str] = (),
) -> None:
    """``only``: the names of disturbances, none for all."""
    with ExitStack() as held:
        site = Site(held, opensearch=opensearch)
        catalogue = held.enter_context(Catalogue.open(site.url))
        trial = Trial(site.place / "files", catalogue, [])
        trial.folder.mkdir()
        watching = ("watch", str(trial.folder), "--settle", "0", "--workers", "1")
        trial.workers = [site.host("one", *watching), site.host("two", *watching, apart=site.apart)]
        trial.add()
        seconds = trial.wait(lambda: trial.count() >= trial.expected)
        told(f"undisturbed: all in after {seconds:.1f} s")
        if searching:
            search(trial, site, held)
        for kind in kinds(trial, site):
            if not only or kind.name in only:
                done = []
                for n in range(times):
                    done.append(trial.disturb(kind.done))
                    told(f"    {kind.name} {n + 1}: {done[-1]}, {trial.state()}")
                report(kind.what, done, trial)
        if trial.asking is not None:
            assert not trial.asking.smaller, trial.asking.smaller
        trial.check()
        told(f"{trial.expected} documents, each once; nothing acknowledged was lost; indexes agree")


class Site:
    """PostgreSQL, OpenSearch where it is wanted, and what hosts are told of them."""

    def __init__(self, held: ExitStack, *, opensearch: bool) -> None:
        self._held = held
        programs = postgresql_folder()
        assert programs is not None, "no PostgreSQL server here"
        folder = tempfile.TemporaryDirectory(prefix="policy-search-kills-")
        self.place = Path(held.enter_context(folder))
        self.place.chmod(0o755)
        self._network = held.enter_context(network())
        if self._network is None:
            told("NOTHING IS CUT OFF: no network of its own can be made here")
        self.apart = self._network.cables[0] if self._network else None
        reached = (self._network.range, self._network.ours) if self._network else ("", "")
        self.database = PostgreSQL(programs, *reached)
        held.callback(self.database.close)
        self.url = self.database.database()
        self.cluster: OpenSearchCluster | None = None
        if opensearch:
            cables = [self._network.cable() for _ in range(3)] if self._network else []
            places = [
                Place(cable.address, cable.loopback, tuple(cable.inside()), cable.connect)
                for cable in cables
            ]
            self.cluster = OpenSearchCluster(server(self.place), places=places)
            held.callback(self.cluster.close)

    def host(self, name: str, *command: str, apart: Cable | None = None) -> Host:
        given = {"POLICY_SEARCH_DATABASE_URL": self.url}
        if self.cluster is not None:
            given["POLICY_SEARCH_ENGINE"] = "opensearch"
            given["POLICY_SEARCH_OPENSEARCH_HOSTS"] = ",".join(self.cluster.hosts)
            given["POLICY_SEARCH_OPENSEARCH_REPLICAS"] = "1"
        if apart is not None and self._network is not None:
            ours = self._network.ours
            given = {name: value.replace("127.0.0.1", ours) for name, value in given.items()}
        made = Host(self.place / name, given, *command, apart=apart)
        self._held.callback(made.close)
        return made


def search(trial: Trial, site: Site, held: ExitStack) -> None:
    """By two API workers, from now on."""
    ports = free_ports(2)
    for name, port in zip(("three", "four"), ports, strict=True):
        trial.servers.append(site.host(name, "serve", "--port", str(port)))
    trial.asking = held.enter_context(Asking(ports))
    seconds = trial.wait(trial.all_found)
    trial.asking.account()
    told(f"all found by both API workers after {seconds:.1f} s")


def report(what: str, disturbed: list[Disturbed], trial: Trial) -> None:
    seconds = sorted(one.seconds for one in disturbed)
    found = sorted(one.found for one in disturbed)
    shares = sorted(one.share for one in disturbed)
    middle = len(seconds) // 2
    told(
        f"{what}, {len(disturbed)} times, "
        f"{sum(share < 1 for share in shares)} of them in the middle "
        f"({shares[0]:.0%} to {shares[-1]:.0%} in): "
        f"all in after {seconds[middle]:.1f} s (median), {seconds[-1]:.1f} s (longest); "
        f"workers that ended: {[worker.ends for worker in trial.workers]}"
    )
    healed = sorted(one.healed for one in disturbed if one.healed is not None)
    if healed:
        told(f"    green again after {healed[len(healed) // 2]:.1f} s, {healed[-1]:.1f} s")
    if trial.asking is not None:
        told(f"    found after {found[middle]:.1f} s, {found[-1]:.1f} s; {trial.asking.account()}")
        told(f"    smaller totals: {len(trial.asking.smaller)}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A disturbance: its ``name``, ``what`` it is, and how it is ``done``: in how many seconds the
    cluster was green again after it, if it was the cluster's."""

    name: str
    what: str
    done: Callable[[], float | None]


def kinds(trial: Trial, site: Site) -> Iterator[Kind]:
    chance, database = trial.random, site.database
    end = partial(Host.end, how=signal.SIGKILL)
    yield Kind("worker", "a worker killed", lambda: end(chance.choice(trial.workers)))
    if trial.servers:
        yield Kind("api", "an API worker killed", lambda: end(chance.choice(trial.servers)))

    def restart() -> None:
        database.kill()
        time.sleep(1)
        database.start()

    yield Kind("postgresql", "PostgreSQL killed, started a second later", restart)
    if site.apart is not None:
        cable = site.apart
        yield Kind("host", "a worker's host cut off", lambda: cut(chance, cable.connect))
    if site.cluster is not None:
        yield from of_the_cluster(site.cluster, chance, cuts=site.apart is not None)


def of_the_cluster(
    cluster: OpenSearchCluster, chance: random.Random, *, cuts: bool
) -> Iterator[Kind]:
    def healed() -> float:
        began = time.monotonic()
        cluster.wait(3, "green")
        return time.monotonic() - began

    def kill(node: Node) -> float:
        node.kill()
        time.sleep(2)
        node.start()
        return healed()

    def any_node() -> Node:
        return chance.choice(cluster.nodes)

    yield Kind("node", "a node killed and started", lambda: kill(any_node()))
    yield Kind("manager", "the manager killed and started", lambda: kill(cluster.manager))

    def silence() -> float:
        node = any_node()
        node.still(True)
        time.sleep(5 + 10 * chance.random())
        node.still(False)
        return healed()

    yield Kind("silent", "a node stopped for 5 to 15 s", silence)
    if not cuts:
        return
    missed: set[str] = set()

    def cut_off(node: Node, name: str) -> float:
        """The first time until the others have given it up: they are a cluster of two."""
        cut(chance, node.connect, None if name in missed else lambda: cluster.wait(2))
        missed.add(name)
        return healed()

    yield Kind("node-cut", "a node cut off", lambda: cut_off(any_node(), "node"))
    yield Kind("manager-cut", "the manager cut off", lambda: cut_off(cluster.manager, "manager"))


def cut(
    chance: random.Random,
    connect: Callable[[bool], None],
    noticed: Callable[[], None] | None = None,
) -> None:
    """For 5 to 15 s, or until it is noticed."""
    began = time.monotonic()
    connect(False)
    try:
        if noticed is None:
            time.sleep(5 + 10 * chance.random())
        else:
            noticed()
            told(f"    cut off until it was given up, {time.monotonic() - began:.1f} s")
    finally:
        connect(True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--opensearch", action="store_true")
    parser.add_argument(
        "--searching", action="store_true", help="by two API workers, all the while"
    )
    parser.add_argument(
        "--only", default="", help="names of disturbances, with commas: worker, node-cut, …"
    )
    given = parser.parse_args()
    # What was started is ended, also where this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    run(
        given.times,
        opensearch=given.opensearch,
        searching=given.searching,
        only=list(filter(None, given.only.split(","))),
    )
