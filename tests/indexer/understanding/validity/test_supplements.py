"""Names, slips, supplements and days put off: what changes a document without 修改."""

import pytest

from indexer.model import Mention, RelationType, Scope
from indexer.understanding.validity.clauses import read_clauses

NUMBER = "云政发〔2018〕6号"
PARKING = f"《云岭市停车办法》（{NUMBER}）"
A, R, L, K = (
    RelationType.AMENDS, RelationType.REPEALS, RelationType.LAPSES, RelationType.CONFIRMS,
)  # fmt: skip
Said = list[tuple[RelationType, str | None]]


def mentions(text: str, title: str = "") -> list[Mention]:
    return list(read_clauses(text, title=title).mentions)


def said(text: str, title: str = "") -> Said:
    return [(one.type, one.target_number or one.target_title) for one in mentions(text, title)]


@pytest.mark.parametrize(
    "text",
    [
        f"经研究，将{PARKING}更名为《云岭市车辆停放办法》，内容不变。",
        f"{PARKING}名称变更为《云岭市车辆停放办法》。",
        f"现就{PARKING}补充通知如下：一、增设车位。",
        f"对{PARKING}作如下补充：一、增设车位。",
        f"因设施未建成，{PARKING}推迟至2026年7月1日起施行。",
        f"勘误\n{PARKING}第十条“每小时2元”应为“每小时1元”，特此更正。",
        f"更正公告\n{PARKING}因排版有误，以本公告所附为准。",
    ],
)
def test_what_changes_a_document_without_the_word(text: str) -> None:
    assert said(text) == [(A, NUMBER)]


@pytest.mark.parametrize(
    "text",
    [
        f"建议将{PARKING}更名为《云岭市车辆停放办法》。",
        f"{PARKING}已更名为《云岭市车辆停放办法》，请遵照执行。",
        f"申请推迟的，按照{PARKING}推迟至次月办理。",
        f"投保金额应为车位价值，按{PARKING}执行。",
        f"如需对{PARKING}作如下补充，另行通知。",
        f"2020年，省人大常委会对{PARKING}进行了修改，我市随后开展调研。",
    ],
)
def test_what_only_looks_like_it(text: str) -> None:
    assert said(text) == []


def test_by_the_title_with_the_number_of_the_text() -> None:
    title = "云岭市交通局关于《云岭市停车办法》的补充规定"
    assert said(f"{title}\n{PARKING}印发后，各地反映良好。\n一、增设车位。", title) == [(A, NUMBER)]


def test_numbers_that_share_the_head_of_the_first() -> None:
    text = "本通知自2025年7月15日起施行。云政办发〔2014〕71号、〔2016〕18号、22号文件同时废止。"
    assert said(text) == [
        (R, "云政办发〔2014〕71号"), (R, "云政办发〔2016〕18号"), (R, "云政办发〔2016〕22号"),
    ]  # fmt: skip
    assert said("云政办发〔2014〕71号、5号楼同时停止使用。") == []


def test_a_series_named_by_its_year_and_number() -> None:
    text = "《云岭市物价局公告》（2022年第6号）公布的目录清单同时停止执行。"
    assert said(text) == [(L, "云岭市物价局公告2022年第6号")]


def test_the_rest_of_a_law_stands() -> None:
    text = "自2026年1月1日起，停止施行《云岭省停车条例》第六条、第八条的规定。"
    title = "云岭省人大常委会关于停止施行《云岭省停车条例》若干规定的决定"
    (one,) = mentions(f"{title}\n{text}", title)
    assert (one.type, one.scope) == (L, Scope.PARTIAL)


def test_withdrawn_and_for_a_reason() -> None:
    text = f"{PARKING}因与公平竞争审查要求不符，现予收回，自本通知印发之日起不再执行。"
    assert said(text) == [(R, NUMBER)]


def test_an_end_on_a_day_that_nothing_tells_is_for_staff() -> None:
    text = f"会议原则同意《云岭市停车条例（送审稿）》，{PARKING}届时废止。"
    (one,) = mentions(text)
    assert (one.target_number, one.evidence.confidence < 0.5) == (NUMBER, True)
    dated = f"新办法自2025年1月1日起施行，{PARKING}届时废止。"
    assert [one.evidence.confidence > 0.5 for one in mentions(dated)] == [True]


def test_published_anew_is_kept_and_rewritten_is_not() -> None:
    text = (
        f"{PARKING}有效期已届满，经评估需继续实施，现重新公布，有效期五年，自2025年8月1日起计算。"
    )
    (one,) = mentions(text)
    assert (one.type, one.provision) == (K, "有效期延长至2030-07-31")
    assert said(f"{PARKING}已经修订完善并经市政府同意，现重新印发给你们。") == []
    assert said(f"{PARKING}需废止。") == []


def test_a_list_that_still_is_needed() -> None:
    text = f"经评估，下列文件仍需执行，有效期统一延长至2028年12月31日：\n1.{PARKING}\n特此通知。"
    (one,) = mentions(text)
    assert (one.type, one.provision) == (K, "有效期延长至2028-12-31")


def test_a_tally_with_its_numbers_behind_a_colon() -> None:
    text = (
        "清理结果如下：\n继续有效2件：云政规〔2021〕2号、云政规〔2022〕1号。\n"
        "废止1件：云政发〔2013〕60号。"
    )
    assert said(text) == [
        (K, "云政规〔2021〕2号"), (K, "云政规〔2022〕1号"), (R, "云政发〔2013〕60号"),
    ]  # fmt: skip


def test_regulations_amended_one_under_another() -> None:
    text = (
        "为了落实改革要求，决定对下列规章作出修改：\n一、《云岭市献血办法》\n"
        "第五条中的“卫生部门”改为“卫生健康部门”。\n二、《云岭市照明规定》\n删除第九条。"
    )
    found = {one.target_title: one.provision for one in mentions(text)}
    assert found == {"云岭市献血办法": "第五条", "云岭市照明规定": "第九条"}


def test_standards_are_named_in_their_list() -> None:
    text = "决定废止下列地方标准，自公告发布之日起生效：\n1. DB33/T 478-2004 茶叶机械安全要求"
    (one,) = mentions(text)
    assert (one.target_title, one.target_number) == ("茶叶机械安全要求", "DB33/T478-2004")


def test_what_numbers_laid_down_ends_in_part() -> None:
    text = "云民发〔2023〕22号、云民发〔2024〕9号文件规定的标准不再执行。"
    assert [(one.target_number, one.scope) for one in mentions(text)] == [
        ("云民发〔2023〕22号", Scope.PARTIAL), ("云民发〔2024〕9号", Scope.PARTIAL),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"2018年公布的停车办法（{NUMBER}）自同日起作废。", [(R, NUMBER)]),
        (f"原管理办法（{NUMBER}）同时废止。", [(R, NUMBER)]),
        (f"咨询电话变更（{NUMBER}）后同时废止。", []),
        (f"此前印发的{PARKING}以本办法为准，不再单独执行。", [(L, NUMBER)]),
        (f"自2025年9月1日起恢复适用{PARKING}。", [(K, NUMBER)]),
        (f"{PARKING}实施期满，经评估确有必要继续执行，现重新公布。", [(K, NUMBER)]),
        (
            f"恢复适用{PARKING}，《关于暂停适用的通知》（云政办〔2024〕8号）相应停止执行。",
            [(K, NUMBER), (L, "云政办〔2024〕8号")],
        ),
        (f"认为{PARKING}超越权限，决定废止《云岭市停车办法》。", [(R, NUMBER)]),
    ],
)
def test_other_words_of_the_second_round(text: str, expected: Said) -> None:
    assert said(text) == expected


def test_headings_without_a_tally_over_numbered_lines() -> None:
    text = (
        "结果如下：\n一、继续保留的规范性文件\n1.停车考核办法（云政规〔2022〕1号）\n"
        "二、拟修订的规范性文件\n1.公益岗位办法（云政规〔2020〕5号）\n"
        "三、予以废止的规范性文件\n1.招商引资优惠政策（云政发〔2016〕28号）\n"
        "四、自行失效的规范性文件\n1.稳岗补贴规程（云政办〔2021〕2号）"
    )
    assert said(text) == [
        (K, "云政规〔2022〕1号"), (R, "云政发〔2016〕28号"), (L, "云政办〔2021〕2号"),
    ]  # fmt: skip
