"""Strict is the answer: what was relaxed is a list of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.model.queries import SearchRequest, SearchResponse, Sort
from indexer.searching.service import SearchService
from indexer.searching.steps import ANY_WORD, QUESTION
from tests import library

DOCUMENTS = [
    library.document(
        "both-old", "养犬应当登记，通告如下。", title="甲文", published_date="2010-01-01"
    ),
    library.document("both-new", "养犬管理的通告。", title="乙文", published_date="2020-01-01"),
    library.document("one", "高标准农田建设的通告。", title="丙文", published_date="2024-01-01"),
    library.document(
        "plan", "三年规划，2号，第5条，5人。", title="丁文", published_date="2024-05-01"
    ),
    library.document("ai", "人工智能产业。", title="戊文", published_date="2023-05-01"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("relaxed"), DOCUMENTS) as opened:
        yield opened


def search(service: SearchService, q: str, **more: object) -> SearchResponse:
    return service.search(SearchRequest(q=q, facets=("year",), **more))  # type: ignore[arg-type]


def ids(hits: tuple[object, ...]) -> list[str]:
    return [hit.id for hit in hits]  # type: ignore[attr-defined]


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.RELEVANCE])
def test_what_holds_all_words_is_the_answer(service: SearchService, sort: Sort) -> None:
    found = search(service, "养犬 通告", sort=sort)
    assert found.total == 2
    assert set(ids(found.hits)) == {"both-old", "both-new"}
    assert sum(v.count for v in found.facets["year"].values) == 2
    assert found.relaxed is not None
    assert (found.relaxed.note, found.relaxed.total) == (ANY_WORD, 1)
    assert ids(found.relaxed.hits) == ["one"]


def test_a_page_that_is_full_has_nothing_beside_it(service: SearchService) -> None:
    assert search(service, "养犬 通告", size=2).relaxed is None
    assert search(service, "养犬 通告", size=1, page=2).relaxed is None


def test_what_was_relaxed_fills_the_page_and_no_more(service: SearchService) -> None:
    found = search(service, "养犬 农田", size=1)
    assert found.relaxed is not None
    assert (found.relaxed.total, len(found.relaxed.hits)) == (3, 1)


@pytest.mark.parametrize("query", ["5G 人工智能", "三年 人工智能", "2号 第5条 人工智能"])
def test_nothing_is_relaxed_onto_figures(service: SearchService, query: str) -> None:
    found = search(service, query)
    assert found.total == 0
    assert found.relaxed is not None
    assert ids(found.relaxed.hits) == ["ai"]


@pytest.mark.parametrize("query", ["PM2.5", "9号 5年", "火 2025年"])
def test_of_figures_alone_nothing_is_relaxed(service: SearchService, query: str) -> None:
    assert search(service, query).relaxed is None


def test_a_question_by_date_is_answered_by_what_holds_its_words(service: SearchService) -> None:
    found = search(service, "养犬怎么登记？", sort=Sort.NEWEST)
    assert ids(found.hits) == ["both-old"]
    assert found.relaxed is not None
    assert found.relaxed.note == QUESTION
    assert ids(found.relaxed.hits) == ["both-new"]


def test_sheets_and_feeds_list_the_strict_answer(service: SearchService) -> None:
    request = SearchRequest(q="养犬 通告", sort=Sort.NEWEST)
    assert service.listing(request).ids == ("both-new", "both-old")
    assert service.listing(SearchRequest(q="养犬怎么登记？")).total == 1
    assert service.ids("养犬 通告", 10)[2:] == ["one"]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    texts = {
        "together": "有效期 5 年。",
        "said": "有效期五年。",
        "apart": "共5件，分两年完成。",
        "inside": "2015年第3次会议，共5件。",
        "year": "2025年工作要点。",
        "law": "城市维护建设税由纳税人缴纳。",
        "parts": "城市建设与房屋维护。",
    }
    documents = [library.document(i, text, title=i) for i, text in texts.items()]
    with library.opened(tmp_path_factory.mktemp("figures"), documents) as opened:
        yield opened


def test_a_figure_and_its_unit_apart_are_no_answer(figures: SearchService) -> None:
    found = search(figures, "5年")
    assert set(ids(found.hits)) >= {"together", "said"}
    assert not set(ids(found.hits)) & {"apart", "year"}
    assert set(ids(search(figures, "有效期5年").hits)) == {"together", "said"}


def test_one_word_is_not_relaxed_onto_its_parts(figures: SearchService) -> None:
    found = search(figures, "城建税")
    assert (ids(found.hits), found.relaxed) == (["law"], None)
