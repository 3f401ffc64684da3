"""What is kept of use, and what is not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from analyzers.analyzer import default_analyzer
from indexer.model.errors import CatalogueError
from indexer.searching.helps import Learner
from indexer.usage import clicks
from indexer.usage.store import Judgement, QueryCount, QueryOrder, UsageStore

DAY = date(2026, 11, 23)


def test_judgements_do_not_repeat(tmp_path: Path) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    store.add_judgements([("电梯", "a"), ("电梯", "a")])
    store.add_judgements([("电梯", "a")])
    assert store.judgements() == [Judgement("电梯", "a", "import", 1)]
    store.close()


def test_clicks_count_where_people_on_days_agree(tmp_path: Path) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    for _ in range(50):  # one person, however often
        store.add_click(DAY, "电梯", "a", "198.51.100.1")
    for number in range(50):  # any number of people, on one day
        store.add_click(DAY, "公积金", "b", f"198.51.100.{number}")
    for day in range(2):
        for number in range(2):
            store.add_click(DAY + timedelta(days=day), "养犬", "c", f"198.51.100.{number}")
    assert store.judgements() == [Judgement("养犬", "c", "click", 4)]
    store.add_click(DAY + timedelta(days=200), "养犬", "d", "198.51.100.1")
    assert store.judgements() == []  # too old
    store.close()


def test_who_clicked_is_not_kept(tmp_path: Path) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    for day in range(2):
        store.add_click(DAY + timedelta(days=day), "电梯", "a", "198.51.100.1")
    store.close()
    with sqlite3.connect(tmp_path / "usage.db") as connection:
        tokens = {row[0] for row in connection.execute("SELECT client FROM click")}
        salts = connection.execute("SELECT day FROM click_salt").fetchall()
    connection.close()
    assert len(tokens) == 2  # the same person, on two days
    assert salts == [((DAY + timedelta(days=1)).isoformat(),)]
    assert b"198.51" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


def test_clicks_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clicks, "_MOST_A_DAY", 5)
    monkeypatch.setattr(clicks, "_MOST_OF_ONE", 2)
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    assert [store.add_click(DAY, "电梯", "a", str(n)) for n in range(3)] == [True, True, False]
    assert [store.add_click(DAY, "电梯", str(n), "x") for n in range(4)] == [True] * 3 + [False]
    assert not store.add_click(DAY, "13800138000 电梯", "a", "x")
    assert not store.add_click(DAY, "电" * 500, "a", "x")
    store.close()


def test_reset_forgets_all_or_one_origin(tmp_path: Path) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    store.add_click(DAY, "电梯", "a", "x")
    store.add_judgements([("电梯", "b")])
    before = store.stamp()
    assert store.reset("click") == 1
    assert store.stamp() != before
    assert store.reset() == 1
    assert store.judgements() == []
    store.close()


def test_other_judgements_are_a_change_even_if_they_are_as_many(tmp_path: Path) -> None:
    store, other = (
        UsageStore(f"sqlite:///{tmp_path / 'usage.db'}"),
        UsageStore(f"sqlite:///{tmp_path / 'usage.db'}"),
    )
    stamps = [store.stamp()]
    store.add_judgements([("电梯", "a")])
    stamps.append(store.stamp())
    other.reset()
    other.add_judgements([("公积金", "b")])
    stamps.append(store.stamp())
    assert len(set(stamps)) == 3
    assert store.stamp() == other.stamp() == stamps[-1]
    store.close()
    other.close()


def test_the_log_counts_by_day_and_survives_a_restart(tmp_path: Path) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    for total in (3, 0, 5):
        store.log_query(DAY, "电梯", total)
    store.log_query(date(2026, 11, 22), "公积金", 0)
    store.close()
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    assert store.top_queries(DAY, DAY) == [QueryCount("电梯", 3, 1)]
    assert store.top_queries(DAY, DAY, order=QueryOrder.SLOW) == []
    assert store.top_queries(date(2026, 1, 1), DAY, order=QueryOrder.WITHOUT_HITS) == [
        QueryCount("公积金", 1, 1),
        QueryCount("电梯", 3, 1),
    ]
    store.close()


@pytest.mark.parametrize(
    "query", ["11010519491231002X 低保", "电话13800138000", "6222020200012345678"]
)
def test_personal_numbers_are_not_kept(tmp_path: Path, query: str) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    store.log_query(DAY, query, 1)
    assert store.add_judgements([(query, "a")]) == 0
    assert store.top_queries(DAY, DAY) == []
    assert store.judgements() == []
    store.close()


def unusable(tmp_path: Path, kind: str) -> str:
    """A place for the store that is none."""
    path = tmp_path / "usage.db"
    match kind:
        case "a folder that cannot be made":
            (tmp_path / "file").write_text("")
            path = tmp_path / "file" / "usage.db"
        case "a folder in its place":
            path.mkdir()
        case "not a database":
            path.write_bytes(bytes(range(256)) * 64)
        case "damaged inside":
            UsageStore(f"sqlite:///{path}").close()
            path.write_bytes(path.read_bytes()[:100] + b"\xff" * 5000)
    return f"sqlite:///{path}"


@pytest.mark.parametrize(
    "kind",
    [
        "a folder that cannot be made",
        "a folder in its place",
        "not a database",
        "damaged inside",
    ],
)
def test_of_a_store_that_cannot_be_opened_nothing_is_known(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = UsageStore(unusable(tmp_path, kind))
    assert "queries are not counted" in caplog.text
    assert store.trouble is not None and "使用记录" in store.trouble
    store.log_query(DAY, "养犬", 1)
    store.flush()
    assert store.most_searched(10) == []
    assert (store.stamp(), store.judgements()) == (0, [])
    assert not store.add_click(DAY, "养犬", "a", "x")
    with pytest.raises(CatalogueError, match="使用记录"):
        store.add_judgements([("养犬", "a")])
    store.close()


def test_counts_that_cannot_be_kept_are_dropped_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "usage.db"
    store = UsageStore(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE query_day")
    store.log_query(DAY, "养犬", 1)
    store.flush()
    assert "1 queries are not counted" in caplog.text
    assert store.most_searched(10) == []
    with pytest.raises(CatalogueError, match="query log"):
        store.top_queries(DAY, DAY)
    store.close()


def test_a_log_that_cannot_be_reached_any_more_is_told(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    store = UsageStore(f"sqlite:///{path}")
    store.close()  # its connections, as when they are cut
    path.unlink()
    path.mkdir()
    with pytest.raises(CatalogueError, match="query log"):
        store.top_queries(DAY, DAY)
    assert store.most_searched(10) == []
    store.close()


def test_what_was_learned_stays_where_judgements_cannot_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "usage.db"
    store = UsageStore(f"sqlite:///{path}")
    store.add_judgements([("养犬", "a")])
    learner = Learner(store, default_analyzer())
    assert learner.current()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE judging")
    learner.refresh()
    assert learner.current()
    assert "nothing new is learned" in caplog.text
    store.close()


def test_what_was_relaxed_and_slow_is_told(tmp_path: Path) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    store.log_query(DAY, "养犬 电梯", 2, relaxed=True, took_ms=30.4)
    store.log_query(DAY, "养犬 电梯", 2, relaxed=True)  # an answer that was kept
    store.flush()
    store.log_query(DAY, "养犬 电梯", 2, took_ms=10)
    store.log_query(DAY, "公积金", 2, took_ms=40)
    both = QueryCount("养犬 电梯", 3, 0, relaxed=2, mean_ms=20, slowest_ms=30)
    assert store.top_queries(DAY, DAY, order=QueryOrder.RELAXED) == [both]
    slow = store.top_queries(DAY, DAY, order=QueryOrder.SLOW)
    assert [(one.query, one.slowest_ms) for one in slow] == [("公积金", 40), ("养犬 电梯", 30)]
    store.close()
