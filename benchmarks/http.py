"""Whole HTTP requests: facets, highlights and all, by one worker.

    POLICY_SEARCH_HOME=... python -m benchmarks.http ../shared/data/laws/mainland.jsonl.gz

The library must hold the laws (``policy-search ingest``). Starts ``policy-search serve`` itself,
as a process of its own, and prints

* the cold start: from starting the process to its first answer, and to helps (suggestions) ready;
* the requests a second, their times, and the server's processor time for each, over some kept-open
  connections: where every query is new to the server, where they come again (more than its cache
  of answers holds), and for queries that are popular; each asks for ten hits with highlights and
  three facets;
* what the process holds in memory: resident, and without what it shares with the page cache.

The client runs on the same machine and takes its share of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

import psutil

from analyzers.analyzer import default_analyzer
from benchmarks.timing import at
from benchmarks.workload import rows

SEED = 20260103
_PATIENCE = 60.0
PATH = "/api/v1/search?q={}&facets=issuer,status,year"


def queries(path: Path, count: int) -> list[str]:
    """One to three words that stand near each other in a text: what people type."""
    return near_words([row["text"] for row in rows(path)], count)


def near_words(texts: Sequence[str], count: int) -> list[str]:
    """The same of texts."""
    analyzer = default_analyzer()
    chance = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < count:
        text = chance.choice(texts)
        start = chance.randrange(max(1, len(text) - 60))
        stretch = text[start : start + 60]
        words = [stretch[w.start : w.end] for w in analyzer.words(stretch)]
        words = [w for w in words if len(w) > 1 and all("一" <= c <= "鿿" for c in w)]
        if len(words) > 3:
            found[" ".join(chance.sample(words, chance.choice([1, 2, 2, 3])))] = None
    return list(found)


# ---------------------------------------------------------------- the server


@dataclass(slots=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int
    first_answer: float  # seconds

    def busy(self) -> float:
        """Seconds of processor time used until now."""
        used = psutil.Process(self.process.pid).cpu_times()
        return float(used.user + used.system)

    def memory(self) -> tuple[float, float]:
        """Resident, and of its own, in MB."""
        used = psutil.Process(self.process.pid).memory_full_info()
        return used.rss / 1e6, used.uss / 1e6


def start(query: str, environment: Mapping[str, str] = os.environ) -> Server:
    """Serve, and wait for the first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "search_api.cli", "serve", f"--port={port}"],
        stdout=subprocess.DEVNULL,
        env=environment,
    )
    while time.perf_counter() - began < _PATIENCE:
        try:
            asyncio.run(run(port, [query], 1))
        except OSError:
            time.sleep(0.01)
            continue
        return Server(process, port, time.perf_counter() - began)
    process.kill()
    raise TimeoutError("the server did not answer")


def wait_for_helps(server: Server) -> float:
    """Seconds until suggestions are made."""
    began = time.perf_counter()
    while time.perf_counter() - began < _PATIENCE:
        body = asyncio.run(fetch(server.port, "/api/v1/suggest?q=zw"))
        if json.loads(body)["suggestions"]:
            break
        time.sleep(0.05)
    return time.perf_counter() - began


# ---------------------------------------------------------------- the client


@dataclass(frozen=True, slots=True)
class Run:
    """``times``: of each request, in ms, ascending."""

    seconds: float
    times: Sequence[float]

    def row(self, name: str) -> str:
        return (
            f"{name:28} {len(self.times) / self.seconds:8.0f}/s  p50 {median(self.times):6.2f} ms"
            f"  p95 {at(self.times, 0.95):6.2f} ms  p99 {at(self.times, 0.99):6.2f} ms"
            f"  max {self.times[-1]:6.1f} ms"
        )


async def run(port: int, asked: Sequence[str], connections: int) -> Run:
    """Ask all queries over so many connections. Raises OSError where one is not answered."""
    waiting = iter([PATH.format(quote(q)) for q in asked])
    times: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for path in waiting:
                began = time.perf_counter()
                await _get(reader, writer, path)
                times.append((time.perf_counter() - began) * 1000)
        finally:
            writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return Run(time.perf_counter() - began, sorted(times))


async def fetch(port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await _get(reader, writer, path)
    finally:
        writer.close()


async def _get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> bytes:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise OSError(head.split(b"\r\n")[0].decode())
    length = next(
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    )
    return await reader.readexactly(length)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("laws", type=Path)
    reader.add_argument("--requests", type=int, default=3_000)
    reader.add_argument("--connections", type=int, default=4)
    chosen = reader.parse_args()
    asked = queries(chosen.laws, chosen.requests)
    server = start("政府信息公开")
    try:
        print(f"cold start to first answer    {server.first_answer:6.2f} s")
        print(f"from there to suggestions     {wait_for_helps(server):6.2f} s")
        popular = random.Random(SEED).choices(asked[:100], k=len(asked))
        for name, queries_of_run, connections in (
            ("every query new", asked, chosen.connections),
            ("the same again", asked, chosen.connections),
            ("the same, one connection", asked, 1),
            ("100 popular ones", popular, chosen.connections),
        ):
            began = server.busy()
            taken = asyncio.run(run(server.port, queries_of_run, connections))
            share = 1000 * (server.busy() - began) / len(queries_of_run)
            print(f"{taken.row(name)}  server CPU {share:5.2f} ms")
        print("memory: resident {:.0f} MB, of its own {:.0f} MB".format(*server.memory()))
    finally:
        server.process.terminate()
        server.process.wait(timeout=30)


if __name__ == "__main__":
    main()
