"""Which day a question asks about, and what answers of a day that has passed or is to come."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from datetime import date

import pytest

from indexer.model.answers import Answer
from indexer.model.queries import SearchRequest
from indexer.searching import asked_days
from indexer.searching.questions import read_question
from indexer.searching.service import SearchService
from indexer.searching.sureness import ANSWERS
from tests import library

DAY = date(2026, 11, 23)

RULE = library.document(
    "rule",
    "惠州市人民政府关于印发《惠州市养犬办法》的通知\n惠府规〔2020〕7号\n"
    "第一条 养犬登记费每只每年300元。\n第二条 养犬由公安机关主管。\n"
    "第三条 本办法自2020年3月1日起施行，有效期8年。",
    title="惠州市人民政府关于印发《惠州市养犬办法》的通知",
    kind="policy",
    written_date="2020-02-01",
)
NOTICE = library.document(
    "notice",
    "高龄津贴每月100元，由民政部门发放。\n惠州市民政局\n2024年6月1日",
    title="惠州市民政局关于高龄津贴的通知",
    kind="policy",
    written_date="2024-06-01",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    with library.opened(tmp_path_factory.mktemp("days"), [RULE, NOTICE]) as opened:
        yield opened


def ask(service: SearchService, q: str) -> Answer:
    return service.answer_on(SearchRequest(q=q), DAY)


def test_the_examples_beside_the_rules() -> None:
    failures, tried = doctest.testmod(asked_days)
    assert (failures, tried > 0) == (0, True)


@pytest.mark.parametrize(
    ("question", "day", "text"),
    [
        ("２０２１年养犬登记费多少", date(2021, 12, 31), "养犬登记费多少"),
        ("二〇二一年养犬登记费多少", date(2021, 12, 31), "养犬登记费多少"),
        ("21年养犬登记费多少", date(2021, 12, 31), "养犬登记费多少"),
        ("前年养犬登记费多少", date(2024, 12, 31), "养犬登记费多少"),
        ("大前年的养犬登记费多少", date(2023, 12, 31), "养犬登记费多少"),
        ("养犬办法2023年还有效吗", date(2023, 12, 31), "养犬办法还有效吗"),
        ("2023年的养犬办法现在还有效吗", DAY, "养犬办法还有效吗"),
        # Lengths of time, another thing's year, the year of a number.
        ("20年以上的电梯怎么检验", DAY, "20年以上的电梯怎么检验"),
        ("15年社保能退休吗", DAY, "15年社保 能退休吗"),
        ("之前年检过的车还要检吗", DAY, "之前年检过的车还要检吗"),
        ("税务总局公告2018年第56号还有效吗", DAY, "税务总局公告2018年第56号还有效吗"),
    ],
)
def test_the_day_that_is_asked_about(question: str, day: date, text: str) -> None:
    read = read_question(question, None, DAY)
    assert (read.day, read.text) == (day, text)


def test_of_a_day_to_come_what_holds_today_is_told_and_how_long(service: SearchService) -> None:
    for question, told in (
        ("明年养犬登记费多少钱", "按今天的规定作答"),
        ("2031年养犬登记费多少钱", "自 2028-03-01 起失效"),
    ):
        answer = ask(service, question)
        assert answer.answered, question
        assert answer.understood.day == DAY
        assert any(told in note for note in answer.notes), answer.notes


def test_what_was_written_later_answers_nothing(service: SearchService) -> None:
    answer = ask(service, "2015年高龄津贴多少钱")
    assert not answer.answered
    assert any("到 2024-06-01 才印发" in note for note in answer.notes), answer.notes
    assert ask(service, "2025年高龄津贴多少钱").answered


def test_a_report_on_a_year_is_written_in_the_next(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    report = library.document(
        "report",
        "2023年本市新收行政复议申请412件，办结398件。\n惠州市司法局\n2024年2月1日",
        title="惠州市司法局2023年行政复议工作报告",
        written_date="2024-02-01",
    )
    with library.opened(tmp_path_factory.mktemp("report"), [report]) as opened:
        assert ask(opened, "2023年新收行政复议申请多少件").confidence.value >= ANSWERS


def test_spellings_of_one_question_have_one_answer(service: SearchService) -> None:
    plain = ask(service, "养犬归谁管")
    for spelt in ("養犬歸誰管", "养犬\n归谁管", "養犬\r\n 歸誰管"):
        other = ask(service, spelt)
        assert other.question == spelt
        assert other.confidence == plain.confidence
        assert [p.passage for p in other.passages] == [p.passage for p in plain.passages]


def test_years_ago_the_last_century_and_plans_are_days() -> None:
    today = date(2026, 11, 23)
    for text, day in (
        ("十年前加装电梯补助多少", date(2016, 11, 23)),
        ("3年前停车收费多少", date(2023, 11, 23)),
        ("十年前买的房能提取公积金吗", None),
        ("三年以前的处方还能用吗", None),
        ("99年养犬要交多少钱", date(1999, 12, 31)),
        ("99年以上产权", None),
        ("十四五期间补助多少", date(2025, 12, 31)),
        ("“十五五”时期补助多少", today),
        ("十四五规划什么时候印发", None),
    ):
        assert asked_days.asked_day(text, today).day == day, text


def test_a_day_that_no_calendar_has_is_the_last_before_it() -> None:
    for text, day in (
        ("2025年2月30日补助多少", date(2025, 2, 28)),
        ("2025年13月补助多少", date(2025, 12, 31)),
    ):
        asked = asked_days.asked_day(text, date(2026, 11, 23))
        assert (asked.day, asked.impossible) == (day, True)
    assert not asked_days.asked_day("2025年2月28日补助多少", date(2026, 11, 23)).impossible


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("十年前最低工资", date(2016, 11, 23)),
        ("二十五年前最低工资", date(2001, 11, 23)),
        ("12年前最低工资", date(2014, 11, 23)),
        ("三五年前最低工资多少", None),
        ("五三年前最低工资多少", None),
    ],
)
def test_so_many_years_ago_is_a_day_where_it_is_a_number(asked: str, day: date | None) -> None:
    assert asked_days.asked_day(asked, DAY).day == day
