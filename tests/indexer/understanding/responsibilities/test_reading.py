"""Clauses that give a body a duty, each rule with what it reads and what it leaves."""

from __future__ import annotations

import pytest

from indexer.model import Block, BlockKind, BodyLevel, Kind, Responsibility
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.facts import Speaker
from indexer.understanding.responsibilities.reading import read_responsibilities
from indexer.understanding.understand import understand
from tests import library

AUTHORITY = Authority.load()
SPEAKER = Speaker(AUTHORITY, ("惠州市人民政府", "惠州市"), "停车场管理办法")


def read(text: str, blocks: tuple[Block, ...] = ()) -> list[Responsibility]:
    return list(read_responsibilities(text, blocks, SPEAKER))


def told(text: str) -> list[tuple[str, str, str]]:
    return [(fact.name, fact.kind.label, fact.duty) for fact in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "第三条 市民政局负责全市养老服务工作。",
            [("惠州市民政局", "负责", "负责全市养老服务工作")],
        ),
        (
            "市城市管理局是停车场主管部门。",
            [("惠州市城市管理局", "负责", "是停车场主管部门")],
        ),
        (
            "国务院教育行政部门主管全国的校车安全工作。",
            [("国务院教育行政部门", "负责", "主管全国的校车安全工作")],
        ),
        (
            "财政、民政和人力资源社会保障等部门按照职责做好相关工作。",
            [
                (
                    "财政部门",
                    "配合",
                    "财政、民政和人力资源社会保障等部门按照职责做好相关工作",
                ),
                ("民政部门", "配合", "财政、民政和人力资源社会保障等部门按照职责做好相关工作"),
                (
                    "人力资源社会保障部门",
                    "配合",
                    "财政、民政和人力资源社会保障等部门按照职责做好相关工作",
                ),
            ],
        ),
        (
            "违反本办法停放的，由公安机关责令改正。",
            [("公安机关", "查处", "违反本办法停放的，由公安机关责令改正")],
        ),
        (
            "补贴标准由市财政局会同市民政局另行制定。",
            [
                ("惠州市财政局", "牵头", "补贴标准由市财政局会同市民政局另行制定"),
                ("惠州市民政局", "配合", "补贴标准由市财政局会同市民政局另行制定"),
            ],
        ),
        (
            "经营者应当向城市管理部门备案。",
            [("城市管理部门", "受理", "经营者应当向城市管理部门备案")],
        ),
        (
            "确需占用的，报县级人民政府批准。",
            [("县级人民政府", "审批", "确需占用的，报县级人民政府批准")],
        ),
        (
            "县（市、区）人民政府应当将停车场建设纳入规划。",
            [("县(市、区)人民政府", "办理", "将停车场建设纳入规划")],
        ),
        (
            "建设智慧停车平台。（牵头单位：市城市管理局；责任单位：市公安局、市财政局）",
            [
                ("惠州市城市管理局", "牵头", "建设智慧停车平台"),
                ("惠州市公安局", "负责", "建设智慧停车平台"),
                ("惠州市财政局", "负责", "建设智慧停车平台"),
            ],
        ),
    ],
)
def test_what_a_clause_says(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        # Behind 由 any verb is a duty, and so it is with 会同.
        ("住房存在隐患的，由住建部门先出具安全鉴定。", ["住建部门"]),
        ("按每吨二十元给予奖励，费用由县级财政保障。", ["县级财政部门"]),
        ("会议议定事项由市政府督查室跟踪督办。", ["惠州市人民政府督查室"]),
        (
            "市政务服务和数据局会同网信、公安、国家安全机关建立全流程监管机制。",
            ["惠州市政务服务和数据局", "网信部门", "公安部门", "国家安全机关"],
        ),
        ("责成市城管局会同市司法局提出修改意见。", ["惠州市城市管理局", "惠州市司法局"]),
        # The 村 of 农业农村 is no level, departments that no list has are believed to be some.
        (
            "农业农村、自然资源、林业等站所共同到场踏勘。",
            ["农业农村站所", "自然资源站所", "林业站所"],
        ),
        (
            "安全监管、质监、供电等部门对沿线锅炉开展一次检查。",
            ["安全监管部门", "质监部门", "供电部门"],
        ),
        # More than one level has such a body; 和有关部门 names none.
        ("省或者省辖市总工会应当及时审核。", ["省或者省辖市总工会"]),
        ("各级人民政府和有关部门应当听取残疾人的意见。", ["各级人民政府"]),
        (
            "县级以上人民政府负责残疾人工作的机构负责组织协调。",
            ["县级以上人民政府负责残疾人工作的机构"],
        ),
        ("信息产业主管部门可以对目录作局部调整。", ["信息产业主管部门"]),
        (
            "设置广告必须征得城市人民政府市容环境卫生行政主管部门同意。",
            ["城市人民政府市容环境卫生行政主管部门"],
        ),
    ],
)
def test_who_is_named(text: str, bodies: list[str]) -> None:
    assert [name for name, _, _ in told(text)] == bodies


@pytest.mark.parametrize(
    "text",
    [
        "绿地由市人民政府确定的单位养护。",
        "具体事项由本级人大常委会主任会议处理。",
        "建议市城管局会同市司法局提出修改意见。",
        "本条例所称文化设施，是指由各级人民政府举办的图书馆。",
        "驻村医生由乡镇卫生院统一招聘。",
        "各级财政安排用于预防接种的经费应当专款专用。",
        "申请经人民法院裁定认可的，予以公告。",
        "施工单位对工程质量负责。",
        "驾驶人未及时到公安机关交通管理部门接受处理的，不予办理。",
        "有关部门应当加强配合。",
        "市民政局制定了本办法，现印发给你们。",
        "惠州市民政局关于做好养老服务工作的通知",
        "经市政府同意，现将有关事项通知如下。",
        "市民政局负责人就政策答记者问",
        "经市人民政府认定的引进人员可以申请。",
        "国务院建设主管部门有下列行为之一的，依法给予处分。",
        "业主委员会应当组织表决。",
        "任何单位和个人不得占用消防通道。",
        "收回全部补助资金。",
        "人民法院应当自收到申请之日起十日内作出裁定。",
    ],
)
def test_what_gives_no_duty(text: str) -> None:
    assert told(text) == []


def test_the_quote_stands_in_the_text() -> None:
    text = "第一条 为了。\n第二条 市民政局负责审核，财政部门负责拨付。\n（一）公安机关查处。"
    for fact in read(text):
        assert text[fact.evidence.start : fact.evidence.end] == fact.evidence.quote
        assert fact.body in fact.evidence.quote
    assert [fact.duty for fact in read(text)][:2] == ["市民政局负责审核", "财政部门负责拨付"]


def test_a_body_has_its_level() -> None:
    text = "国务院、省人民政府、市民政局、县级人民政府和街道办事处、社区居民委员会应当加强管理。"
    levels = [fact.level for fact in read(text)]
    assert levels == [
        BodyLevel.NATION, BodyLevel.PROVINCE, BodyLevel.CITY, BodyLevel.COUNTY,
        BodyLevel.TOWNSHIP, BodyLevel.VILLAGE,
    ]  # fmt: skip


def test_a_table_of_duties_is_read_row_by_row() -> None:
    rows = (("序号", "任务", "责任单位"), ("1", "清理泊位", "市公安局、市城市管理局"))
    text = "\n".join("\t".join(row) for row in rows)
    block = Block(BlockKind.TABLE, 0, len(text), rows=rows)
    found = read(text, (block,))
    assert [(f.name, f.duty) for f in found] == [
        ("惠州市公安局", "清理泊位"),
        ("惠州市城市管理局", "清理泊位"),
    ]
    assert found[0].evidence.quote == "1\t清理泊位\t市公安局、市城市管理局"


def test_drafts_and_interpretations_give_nobody_a_duty() -> None:
    text = "第一条 市民政局负责养老服务工作。"
    for kind, expected in ((Kind.POLICY, 1), (Kind.DRAFT, 0), (Kind.INTERPRETATION, 0)):
        made = library.document(kind.value, text, title="养老办法", kind=kind.value)
        assert len(made.responsibilities) == expected


def test_understanding_never_raises_for_odd_text() -> None:
    for text in ("由由由部门部门", "（（牵头单位：", "向到在经报", "负责" * 500, "局" * 300):
        understand(text, (), name="x", declared={}, authority=AUTHORITY, region=None)


def test_whatever_ends_a_name_is_looked_for() -> None:
    """群众性自治组织 and 领导小组 were in the table, and not in the copy that sentences were tried
    by first."""
    assert [fact.body for fact in read("基层群众性自治组织负责调解邻里纠纷。")] == [
        "基层群众性自治组织"
    ]


@pytest.mark.parametrize(
    ("sentence", "bodies"),
    [
        (
            "发展改革、财政等有关部门，应在各自职责范围内做好有关工作。",
            {"发展改革部门", "财政部门"},
        ),
        ("县级“三旧”改造主管部门负责审核入库地块。", {"县级“三旧”改造主管部门"}),
        ("村民委员会和村集体经济组织，应当推动服务站点开展工作。", {"村民委员会"}),
        (
            "街道办事处（镇人民政府）、居（村）民委员会应当公告解散。",
            {"街道办事处", "居（村）民委员会"},
        ),
        ("纳税人应当按规定向主管税务机关申报。", {"主管税务机关"}),
        ("方案报同级人民政府批准。", set()),
        ("省国土资源技术中心仅负责格式审查。", {"省国土资源技术中心"}),
        ("改造方案由省政府授权地级以上市政府审批。", {"地级以上市政府"}),
        ("未按照规定向公安机关报送信息。", set()),
        ("提倡居（村）民委员会制定公约。", set()),
        ("需经两个以上部门许可。", set()),
        ("按照所在地人民政府要求组织人员参加。", set()),
        ("到单位所在地的县人民武装部办理登记。", {"单位所在地的县人民武装部"}),
    ],
)
def test_kinds_that_twenty_more_texts_showed(sentence: str, bodies: set[str]) -> None:
    assert {fact.body for fact in read(sentence)} == bodies


@pytest.mark.parametrize(
    ("sentence", "bodies"),
    [
        ("教育行政部门和学校应当组织青少年参加体育活动。", ["教育行政部门"]),
        ("价格主管部门制定管道燃气价格，应当进行成本调查。", ["价格主管部门"]),
        ("各级教育督导机构应当对学校体育实施督导。", ["各级教育督导机构"]),
        # The government is not who fines: what it is named with goes on.
        ("违反规定的，由县级以上人民政府监督管理部门处一万元罚款。", []),
    ],
)  # fmt: skip
def test_kinds_that_eight_laws_showed(sentence: str, bodies: list[str]) -> None:
    assert [fact.name for fact in read(sentence)] == bodies


def test_what_stands_under_a_body_is_its_duty() -> None:
    text = (
        "一、市商务局：督促餐饮企业落实责任。\n各县人民政府：\n"
        "第三条 市卫生健康局贯彻落实方针政策，主要职责是：\n"
        "（一）拟订发展规划并组织实施。\n（二）负责传染病防治的监督管理。\n"
        "第四条 说明：另行规定。\n"
        "市人民政府负责会展的部门履行下列职责：\n（一）制定规划。"
    )
    assert [(f.body, f.duty) for f in read(text) if f.evidence.rule == "duty_headed"] == [
        ("市商务局", "督促餐饮企业落实责任"),
        ("市卫生健康局", "拟订发展规划并组织实施"),
        ("市卫生健康局", "负责传染病防治的监督管理"),
    ]
