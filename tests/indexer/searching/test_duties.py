"""Who answers for a matter: bodies in order, of what is in force."""

from __future__ import annotations

import doctest
from collections.abc import Iterator

import pytest

from indexer.model.duties import DutyRequest
from indexer.model.queries import SearchRequest
from indexer.searching import asked_places, duties
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
    assert answer.notes == (duties.ELSEWHERE_ONLY.format("（湖州市）"),)
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

OTHERS = [
    library.document(
        name, text, title=title, kind="law", region=region, effective_from="2020-01-01"
    )
    for name, region, title, text in (
        # Called by the matter, before who has a part of it.
        ("lifts", "全国", "中华人民共和国电梯安全法",
         "第一条 国务院建设主管部门负责电梯安全风险评估工作。\n"
         "第二条 国务院电梯安全监督管理部门对电梯生产活动实施监督管理。"),
        # The whole of it, before what each has within its own duties; the state before a region.
        ("sands", "全国", "中华人民共和国沙地治理法",
         "第一条 国务院发展改革部门在各自的职责范围内负责沙地治理的监督管理工作。\n"
         "第二条 国务院林草主管部门对全国沙地治理工作实施统一监督管理。"),
        ("sands1", "广东省", "广东省沙地治理条例", "第一条 省林草部门主管沙地治理工作。"),
        ("sands2", "浙江省", "浙江省沙地治理条例", "第一条 省林草部门主管沙地治理工作。"),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("q", "region", "first"),
    [
        ("噪声", "", "国务院生态环境主管部门"),
        ("噪声归哪个部门管", "", "国务院生态环境主管部门"),
        ("噪声", "广东省/惠州市", "惠州市公安局"),
        ("电梯安全归谁管", "", "国务院电梯安全监督管理部门"),
        ("沙地治理归谁管", "", "国务院林草主管部门"),
    ],
)
def test_the_body_that_the_law_puts_in_charge_comes_first(
    tmp_path_factory: pytest.TempPathFactory, q: str, region: str, first: str
) -> None:
    with library.opened(tmp_path_factory.mktemp("charge"), [LAW, OF_CITY, *OTHERS]) as service:
        filters = {"region": region} if region else {}
        assert bodies(service, q, **filters)[0] == first


RULES = [
    library.document(
        name, text, title=title, kind="policy", region=region, effective_from="2020-01-01"
    )
    for name, region, title, text in (
        ("dogs", "栖宁市", "栖宁市养犬办法",
         "第一条 公安机关负责养犬管理工作。\n第二条 区公安机关发放犬牌。"),
        ("houses", "栖宁市", "栖宁市公共租赁住房办法",
         "第一条 市房产管理部门登记轮候的家庭。\n第二条 市房产管理部门负责公租房管理。"),
        ("town", "栖宁市", "栖宁市历史街区方案",
         "第一条 渚北区人民政府负责渚北区的征收安置。\n第二条 渚北区人民政府主管挂牌保护。"),
        ("shops", "栖宁市", "栖宁市助餐服务方案", "第一条 市场监管部门负责餐饮安全。"),
        ("fund", "栖宁市", "栖宁市公积金提取办法",
         "第一条 骗提公积金的，纳入信用记录并移送公安机关。"),
        ("wages", "栖宁市", "栖宁市最低工资通知",
         "第一条 劳动保障监察机构开展专项检查。\n第二条 发现欠薪的，向工会报告。"),
        ("county", "松垣县", "松垣县宅基地细则", "第一条 松垣县农业农村局负责宅基地审批。"),
    )
]  # fmt: skip
SHOPS_THEN = library.document(
    "then",
    "第一条 市场监管部门负责食品小作坊登记。\n第二条 本办法自2010年1月1日起施行，有效期5年。",
    title="栖宁市食品小作坊办法", kind="policy", region="栖宁市", effective_from="2010-01-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("city"), [*RULES, SHOPS_THEN]) as opened:
        yield opened


def told(service: SearchService, q: str, **filters: str) -> tuple[str, ...]:
    search = SearchRequest(q=q, filters={name: (value,) for name, value in filters.items()})
    return service.responsibilities(DutyRequest(search)).notes


def test_the_examples_beside_the_rules() -> None:
    failures, tried = doctest.testmod(asked_places)
    assert (failures, tried > 0) == (0, True)


@pytest.mark.parametrize("q", ["渚北区养犬归谁管", "渚北区养犬", "松垣县养犬归谁管"])
def test_the_words_of_a_place_are_no_matter(city: SearchService, q: str) -> None:
    assert [name for name in bodies(city, q) if not name.endswith("公安机关")] == []
    assert bodies(city, q)
    assert duties.OF_CITY.format(q[:3], "栖宁市") in told(city, q)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("养犬登记归哪个部门管", {"公安机关"}),
        ("公租房登记归哪个部门管", {"栖宁市房产管理部门"}),
        ("公租房管理归哪个部门管", {"栖宁市房产管理部门"}),
        ("食品小作坊登记归谁管", set()),
        # Who is only told of something is not whom one is sent to.
        ("公积金提取找哪个部门", set()),
        ("最低工资谁监督", {"劳动保障监察机构", "工会"}),
        ("骗提公积金移送哪个部门", {"公安机关"}),
        ("渚北区图书馆归谁管", set()),
    ],
)
def test_what_is_done_with_any_matter_is_none(
    city: SearchService, q: str, expected: set[str]
) -> None:
    found = {name for name in bodies(city, q) if not name.endswith("区公安机关")}
    assert found == expected


def test_a_long_question_may_be_put_in_other_words(city: SearchService) -> None:
    asked = "发现老板欠薪不发最低工资的专项检查由哪个部门来做"
    assert bodies(city, asked)[0] == "劳动保障监察机构"


def test_who_is_only_told_comes_last(city: SearchService) -> None:
    assert bodies(city, "最低工资归谁管") == ["劳动保障监察机构", "工会"]


def test_why_nobody_is_listed(city: SearchService) -> None:
    assert told(city, "谁负责谁负责谁负责") == (duties.NOT_UNDERSTOOD,)
    assert told(city, "图书馆归谁管") == (duties.NOTHING,)
    assert told(city, "食品小作坊登记归谁管") == (
        duties.ENDED_ONLY.format(1, "栖宁市食品小作坊办法", "失效"),
    )
    assert told(city, "养犬归谁管", region="松垣县") == (duties.NOTHING_FILTERED,)
    filtered = duties.FILTERED.format("栖宁市", "杭州市")
    assert told(city, "杭州市养犬归谁管", region="栖宁市") == (filtered,)


OF_CITIES = [
    library.document(
        name, text, title=title, kind="law", region=region, effective_from="2020-01-01"
    )
    for name, region, title, text in (
        ("capital", "北京市", "北京市垃圾管理条例",
         "第一条 市城市管理部门主管垃圾分类工作。\n第二条 朝阳区、海淀区的垃圾站另行规定。"),
        ("floods", "北京市", "北京市防洪办法",
         "第一条 朝阳区、海淀区的防洪规划由市水务部门负责。"),
        ("other", "嘉兴市", "嘉兴市垃圾条例", "第一条 嘉兴市城市管理局负责垃圾分类工作。"),
        ("zone", "深圳市", "深圳经济特区学前教育条例", "第一条 区教育部门主管学前教育。"),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("q", "first", "note"),
    [
        (
            "北京市朝阳区垃圾分类归谁管",
            ["北京市城市管理部门"],
            "库中没有朝阳区就此作出的规定，以下是北京市的",
        ),
        ("西湖区垃圾分类谁负责", [], "库中没有所问地方（西湖区）就此作出的职责条款"),
        ("深圳经济特区垃圾分类归谁管", [], "库中没有所问地方（深圳市）就此作出的职责条款"),
    ],
)
def test_a_district_is_answered_by_its_city_alone(
    tmp_path_factory: pytest.TempPathFactory, q: str, first: list[str], note: str
) -> None:
    with library.opened(tmp_path_factory.mktemp("cities"), OF_CITIES) as service:
        assert bodies(service, q) == first
        assert told(service, q)[0].startswith(note)


@pytest.mark.parametrize(
    ("body", "found", "note"),
    [
        ("公安局", True, ()),
        ("市公安局", True, ()),
        ("栖宁市公安局", True, (duties.IN_GENERAL.format("栖宁市公安局"),)),
        ("杭州市公安局", False, (duties.NO_BODY.format("杭州市公安局"),)),
        ("上海市公安局", False, (duties.NO_BODY.format("上海市公安局"),)),
        ("青江市公安局", False, (duties.NO_BODY.format("青江市公安局"),)),
        ("松垣县农业农村局", True, ()),
        ("火星公安局", False, ()),
    ],
)
def test_a_body_of_a_place_is_that_places(
    city: SearchService, body: str, found: bool, note: tuple[str, ...]
) -> None:
    answer = city.responsibilities(DutyRequest(SearchRequest(q=""), body))
    assert (bool(answer.bodies), answer.notes) == (found, note)


def test_a_region_without_rules_is_told_of_its_citys(city: SearchService) -> None:
    expected = "库中没有松垣县就此作出的规定，上级的规定可能适用：栖宁市的有 1 条"
    search = SearchRequest(q="养犬管理", filters={"region": ("松垣县",)})
    asked = SearchRequest(q="养犬归谁管", filters={"region": ("松垣县",)})
    for report in (
        city.search(search).query,
        city.answer(asked).query,
        city.responsibilities(DutyRequest(asked)).query,
    ):
        assert expected in report.notes


PUT_OTHERWISE = [
    library.document(
        name, text, title=title, kind="law", region="全国", effective_from="2020-01-01"
    )
    for name, title, text in (
        ("borders", "行政区域界线条例", "第一条 行政区域界线由国务院民政部门公布。"),
        ("pipes", "石油天然气管道条例",
         "第一条 管道企业的应急预案报应急管理部门备案。\n第二条 公安机关负责管道的安全保卫。"),
        ("weather", "气象设施条例",
         "第一条 无法避免影响气象台站的，向省气象主管机构报告。\n第二条 气象台站不得拆除。"),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("q", "first", "near"),
    [
        ("两个省的分界线由哪个部门公布", "国务院民政部门", True),
        ("输油管道公司的应急预案要给哪些部门备案", "应急管理部门", True),
        ("在气象台旁边盖楼躲不开要向谁报告", "省气象主管机构", False),
    ],
)
def test_what_is_nearest_is_told_with_a_note(
    tmp_path_factory: pytest.TempPathFactory, q: str, first: str, near: bool
) -> None:
    with library.opened(tmp_path_factory.mktemp("near"), PUT_OTHERWISE) as service:
        assert bodies(service, q)[:1] == [first]
        assert (duties.NOT_ALL in told(service, q)) is near


def test_what_else_is_done_with_the_matter_is_told_with_a_note(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rules = library.document(
        "lift",
        "第一条 加装电梯方案报街道办事处备案。",
        title="云城市既有住宅改造办法",
        kind="policy",
    )
    with library.opened(tmp_path_factory.mktemp("beside"), [rules]) as service:
        assert bodies(service, "加装电梯找谁审批") == ["街道办事处"]
        assert duties.NOT_ALL in told(service, "加装电梯找谁审批")
