"""Learning from judgements: who votes, how much, and the bounds."""

from __future__ import annotations

import pytest

from analyzers.analyzer import default_analyzer
from indexer.searching.feedback import Learned, bonuses
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


def test_clicks_saturate_below_an_imported_judgement() -> None:
    one = learned(("加装电梯", "a", "click", 1)).votes("加装电梯")[0].strength
    many = learned(("加装电梯", "a", "click", 1_000_000)).votes("加装电梯")[0].strength
    imported = learned(("加装电梯", "a", "import", 1)).votes("加装电梯")[0].strength
    assert one < many < imported <= 1.0


def test_the_bonus_is_bounded_by_a_share_of_the_best_score() -> None:
    votes = learned(*((f"加装电梯{i}", "a", "import", 1) for i in range(50))).votes("加装电梯")
    assert bonuses(votes, 10.0, 0.5) == {"a": pytest.approx(5.0)}
