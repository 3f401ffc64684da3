"""Kinds of clause that a draw of laws, notices and minutes showed: read, or left out. The sentences
are our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities import reading
from indexer.understanding.responsibilities.facts import Found, Speaker
from indexer.understanding.responsibilities.reading import read_responsibilities

AUTHORITY = Authority.load()
SPEAKER = Speaker(AUTHORITY, ("栖宁市人民政府", "栖宁市"))


def names(text: str, speaker: Speaker = SPEAKER) -> list[str]:
    return [fact.name for fact in read_responsibilities(text, (), speaker)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Lists, and what stands between them and their verb.
        ("财政、审计和人事等部门分工负责，各自负责评选。", ["财政部门", "审计部门", "人事部门"]),
        ("工会、妇女联合会、作家协会等团体，应当做好帮扶工作。", ["工会", "妇女联合会"]),
        # One that is no office, one that nobody knows: nothing is read, and nothing breaks.
        ("鼓励工会、诗词学会、栖云爱心互助社、妇女联合会等团体开展服务。", []),
        ("由市水务部门会同市农业农村等有关部门制定。", ["栖宁市水务部门", "栖宁市农业农村部门"]),
        (
            "由各省、自治区、直辖市和计划单列市财政和地方税务部门自行确定。",
            ["各省、自治区、直辖市和计划单列市财政部门", "地方税务部门"],
        ),
        (
            "由市人民政府民政部门会同财政、统计等部门制定，报本级人民政府批准。",
            ["栖宁市人民政府民政部门", "财政部门", "统计部门"],
        ),
        (
            "省教育厅会同省财政厅、公安厅制定办法，由各县执行。",
            ["省教育厅", "省财政厅", "公安厅", "各县人民政府"],
        ),
        # Halves of which one is nobody that can be named.
        ("由当地商务部门或者地方人民政府指定的审批机关统一受理。", ["当地商务部门"]),
        ("军事机关和民政部门应当办理交接手续。", ["民政部门"]),
        ("由上一级人民政府或者水利部门责令退还。", ["水利部门"]),
        ("应当向国务院和省文物主管部门提交报告。", ["国务院文物主管部门", "省文物主管部门"]),
        # Brackets behind the subject; what the whole sentence says of it.
        ("街道办事处和镇人民政府(以下统称经办单位)负责管理工作。", ["街道办事处", "镇人民政府"]),
        ("防汛工作实行地方各级人民政府行政首长负责制。", []),
        ("防汛工作实行地方各级人民政府负责制。", ["地方各级人民政府"]),
        ("省教育厅负责制定规划。", ["省教育厅"]),
        (
            "民政部门在办理登记时，对符合条件的，可以根据申请同步登记。",
            ["民政部门"],
        ),
        # The last step of a sentence.
        ("镇人民政府初审，并将初审意见报送县级民政部门审批。", ["镇人民政府", "县级民政部门"]),
        ("应当向原批准机关和市文物主管部门移交资料。", ["栖宁市文物主管部门"]),
        ("应当将有关情况报告批准移交的文物主管部门。", ["文物主管部门"]),
        ("占用菜地的，应当征得省农业主管部门的同意。", ["省农业主管部门"]),
        ("居民有权劝阻，要求城市管理部门查处。", ["城市管理部门"]),
        ("可以向其登记的民政部门申请认定。", ["民政部门"]),
        # A second draw: who is told to do it with whom, and in what manner.
        (
            "市人民政府应当组织规划主管部门和林业主管部门等共同编制规划。",
            ["栖宁市人民政府", "规划主管部门", "林业主管部门"],
        ),
        (
            "财政主管部门和林业主管部门等，按照国务院规定的职权划分，负责全国绿化工作。",
            ["财政主管部门", "林业主管部门"],
        ),
        ("指标由国务院林业主管部门根据不同地区的实际情况规定。", ["国务院林业主管部门"]),
        ("市人民政府设立绿化委员会，统一组织绿化工作。", ["栖宁市人民政府", "绿化委员会"]),
        ("设计方案审批时，必须有市绿化主管部门参加审查。", ["栖宁市绿化主管部门"]),
        ("财政、审计等有关部门按照各自职责，共同做好节水工作。", ["财政部门", "审计部门"]),
        ("办法由财政部商教育部制定。", ["财政部", "教育部"]),
        (
            "区人民政府以及街道办事处、园区管理机构等人民政府的派出机关（机构）应当加强检查。",
            ["区人民政府", "街道办事处", "园区管理机构"],
        ),
        (
            "国务院和边境省、自治区的各级人民政府应当加强宣传。",
            ["国务院", "省、自治区的各级人民政府"],
        ),
        ("驾驶人员须经海事管理机构考核合格。", ["海事管理机构"]),
        ("占用湿地的，应当征求省林业主管部门的意见。", ["省林业主管部门"]),
        ("应当将文件向受托人所在地县级人民政府备案。", ["受托人所在地县级人民政府"]),
        ("按月向主管退税的税务机关申报。", ["税务机关"]),
        ("县级以上交通运输部门应当在规定的范围内实施检查。", ["县级以上交通运输部门"]),
        # A third: whom something is told, asked or overseen by.
        ("县级乡镇企业主管部门根据国家政策，加强对企业的指导。", ["县级乡镇企业主管部门"]),
        ("应当将地理坐标等信息报告县环境保护主管部门。", ["县环境保护主管部门"]),
        ("应当在三日内告知林业主管部门和养护责任人。", ["林业主管部门"]),
        ("农业科研单位、有关学校、科学技术协会，应当配合培训。", ["科学技术协会"]),
        ("各级人民政府对种粮的农户，在技术和资金方面给予扶持。", ["各级人民政府"]),
        ("推广方应当接受当地农业主管部门的管理。", ["当地农业主管部门"]),
        ("确需采用其他方法的，应商税务机关同意。", ["税务机关"]),
        ("教育、科学技术协会等部门应当给予支持。", ["教育部门", "科学技术协会"]),
    ],
)
def test_who_is_named(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # Nobody whom the reader could go to: whose government, whose congress?
        "督导机构应当向本级人民政府提交报告。",
        "方案报同级人民政府批准。",
        "由本级人民政府组织实施。",
        "向同级人大常委会报告。",
        "每年向同级人民代表大会或者其常务委员会报告。",
        "应当向上级税务机关或者有关部门报告。",
        "上级人民政府应当加强指导。",
        # Persons of a body, and who is told what was decided.
        "市人民政府及其工作部门领导人员中应当配备专业干部。",
        "委员会由民政部门、残联等代表，以及教育、卫生等部门代表组成。",
        "召集人由街道办事处代表担任。",
        "建立档案，抄送农业主管部门。",
        "不得拒绝向档案机构移交材料。",
        "依照本条例报送国务院备案的事项，从其规定。",
        # Banks and hospitals, and what the state encourages.
        "金融、医疗、电信等单位可以核实身份。",
        "国家鼓励和支持工会、妇女联合会等团体开展服务。",
        "材料不齐的，登记部门以外的民政部门不予受理。",
        # Which ones, what was approved, and whom somebody calls.
        "由财政部门拨付经费的单位，免征房产税。",
        "应当安装经市场监督管理部门检验合格的设施。",
        "方案业经省人民政府批准同意，现印发给你们。",
        "作业单位提前公告，并通知当地公安机关做好保卫。",
        "应当依法上报或者上交国家有关部门。",
        "可以向著作权主管部门认定的登记机构登记。",
        "各地、各部门要认真做好衔接。",
        "对经财政部确定征税的其他凭证征税。",
        "由省级人民政府批准设立的行政事业性收费。",
        "应当向国务院总理提出报告。",
        "由原提出方案的机关提出申请。",
        "可以向作出决定机关的同级人民政府申请复议。",
    ],
)
def test_what_gives_no_duty(text: str) -> None:
    named = [name for name in names(text) if name not in ("督导机构",)]
    assert named == []


def test_an_office_that_is_said_to_be_the_department_of_something() -> None:
    text = (
        "县级公安机关是负责养犬登记的部门（以下简称养犬登记部门），负责登记。\n"
        "养犬登记部门应当公示条件。"
    )
    assert names(text) == ["县级公安机关", "县级公安机关"]


def test_two_offices_are_not_one() -> None:
    text = "发现险情的应当立即报告市政府总值班室和现场指挥部。"
    assert names(text) == ["栖宁市人民政府总值班室", "现场指挥部"]
    assert names("市政务服务和数据局负责平台建设。") == ["栖宁市政务服务和数据局"]


def test_the_committee_of_the_congress_that_speaks() -> None:
    speaker = Speaker(AUTHORITY, ("栖宁市人民代表大会常务委员会", "栖宁市"))
    text = "主任会议可以向常务委员会提出议案，由常务委员会审议。"
    assert set(names(text, speaker)) == {"栖宁市人民代表大会常务委员会"}
    assert names(text, Speaker(AUTHORITY, ("全国人民代表大会",))) == []


def test_a_short_name_of_the_authority_file_is_the_body_that_has_it(tmp_path: Path) -> None:
    """The file's word goes before what a name is made of."""
    own = tmp_path / "bodies.csv"
    own.write_text(
        "name,short,successor,from,until\n栖宁市城市管理和综合执法局,市城管执法局,,,\n",
        encoding="utf-8",
    )
    text = "市城管执法局负责清理占道物品。"
    listed = Speaker(Authority.load(own), ("栖宁市人民政府", "栖宁市"))
    assert names(text, listed) == ["栖宁市城市管理和综合执法局"]
    elsewhere = Speaker(Authority.load(own), ("惠州市人民政府", "惠州市"))
    assert names(text, elsewhere) == ["惠州市城市管理综合执法局"]


def test_what_runs_on_without_a_stop_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rule looks through its whole sentence at each word that it begins with."""
    seen: list[str] = []

    def found(written: str, speaker: Speaker) -> list[Found]:
        seen.append(written)
        return []

    monkeypatch.setattr(reading, "_found", found)
    text = "报送市民政局，" * 2_000
    read_responsibilities(text, (), SPEAKER)
    assert "".join(seen) == text
    assert max(map(len, seen)) <= 3_000
