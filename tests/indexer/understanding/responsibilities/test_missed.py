"""Kinds of clause that a fifth draw showed to be missed. The sentences are our own."""

from __future__ import annotations

import time

import pytest

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
        # A number ends the list.
        (
            "公安、民政、人社、住建四个部门先行，向市共享平台推送数据。",
            ["公安部门", "民政部门", "人社部门", "住建部门"],
        ),
        ("公安、民政、人社三部门应当推送数据。", ["公安部门", "民政部门", "人社部门"]),
        ("公安、民政、人社部门向市共享平台推送数据。", ["公安部门", "民政部门", "人社部门"]),
        ("市教育局会同司法行政、卫生、妇联等有关方面建立机制。",
         ["栖宁市教育局", "司法行政部门", "卫生部门", "妇联"]),
        # A reserve is no place.
        ("自然资源由自然保护区管理机构统一管理。", ["自然保护区管理机构"]),
        ("自然保护区管理机构应当制定管理制度。", ["自然保护区管理机构"]),
        # Words between a body and its verb.
        (
            "综合行政执法机构根据文化主管部门的委托负责监督检查。",
            ["综合行政执法机构"],
        ),
        (
            "公安机关除依照前条规定处罚外，还可以区别不同情形，采取下列措施：",
            ["公安机关"],
        ),
        (
            "民政部门所属的承办机构（以下简称低保经办机构）依照本办法规定，具体承办低保工作。",
            ["低保经办机构"],
        ),
        ("各地税务机关应按照省局制定的管理办法严格管理，具体管理办法另定。", ["各地税务机关"]),
        ("各级人民政府对养犬纠纷的调解工作进行业务指导。", ["各级人民政府"]),
        ("市财政对新增支出给予30％补助。", ["栖宁市财政部门"]),
        ("低保金由县级民政部门以货币形式按月发放。", ["县级民政部门"]),
        ("市民政局没收的违禁品，应当销毁。", ["栖宁市民政局"]),
        ("前款所称小型商户的标准由市场监督管理部门结合实际规定。", ["市场监督管理部门"]),
        # Who receives, keeps and pays; where an office sits.
        ("经营记录应当移交县级以上环境保护主管部门存档管理。", ["县级以上环境保护主管部门"]),
        ("旧印章于5月10日前交市财政局封存。", ["栖宁市财政局"]),
        ("代售户应当按月向当地税务机关结报。", ["当地税务机关"]),
        ("通过客户端提交给税务机关。", ["税务机关"]),
        ("并由税务机关付给代售金额5%的手续费。", ["税务机关"]),
        ("不足部分由县（市、区）承担。", ["县(市、区)人民政府"]),
        ("各县（市、区）应当于3月底前制定办法。", ["各县(市、区)人民政府"]),
        ("市政府成立防汛指挥部，由副市长任总指挥。", ["栖宁市人民政府"]),
        ("指挥部办公室设在市生态环境局。", ["栖宁市生态环境局"]),
        ("办理登记的主管机关，是居住地的公安分局。", ["居住地的公安分局"]),
        ("设置排污口的，应当经水行政主管部门同意。", ["水行政主管部门"]),
        ("宣誓仪式由市人民代表大会常务委员会主任会议组织。",
         ["栖宁市人民代表大会常务委员会主任会议"]),
        ("市人大常委会任免下列人员：", ["栖宁市人民代表大会常务委员会"]),
        ("对拒不共享数据的部门，市财政局不再审批其项目。", ["栖宁市财政局"]),
        ("全国社会保障基金理事会负责基金的运营。", ["全国社会保障基金理事会"]),
        # Others in the list, who are no bodies, or none with a name.
        ("教育行政部门和其他负有安全职责的部门应当加强检查。", ["教育行政部门"]),
        ("村民委员会和村务监督委员会应当建立村务档案。", ["村民委员会"]),
        ("由监察机关或者其所在单位依法给予处分。", ["监察机关"]),
        ("由监察机关、有关机关对直接负责的主管人员依法给予处分。", ["监察机关"]),
        ("由绿化行政主管部门或者其委托的单位责令停止侵害。", ["绿化行政主管部门"]),
        ("公安机关对直接负责的主管人员处一千元罚款。", ["公安机关"]),
        ("身份由侨务部门按照国家和省规定的条件和程序认定。", ["侨务部门"]),
        ("各级人民政府对作出显著成绩的单位和个人，给予奖励。", ["各级人民政府"]),
        ("市城管局实行执法责任制度。", ["栖宁市城市管理局"]),
        ("公安机关对遗弃未成年人的，应当依法予以处理。", ["公安机关"]),
        ("应当编制检修计划，报供热行政主管部门，并在夏季实施。", ["供热行政主管部门"]),
        (
            "财政、审计部门根据绩效评价结果以及有关规定，提出问责建议。",
            ["财政部门", "审计部门"],
        ),
        ("由教育部门对负有责任的学校负责人给予处分。", ["教育部门"]),
        ("测绘单位应当向省自然资源主管部门汇交成果副本。", ["省自然资源主管部门"]),
        ("工会、共青团、妇联应当开展宣传。", ["工会", "共青团", "妇联"]),
        ("所在单位和街道办事处应当及时报告。", ["街道办事处"]),
        # Two fields that are one office; offices by one field; who is sent what without a verb.
        ("由规划自然资源、水务等部门责令改正。", ["规划自然资源部门", "水务部门"]),
        ("县级以上人民政府统计机构应当妥善保管资料。", ["县级以上人民政府统计机构"]),
        ("由省气象主管机构提出意见。", ["省气象主管机构"]),
        ("应当采取控制措施，并及时报省植物检疫机构。", ["省植物检疫机构"]),
    ],
)  # fmt: skip
def test_who_is_named(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_what_is_set_up_has_its_own_duty() -> None:
    assert told("国务院设立国家禁毒委员会，负责组织、指导全国的禁毒工作。") == [
        ("国务院", "设立国家禁毒委员会，负责组织、指导全国的禁毒工作"),
        ("国家禁毒委员会", "负责组织、指导全国的禁毒工作"),
    ]


def test_a_short_name_in_a_list() -> None:
    text = "县民政部门（以下简称低保部门）负责审核。报经低保部门和公安交通管理部门批准。"
    assert names(text)[1:] == ["县民政部门", "公安交通管理部门"]
    assert names(text.replace("公安交通管理", "公安"))[1:] == ["县民政部门", "公安部门"]


def test_the_body_of_the_sentence_before() -> None:
    """With both sentences as the clause."""
    assert told("市民政局应当进行审查。经审查合格的，发给证书；不合格的，应当通知申请人。") == [
        ("栖宁市民政局", "市民政局应当进行审查"),
        ("栖宁市民政局", "经审查合格的，发给证书"),
        ("栖宁市民政局", "不合格的，应当通知申请人"),
    ]
    minutes = (
        "会议要求，市人民政府应当书面报告整改情况；进一步压减一般性支出；对闲置项目，收回资金。"
    )
    assert told(minutes)[1:] == [
        ("栖宁市人民政府", "进一步压减一般性支出"),
        ("栖宁市人民政府", "对闲置项目，收回资金"),
    ]
    fine = "违者由城市管理部门责令改正；拒不改正的，处五百元罚款；造成损失的，依法承担赔偿责任。"
    assert told(fine)[1:] == [("城市管理部门", "拒不改正的，处五百元罚款")]
    facts = read_responsibilities(fine, (), SPEAKER)
    assert facts[1].evidence.quote == fine[:26]


@pytest.mark.parametrize(
    "text",
    [
        # What is proposed in minutes; who is no body; what a law is applied to.
        "会议建议，市财政局应当增加投入。",
        "纳税人同税务机关对凭证的性质发生争议的，应检附该凭证。",
        "市、县人民政府有关部门应当加强监管。",
        "市审计局开展审计监督活动，适用本条例。",
        "卫生行政部门和医疗机构负责人应当保密。",
        "专用航道是指由水利、林业等部门以及其他企业事业单位建设的航道。",
        "本市加强政务服务中心（以下简称中心）建设。",
        "由各区域中心负责。",
        "设立检察室，应当经最高人民检察院和省级有关部门同意。",
        "鼓励单位和居民委员会建立消防组织。",
        "船员应当严格遵守当地人民政府作出的禁航规定。",
        "由县（市、区）殡仪馆承担。",
        "市公安局对车辆进行检测时，被检测车辆应当予以配合。",
        "人民检察院应当自接到公安机关提请批准逮捕书后作出决定。",
    ],
)
def test_what_gives_no_duty(text: str) -> None:
    assert names(text) == []


def test_a_list_without_an_end_takes_no_longer_than_it_is_long() -> None:
    def seconds(times: int) -> float:
        begun = time.process_time()
        told("教育部门" + "和民政部门或者医院" * times)
        return time.process_time() - begun

    assert seconds(800) < 20 * max(seconds(100), 0.05)
