"""A name with what stands beside it: an article, a part of a code, 最新, 旧, a year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzers.analyzer import default_analyzer
from analyzers.synonyms import SynonymTable
from indexer.model.queries import SearchRequest
from indexer.searching.names import names_of, placed_name
from indexer.searching.parser import parse
from indexer.searching.service import SearchService
from indexer.searching.titles import Titles, normal
from tests import library


def _law(identity: str, title: str, day: str, text: str, **more: str) -> object:
    return library.document(
        identity, text, title=title, published_date=day, written_date=day, **more
    )


LAW = "中华人民共和国河道法"
METHOD = "云城市实施《中华人民共和国养老服务法》办法"
RULES = "最高人民法院关于适用《中华人民共和国河道法》若干问题的规定（三）"
CITING = "人民法院适用河道法第一条、河道法第二条，河道法第2条。河道法修正案。" * 8
DOCUMENTS = [
    _law("river-2015", LAW, "2015-03-01", "第一条 护河。\n第二条 护岸。", status="repealed"),
    _law("river-2021", LAW, "2021-03-01", "第一条 护河。\n第二条 护岸。"),
    _law("rules", RULES, "2022-01-01", CITING),
    _law("other", "最高人民法院关于审理河道采砂纠纷案件适用法律的解释", "2022-01-01", CITING),
    _law("change-8", LAW + "修正案（八）", "2016-01-01", "第一条 改。"),
    _law("change-18", LAW + "修正案（十八）", "2017-01-01", "第一条 改。"),
    _law("energy", "中华人民共和国新水源条例", "2018-01-01", "第一条 水源。"),
    *(
        _law(f"code-{part}", "中华人民共和国水运法典", "2019-05-28", f"{part}\n{words}\n")
        for part, words in (
            ("船舶编", "第一百条 船舶登记。"),
            ("合同编", "第二百零一条 运输合同。\n第二百零二条 拖航合同。"),
            ("港口编", "第三百条 港口。\n第三百零一条 适用合同编的规定。合同编。合同编。"),
        )
    ),
    _law("care", "中华人民共和国养老服务法", "2018-01-01", "第一条 养老。"),
    *(
        _law(f"care-{year}", METHOD, f"{year}-01-01", "养老。")
        for year in (2009, 2016, 2020)
    ),
    _law("net-2010", "云城市节水办法", "2010-01-01", "2010年1月1日公布。第一条 节水。"),
    _law("net-2022", "云城市节水办法", "2022-01-01", "2022年1月1日公布。第一条 节水。"),
]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder: Path = tmp_path_factory.mktemp("names")
    with library.opened(folder, DOCUMENTS) as opened:  # type: ignore[arg-type]
        yield opened


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("河道法第二条", "river-2021"),
        ("河道法 第2条第一款", "river-2021"),
        ("河道法2条", "river-2021"),
        ("河道法2", "river-2021"),
        ("河道法2015第二条", "river-2015"),
        ("河道法第二条是什么", "river-2021"),
        ("最新河道法", "river-2021"),
        ("新河道法", "river-2021"),
        ("河道法全文", "river-2021"),
        ("河道法 最新版", "river-2021"),
        ("旧河道法", "river-2015"),
        ("旧河道法第二条", "river-2015"),
        ("新水源条例", "energy"),
        ("水运法典第202条", "code-合同编"),
        ("水运法典201", "code-合同编"),
        ("水运法典合同编", "code-合同编"),
        ("水运法典 合同", "code-合同编"),
        ("河道法修正案8", "change-8"),
        ("河道法第八修正案", "change-8"),
        ("河道法修正案第十八号", "change-18"),
        ("河道法解释三", "rules"),
        ("河道采砂司法解释", "other"),
        ("节水办法2015", "net-2010"),
        ("节水办法2023", "net-2022"),
    ],
)
def test_what_stands_beside_a_name_chooses(service: SearchService, query: str, first: str) -> None:
    assert service.search(SearchRequest(q=query)).hits[0].id == first


def test_a_name_of_many_versions_gains_nothing_by_it(service: SearchService) -> None:
    hits = service.search(SearchRequest(q="养服法")).hits
    assert [hit.id for hit in hits[:2]] == ["care", "care-2020"]


def test_an_article_that_the_law_does_not_hold_still_finds_the_law(service: SearchService) -> None:
    assert service.search(SearchRequest(q="河道法第九十九条")).hits[0].id == "river-2021"


def test_a_law_that_was_made_part_of_a_code_is_this_part() -> None:
    names = names_of("合同法", parse("合同法"), default_analyzer(), SynonymTable.load())
    assert [(name.text, name.place) for name in names] == [("合同法", ""), ("民法典", "合同编")]


def test_what_took_the_place_of_a_law_is_another_name_than_was_typed() -> None:
    table = SynonymTable.load()
    (name, *_) = names_of("婚姻法解释一", parse("婚姻法解释一"), default_analyzer(), table)
    assert "民法典婚姻家庭编解释1" in name.others
    (name, *_) = names_of("网安法解释一", parse("网安法解释一"), default_analyzer(), table)
    assert not name.others


def test_a_question_names_an_instrument_by_an_article_only() -> None:
    table = SynonymTable.load()
    (name,) = placed_name("河道法第二条", default_analyzer(), table)
    assert (name.text, name.place, name.whole) == ("河道法", "第二条", True)
    assert placed_name("河道怎么管", default_analyzer(), table) == ()
    assert placed_name("河道法2", default_analyzer(), table) == ()


def test_other_words_than_were_typed_come_behind_these() -> None:
    titles = Titles.of(
        default_analyzer(),
        [("typed", "关于利用网络实施诽谤案件适用法律的解释"), ("other", "名誉权案件的解释")],
    )
    other = "名誉权案件解释"
    found = titles.search([("诽谤案件解释", other)], others=frozenset((other,)))
    assert [one.ids[0] for one in sorted(found, key=lambda one: -one.fit)] == ["typed", "other"]


def test_no_piece_of_a_name_is_met_in_the_names_of_courts() -> None:
    title = "最高人民法院关于适用《中华人民共和国河道法》的解释"
    titles = Titles.of(default_analyzer(), [("court", title)])
    assert not list(titles.search([(normal("民河道法解释"),)]))
    assert list(titles.search([(normal("最高人民法院河道法解释"),)]))
