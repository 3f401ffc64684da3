"""Who answers for a matter: bodies in order, of what is in force."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.model.duties import DutyRequest
from indexer.model.queries import SearchRequest
from indexer.searching.duties import ELSEWHERE_ONLY
from indexer.searching.service import SearchService
from tests import library

PARKING = library.document(
    "parking",
    "第一条 惠州市城市管理局是停车场主管部门。\n第二条 公安机关负责道路泊位的施划。\n"
    "第三条 本办法自2020年1月1日起施行。",
    title="惠州市停车场管理办法",
    kind="policy",
    effective_from="2020-01-01",
)
OLD = library.document(
    "old",
    "第一条 惠州市公安局主管犬只登记工作。\n第二条 本办法自2010年1月1日起施行，有效期5年。",
    title="惠州市犬只登记办法",
    kind="policy",
    effective_from="2010-01-01",
)
HELD = library.document(
    "held", "第一条 惠州市民政局负责停车场密件。", title="停车场密件办法", kind="policy",
    published=False,
)  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("duties"), [PARKING, OLD, HELD]) as opened:
        yield opened


def bodies(service: SearchService, q: str = "", body: str = "", **filters: str) -> list[str]:
    search = SearchRequest(q=q, filters={name: (value,) for name, value in filters.items()})
    return [one.name for one in service.responsibilities(DutyRequest(search, body)).bodies]


def test_the_body_in_charge_comes_first(service: SearchService) -> None:
    assert bodies(service, "停车场归哪个部门管") == ["惠州市城市管理局", "公安机关"]


def test_other_places_are_not_told(service: SearchService) -> None:
    answer = service.responsibilities(DutyRequest(SearchRequest(q="湖州市停车场归谁管")))
    assert answer.bodies == ()
    assert answer.notes == (ELSEWHERE_ONLY,)
    assert bodies(service, "惠州停车场归谁管") == ["惠州市城市管理局", "公安机关"]


def test_each_clause_tells_where_it_stands(service: SearchService) -> None:
    answer = service.responsibilities(DutyRequest(SearchRequest(q="停车场归谁管")))
    clause = answer.bodies[0].clauses[0]
    fact = clause.fact.evidence
    assert PARKING.text[fact.start : fact.end] == fact.quote
    assert clause.passage is not None
    assert clause.passage.heading == "第一条"
    assert clause.document.url == f"/documents/parking#{clause.passage.anchor}"


def test_what_has_ended_answers_only_if_asked(service: SearchService) -> None:
    answer = service.responsibilities(DutyRequest(SearchRequest(q="犬只登记找谁")))
    assert answer.bodies == ()
    assert "1 条" in answer.notes[-1]
    assert bodies(service, "犬只登记找谁", status="expired") == ["惠州市公安局"]


def test_by_body(service: SearchService) -> None:
    assert bodies(service, body="公安") == ["公安机关"]
    # As clauses call it, wherever it is.
    for name in ("公安局", "市公安局", "惠州市公安局", "省公安厅"):
        assert bodies(service, body=name) == ["公安机关"], name
    assert bodies(service, body="安局") == bodies(service, body="民政局") == []
    assert bodies(service, body="城市管理局") == ["惠州市城市管理局"]
    assert bodies(service, body="民政局") == []
    assert bodies(service, "停车场", body="公安") == ["公安机关"]


def test_the_catalogue_keeps_them_as_they_were_read(service: SearchService) -> None:
    kept = service.catalogue.document("parking").responsibilities
    assert kept == PARKING.responsibilities
    assert service.catalogue.documents(["parking"], text=False)["parking"].responsibilities == ()


LAW = library.document(
    "law",
    "第一条 为了加强噪声管理，制定本法。\n第二条 国务院生态环境主管部门负责全国噪声监督管理工作。\n"
    "第三条 县级以上人民政府生态环境主管部门负责本行政区域内的噪声监督管理工作。\n"
    "第四条 国务院住房部门负责建筑噪声、交通噪声和工业噪声的隔声标准制定工作。",
    title="中华人民共和国噪声法", kind="law", region="全国", effective_from="2020-01-01",
)  # fmt: skip
OF_CITY = library.document(
    "city",
    "第一条 惠州市生态环境局编制噪声地图、噪声规划和噪声名录，公布噪声监测结果。\n"
    "第二条 街道办事处负责本辖区内的噪声管理工作。\n第三条 惠州市公安局主管本市噪声管理工作。",
    title="惠州市噪声管理条例", kind="law", region="广东省/惠州市", effective_from="2020-01-01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("q", "region", "first"),
    [
        ("噪声", "", "国务院生态环境主管部门"),
        ("噪声归哪个部门管", "", "国务院生态环境主管部门"),
        ("噪声", "广东省/惠州市", "惠州市公安局"),
    ],
)
def test_the_body_that_the_law_puts_in_charge_comes_first(
    tmp_path_factory: pytest.TempPathFactory, q: str, region: str, first: str
) -> None:
    with library.opened(tmp_path_factory.mktemp("charge"), [LAW, OF_CITY]) as service:
        filters = {"region": region} if region else {}
        assert bodies(service, q, **filters)[0] == first
