"""How sure an answer is: a probability that grows with all that bears it out."""

from __future__ import annotations

import pytest

from indexer.searching.sureness import ANSWERS, BASE, SIGNS, SURE, probability


@pytest.mark.parametrize("encoded", [False, True])
def test_no_sign_counts_against_an_answer(encoded: bool) -> None:
    before = probability({}, encoded=encoded)
    assert before < 0.05
    for name in SIGNS:
        assert probability({name: 1.0}, encoded=encoded) >= before, name


@pytest.mark.parametrize("encoded", [False, True])
def test_nothing_of_a_question_is_no_answer_and_all_of_it_is_a_sure_one(encoded: bool) -> None:
    far = {"fits": 1.0, "ahead": 1.0, "near": 2.0 * encoded}
    assert probability(far, encoded=encoded) < ANSWERS
    whole = {**dict.fromkeys(SIGNS, 1.0), "near": 5.0}
    assert probability(whole, encoded=encoded) > SURE
    assert len(BASE) == 2
