"""A short name within a question is the instrument, for searches, answers and duties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from analyzers.analyzer import default_analyzer
from analyzers.synonyms import SynonymTable
from indexer.model.duties import DutyRequest
from indexer.model.passages import PassageRequest
from indexer.model.queries import SearchRequest
from indexer.searching.called_short import called_short
from indexer.searching.service import SearchService
from indexer.searching.titles import Titles
from tests import library

SAFETY = "中华人民共和国香港特别行政区维护国家安全法"
BASIC = "中华人民共和国澳门特别行政区基本法"
LAWS = [
    library.document(
        name, text, title=title, kind="law", region="全国", effective_from="2020-07-01"
    )
    for name, title, text in (
        ("safety", SAFETY,
         "第一条 香港特别行政区维护国家安全委员会负责维护国家安全事务。\n"
         "第二条 任何人组织分裂国家活动，即属犯罪，处十年以上有期徒刑。"),
        ("basic", BASIC,
         "第一条 澳门特别行政区政府负责维持社会治安。\n"
         "第二条 全国人民代表大会常务委员会负责本法的解释。"),
        ("other", "中华人民共和国香港特别行政区基本法",
         "第一条 香港特别行政区政府负责管理外汇基金。\n"
         "第二条 全国人民代表大会常务委员会负责解释本法，香港终审法院应当提请解释。"),
        ("roads", "浙江省实施《中华人民共和国道路交通安全法》办法",
         "第一条 省公安机关负责道路交通安全。"),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("short"), LAWS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("香港国安法由谁负责", SAFETY),
        ("请问香港国安法怎么规定分裂国家罪", SAFETY),
        ("澳门基本法由谁解释", BASIC),
        ("香港国安法", None),  # no question: names in pieces are met as they are
        ("基本法由谁解释", None),  # two of the name
        ("浙江道路法由谁负责", None),  # what carries out a law is none
        ("行政执法由谁负责", None),
        ("道路交通安全法由谁负责", None),  # its own name
    ],
)
def test_one_instrument_is_meant_or_none(q: str, title: str | None) -> None:
    titles = Titles.of(default_analyzer(), [(one.id, str(one.title)) for one in LAWS])
    called = called_short(q, titles, SynonymTable.load())
    assert (called and called.title) == title


def test_all_that_answer_read_it_alike(service: SearchService) -> None:
    asked = SearchRequest(q="香港国安法由谁负责")
    note = f"“香港国安法”按《{SAFETY}》理解"
    found = service.search(asked)
    assert found.hits[0].title == SAFETY
    assert found.query.text == asked.q
    told = service.answer_on(asked, date(2026, 11, 23))
    assert told.question == asked.q
    assert told.passages[0].document.id == "safety"
    duties = service.responsibilities(DutyRequest(asked))
    assert {one.document.id for body in duties.bodies for one in body.clauses} == {"safety"}
    passages = service.passages(PassageRequest(asked))
    for notes in (found.notes, told.notes, duties.notes, passages.notes):
        assert notes[0] == note
        assert not any("国安法”，" in one for one in notes)
    assert not any("没有出现" in one for one in found.query.notes)


def test_the_instrument_named_says_who(service: SearchService) -> None:
    duties = service.responsibilities(DutyRequest(SearchRequest(q="澳门基本法由谁解释")))
    assert [one.name for one in duties.bodies] == ["全国人民代表大会常务委员会"]
    assert {one.document.id for body in duties.bodies for one in body.clauses} == {"basic"}
