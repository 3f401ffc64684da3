"""The same library on the embedded engine, on one node of OpenSearch and on three.

    POLICY_SEARCH_HOME=... python -m benchmarks.engines

Any library of the default database (``policy-search ingest``): its catalogue is copied, and the
queries are made from its texts. Each engine has its index built anew, and a ``policy-search serve``
before it; then they take turns with the same queries, fifty at a time, so that what else runs on
the machine disturbs all alike. ``--nodes 0,1`` leaves out the three. Needs Java 17 and Maven.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import quote

import psutil

from benchmarks import http
from benchmarks.measures import size_of
from benchmarks.timing import at
from indexer.catalogue import Catalogue
from tests.servers import OpenSearchCluster, server

_TURN = 50
_SAMPLED = 4_000  # documents that queries are made from
_TITLES = 200  # asked for by name
_NAMES = {0: "embedded", 1: "one node"}


@dataclass(slots=True)
class Built:
    """An index, and who answers from it. ``alone``: ms of requests one after the other;
    ``together``: requests and seconds of some at once."""

    name: str
    environment: dict[str, str]
    home: Path
    cluster: OpenSearchCluster | None
    rate: float = 0.0
    busy: float = 0.0
    size: float = 0.0
    server: http.Server | None = None
    alone: list[float] = field(default_factory=list)
    together: list[http.Run] = field(default_factory=list)

    def build(self, patience: float) -> None:
        """Raises TimeoutExpired."""
        command = [sys.executable, "-m", "search_api.cli", "rebuild"]
        began, before = time.perf_counter(), os.times()
        subprocess.run(
            command, env=self.environment, check=True, stdout=subprocess.DEVNULL, timeout=patience
        )
        seconds, after = time.perf_counter() - began, os.times()
        count = json.loads(self._told("status", "--json"))["documents"]
        ours = after.children_user + after.children_system
        self.rate = count / seconds
        self.busy = count / (ours - before.children_user - before.children_system)

    def weigh(self) -> None:
        if self.cluster is None:
            self.size = size_of(self.home / "index") / 1e6
        else:
            stats = self.cluster.ask("GET", "/_stats/store")
            self.size = stats["_all"]["total"]["store"]["size_in_bytes"] / 1e6

    def so_far(self) -> str:
        if self.cluster is None:
            return "not built"
        done = self.cluster.ask("GET", "/_stats/indexing")["_all"]["primaries"]["indexing"]
        return f"{done['index_total']} rows written"

    def _told(self, *arguments: str) -> bytes:
        command = [sys.executable, "-m", "search_api.cli", *arguments]
        return subprocess.run(
            command, env=self.environment, check=True, stdout=subprocess.PIPE
        ).stdout

    def ask(self, queries: Sequence[str], connections: int) -> None:
        assert self.server is not None
        taken = asyncio.run(http.run(self.server.port, queries, connections))
        if connections == 1:
            self.alone += taken.times
        else:
            self.together.append(taken)

    def seen(self, query: str) -> tuple[str, str, str]:
        """What a reader sees of it: total, facets, first hit."""
        assert self.server is not None
        body = asyncio.run(http.fetch(self.server.port, http.PATH.format(quote(query))))
        answer = json.loads(body)
        first = answer["hits"][0]["id"] if answer["hits"] else ""
        return str(answer["total"]), json.dumps(answer["facets"], sort_keys=True), first

    def quality(self, queries: Path, qrels: Path) -> float:
        judged = ("--queries", str(queries), "--qrels", str(qrels), "--json")
        return float(json.loads(self._told("evaluate", *judged))["measures"]["nDCG@10"])

    def memory(self) -> tuple[float, float]:
        """Resident, in MB: of the service, of all nodes."""
        assert self.server is not None
        nodes = self.cluster.nodes if self.cluster else []
        groups = [node.process.pid for node in nodes if node.process]
        used = sum(
            process.memory_info().rss
            for process in psutil.process_iter()
            if os.getpgid(process.pid) in groups
        )
        return self.server.memory()[0], used / 1e6

    def row(self) -> str:
        times = sorted(self.alone)
        requests = sum(len(run.times) for run in self.together)
        seconds = sum(run.seconds for run in self.together)
        service, nodes = self.memory()
        return (
            f"| {self.name} | {median(times):.1f} / {at(times, 0.95):.1f} | "
            f"{requests / seconds:.0f} | {self.rate:.0f} ({self.busy:.0f}) | "
            f"{service:.0f} + {nodes:.0f} | {self.size:.0f} |"
        )


def built(library: Path, place: Path, held: ExitStack, chosen: Chosen) -> Iterator[Built]:
    fetched = server(place)
    for count in chosen.nodes:
        home = place / f"with{count}"
        home.mkdir()
        # Not its settings, which name its engine.
        shutil.copy(library / "catalogue.db", home)
        given = {**os.environ, "POLICY_SEARCH_HOME": str(home), "POLICY_SEARCH_ENGINE": "whoosh"}
        # Vectors would be reckoned by each service in the background, beside what is timed.
        given["POLICY_SEARCH_MEANING"] = "false"
        cluster = None
        if count:
            cluster = OpenSearchCluster(fetched, count, heap=chosen.heap)
            held.callback(cluster.close)
            given["POLICY_SEARCH_ENGINE"] = "opensearch"
            given["POLICY_SEARCH_OPENSEARCH_HOSTS"] = ",".join(cluster.hosts)
            given["POLICY_SEARCH_OPENSEARCH_REPLICAS"] = str(int(count > 1))
        yield Built(_NAMES.get(count, f"{count} nodes, one replica"), given, home, cluster)


def questions(home: Path, count: int) -> tuple[list[str], list[str]]:
    """Words that stand near each other in a library's texts; titles of its documents."""
    chance = random.Random(http.SEED)
    with Catalogue.open(f"sqlite:///{home / 'catalogue.db'}", create=False) as catalogue:
        titles = dict(sorted(catalogue.all_titles()))
        ids = chance.sample(sorted(titles), min(_SAMPLED, len(titles)))
        texts = catalogue.texts(ids)
    words = http.near_words([texts[one] for one in ids if texts.get(one)], count)
    return words, [titles[one] for one in ids[:_TITLES]]


def agreement(all_built: Sequence[Built], queries: Sequence[str], what: str) -> None:
    seen = [[one.seen(query) for one in all_built] for query in queries]
    totals, facets, firsts = (
        sum(len({answer[part] for answer in answers}) > 1 for answers in seen) for part in range(3)
    )
    told(f"of {len(queries)} {what}: totals differ in {totals}, facets {facets}, firsts {firsts}")


def told(message: str) -> None:
    print(message, flush=True)


class Chosen(argparse.Namespace):
    requests: int
    connections: int
    nodes: list[int]
    heap: int
    patience: float
    ready: bool
    queries: Path | None
    qrels: Path | None


def arguments() -> Chosen:
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    reader.add_argument("--requests", type=int, default=500)
    reader.add_argument("--connections", type=int, default=4)
    reader.add_argument(
        "--nodes",
        type=lambda given: [int(count) for count in given.split(",")],
        default=[0, 1, 3],
        help="how many the index is on, 0 for the embedded engine: 0,1,3",
    )
    reader.add_argument("--heap", type=int, default=512, help="of a node, in MB")
    reader.add_argument(
        "--ready", action="store_true", help="the embedded engine's index is the library's own"
    )
    reader.add_argument(
        "--patience", type=float, default=3600, help="seconds for an index; without it goes on"
    )
    reader.add_argument("--queries", type=Path, help="judged ones, with --qrels: nDCG@10 of each")
    reader.add_argument("--qrels", type=Path)
    return reader.parse_args(namespace=Chosen())


def main() -> None:
    chosen = arguments()
    library = Path(os.environ["POLICY_SEARCH_HOME"])
    with ExitStack() as held:
        place = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="policy-search-eng-")))
        place.chmod(0o755)
        all_built: list[Built] = []
        for one in built(library, place, held, chosen):
            try:
                if chosen.ready and one.cluster is None:
                    shutil.copytree(library / "index", one.home / "index")
                else:
                    one.build(chosen.patience)
            except subprocess.TimeoutExpired:
                told(f"{one.name}: {one.so_far()} after {chosen.patience:.0f} s, left out")
                continue
            one.weigh()
            told(f"{one.name}: built, {one.rate:.0f} documents/s, {one.size:.0f} MB")
            all_built.append(one)
        asked, titles = questions(all_built[0].home, 2 * chosen.requests)
        for one in all_built:
            one.server = http.start("政府信息公开", one.environment)
            held.callback(end, one.server)
            http.wait_for_helps(one.server)
        take_turns(all_built, asked[: chosen.requests], 1)
        take_turns(all_built, asked[chosen.requests :], chosen.connections)
        agreement(all_built, asked[:_TITLES], "queries")
        agreement(all_built, titles, "titles")
        if chosen.queries and chosen.qrels:
            for one in all_built:
                told(f"{one.name}: nDCG@10 {one.quality(chosen.queries, chosen.qrels):.4f}")
        told("| | p50 / p95, ms | requests/s | documents/s (of our processor) | memory, MB | MB |")
        told("|---|---|---|---|---|---|")
        for one in all_built:
            told(one.row())


def take_turns(all_built: Sequence[Built], queries: Sequence[str], connections: int) -> None:
    for start in range(0, len(queries), _TURN):
        for one in all_built:
            one.ask(queries[start : start + _TURN], connections)


def end(served: http.Server) -> None:
    served.process.terminate()
    served.process.wait(timeout=30)


if __name__ == "__main__":
    # What was started is ended, also where this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    main()
