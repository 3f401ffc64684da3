"""Articles that are documents of their own gain by the instrument that they belong to."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.indexing.projection import series_of
from indexer.model.queries import EngineHit, SearchRequest, Tally
from indexer.searching.feedback import Vote
from indexer.searching.series import AHEAD, Series, lift, lifted, lifted_again
from indexer.searching.service import SearchService
from tests import library

CODE = [
    ("第一条", "房屋租赁合同应当采用书面形式。"),
    ("第二条", "出租人应当按照约定交付租赁房屋。"),
    ("第三条", "承租人应当按照约定支付租赁费用。"),
    ("第四条", "租赁期限届满，承租人应当返还租赁房屋。"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    articles = [
        library.document(f"code-{i}", text, title=f"云城市房屋租赁条例{number}")
        for i, (number, text) in enumerate(CODE)
    ]
    other = library.document("other", "承租人应当返还租赁物品。", title="云城市渔船检验规定第九条")
    with library.opened(tmp_path_factory.mktemp("series"), [*articles, other]) as opened:
        opened.prepare_helps()
        yield opened


@pytest.mark.parametrize(
    ("title", "series"),
    [
        ("刑法第一条", "刑法"),
        ("刑法第二百八十七条之二", "刑法"),
        ("人民检察院规则（试行） 第12条", "人民检察院规则（试行）"),
        ("云城市房屋租赁条例", None),
        ("关于修改《条例》第一条的决定", None),
        ("第一条", None),
    ],
)
def test_the_instrument_of_an_article(title: str, series: str | None) -> None:
    assert series_of(title) == series


def test_articles_of_the_most_matched_instrument_gain_most() -> None:
    series = Series.of_titles(
        [("a", "甲法第一条"), ("b", "甲法第二条"), ("c", "乙法第一条"), ("d", "丁")]
    )
    assert series.several(["c", "d", "a", "无", "b"]) == ["乙法", None, "甲法", None, "甲法"]
    gained = lift(series, Tally.counted([("甲法", 10), ("乙法", 5)]), 8.0, 0.5)
    hits = lifted([EngineHit("c", 8.0), EngineHit("d", 7.9), EngineHit("a", 7.0)], gained)
    assert [(h.id, h.score) for h in hits] == [("a", 11.0), ("c", 10.0), ("d", 7.9)]
    assert lifted(reversed(hits), gained, 1)[0].id == "a"


def test_of_the_first_hits_the_instrument_tells_more() -> None:
    series = Series([("a", "甲法"), ("b", "乙法"), ("last", "甲法")])
    gained = lift(series, Tally.counted([("甲法", 10), ("乙法", 5)]), 8.0, 0.5)
    hits = [EngineHit("b", 9.0), EngineHit("d", 8.5), EngineHit("a", 8.0)]
    others = [EngineHit(f"z{i:02}", 7.0) for i in range(AHEAD - 3)]
    found, again = lifted_again([*hits, *others, EngineHit("last", 6.5)], gained, 0.5, {"d": 0.25})
    assert [(h.id, h.score) for h in found[:3]] == [("a", 10.0), ("b", 10.0), ("d", 8.75)]
    # Behind them nothing moves.
    assert found[3:] == [*others, EngineHit("last", 6.5)]
    # What is told is what was gained.
    assert again.told("a") == "《甲法》有 10 条相符，加 6.0 分"
    assert again.told("last") == "《甲法》有 10 条相符，加 4.0 分"
    assert gained.told("a") == "《甲法》有 10 条相符，加 4.0 分"


def test_instruments_of_many_articles_take_a_few_bytes_each() -> None:
    articles = [(f"文件{n}", f"法{n % 50}") for n in range(20_000)]
    series = Series(articles)
    ids = [identity for identity, _ in articles]
    assert series.several(ids) == [name for _, name in articles]
    assert [series.of(i) for i in ("文件7", "文件", "")] == ["法7", None, None]
    held = len(pickle.dumps(series))
    assert held < 13 * len(articles), held
    assert not Series() and Series().several(ids[:2]) == [None, None]


def test_nothing_counted_moves_nothing() -> None:
    gained = lift(Series([("a", "甲法")]), Tally.counted([]), 8.0, 0.5)
    assert gained.gain("a") == 0.0
    assert gained.told("a") is None


def test_articles_gain_by_the_strongest_vote_for_one_of_their_instrument() -> None:
    series = Series([("a", "甲法"), ("b", "甲法"), ("c", "乙法")])
    votes = [Vote("a", 0.5, "问"), Vote("b", 0.25, "问"), Vote("whole", 1.0, "问")]
    gained = lift(series, Tally.counted([("甲法", 1), ("乙法", 1)]), 8.0, 0.0, votes, 0.5)
    assert [gained.gain(i) for i in ("a", "b", "c", "whole")] == [2.0, 2.0, 0.0, 0.0]
    assert gained.told("b") == "《甲法》以往相似检索选用过其中的条文，加 2.0 分"
    assert gained.told("c") is None


def test_what_was_judged_speaks_for_its_instrument(tmp_path: Path) -> None:
    articles = [
        library.document("a1", "押金应当在期满后十日内退还。", title="云城市租房条例第一条"),
        library.document("a2", "房东应当及时维修。", title="云城市租房条例第二条"),
        library.document("b1", "房东应当及时登记。", title="云城市户籍条例第一条"),
    ]
    with library.opened(tmp_path, articles) as opened:
        opened.prepare_helps()
        before = [h.score for h in opened.search(SearchRequest("房东应当怎么办？")).hits]
        assert len(before) >= 2
        opened.usage.add_judgements([("房东不退押金怎么办？", "a1")])
        opened.refresh()
        found = opened.search(SearchRequest("房东应当怎么办？", explain=True)).hits
        scores = {h.id: h.score for h in found}
        assert scores["a2"] > scores["b1"]
        told = {h.id: any("选用过其中的条文" in line for line in h.explain) for h in found}
        assert told["a2"] and not told["b1"]


def test_the_instrument_that_deals_with_the_matter_comes_first(service: SearchService) -> None:
    answer = service.search(SearchRequest(q="承租人逾期应当返还租赁吗", explain=True)).relaxed
    assert answer is not None
    assert answer.hits[0].id == "code-3"
    assert any("云城市房屋租赁条例" in line for line in answer.hits[0].explain)
    assert [h.score for h in answer.hits] == sorted((h.score for h in answer.hits), reverse=True)


def test_pages_go_on_where_the_last_one_ended(service: SearchService) -> None:
    whole = [h.id for h in service.search(SearchRequest(q="租赁")).hits]
    pages = [
        h.id
        for page in (1, 2, 3)
        for h in service.search(SearchRequest("租赁", page=page, size=2)).hits
    ]
    assert pages == whole
    assert len(whole) == 5


def test_the_instrument_is_a_filter_and_a_facet(service: SearchService) -> None:
    found = service.search(
        SearchRequest("租赁", filters={"series": ("云城市渔船检验规定",)}, facets=("series",))
    )
    assert [h.id for h in found.hits] == ["other"]
    counts = {v.value: v.count for v in found.facets["series"].values}
    assert counts == {"云城市房屋租赁条例": 4, "云城市渔船检验规定": 1}


def test_a_library_of_whole_documents_has_none(tmp_path: Path) -> None:
    with library.opened(tmp_path, library.ALL) as opened:
        opened.prepare_helps()
        assert not opened._helps.series()
        assert opened.search(SearchRequest("加装电梯")).hits
