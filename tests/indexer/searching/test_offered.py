"""The order of suggestions: in force, how often searched, place."""

from __future__ import annotations

from datetime import date

from indexer.catalogue.types import Offered
from indexer.model import Status, StatusValue
from indexer.searching.offered import in_order
from indexer.understanding.validity.timeline import StatusChange

DAY = date(2026, 1, 1)


def offered(identity: str, title: str, region: str, status: StatusValue) -> Offered:
    timeline = (StatusChange(date.min, Status(status, None, None, None)),)
    return Offered(identity, title, f"{identity}号", region, timeline)


ALL = [
    offered("old", "养犬条例", "云城市", StatusValue.REPEALED),
    offered("local", "云城市养犬办法", "云城市", StatusValue.IN_FORCE),
    offered("asked", "别市养犬规定", "别市", StatusValue.IN_FORCE),
    offered("draft", "养犬办法草案", "云城市", StatusValue.DRAFT),
    offered("nation", "动物防疫法", "全国", StatusValue.IN_FORCE),
    offered("guide", "养犬解读", "云城市", StatusValue.UNKNOWN),
]


def ids(searched: list[tuple[str, int]], region: str | None) -> list[str]:
    return [identity for identity, _ in in_order(ALL, searched, region, DAY).titles]


def test_in_force_then_how_often_searched_then_place() -> None:
    assert ids([("别市养犬", 3)], None) == ["asked", "nation", "local", "guide"]
    assert ids([], None) == ["nation", "local", "asked", "guide"]
    assert ids([], "云城市") == ["local", "nation", "asked", "guide"]


def test_what_has_ended_is_apart_and_numbers_keep_the_order() -> None:
    order = in_order(ALL, [], None, DAY)
    assert [identity for identity, _ in order.ended] == ["old", "draft"]
    assert [number for _, number in order.numbers][:2] == ["nation号", "local号"]
