"""What is kept of use, and what is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.model.errors import CatalogueError
from indexer.usage.store import Judgement, QueryCount, UsageStore

DAY = date(2026, 11, 23)


def test_clicks_count_and_imports_do_not_repeat(tmp_path: Path) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    store.add_judgements([("电梯", "a"), ("电梯", "a")], "click")
    store.add_judgements([("电梯", "a")], "import")
    store.add_judgements([("电梯", "a")], "import")
    assert store.judgements() == [
        Judgement("电梯", "a", "click", 2),
        Judgement("电梯", "a", "import", 1),
    ]
    store.close()


def test_reset_forgets_all_or_one_origin(tmp_path: Path) -> None:
    store = UsageStore(f"sqlite:///{tmp_path / 'usage.db'}")
    store.add_judgements([("电梯", "a")], "click")
    store.add_judgements([("电梯", "b")], "import")
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
    store.add_judgements([("电梯", "a")], "import")
    stamps.append(store.stamp())
    other.reset()
    other.add_judgements([("公积金", "b")], "import")
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
    assert store.top_queries(date(2026, 1, 1), DAY, without_hits=True) == [
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
    assert store.add_judgements([(query, "a")], "click") == 0
    assert store.top_queries(DAY, DAY) == []
    assert store.judgements() == []
    store.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogueError, match="无法打开"):
        UsageStore(f"sqlite:///{tmp_path / 'file' / 'usage.db'}")
