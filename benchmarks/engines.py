"""The same library on the embedded engine, on one node of OpenSearch and on three.

    POLICY_SEARCH_HOME=... python -m benchmarks.engines ../shared/data/laws/mainland.jsonl.gz

The library must hold the documents of the file (``policy-search ingest``); it is copied. Each has
its index built anew, and a ``policy-search serve`` before it; then they take turns with the same
queries, fifty at a time, so that what else runs on the machine disturbs all alike. Needs Java 17
and Maven. Nodes have 512 MB of heap.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
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
from tests.servers import OpenSearchCluster, server

_TURN = 50


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

    def build(self) -> None:
        command = [sys.executable, "-m", "search_api.cli", "rebuild"]
        began, before = time.perf_counter(), os.times()
        subprocess.run(command, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        seconds, after = time.perf_counter() - began, os.times()
        count = json.loads(self._told("status", "--json"))["documents"]
        ours = after.children_user + after.children_system
        self.rate = count / seconds
        self.busy = count / (ours - before.children_user - before.children_system)
        if self.cluster is None:
            self.size = size_of(self.home / "index") / 1e6
        else:
            stats = self.cluster.ask("GET", "/_stats/store")
            self.size = stats["_all"]["total"]["store"]["size_in_bytes"] / 1e6

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

    def total(self, query: str) -> int:
        assert self.server is not None
        body = asyncio.run(http.fetch(self.server.port, f"/api/v1/search?q={quote(query)}"))
        return int(json.loads(body)["total"])

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


def built(library: Path, place: Path, held: ExitStack) -> Iterator[Built]:
    fetched = server(place)
    for name, count in (("embedded", 0), ("one node", 1), ("three nodes, one replica", 3)):
        home = place / f"with{count}"
        home.mkdir()
        # Not its settings, which name its engine.
        shutil.copy(library / "catalogue.db", home)
        given = {**os.environ, "POLICY_SEARCH_HOME": str(home), "POLICY_SEARCH_ENGINE": "whoosh"}
        cluster = None
        if count:
            cluster = OpenSearchCluster(fetched, count)
            held.callback(cluster.close)
            given["POLICY_SEARCH_ENGINE"] = "opensearch"
            given["POLICY_SEARCH_OPENSEARCH_HOSTS"] = ",".join(cluster.hosts)
            given["POLICY_SEARCH_OPENSEARCH_REPLICAS"] = str(int(count > 1))
        yield Built(name, given, home, cluster)


def main() -> None:
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    reader.add_argument("texts", type=Path)
    reader.add_argument("--requests", type=int, default=500)
    reader.add_argument("--connections", type=int, default=4)
    chosen = reader.parse_args()
    library = Path(os.environ["POLICY_SEARCH_HOME"])
    asked = http.queries(chosen.texts, 2 * chosen.requests)
    with ExitStack() as held:
        place = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="policy-search-eng-")))
        place.chmod(0o755)
        all_built = []
        for one in built(library, place, held):
            one.build()
            print(f"{one.name}: built, {one.rate:.0f} documents/s", flush=True)
            one.server = http.start("政府信息公开", one.environment)
            held.callback(end, one.server)
            all_built.append(one)
        alone, together = asked[: chosen.requests], asked[chosen.requests :]
        for connections, queries in ((1, alone), (chosen.connections, together)):
            for start in range(0, len(queries), _TURN):
                for one in all_built:
                    one.ask(queries[start : start + _TURN], connections)
        differ = sum(len({one.total(query) for one in all_built}) > 1 for query in asked[:_TURN])
        print(f"totals that differ: {differ} of {_TURN} queries")
        print("| | p50 / p95, ms | requests/s | documents/s (of our processor) | memory, MB | MB |")
        print("|---|---|---|---|---|---|")
        for one in all_built:
            print(one.row())


def end(served: http.Server) -> None:
    served.process.terminate()
    served.process.wait(timeout=30)


if __name__ == "__main__":
    main()
