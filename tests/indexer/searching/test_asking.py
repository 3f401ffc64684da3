"""Named documents, steps and notes: what is done about a query beyond its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.model.queries import SearchRequest, SearchResponse
from indexer.searching.service import SearchService
from indexer.searching.steps import QUESTION, WITHOUT_QUOTES
from tests import library

OLD = library.document(
    "park-2010",
    "第一条 公园应当免费开放。第二条 本办法自2010年1月1日起施行。",
    title="云城市公园管理办法",
    published_date="2010-01-01",
    issuers=("云城市城市管理局",),
    status="expired",
    doc_number="云城管〔2010〕54号",
)
NEW = library.document(
    "park-2022",
    "第一条 公园应当免费开放，绿地应当养护，游人应当爱护花草树木和各种设施。"
    "第二条 本办法自2022年1月1日起施行。",
    title="云城市公园管理办法",
    published_date="2022-01-01",
    issuers=("云城市城市管理局",),
    doc_number="云城管〔2022〕7号",
)

ORDER = library.document(
    "order",
    "第一条 为了规范燃气使用，制定本办法。第二条 本办法自2015年5月1日起施行。",
    title="云城市燃气使用办法",
    doc_number="云城市人民政府令第12号",
    issuers=("云城市人民政府",),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    documents = [*library.ALL, OLD, NEW, ORDER]
    with library.opened(tmp_path_factory.mktemp("asking"), documents) as opened:
        opened.prepare_helps()
        yield opened


def search(service: SearchService, q: str, **more: object) -> SearchResponse:
    return service.search(SearchRequest(q=q, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    [
        "云城市公园管理办法",
        "《云城市公园管理办法》",
        "云城市城市管理局云城市公园管理办法",
        "云城市公园管理办法（2022年修订）",
    ],
)
def test_of_several_versions_the_current_one_comes_first(
    service: SearchService, query: str
) -> None:
    found = search(service, query)
    assert [h.id for h in found.hits][:2] == ["park-2022", "park-2010"]
    assert {h.match for h in found.hits[:2]} == {"title"}


def test_the_instrument_of_a_notice_is_its_title_too(service: SearchService) -> None:
    found = search(service, "云城市既有住宅加装电梯管理办法")
    assert found.hits[0].id == "lift"


@pytest.mark.parametrize("query", ["云城市城市管理局54号", "城市管理局 第54号", "云城管54号"])
def test_a_sequence_beside_its_body_means_its_document(service: SearchService, query: str) -> None:
    found = search(service, query)
    assert found.hits[0].id == "park-2010"
    assert found.hits[0].match == "number"


@pytest.mark.parametrize("query", ["市政府令12号", "云城市人民政府令第十二号", "政府令第12号"])
def test_an_order_of_a_body_named_in_short(service: SearchService, query: str) -> None:
    found = search(service, query)
    assert found.hits[0].id == "order"
    assert found.hits[0].match == "number"


@pytest.mark.parametrize("query", ["gongyuan", "zfgjj", "jiazhuangdianti"])
def test_pinyin_finds_what_it_spells(service: SearchService, query: str) -> None:
    wanted = {"gongyuan": "park-2022", "zfgjj": "fund", "jiazhuangdianti": "lift"}[query]
    found = search(service, query)
    assert wanted in [h.id for h in found.hits]
    assert found.query.text == query
    assert found.query.relaxed is not None
    assert found.query.relaxed.startswith("按拼音查找")


def test_only_what_holds_the_number_cites_it(service: SearchService) -> None:
    found = search(service, "云城府办发〔2019〕54号 OR 公园")
    assert {h.id: h.match for h in found.hits} == {
        "lift": "number", "guide": "cites", "park-2010": "text", "park-2022": "text",
    }  # fmt: skip


def test_an_unknown_number_is_said(service: SearchService) -> None:
    found = search(service, "云城府发〔1999〕1号")
    assert found.total == 0
    assert any("没有文号为云城府发〔1999〕1号的文件" in note for note in found.query.notes)


def test_quotes_are_let_go_only_where_nothing_else_is_found(service: SearchService) -> None:
    assert search(service, '"公园应当免费"').query.relaxed is None
    found = search(service, '公园的"免费应当开放"吗')
    assert found.total == 0
    assert found.relaxed is not None
    assert found.relaxed.note == WITHOUT_QUOTES
    assert found.relaxed.hits[0].id.startswith("park")


def test_a_question_is_ranked_over_all_that_may_answer(tmp_path: Path) -> None:
    texts = ["公园设施", "绿地养护", "公园绿地", "游人设施", "门票价格", "停车收费"]
    documents = [library.document(f"d{i}", t * 3, title=f"文{i}") for i, t in enumerate(texts)]
    with library.opened(tmp_path, documents) as opened:
        asked = opened.search(SearchRequest("公园的绿地如何养护？"))
        assert (asked.total, asked.hits) == (0, ())  # none holds 公园, 绿地 and 养护
        assert asked.relaxed is not None
        assert asked.relaxed.note == QUESTION
        assert {h.id for h in asked.relaxed.hits} == {"d0", "d1", "d2"}
        assert asked.query.did_you_mean is None
        fewer = opened.search(SearchRequest("公园的绿地在哪里？"))
        assert [h.id for h in fewer.hits] == ["d2"]
        assert fewer.total == 1
        assert fewer.relaxed is not None
        assert {h.id for h in fewer.relaxed.hits} == {"d0", "d1"}


def test_a_word_that_stands_nowhere_is_named(service: SearchService) -> None:
    found = search(service, "公园 火星移民")
    assert any("火星" in note for note in found.query.notes)


def test_filters_that_keep_all_out_are_named(service: SearchService) -> None:
    found = search(service, "公园", filters={"issuer": ("云城市人民政府",), "year": ("2022",)})
    assert found.total == 0
    assert found.query.notes == (
        "去掉“发文机关”条件后有 1 条结果",
        "去掉全部筛选条件后有 2 条结果",
    )


def test_a_plan_is_made_anew_when_the_library_changes(service: SearchService) -> None:
    first = service._planning.plan("公园 issuer:城市管理局", service.engine)
    assert service._planning.plan("公园 issuer:城市管理局", service.engine) is first


@pytest.mark.parametrize(
    "query",
    [
        "的 了",
        "，。！？",
        "\x00\x01\x02",
        "😀 🎉",
        '((((《《“"',
        "OR OR OR",
        "-",
        "title:",
        "-的 -了",
        '""',
    ],
)
def test_odd_queries_get_an_answer(service: SearchService, query: str) -> None:
    answer = search(service, query)
    assert answer.total >= len(answer.hits)


def test_what_stands_beside_a_title_may_mean_another_instrument(tmp_path: Path) -> None:
    documents = [
        library.document("law", "法律。", title="中华人民共和国义务教育法"),
        library.document("rule", "办法。", title="云城市实施《中华人民共和国义务教育法》办法"),
    ]
    with library.opened(tmp_path, documents) as opened:
        for q in (
            "云城实施《中华人民共和国义务教育法》办法",
            "云城实施《中华人民共和国义务教育法》",
        ):
            assert opened.search(SearchRequest(q=q)).hits[0].id == "rule", q
        assert opened.search(SearchRequest(q="义务教育法 经费")).hits[0].id == "law"
