"""What has taken the place of a document that has ended, as of a day; and ranges of its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.model.queries import Replacement, SearchRequest
from indexer.searching.service import SearchService
from tests.library import document, opened, withheld

OLD = document(
    "old", "第一条 为了加强停车管理，制定本办法。\n第二条 本办法自2012年3月1日起施行。",
    title="云城市停车管理暂行办法", doc_number="云府发〔2012〕8号", issuers=("云城市人民政府",),
    kind="policy", genre="办法", published_date="2012-02-20",
)  # fmt: skip
NEW = document(
    "new", "第一条 为了加强停车管理，制定本办法。\n第二条 本办法自2020年1月1日起施行，有效期5年。"
    "《云城市停车管理暂行办法》（云府发〔2012〕8号）同时废止。",
    title="云城市停车管理办法", doc_number="云府发〔2019〕9号", issuers=("云城市人民政府",),
    kind="policy", genre="办法", published_date="2019-12-01",
)  # fmt: skip
SWEEP = document(
    "sweep", "决定自2016年1月1日起废止《云城市养犬管理办法》（云府发〔2010〕3号）。",
    title="关于废止《云城市养犬管理办法》的决定", issuers=("云城市人民政府",),
    kind="policy", genre="决定", published_date="2015-12-01",
)  # fmt: skip
DOGS = document(
    "dogs", "第一条 养犬应当登记。\n第二条 本办法自2010年5月1日起施行。",
    title="云城市养犬管理办法", doc_number="云府发〔2010〕3号", issuers=("云城市人民政府",),
    kind="policy", genre="办法", published_date="2010-04-01",
)  # fmt: skip
ALL = (OLD, NEW, SWEEP, DOGS)
BY_NEW = Replacement("new", "云城市停车管理办法", "云府发〔2019〕9号")


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def service(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[SearchService]:
    with opened(tmp_path_factory.mktemp("library"), ALL, request.param) as service:
        yield service


def replaced(service: SearchService, identity: str, day: date) -> Replacement | None:
    hits = service.search(SearchRequest(as_of=day)).hits
    (found,) = [hit.replaced_by for hit in hits if hit.id == identity]
    assert service.replaced_by(identity, day) == found
    return found


def test_what_repealed_it_by_its_own_end_has_replaced_it(service: SearchService) -> None:
    assert replaced(service, "old", date(2020, 1, 1)) == BY_NEW
    assert replaced(service, "old", date(2030, 1, 1)) == BY_NEW


def test_nothing_has_before_that_day(service: SearchService) -> None:
    assert replaced(service, "old", date(2019, 12, 31)) is None


def test_a_decision_that_only_repeals_replaces_nothing(service: SearchService) -> None:
    assert service.status("dogs", date(2016, 1, 1)).value == "repealed"
    assert replaced(service, "dogs", date(2016, 1, 1)) is None


def test_a_withheld_one_is_not_named(tmp_path: Path) -> None:
    with opened(tmp_path, (OLD, withheld(NEW))) as service:
        assert service.replaced_by("old", date(2021, 1, 1)) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"effective_from": date(2020, 1, 1)}, {"new"}),
        ({"effective_to": date(2012, 3, 1)}, {"old", "dogs"}),
        ({"effective_from": date(2012, 3, 1), "effective_to": date(2012, 3, 1)}, {"old"}),
        ({"expires_from": date(2024, 12, 31)}, {"new"}),
        ({"expires_to": date(2024, 12, 31)}, {"new"}),
        ({"expires_from": date(2025, 1, 1)}, set()),
        ({"published_from": date(2015, 1, 1), "expires_from": date(2015, 1, 1)}, {"new"}),
    ],
)
def test_ranges_of_days(service: SearchService, asked: dict[str, date], expected: set[str]) -> None:
    request = SearchRequest(**asked)  # type: ignore[arg-type]
    assert {hit.id for hit in service.search(request).hits} == expected
    counted = service.pivot(request, "kind", "genre").counts
    assert sum(map(sum, counted)) == len(expected)


def test_a_range_in_the_way_is_told(service: SearchService) -> None:
    answer = service.search(SearchRequest(q="停车", expires_from=date(2040, 1, 1)))
    assert answer.total == 0
    assert "去掉“有效期至”条件后有 2 条结果" in answer.query.notes
