"""Whose rule a question is answered by."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from datetime import date

import pytest

from indexer.model.answers import Answer
from indexer.model.queries import SearchRequest
from indexer.searching import asked_places, place
from indexer.searching.asked_places import places_named
from indexer.searching.place import place_of
from indexer.searching.service import SearchService
from tests import library

HELD = ["惠州市", "惠州市", "全国"]


def test_the_examples_beside_the_rules() -> None:
    for module in (place, asked_places):
        failures, tried = doctest.testmod(module)
        assert (failures, tried > 0) == (0, True)


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("惠州养犬归谁管", False),
        ("养犬归谁管", False),
        ("广东省养犬归谁管", False),  # 惠州 lies in it
        ("湖州市养犬归谁管", True),  # of which the library has nothing
        ("想问一下浙江省养犬归谁管", True),
        ("台湾青年创业有补助吗", False),
        ("朝阳行业扶持资金多少", False),
        ("长春花能种吗", False),
        ("上海路停车归谁管", False),
        ("中山市场归谁管", False),
        ("大连锁店要什么证", False),
    ],
)
def test_a_place_of_which_the_library_has_nothing_is_another_place(
    question: str, elsewhere: bool
) -> None:
    found = place_of(question, HELD)
    assert found.is_elsewhere("惠州市") is elsewhere
    assert not found.is_elsewhere("全国")


def test_a_citys_rule_leaves_open_what_holds_in_the_province() -> None:
    assert place_of("广东省养犬登记费多少", HELD).leaves_open("惠州市")
    assert not place_of("惠州养犬登记费多少", HELD).leaves_open("惠州市")


@pytest.mark.parametrize(
    ("question", "words", "listed"),
    [
        ("养犬归湖州谁管", ["养犬", "归", "湖州", "管"], ("湖州市",)),
        (
            "杭州和宁波养犬登记费多少",
            ["杭州", "和", "宁波", "养犬", "登记费"],
            ("杭州市", "宁波市"),
        ),
        # What is asked stands in the last clause.
        ("杭州不养狗，宁波养犬登记费多少", ["杭州", "养狗", "宁波", "养犬"], ("宁波市",)),
        ("北京时间几点申报", ["北京", "时间", "几点", "申报"], ()),
        ("上海路停车归谁管", ["上海", "路", "停车"], ()),
        ("大连锁店要什么证", ["大", "连锁店", "证"], ()),
        ("海口岸查验费多少", ["海", "口岸", "查验", "费"], ()),
    ],
)
def test_a_short_name_counts_where_it_is_a_word(
    question: str, words: list[str], listed: tuple[str, ...]
) -> None:
    assert places_named(question, words).listed == listed


def test_what_the_library_has_after_a_short_name_is_no_place() -> None:
    text = ["杭州菜馆每家补贴三万元"]
    named = places_named("杭州菜馆补贴多少", ["杭州", "菜馆", "补贴"], lambda one: one in text[0])
    assert named.listed == ()


DOGS = library.document(
    "dogs",
    "第一条 养犬登记费每只每年300元。\n第二条 东浦区、渚北区由区公安机关发放犬牌。",
    title="栖宁市养犬办法",
    kind="policy",
    region="栖宁市",
)
LAND = library.document(
    "land",
    "第一条 农村宅基地十五个工作日内审批，每户不超过一百六十平方米。",
    title="白渡县农村宅基地审批细则",
    kind="policy",
    region="白渡县",
)
FILLER = [
    library.document(
        f"more{n}", f"第一条 农村第{n}类设施登记由街道办理。", title=f"栖宁市第{n}号通告",
        kind="policy", region="栖宁市",
    )
    for n in range(3)
]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("place"), [DOGS, LAND, *FILLER]) as opened:
        yield opened


def ask(service: SearchService, q: str) -> Answer:
    return service.answer_on(SearchRequest(q=q), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("question", "answered", "told"),
    [
        ("养犬登记费多少钱", True, ""),
        ("渚北区养犬登记费多少钱", True, "库中没有渚北区就此作出的规定，以下是栖宁市的规定"),
        ("渚北区农村宅基地审批几天", False, "没有所问地方（渚北区）的规定；最接近的是白渡县的"),
        ("白渡县农村宅基地审批几天", True, ""),
        ("全市农村宅基地审批几天", False, "最接近的是白渡县的"),
        ("想问一下湖州养犬登记费", False, "没有所问地方（湖州市）的规定；最接近的是栖宁市的"),
        ("全省养犬登记费多少钱", True, "问的是全省，作答的是栖宁市的规定，只在栖宁市适用"),
    ],
)
def test_whose_rule_answers_and_what_is_said_of_it(
    service: SearchService, question: str, answered: bool, told: str
) -> None:
    answer = ask(service, question)
    assert answer.answered is answered, answer.confidence
    assert told in "".join(answer.notes)
    assert told or not any("规定" in note for note in answer.notes)
