"""Ends of a document at an hour, counted from a day, and lists under headings without 《》."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.model import RelationType
from indexer.understanding.validity.clauses import read_clauses


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("本通告自2025年1月1日零时起实施，2026年12月31日24时终止。", date(2026, 12, 31)),
        ("本通告自2025年1月1日起施行，至2026年12月31日24时止。", date(2026, 12, 31)),
        ("本办法自2022年3月1日起施行，有效期至2025年2月28日24时。", date(2025, 2, 28)),
        ("本办法自2023年5月10日起施行，2028年5月9日终止执行。", date(2028, 5, 9)),
        (
            "《甲规定》（潭政发〔2018〕11号）经评估继续有效，现重新公布，有效期五年，"
            "自2023年7月1日起计算。",
            date(2028, 6, 30),
        ),
        ("企业资质有效期五年，自2023年7月1日起计算。", None),
        ("重新公布目录，证书有效期五年，自2023年7月1日起计算。", None),
        ("活动自2025年1月1日起开始，2026年12月31日24时终止。", None),
    ],
)
def test_the_day_on_which_it_ends(text: str, until: date | None) -> None:
    term = read_clauses(text).term
    assert (None if term is None else term.until) == until


@pytest.mark.parametrize("heading", ["附件2：废止的规范性文件目录", "附件2\n废止的规范性文件目录"])
def test_items_without_brackets_under_a_heading(heading: str) -> None:
    items = "1.甲区农贸市场管理办法 甲区办发〔2012〕18号\n2.甲区招商奖励办法 甲区字〔2014〕6号"
    found = read_clauses(f"{heading}\n{items}\n甲区人民政府\n2022年6月23日").mentions
    assert [(one.target_title, one.target_number) for one in found] == [
        ("甲区农贸市场管理办法", "甲区办发〔2012〕18号"),
        ("甲区招商奖励办法", "甲区字〔2014〕6号"),
    ]


def test_the_subject_may_stand_in_the_clause_before() -> None:
    said = read_clauses("二、本通知解释权属区教育体育局，自发文之日起实施。").effective
    assert [one.anchor for one in said] == ["printing"]


def test_what_has_a_number_of_its_own_takes_effect_by_itself() -> None:
    begins = "自2019年1月1日起施行。我部制定了补充规定，现印发给你们。"
    assert not read_clauses(f"《会计制度》（财会〔2017〕25号）{begins}", ()).effective
    assert read_clauses(f"《会计制度》（附后）{begins}", ()).effective


@pytest.mark.parametrize(
    "text",
    [
        "《奇物管理办法》（云政发〔2018〕6号）废止后，按本通知执行。",
        "一旦《奇物管理办法》失效，由市局另行规定。",
        "国务院决定废止《奇物管理办法》后，我市相应调整。",
        "决定废止《奇物管理办法》（云政发〔2018〕6号）等文件之后，我市相应调整。",
        "对《奇物管理办法》废止前已受理的事项，按原规定办理。",
        "如《奇物管理办法》废止，本通知相应调整。",
        "如遇国家政策调整，《奇物管理办法》自动失效，按新规定执行。",
        "若《奇物管理办法》停止执行，另行通知。",
        "《奇物管理办法》被废止的，从其规定。",
        "自《奇物管理办法》废止之日起三个月内办结。",
    ],
)
def test_an_end_that_is_only_supposed_or_counted_from_is_none(text: str) -> None:
    found = read_clauses(f"甲市水务局关于奇物的通知\n{text}\n本通知自2024年1月1日起施行。", ())
    assert [one.type for one in found.mentions if one.type is not RelationType.CITES] == []


@pytest.mark.parametrize(
    "text",
    [
        "此前规定如与本办法不一致，以本办法为准，《奇物管理办法》同时废止。",
        "本办法施行后，《奇物管理办法》同时废止。",
        "《丙办法》废止后，我市决定废止《奇物管理办法》。",
        "《奇物管理办法》自2024年1月1日起废止，此后按本通知执行。",
        "经研究，决定废止以前发布的《奇物管理办法》。",
    ],
)
def test_an_end_beside_a_case_or_another_end_stays(text: str) -> None:
    found = read_clauses(text, ()).mentions
    ended = [one.target_title for one in found if one.type is RelationType.REPEALS]
    assert ended == ["奇物管理办法"]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("本办法自2024年6月1日起施行，有效期截止2026年12月31日。", date(2026, 12, 31)),
        ("本办法自2024年6月1日起施行，有效期截止日期为2026年12月31日。", date(2026, 12, 31)),
        ("本办法自2024年6月1日起施行，2026年12月31日止。", date(2026, 12, 31)),
        ("本办法自2024年6月1日起施行，暂定执行至2026年12月31日。", date(2026, 12, 31)),
        ("一、奇物免费。\n二、有效期至2026年5月31日。", date(2026, 5, 31)),
        ("一、奇物免费。\n二、试行期自2024年6月1日至2026年5月31日。", date(2026, 5, 31)),
        ("二、许可证有效期至2026年5月31日。", None),
        ("二、有效期至2026年5月31日的许可证继续使用。", None),
        ("企业应当办理登记，2026年12月31日止。", None),
    ],
)
def test_an_end_said_in_fewer_words(text: str, until: date | None) -> None:
    term = read_clauses(text).term
    assert (None if term is None else term.until) == until


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (
            "本通知第四条自2026年12月31日起施行，其他条款自2024年6月1日起施行。",
            date(2024, 6, 1),
        ),
        ("第五条自2026年1月1日起施行，其余条款自2025年4月1日起施行。", date(2025, 4, 1)),
        ("除第五条自2026年1月1日起施行外，其余条款自2025年4月1日起施行。", date(2025, 4, 1)),
        ("本通知自2024年6月1日起施行，其中第四条自2026年12月31日起施行。", date(2024, 6, 1)),
        ("上述优惠自2024年1月1日起施行。", date(2024, 1, 1)),
        ("上述收费自2024年1月1日起施行。", date(2024, 1, 1)),
        ("新标准自2024年1月1日起执行。", date(2024, 1, 1)),
        ("新标准从2024年1月1日起执行。", date(2024, 1, 1)),
        ("调整后的标准自2024年1月1日起执行。", date(2024, 1, 1)),
        ("企业应当自2024年1月1日起执行新标准。", None),
        ("该新标准自2024年1月1日起执行。", None),
    ],
)
def test_when_what_it_sets_begins(text: str, start: date | None) -> None:
    own = read_clauses(text).own_date
    assert (None if own is None else own.day) == start
