"""A commit: changes are collected, sent in bulk, made visible by one refresh, and only then is the
generation said to be at their revision. A writer that dies in between leaves what the next catch-up
writes again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

import orjson

from analyzers.analyzer import Analyzer
from indexer.engines.opensearch.client import TOO_MUCH, WRITE_SECONDS, Client, pauses
from indexer.engines.opensearch.leases import Lease
from indexer.engines.opensearch.rows import Analysed, Averages, analysed, row
from indexer.model import IndexedDocument
from indexer.model.errors import EngineError

# What one bulk request holds: the servers' bound on a request is 100 MB, their advice 5 to 15.
_BULK_BYTES = 8_000_000
# Sent while the next is made: the nodes' work and ours are then done at the same time. What is too
# much for them waits, and so do we.
_ON_THE_WAY = 2

Changes = Mapping[str, IndexedDocument | None]


class Writer:
    """Collects; None is a deletion. The last word on an id counts."""

    def __init__(self) -> None:
        self.changes: dict[str, IndexedDocument | None] = {}

    def put(self, document: IndexedDocument) -> None:
        self.changes[document.id] = document

    def delete(self, document_id: str) -> None:
        self.changes[document_id] = None


def commit(
    client: Client,
    analyzer: Analyzer,
    index: str,
    meta: Mapping[str, Any],
    changes: Changes,
    revision: int,
    mark: str,
    lease: Lease,
) -> None:
    """Raises EngineError; then the generation is as it was, or part of the changes is there
    already and its revision still the old one."""
    averages, known = _averages(meta, changes, analyzer)
    _send_all(client, index, _portions(_lines(changes, known, averages, analyzer, revision)), lease)
    client.write("POST", f"/{index}/_refresh")
    lease.check()
    told = {**meta, "revision": revision, "mark": mark, "commit": int(meta["commit"]) + 1}
    if known:
        told["averages"] = asdict(averages)
    client.write("PUT", f"/{index}/_mapping", {"_meta": told})


def _averages(
    meta: Mapping[str, Any], changes: Changes, analyzer: Analyzer
) -> tuple[Averages, dict[str, Analysed]]:
    """The generation's, and what was analysed to have them: by its first commit that puts."""
    if found := meta.get("averages"):
        return Averages(found["words"], found["pairs"]), {}
    known = {i: analysed(d, analyzer) for i, d in changes.items() if d is not None}
    return Averages.over(list(known.values())), known


def _lines(
    changes: Changes,
    known: Mapping[str, Analysed],
    averages: Averages,
    analyzer: Analyzer,
    revision: int,
) -> Iterator[bytes]:
    """Of a version: what another writer has written meanwhile, which knows more, stays."""
    version = {"version": revision, "version_type": "external_gte"}
    for identity, document in changes.items():
        if document is None:
            yield orjson.dumps({"delete": {"_id": identity, **version}}) + b"\n"
            continue
        found = known.get(identity) or analysed(document, analyzer)
        made = orjson.dumps(row(document, found, averages))
        yield orjson.dumps({"index": {"_id": identity, **version}}) + b"\n" + made + b"\n"


def _portions(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    portion: list[bytes] = []
    size = 0
    for line in lines:
        portion.append(line)
        size += len(line)
        if size >= _BULK_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _send_all(client: Client, index: str, portions: Iterator[list[bytes]], lease: Lease) -> None:
    """In whatever order they arrive: an id stands in one of them."""
    with ThreadPoolExecutor(_ON_THE_WAY, "bulk") as sending:
        on_the_way: deque[Future[None]] = deque()
        for portion in portions:
            if len(on_the_way) == _ON_THE_WAY:
                on_the_way.popleft().result()
            lease.check()
            on_the_way.append(sending.submit(_send, client, index, portion))
        for one in on_the_way:
            one.result()


def _send(client: Client, index: str, portion: Sequence[bytes]) -> None:
    """Of the rows that were too much for a node those alone again, for as long as a write may
    take."""
    until = time.monotonic() + WRITE_SECONDS
    for pause in pauses():
        answer = client.write("POST", f"/{index}/_bulk", b"".join(portion).decode())
        if not answer.get("errors"):
            return
        told = zip(portion, answer["items"], strict=True)
        portion = [line for line, item in told if TOO_MUCH in _statuses(item)]
        last = time.monotonic() + pause > until
        _check(item for item in answer["items"] if last or TOO_MUCH not in _statuses(item))
        if not portion:
            return
        time.sleep(pause)


def _statuses(item: Mapping[str, Mapping[str, Any]]) -> list[int]:
    return [outcome["status"] for outcome in item.values()]


def _check(items: Iterable[Mapping[str, Mapping[str, Any]]]) -> None:
    """Raises EngineError for what was not taken."""
    for item in items:
        for what, outcome in item.items():
            if outcome["status"] == 409:
                raise EngineError(
                    "索引中已有更新的内容：另一进程接管了写入，或目录库是恢复的旧版本；再次出现时"
                    "请运行 policy-search rebuild"
                )
            if outcome["status"] >= 300 and not (what == "delete" and outcome["status"] == 404):
                reason = outcome.get("error", {}).get("reason", "")
                raise EngineError(f"OpenSearch 没有收下 {outcome['_id']}：{reason}")
