"""Learning from judgements: who votes, how much, and the bounds."""

from __future__ import annotations

import pytest

from analyzers.analyzer import default_analyzer
from indexer.searching.feedback import MOST_QUERIES, Learned, bonuses
from indexer.usage.store import Judgement


def learned(*judgements: tuple[str, str, str, int]) -> Learned:
    return Learned(default_analyzer(), [Judgement(*j) for j in judgements])


def test_off_until_there_is_data() -> None:
    assert not learned()
    assert learned().votes("加装电梯") == ()


def test_a_similar_query_profits() -> None:
    taught = learned(
        ("老房子加装电梯补贴多少", "lift", "import", 1),
        ("孩子上小学怎么报名", "school", "import", 1),
    )
    (vote,) = taught.votes("旧楼加装电梯有没有补贴")
    assert vote.document_id == "lift"
    assert vote.query == "老房子加装电梯补贴多少"


def test_an_unlike_query_does_not() -> None:
    assert learned(("孩子上小学怎么报名", "school", "import", 1)).votes("安全生产事故") == ()


def test_what_is_asked_about_a_matter_tells_too() -> None:
    taught = learned(
        ("合同诈骗怎么处罚", "punishment", "import", 1),
        ("合同诈骗到哪里报案", "reporting", "import", 1),
    )
    assert taught.votes("信用卡诈骗怎么处罚")[0].document_id == "punishment"
    assert taught.votes("信用卡诈骗到哪里报案")[0].document_id == "reporting"


def test_a_query_that_was_judged_itself_has_its_answer_for_certain() -> None:
    taught = learned(
        ("老房子加装电梯补贴多少", "lift", "import", 1),
        ("老房子加装电梯要谁同意", "consent", "import", 1),
    )
    first, second = taught.votes("老房子加装电梯补贴多少")
    assert (first.document_id, first.strength) == ("lift", pytest.approx(1.0))
    assert second.strength < 0.8


def test_a_word_that_is_repeated_makes_no_query_more_alike() -> None:
    taught = learned(("加装电梯", "a", "import", 1), ("孩子上小学", "b", "import", 1))
    once = taught.votes("电梯加装补贴")
    assert taught.votes("电梯加装补贴，电梯，电梯") == once


def test_words_in_latin_letters_are_alike_as_a_whole_only() -> None:
    taught = learned(("yingshanghuanjing", "a", "import", 1), ("税", "b", "import", 1))
    assert taught.votes("gongjijin") == ()
    assert [v.document_id for v in taught.votes("YingShangHuanJing")] == ["a"]
    assert [v.document_id for v in taught.votes("税")] == ["b"]


def test_document_numbers_are_alike_in_any_spelling_but_not_by_parts() -> None:
    taught = learned(
        ("云城府办发[2020]3号", "third", "import", 1),
        ("云城府办发〔2020〕8号", "eighth", "import", 1),
    )
    (vote,) = taught.votes("云城府办发2020 3号")
    assert (vote.document_id, vote.strength) == ("third", pytest.approx(1.0))


def test_distant_votes_count_for_questions_only() -> None:
    taught = learned(
        ("公司没有给员工缴纳社会保险费，员工可以解除劳动合同吗？", "pay", "import", 1),
        ("孩子上小学怎么报名", "school", "import", 1),
    )
    (vote,) = taught.votes("试用期内员工被公司辞退有没有赔偿？")
    assert 0.05 <= vote.strength < 0.2
    assert taught.votes("试用期内员工被公司辞退 赔偿标准") == ()


def test_votes_are_independent_evidence() -> None:
    taught = learned(
        ("加装电梯甲乙", "a", "import", 1),
        ("加装电梯丙丁", "a", "import", 1),
        ("加装电梯戊己", "b", "import", 1),
    )
    both, one = taught.votes("加装电梯")
    assert (both.document_id, one.document_id) == ("a", "b")
    assert both.strength == pytest.approx(1 - (1 - one.strength) ** 2)


def test_only_the_nearest_vote() -> None:
    rows = [(f"加装电梯{'补' * i}", str(i), "import", 1) for i in range(1, 30)]
    votes = learned(*rows).votes("加装电梯补")
    assert len(votes) == 16
    assert votes[0].document_id == "1"


def test_of_too_many_queries_the_surest_are_kept() -> None:
    rows = [(f"查询{i}", "clicked", "click", 1) for i in range(MOST_QUERIES)]
    taught = learned(*rows, ("加装电梯", "lift", "import", 1))
    assert [v.document_id for v in taught.votes("加装电梯")] == ["lift"]
    assert taught.votes(f"查询{MOST_QUERIES - 1}") == ()


@pytest.mark.parametrize("query", ["", "？！", "😀", "的" * 10_000, "\ud800", "〔2020〕"])
def test_any_query_gets_its_votes(query: str) -> None:
    learned(("加装电梯", "a", "import", 1), ("！！", "b", "import", 1)).votes(query)


def test_clicks_saturate_below_an_imported_judgement() -> None:
    one = learned(("加装电梯", "a", "click", 1)).votes("加装电梯")[0].strength
    many = learned(("加装电梯", "a", "click", 1_000_000)).votes("加装电梯")[0].strength
    imported = learned(("加装电梯", "a", "import", 1)).votes("加装电梯")[0].strength
    assert one < many < imported <= 1.0


def test_who_judged_is_told_from_who_clicked() -> None:
    taught = learned(("加装电梯", "a", "import", 1), ("加装电梯", "b", "click", 9))
    assert {v.document_id: v.judged for v in taught.votes("加装电梯")} == {"a": True, "b": False}


def test_the_bonus_is_bounded_by_a_share_of_the_best_score() -> None:
    votes = learned(*((f"加装电梯{i}", "a", "import", 1) for i in range(50))).votes("加装电梯")
    (amount,) = bonuses(votes, 10.0, 0.5).values()
    assert 4.9 < amount <= 5.0
