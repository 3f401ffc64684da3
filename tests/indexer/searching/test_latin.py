"""Names in Latin letters and figures, units and amounts: one, however written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from tests import library

TEXTS = {
    "pm": "控制PM2.5的浓度。", "pm-blank": "控制PM 2.5的浓度。",
    "wifi": "开通WiFi服务。", "wi-fi": "开通Wi-Fi服务。",
    "gbt": "依照GBT9704的格式。", "gb/t": "依照GB/T 9704的格式。",
    "covid": "防控covid19疫情。", "covid-19": "防控COVID-19疫情。",
    "metre": "面积120平方米。", "㎡": "面积120㎡。",
    "thousand": "补贴2千元。", "2000": "补贴2000元。",
}  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    documents = [
        library.document(f"d{n}", text, title=f"文{n}") for n, text in enumerate(TEXTS.values())
    ]
    with library.opened(tmp_path_factory.mktemp("latin"), documents) as opened:
        yield opened


@pytest.mark.parametrize(
    ("queries", "wanted"),
    [
        (("PM2.5", "PM 2.5", "pm-2.5"), {"d0", "d1"}),
        (("WiFi", "Wi-Fi", "wi-fi 服务"), {"d2", "d3"}),
        (("GBT9704", "GB/T 9704", "GB/T9704"), {"d4", "d5"}),
        (("covid19", "COVID-19", "Covid 19"), {"d6", "d7"}),
        (("120平方米", "120㎡"), {"d8", "d9"}),
        (("2千元", "2000元", "两千元"), {"d10", "d11"}),
    ],
)
def test_all_spellings_find_the_same(
    service: SearchService, queries: tuple[str, ...], wanted: set[str]
) -> None:
    for query in queries:
        hits = service.search(SearchRequest(q=query)).hits
        assert {hit.id for hit in hits} == wanted, query
