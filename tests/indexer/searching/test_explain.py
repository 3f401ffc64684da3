"""Explanations: every part has its line, and the parts add up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from tests import library

DOCUMENTS = [
    library.document(
        "dogs", "规范养犬行为，通告如下。", title="云城市关于养犬的通告",
        published_date="2024-01-01",
    ),
    library.document(
        "office", "各单位执行。", title="云城市人民政府办公室通知", published_date="2019-01-01",
        doc_number="云政办发〔2019〕54号", issuers=["云城市人民政府办公室"],
    ),
    library.document("other", "养犬应当登记免疫，遛犬应当牵绳，依法处罚。", title="某办法"),
]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("explain"), DOCUMENTS) as opened:
        opened.usage.add_judgements([("养犬怎么登记免疫", "other")])
        opened.refresh()
        yield opened


@pytest.mark.parametrize(
    "q",
    ["养犬 通告", "通告", "云城市关于养犬的通告", "云政办发54号",
     "养犬登记免疫牵绳处罚依法单位执行",
     "养犬 通告 处罚 海洋", "养犬怎么登记免疫"],
)  # fmt: skip
def test_parts_add_up(service: SearchService, q: str) -> None:
    found = service.search(SearchRequest(q=q, explain=True))
    hits = (*found.hits, *(found.relaxed.hits if found.relaxed else ()))
    assert hits
    for hit in hits:
        parts = [re.findall(r"[得加] (\d+\.\d) 分", line) for line in hit.explain[:-1]]
        gained = sum(float(amount) for line in parts for amount in line)
        assert gained == pytest.approx(hit.score, abs=0.06 * len(parts) + 0.06), hit.explain
