"""Numbers as people type them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.model.queries import SearchRequest
from indexer.searching.service import SearchService
from tests import library

NUMBERS = {
    "code": "云城府办发〔2019〕54号",
    "other": "云城府办发〔2019〕45号",
    "state": "国务院令第716号",
    "tax": "国家税务总局公告2019年第4号",
    "market": "国家市场监督管理总局公告2020年第31号",
    "two": "财政部 税务总局公告2021年第12号",
    "road": "交通运输部令2022年第38号",
    "sea": "沪府令82号",
    "president": "中华人民共和国主席令第73号",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    documents = [
        library.document(name, f"第一条 关于{name}。", title=f"文件{name}", doc_number=number)
        for name, number in NUMBERS.items()
    ]
    with library.opened(tmp_path_factory.mktemp("numbering"), documents) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("加装电梯云城府办发〔2019〕54号", "code"),
        ("查询云城府办发〔2019〕54号", "code"),
        ("云城府办发201954号", "code"),
        ("云城府办发{2019}54号", "code"),
        ("云城府办发「2019」54号", "code"),
        ("云城府办发〔2O19〕54号", "code"),
        ("云城府办发〔19〕54号", "code"),
        ("国务院令（第716号）", "state"),
        ("第716号国务院令", "state"),
        ("716号令", "state"),
        ("国务院716号令", "state"),
        ("国家税务总局公告〔2019〕4号", "tax"),
        ("国家税务总局2019年第4号公告", "tax"),
        ("税务总局公告[2019]4号", "tax"),
        ("市场监管总局公告2020年第31号", "market"),
        ("财政部 国家税务总局公告2021年第12号", "two"),
        ("交通运输部令第38号", "road"),
        ("上海市人民政府令第82号", "sea"),
    ],
)
def test_a_number_in_any_spelling_finds_its_document(
    service: SearchService, query: str, first: str
) -> None:
    hits = service.search(SearchRequest(q=query)).hits
    assert [(h.id, h.match) for h in hits[:1]] == [(first, "number")]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("云城府发〔2019〕54号", "code"),  # another body's, of the same year and sequence
        ("云城府办发〔2019〕64号", "code"),
        ("云城府办发〔2018〕54号", "code"),
        ("国务院令第717号", "state"),
        ("主席令第74号", "president"),  # whose code is printed in another form
    ],
)
def test_what_is_not_held_is_answered_with_what_is_near(
    service: SearchService, query: str, meant: str
) -> None:
    found = service.search(SearchRequest(q=query))
    assert found.total == 0
    assert found.query.did_you_mean == NUMBERS[meant]


def test_a_sequence_of_another_year_and_body_is_not_near(service: SearchService) -> None:
    found = service.search(SearchRequest(q="雨城规〔2030〕716号"))
    assert (found.total, found.query.did_you_mean) == (0, None)
