"""Workers, the database, nodes of the index killed, and hosts cut off, while two workers ingest:
what was acknowledged is there, once, and the index comes to agree.

    python -m benchmarks.kills --times 10
    python -m benchmarks.kills --times 10 --opensearch

Needs PostgreSQL's programs; a host is cut off in a network of its own, which only root can make.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from benchmarks.hosts import Host, Network, network
from indexer.catalogue import Catalogue
from indexer.catalogue.database import integrity
from tests.servers import OpenSearchCluster, PostgreSQL, postgresql_folder, server

_PATIENCE = 300.0
_FILES, _RECORD_FILES, _RECORDS = 12, 2, 300
_LARGEST = 16  # times that


@dataclass(frozen=True, slots=True)
class Disturbed:
    """``share`` of what was added that was in when it began."""

    share: float
    seconds: float


class Trial:
    """``catalogue`` is an observer's, who is never cut off."""

    def __init__(self, folder: Path, catalogue: Catalogue, workers: list[Host]) -> None:
        self.folder, self.catalogue, self.workers = folder, catalogue, workers
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
            for worker in self.workers:
                worker.keep_running("watch", str(self.folder), "--settle", "0", "--workers", "1")
            if holds():
                return time.monotonic() - began
            if time.monotonic() - began > _PATIENCE:
                said = [f"{worker.home.name}: {worker.told()}" for worker in self.workers]
                raise AssertionError("\n".join(["no progress", *said]))
            time.sleep(0.05)

    def _wait_for_more_than(self, count: int) -> None:
        self.wait(lambda: self.count() > count)

    def disturb(self, act: Callable[[], None]) -> Disturbed:
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
        act()
        seconds = self.wait(lambda: self.count() >= self.expected)
        lost = there - self.acknowledged()
        assert not lost, f"acknowledged and lost: {sorted(lost)[:5]}"
        return Disturbed((len(there) - before) / (self.expected - before), seconds)

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
            worker.must("rebuild", "--if-needed")
            worker.must("verify")


def told(message: str) -> None:
    print(message, flush=True)


def run(times: int, *, opensearch: bool = False, cut: bool = True) -> None:
    programs = postgresql_folder()
    assert programs is not None, "no PostgreSQL server here"
    with ExitStack() as held:
        place = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="policy-search-kills-")))
        place.chmod(0o755)
        apart = None
        if cut and not opensearch:
            apart = held.enter_context(network())
            if apart is None:
                told("NO HOST IS CUT OFF: no network of its own can be made here")
        reached = (apart.range, apart.ours) if apart else ("", "")
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
            away = apart if name == "two" else None
            given = environment(url, cluster, away)
            worker = Host(place / name, given, away.name if away else "")
            trial.workers.append(worker)
            held.callback(worker.close)
        trial.add()
        seconds = trial.wait(lambda: trial.count() >= trial.expected)
        told(f"undisturbed: all in after {seconds:.1f} s")
        for what, act in disturbances(trial, database, cluster, apart):
            report(what, [trial.disturb(act) for _ in range(times)], trial.workers)
        trial.check()
        told(f"{trial.expected} documents, each once; nothing acknowledged was lost; indexes agree")


def environment(
    url: str, cluster: OpenSearchCluster | None, apart: Network | None
) -> dict[str, str]:
    given = {"POLICY_SEARCH_DATABASE_URL": url}
    if apart is not None:
        given["POLICY_SEARCH_DATABASE_URL"] = url.replace("127.0.0.1", apart.ours)
    if cluster is not None:
        given["POLICY_SEARCH_ENGINE"] = "opensearch"
        given["POLICY_SEARCH_OPENSEARCH_HOSTS"] = ",".join(cluster.hosts)
        given["POLICY_SEARCH_OPENSEARCH_REPLICAS"] = "1"
    return given


def report(what: str, found: list[Disturbed], workers: list[Host]) -> None:
    seconds = sorted(one.seconds for one in found)
    shares = sorted(one.share for one in found)
    told(
        f"{what}, {len(found)} times, {sum(share < 1 for share in shares)} of them in the middle "
        f"({shares[0]:.0%} to {shares[-1]:.0%} in): "
        f"all in after {seconds[len(seconds) // 2]:.1f} s (median), {seconds[-1]:.1f} s (longest); "
        f"workers that ended: {[worker.ends for worker in workers]}"
    )


def disturbances(
    trial: Trial,
    database: PostgreSQL,
    cluster: OpenSearchCluster | None,
    apart: Network | None,
) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "a worker killed", lambda: trial.random.choice(trial.workers).end(signal.SIGKILL)

    def restart() -> None:
        database.kill()
        time.sleep(1)
        database.start()

    yield "PostgreSQL killed and started", restart
    if apart is not None:

        def pull() -> None:
            apart.connect(False)
            time.sleep(5 + 10 * trial.random.random())
            apart.connect(True)

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
