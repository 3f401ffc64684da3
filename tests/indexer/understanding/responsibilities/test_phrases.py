"""What stands around a body's name in its own phrase, wherever that phrase stands."""

from __future__ import annotations

import pytest

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.facts import Speaker
from indexer.understanding.responsibilities.reading import read_responsibilities

SPEAKER = Speaker(Authority.load())


def names(text: str) -> list[str]:
    return [fact.name for fact in read_responsibilities(text, (), SPEAKER)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Brackets, of either width, behind a level.
        ("市、区县（自治县）民政部门负责救助工作。", ["市、区县(自治县)民政部门"]),
        ("县（市、区)人民政府负责科技进步工作。", ["县(市、区)人民政府"]),
        # What tells which one is meant.
        ("应当报原批准的文物行政部门重新批准。", ["文物行政部门"]),
        ("应当报负责监督该工程的建设行政主管部门备案。", ["建设行政主管部门"]),
        ("由市人民政府指定的区、县人民政府负责。", ["区、县人民政府"]),
        ("应当到区管理古树名木的部门办理手续。", ["区管理古树名木的部门"]),
        # Places and departments that share what stands behind the last of them.
        ("由国务院或者省人民政府的农业农村、林业草原主管部门没收。",
         ["国务院农业农村主管部门", "农业农村主管部门", "林业草原主管部门"]),
        ("由交通、商品流通、文物等部门负责。", ["交通部门", "商品流通部门", "文物部门"]),
        # Congresses, provinces, branches and offices with a name of their own.
        ("由海南省人民代表大会及其常务委员会制定。", ["海南省人民代表大会"]),
        ("负面清单由国务院有关部门会同海南省制定。", ["海南省人民政府"]),
        ("标准由上海市建设委员会制定。", ["上海市建设委员会"]),
        ("中国人民银行青江市分行负责日常监测。", ["中国人民银行青江市分行"]),
        ("车辆管理所应当自受理之日起一日内换发。", ["车辆管理所"]),
        ("由明镜湖区管委会水行政管理部门责令改正。", ["明镜湖区管委会水行政管理部门"]),
        ("市及相关区人民政府应当支持绿色经济。", ["市及区人民政府"]),
        ("由中华人民共和国国家海洋局负责解释。", ["国家海洋局"]),
        ("县人民政府设立的土地储备机构负责储备。", ["土地储备机构"]),
        ("县指挥机构在上级机构的领导和指挥下，负责救援。", ["县指挥机构"]),
        # Whom something goes to.
        ("应当送达当地公安派出所。", ["当地公安派出所"]),
        ("应当报市文物行政部门，由市人民政府批准。", ["市文物行政部门", "市人民政府"]),
        ("并推送公安、消防部门。", ["公安部门", "消防部门"]),
        ("应当接受公安机关的指导和民政部门的监督。", ["公安机关", "民政部门"]),
        # What an office is not to do, or declines.
        ("公安机关不得收取费用。", ["公安机关"]),
        ("海关不予办理担保放行。", ["海关"]),
        ("公安、消防部门对企业的检查，须事先征得市应急管理局同意。",
         ["公安部门", "消防部门", "市应急管理局"]),
        ("民政局负责登记。其应当在十日内办结。", ["民政局", "民政局"]),
    ],
)  # fmt: skip
def test_who_is_named(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "报经有批准权的人民政府确定。",
        "全国人民代表大会代表参加会议。",
        "新建的看守所应当纳入规划。",
        "检疫机关检疫人员滥用职权的，依法追究责任。",
        "气象台站提供的资料，应当经过审查。",
        "社区（村）组织应当加强宣传。",
        "民族乡的财政支出基数，依照规定确定。",
        "公安机关不得收取费用的，从其规定。",
    ],
)
def test_who_is_not(text: str) -> None:
    assert names(text) == []


def test_traditional_characters_are_read_and_quoted_as_written() -> None:
    text = "第三條　公安機關負責養犬的公共安全管理。"
    (fact,) = read_responsibilities(text, (), SPEAKER)
    assert fact.name == "公安机关"
    assert fact.evidence.quote == "公安機關負責養犬的公共安全管理"
    assert fact.evidence.start is not None
    assert text[fact.evidence.start :].startswith(fact.evidence.quote)
