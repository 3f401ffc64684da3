"""Decisions that are only named where they are enacted, and policies of others that go on."""

from __future__ import annotations

import pytest

from indexer.model import RelationType
from indexer.understanding.validity.clauses import read_clauses

ENACTED = (
    "《交通运输部关于废止〈公路水路办法〉的决定》已于2022年6月10日经第13次部务会议通过，现予公布，自公布之日起施行。",
    "《某市人民政府关于废止〈甲办法〉和〈乙规定〉的决定》已经市政府第5次常务会议审议通过，现予发布，自2024年1月1日起施行。",
    "现公布《国务院关于废止〈甲条例〉的决定》，自公布之日起施行。",
    "《某省人大常委会关于废止〈某省甲条例〉的决定》已由某省第十三届人大常委会第五次会议于2022年6月10日通过，现予公布，自公布之日起施行。",
    "《财政部关于宣布失效〈甲办法〉的公告》已经部务会议审议通过，现予公布。",
    "现将《某局关于停止执行〈甲办法〉的通知》予以公布。",
    "《某部关于修改〈甲办法〉的决定》已经第13次部务会议通过，现予公布，自公布之日起施行。",
    "《国家发展改革委关于废止〈甲办法〉〈乙办法〉的决定》已经2022年6月10日第13次委务会议审议通过，现予公布，自2022年8月1日起施行。",
    "《某市人民政府关于废止<甲办法>的决定》业经市人民政府同意，现予公布。",
    "《某部关于废止〈甲办法〉部分条款的决定》已经部务会议通过，现予公布。",
    "《某部关于废止〈甲办法〉等5件规章的决定》已经部务会议通过，现予公布，自公布之日起施行。",
)
NOT_ENACTED = (
    "根据《某部关于废止〈甲办法〉的决定》，现就有关事项通知如下。",
    "《某部关于废止〈甲办法〉的决定（征求意见稿）》已经部务会议同意，现向社会公布，征求意见。",
    "《某部关于贯彻落实〈甲办法〉的通知》已经部务会议通过，现予印发。",
    "我局起草了《关于废止〈甲办法〉的决定》，现公开征求意见。",
    "《关于废止〈甲办法〉的决定》的说明已经审议。",
    "《某市甲办法》已经常务会议通过，现予公布。",
    "《某部关于废止〈甲办法〉的决定（草案）》已经常务会议审议，现予公布。",
    "为落实《某部关于废止〈甲办法〉的决定》，各地要做好衔接。",
    "《某省人民政府关于印发〈甲办法〉的通知》已经同意，现予公布。",
    "对《关于废止〈甲办法〉的议案》已经审议，现予公布。",
)
GOES_ON = (
    "云政发〔2018〕6号文件规定的房产税减免政策继续执行至2025年12月31日。",
    "《甲通知》（云政发〔2018〕6号）规定的优惠政策继续执行至2025年12月31日。",
    "经研究，《甲通知》（云政发〔2018〕6号）明确的社会保险费缓缴政策执行期限延长至2025年12月31日。",
    "云政发〔2018〕6号文件的有关政策继续执行至2025年12月31日。",
    "将云政发〔2018〕6号规定的阶段性降低失业保险费率政策延长至2025年12月31日。",
    "云政发〔2018〕6号、云政发〔2019〕7号规定的政策继续执行至2025年12月31日。",
    "云政发〔2018〕6号文规定的各项补贴政策，继续执行至2025年12月31日。",
    "云政发〔2018〕6号文件中规定的稳岗返还政策延续实施至2025年底。",
    "云政发〔2018〕6号文件明确的各项措施继续实施至2026年6月底。",
    "现将云政发〔2018〕6号规定的减半征收政策延长执行至2025年12月31日。",
    "《甲意见》（云政发〔2018〕6号）所明确的各项扶持政策有效期延长至2025年12月31日。",
    "《甲意见》（云政发〔2018〕6号）中的各项政策延续执行至2025年12月31日。",
    "《甲公告》（财政部 税务总局公告2019年第66号）规定的优惠政策，执行期限延长至2025年12月31日。",
    "《甲通知》（财税〔2018〕54号）、《乙通知》（财税〔2019〕16号）中规定的优惠政策，执行期限延长至2023年12月31日。",
)
GOES_ON_BY_NO_DOCUMENT = (
    "符合云政发〔2018〕6号文件规定条件的企业，补贴政策执行至2025年12月31日。",
    "企业应当按照云政发〔2018〕6号规定的标准继续执行至2025年12月31日。",
    "根据云政发〔2018〕6号文件规定，本政策继续执行至2025年12月31日。",
    "按照云政发〔2018〕6号规定签订的合同继续执行至期满。",
    "拟将云政发〔2018〕6号规定的政策继续执行至2025年12月31日。",
    "云政发〔2018〕6号规定的标准执行至本通知印发之日。",
    "享受云政发〔2018〕6号规定政策的企业，优惠期继续执行至2025年12月31日。",
    "依据云政发〔2018〕6号，取得的许可继续执行至2025年12月31日。",
    "建议云政发〔2018〕6号规定的政策继续执行至2025年12月31日。",
    "云政发〔2018〕6号规定的政策是否继续执行至2025年12月31日，由市财政局研究。",
    "拟将云政发〔2018〕6号规定的政策继续执行至2025年12月31日。",
    "建议云政发〔2018〕6号规定的政策继续执行至2025年12月31日。",
    "对符合云政发〔2018〕6号规定的企业，政策继续执行至2025年12月31日。",
    "参照云政发〔2018〕6号规定的补贴政策继续执行至2025年12月31日。",
    "云政发〔2018〕6号规定的政策如需继续执行至2025年12月31日，应当报市政府批准。",
    "已享受《甲意见》规定的优惠政策的项目继续执行至2025年12月31日。",
)


@pytest.mark.parametrize("text", ENACTED)
def test_a_decision_that_is_enacted_does_what_its_name_says(text: str) -> None:
    named = text.replace("<", "〈").replace(">", "〉").split("〈")[1:]
    found = read_clauses(text).mentions
    assert [one.target_title for one in found] == [name.split("〉")[0] for name in named]
    assert {one.evidence.rule for one in found} == {"enacted"}
    amended = {one.type is RelationType.AMENDS for one in found}
    assert amended == {"修改" in text}


@pytest.mark.parametrize("text", NOT_ENACTED)
def test_a_decision_that_is_only_spoken_of_does_nothing(text: str) -> None:
    assert read_clauses(text).mentions == ()


@pytest.mark.parametrize("text", GOES_ON)
def test_policies_that_go_on_extend_their_document(text: str) -> None:
    found = read_clauses(text).mentions
    assert found
    assert {(one.type, one.evidence.rule) for one in found} == {(RelationType.CONFIRMS, "extended")}
    assert all(one.provision.startswith("有效期延长至202") for one in found)


@pytest.mark.parametrize("text", GOES_ON_BY_NO_DOCUMENT)
def test_what_goes_on_for_others_extends_no_document(text: str) -> None:
    assert read_clauses(text).mentions == ()


def test_items_on_lines_of_their_own_are_amended() -> None:
    items = (
        "一、《甲区城市管理考评办法》（甲政〔2020〕6号）\n将第七条中的“城管局”修改为“城市管理局”。\n"
        "二、《甲区土地储备管理办法》\n删去第九条第二款。\n本决定自2023年9月1日起施行。"
    )
    found = read_clauses(f"区政府决定对2件规范性文件作如下修改：\n{items}").mentions
    assert [(one.type, one.target_title, one.provision) for one in found] == [
        (RelationType.AMENDS, "甲区城市管理考评办法", "第七条"),
        (RelationType.AMENDS, "甲区土地储备管理办法", "第九条第二款"),
    ]
    assert (
        read_clauses(f"建议对2件规范性文件作如下修改：\n{items.split(chr(10))[0]}").mentions == ()
    )


def test_a_repeal_takes_effect_with_its_notice() -> None:
    said = read_clauses("经研究，决定废止《甲区停车管理办法》，自印发之日起生效。").effective
    assert [one.anchor for one in said] == ["printing"]


@pytest.mark.parametrize(
    ("opening", "until"),
    [
        ("经市政府研究，决定将以下文件有效期延长至2027年5月31日：", "有效期延长至2027-05-31"),
        ("下列2件规范性文件有效期延长2年：", "有效期延长2年"),
        ("拟将以下文件有效期延长至2027年5月31日：", None),
        ("以下许可证有效期延长至2027年5月31日：", None),
    ],
)
def test_a_list_of_what_is_extended(opening: str, until: str | None) -> None:
    items = (
        "1.《甲市供热管理办法》（甲政发〔2019〕12号）\n2.《甲市管护办法》（甲政办发〔2019〕30号）"
    )
    found = read_clauses(f"{opening}\n{items}\n甲市人民政府").mentions
    numbers = [] if until is None else ["甲政发〔2019〕12号", "甲政办发〔2019〕30号"]
    assert [one.target_number for one in found] == numbers
    assert {one.provision for one in found} <= {until}
