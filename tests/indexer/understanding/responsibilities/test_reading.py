"""Clauses that give a body a duty, each rule with what it reads and what it leaves."""

from __future__ import annotations

import pytest

from indexer.model import Block, BlockKind, BodyLevel, Kind, Responsibility
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.reading import Speaker, read_responsibilities
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
    "text",
    [
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
