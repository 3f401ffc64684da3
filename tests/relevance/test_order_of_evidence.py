"""The order of evidence of docs/relevance.md: each row by its example, whatever the words score."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from tests import library

# Says all the words again and again: by score alone it would come first.
_LOUD = (
    "国务院令第716号 水法 网络安全法 网安法 民法典 物权 重污染天气预案 养犬管理 加装电梯 补贴。"
    * 12
)

DOCUMENTS = [
    library.document("loud", _LOUD, title="云城市文件汇编"),
    library.document(
        "order", "条例。", title="某条例", doc_number="国务院令第716号", issuers=("国务院",)
    ),
    library.document("water", "法律。", title="中华人民共和国水法"),
    library.document("net", "法律。", title="中华人民共和国网络安全法"),
    library.document("code", "物权受法律保护。", title="中华人民共和国民法典"),
    library.document("smog", "预案。", title="云城市重污染天气应急预案"),
    library.document("dogs", "办法。", title="云城市养犬管理办法"),
    library.document(
        "aged-ended", "本规程自2019年1月1日起施行，有效期二年。", title="云城市高龄津贴规程"
    ),
    library.document(
        "aged-told", "解读。", title="《云城市高龄津贴发放办法》解读", kind="interpretation"
    ),
    library.document(
        "aged", "本办法自2025年1月1日起施行。", title="云城市民政局关于印发高龄津贴发放办法的通知"
    ),
    library.document("old-2013", "旧。", title="云城市节水办法", written_date="2013-01-01"),
    library.document("new-2023", "新。", title="云城市节水办法", written_date="2023-01-01"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("evidence"), DOCUMENTS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("国务院令第716号", "order"),  # its own number
        ("水法", "water"),  # its whole title
        ("网安法", "net"),  # a name that stands for it
        ("民法典 物权", "code"),  # a title beside other words
        ("重污染天气预案", "smog"),  # all words in the title, in pieces
        ("养犬管理", "dogs"),  # the phrase in the title
        ("加装电梯 补贴", "loud"),  # the rest by score
        ("云城市节水办法", "new-2023"),  # of versions the later
        ("云城市节水办法2013", "old-2013"),  # but the year that was typed
    ],
)
def test_each_row_by_its_example(service: SearchService, q: str, first: str) -> None:
    assert service.search(SearchRequest(q=q)).hits[0].id == first


def test_of_titles_with_the_words_the_rule_that_holds_comes_first(service: SearchService) -> None:
    hits = service.search(SearchRequest(q="高龄津贴")).hits
    assert [hit.id for hit in hits] == ["aged", "aged-told", "aged-ended"]
    # A title that is meant by its own words is not passed over for it.
    assert service.search(SearchRequest(q="高龄津贴规程")).hits[0].id == "aged-ended"
