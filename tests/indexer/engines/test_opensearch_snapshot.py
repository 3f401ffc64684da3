"""What a handle on OpenSearch sees where nodes are down; no server is needed for it."""

from __future__ import annotations

from typing import Any, cast

import pytest

from indexer.model.errors import EngineError

pytest.importorskip("opensearchpy", reason="the extra opensearch is not installed")

from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.mapping import index_settings
from indexer.engines.opensearch.snapshot import KEPT_SECONDS, Snapshot


class Nodes:
    """Answers as the cluster does; what it is asked of its disks, as given."""

    def __init__(self, *stats: dict[str, Any] | EngineError) -> None:
        self.stats = list(stats)
        self.asked: list[str] = []

    def ask(self, method: str, path: str, *_: object, **__: object) -> dict[str, Any]:
        self.asked.append(path)
        if path.endswith("point_in_time"):
            return {"pit_id": "p"}
        found = self.stats.pop(0)
        if isinstance(found, EngineError):
            raise found
        return {"_all": {"primaries": found}}


def seen(nodes: Nodes) -> Snapshot:
    return Snapshot(cast("Client", nodes), "policies-g000000", {})


@pytest.mark.parametrize(
    ("told", "room"),
    [
        ({"store": {"size_in_bytes": 5}, "segments": {"count": 2}}, (5, 2)),
        ({}, (0, 0)),  # no shard of it answers
        (EngineError("a silent node"), (0, 0)),
    ],
)
def test_the_room_on_disk_is_no_reason_to_fail_and_asked_for_once(
    told: dict[str, Any] | EngineError, room: tuple[int, int]
) -> None:
    nodes = Nodes(told)
    snapshot = seen(nodes)
    assert snapshot.room == snapshot.room == room
    assert len([path for path in nodes.asked if "_stats" in path]) == 1


def test_a_replica_is_tried_for_longer_than_a_node_keeps_a_point_in_time_of_it() -> None:
    # A node that was cut off and is back refuses it for so long, five seconds a try; where the
    # tries end before, it stays without one for ever.
    assert index_settings(1)["allocation.max_retries"] * 5 > KEPT_SECONDS
