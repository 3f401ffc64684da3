"""Kinds of clause that sixty laws showed: read, or left out. The sentences are our own."""

from __future__ import annotations

import pytest

from indexer.model import Block, BlockKind, DutyKind
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.facts import Speaker
from indexer.understanding.responsibilities.reading import read_responsibilities

SPEAKER = Speaker(Authority.load(), ("栖宁市人民政府", "栖宁市"))


def told(text: str) -> list[tuple[str, str]]:
    return [(fact.name, fact.duty) for fact in read_responsibilities(text, (), SPEAKER)]


def names(text: str) -> list[str]:
    return [name for name, _ in told(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Others beside it say that all of a list are departments.
        (
            "公安、工商行政、物价以及其他有关部门应当依法履行各自职责。",
            ["公安部门", "工商行政部门", "物价部门"],
        ),
        ("由公安机关交通管理、城市管理部门责令改正。", ["公安机关交通管理部门", "城市管理部门"]),
        # Beside it stands who is no body, or a comma, a bracket, a second condition.
        ("中央国家机关、县级以上地方人民政府应当给予支持。", ["县级以上地方人民政府"]),
        ("教育行政部门和各类教育机构应当组织演练。", ["教育行政部门"]),
        (
            "县级以上人民政府环境保护主管部门，对环境保护实施统一监督管理。",
            ["县级以上人民政府环境保护主管部门"],
        ),
        (
            "市水务局是本市河道的行政主管部门（以下简称市水主管部门），负责监督管理。",
            ["栖宁市水务局"],
        ),
        ("公安机关发现车辆拼装的，或者在检查时发现达到报废标准的，应当予以收缴。", ["公安机关"]),
        ("地震灾区的市、县人民政府应当组织编制规划。", ["市、县人民政府"]),
        # Lists: what stands behind 及其, who is no office, thirty departments, a place's own name.
        ("各级人民政府及其有关部门应当加强宣传。", ["各级人民政府"]),
        ("市教育局及其工作人员应当为举报人保密。", ["栖宁市教育局"]),
        ("民政部门及其他有关主管部门应当公布目录。", ["民政部门"]),
        ("学校、居民委员会、村民委员会可以聘请辅导员。", ["居民委员会", "村民委员会"]),
        (
            "发展改革、教育、科技、公安、民政、司法行政、财政、人力资源社会保障、自然资源、生态环境"
            "、住房城乡建设、交通运输、水利、农业农村、商务、文化和旅游、卫生健康等部门按照职责做好"
            "相关工作。",
            ["发展改革部门", "教育部门", "科技部门", "公安部门", "民政部门", "司法行政部门"],
        ),
        ("由东浦市文物行政部门责令限期拆除。", ["东浦市文物行政部门"]),
        ("各级经济普查机构应当发布公报。", ["各级经济普查机构"]),
        ("各级社会治安综合治理委员会应当定期考核。", ["各级社会治安综合治理委员会"]),
        (
            "市历史文化街区和历史建筑保护主管部门应当制定图则。",
            ["栖宁市历史文化街区和历史建筑保护主管部门"],
        ),
        (
            "财政、审计、监察以及其他有关机关、部门应当依法处理。",
            ["财政部门", "审计部门", "监察部门"],
        ),
        (
            "县级人民政府负责管理地震工作的部门或者机构，应当加强监测。",
            ["县级人民政府负责管理地震工作的部门"],
        ),
        ("地震灾区的县级人民政府应当组织修复设施。", ["县级人民政府"]),
        ("工会、共产主义青年团以及其他社会组织协助开展帮扶工作。", ["工会", "共产主义青年团"]),
        # What it does when it is to do so, before what it is to do.
        ("公安机关发现停放违法的，应当责令改正。", ["公安机关"]),
        ("县级卫生主管部门指定接种单位时，应当明确其责任区域。", ["县级卫生主管部门"]),
        ("市场监督管理部门对收到的举报，应当依法处理。", ["市场监督管理部门"]),
        ("公安机关有权采取下列措施。", ["公安机关"]),
        ("财政部门按时、足额拨付经费。", ["财政部门"]),
        ("规划部门不予核发建设工程规划许可证。", ["规划部门"]),
        ("国务院价格主管部门商国务院有关部门制定目录。", ["国务院价格主管部门"]),
        # To whom it is told, and through whom it goes.
        ("经交通运输主管部门按照国家规定验收合格后方可使用。", ["交通运输主管部门"]),
        ("船舶载运危险货物的，应当事先报告海事管理机构。", ["海事管理机构"]),
        ("涉嫌犯罪的，移送公安机关处理。", ["公安机关"]),
        ("可以请求县级卫生主管部门处理。", ["县级卫生主管部门"]),
        ("证件遗失的，到公安机关补领。", ["公安机关"]),
        ("集会的主管机关是市公安局。", ["栖宁市公安局"]),
        # Those who speak, whose name has brackets, and whose beginning is that of another's.
        ("由政府向民办学校购买学位。", ["人民政府"]),
        ("费用由财政每年补助。", ["财政部门"]),
        ("乡镇（街道）应当在十日内作出决定。", ["乡镇(街道)"]),
        ("由省辖市中医行政主管部门审核。", ["省辖市中医行政主管部门"]),
        (
            "国务院标准化主管部门会同国务院发展改革、生态环境等部门，对产品规定限值。",
            ["国务院标准化主管部门", "国务院发展改革部门", "生态环境部门"],
        ),
        ("接到举报的人民政府或者有关部门应当调查。", ["人民政府"]),
        ("县级应急管理部门对安全生产工作实施综合监督管理。", ["县级应急管理部门"]),
        ("不能确定的，报保密工作部门确定。", ["保密工作部门"]),
        ("证件由县级信息核对中心出具。", ["县级信息核对中心"]),
        ("可以申请公安机关协助。", ["公安机关"]),
        ("体育行政部门在经费上应当给予支持。", ["体育行政部门"]),
    ],
)
def test_who_is_named(text: str, expected: list[str]) -> None:
    assert names(text)[: len(expected)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "教育有关部门应当公布目录。",
        "建设部门和其他有关部门不得审查。",
        "当事人可以向人民法院申请强制执行。",
        "受种者请求县级卫生主管部门处理的，从其规定。",
        "民政部门对投诉逾期未作处理的，给予直接负责的主管人员处分。",
        "当事人可以向上一级主管机关申请复议。",
        "监督检查部门应当责令改正。",
        "审判机关应当公正审理案件。",
        "砍伐未经市林业部门确认死亡的古树的，处以罚款。",
        "本办法所称投诉，是指请求市场监督管理部门解决争议的行为。",
        "应当到公安机关指定的银行缴纳罚款。",
        "各级人民政府组织指导选举工作所需经费列入预算。",
        "学校上级主管部门应当制定指标。",
        "国务院要求报告的其他事项。",
        "政府采购应当公开透明。",
    ],
)
def test_what_gives_no_duty(text: str) -> None:
    assert told(text) == []


def test_a_short_name_is_the_body_that_has_it() -> None:
    text = (
        "第二条 市住房公积金管理中心（以下简称中心）负责提取。\n"
        "第三条 中心应当自受理之日起三个工作日内作出决定。\n"
        "第四条 为了规范市人民代表大会常务委员会（以下简称常委会）的工作，由常委会制定规则。\n"
        "第五条 本办法所称登记机关，是指市场监督管理部门。登记机关应当公示名录。"
    )
    assert names(text) == [
        "栖宁市住房公积金管理中心",
        "栖宁市住房公积金管理中心",
        "栖宁市人民代表大会常务委员会",
        "市场监督管理部门",
    ]


def test_a_duty_begins_with_what_it_is_done_to() -> None:
    assert told("市民政局应当将补助对象名单公示。") == [("栖宁市民政局", "将补助对象名单公示")]
    assert told("市民政局应当对服务质量进行检查，并公布结果。") == [
        ("栖宁市民政局", "对服务质量进行检查，并公布结果")
    ]


def test_a_list_whose_head_says_what_its_items_are() -> None:
    text = "第五条 市商务局依法履行下列职责：\n（一）编制网点规划；\n（二）组织实施促消费活动。"
    assert ("栖宁市商务局", "编制网点规划") in told(text)
    assert ("栖宁市商务局", "组织实施促消费活动") in told(text)


def test_what_is_refused_is_decided_by_whom_it_says() -> None:
    facts = read_responsibilities("材料不齐的，登记部门以外的民政部门不予受理。", (), SPEAKER)
    assert facts == ()
    facts = read_responsibilities("材料不齐的，民政部门不予受理。", (), SPEAKER)
    assert [(f.name, f.kind) for f in facts] == [("民政部门", DutyKind.ACCEPTS)]


def test_clauses_in_the_cells_of_other_tables_are_read() -> None:
    rows = (("原条文", "新条文"), ("由市民政局审批。", "由市财政局审核，报市人民政府批准。"))
    text = "\n".join("\t".join(row) for row in rows)
    blocks = (Block(BlockKind.TABLE, 0, len(text), rows=rows),)
    facts = read_responsibilities(text, blocks, SPEAKER)
    assert [fact.name for fact in facts] == ["栖宁市民政局", "栖宁市财政局", "栖宁市人民政府"]
