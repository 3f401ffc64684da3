"""Names in pieces, in short, with a year: which title is meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzers.analyzer import default_analyzer
from analyzers.synonyms import SynonymTable
from indexer.model import PolicyDocument
from indexer.model.queries import SearchRequest
from indexer.searching.names import names_of
from indexer.searching.parser import parse
from indexer.searching.service import SearchService
from indexer.searching.titles import Titles, normal
from tests import library

TITLES = [
    "云城市重污染天气应急预案",
    "云城市酒类商品产销管理条例",
    "云城省节约用水条例",
    "云城市长江岸线保护条例",
    "关于审理行政协议案件的规定",
    "甘肃省实施《中华人民共和国妇女权益保障法》办法",
    "中华人民共和国河道法修正案（八）",
    "中华人民共和国河道法修正案（十八）",
    "云城市河长制条例",
    "河道法第三条",
    "中华人民共和国云港特别行政区维护河道安全法",
]


def found(query: str) -> list[str]:
    titles = Titles.of(default_analyzer(), ((title, title) for title in TITLES))
    parts = [(normal(part),) for part in query.split()]
    hits = sorted(titles.search(parts), key=lambda one: -one.fit)
    return [identity for one in hits for identity in one.ids]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("重污染天气预案", TITLES[0]),
        ("云城酒类管理条例", TITLES[1]),
        ("云城节水条例", TITLES[2]),
        ("云城 用水 条例", TITLES[2]),
        ("甘肃妇女权益保障法实施办法", TITLES[5]),
        ("河道法修正案8", TITLES[6]),
        ("河道法修正案(18)", TITLES[7]),
        ("云港河安法", TITLES[10]),
    ],
)
def test_a_title_is_found_by_its_pieces(query: str, title: str) -> None:
    assert found(query)[0] == title


@pytest.mark.parametrize("query", ["市长", "政协", "河道法第三条"])
def test_a_string_across_words_and_an_article_are_no_names(query: str) -> None:
    assert found(query) == []


def _law(identity: str, title: str, day: str, text: str, **more: str) -> PolicyDocument:
    return library.document(
        identity, text, title=title, published_date=day, written_date=day, **more
    )


LAW = "中华人民共和国河道法"
DOCUMENTS = [
    _law("river-2015", LAW, "2015-03-01", "第一条 为了保护河道。", status="repealed"),
    _law("river-2021", LAW, "2021-03-01", "第一条 为了保护河道和河岸。"),
    _law("water", "中华人民共和国水法", "2016-07-02", "第一条 为了保护水。"),
    _law("case", "关于适用水法的解读", "2020-07-02", "水法 水法 水法 水法 河道"),
    _law("net", "中华人民共和国网络安全法", "2016-11-07", "第一条 保障网络。"),
    *(
        _law(f"code-{part}", "中华人民共和国水运法典", "2019-05-28", f"{part}。第一条 {words}。")
        for part, words in (("总则", "水运"), ("船舶编", "船舶 船舶登记"), ("附则", "施行"))
    ),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder: Path = tmp_path_factory.mktemp("titles")
    with library.opened(folder, DOCUMENTS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("水法", "water"),
        ("网安法", "net"),
        ("河道法", "river-2021"),
        ("河道法2015", "river-2015"),
        ("2015年河道法", "river-2015"),
        ("河道法 2015", "river-2015"),
        ("河道法（2015年修正）", "river-2015"),
        ("河道法 2021年版", "river-2021"),
        ("水运法典 船舶", "code-船舶编"),
        ("水法 解读", "case"),
    ],
)
def test_a_name_finds_the_wording_that_is_meant(
    service: SearchService, query: str, first: str
) -> None:
    hits = service.search(SearchRequest(q=query)).hits
    assert hits[0].id == first


def test_a_word_that_the_synonyms_know_stands_in_one_piece() -> None:
    titles = Titles.of(
        default_analyzer(),
        [("food", "云城市食品药品监督管理局通知"), ("market", "云城市市场监督管理局通知")],
    )
    found = [
        one.ids
        for one in titles.search(
            [("市监局", "市场监督管理局")], frozenset(("市监局", "市场监督管理局"))
        )
    ]
    assert found == [("market",)]
    table = SynonymTable.load()
    name = names_of("市监局", parse("市监局"), default_analyzer(), table)[0]
    assert "市场监督管理局" in name.words
    assert not names_of("上海环保条例", parse("上海环保条例"), default_analyzer(), table)[0].words


def test_a_short_name_beside_its_place_leaves_no_word_unfound(tmp_path: Path) -> None:
    port = _law("port", "中华人民共和国云港特别行政区维护河道安全法", "2020-06-30", "第一条 云港。")
    with library.opened(tmp_path, [port, *DOCUMENTS]) as service:
        answer = service.search(SearchRequest(q="云港河安法"))
        assert [hit.id for hit in answer.hits] == ["port"]
        assert answer.query.notes == ()
