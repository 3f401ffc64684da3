"""The table of everyday words: what says the same is near, whatever its characters."""

from __future__ import annotations

import numpy as np
import pytest

from analyzers.analyzer import default_analyzer
from indexer.meaning.everyday import EverydayWords, held_in_other_words


@pytest.fixture(scope="module")
def words() -> EverydayWords:
    return EverydayWords(default_analyzer().cut)


@pytest.mark.parametrize(
    ("question", "says_it", "other"),
    [
        ("楼顶", "建筑物屋顶", "建筑物外墙"),
        ("癌症", "恶性肿瘤", "高血压"),
        ("大屏幕", "电子显示屏", "道路两侧"),
        ("掏钱", "不可以不出钱", "不可以不签名"),
    ],
)
def test_other_words_for_it_are_held(
    words: EverydayWords, question: str, says_it: str, other: str
) -> None:
    asked = words.question(question)
    near, far = (held_in_other_words(asked, words.text(one)) for one in (says_it, other))
    assert near > far + 0.2


def test_the_word_itself_is_held_whole(words: EverydayWords) -> None:
    asked = words.question("加装电梯多少")
    held = held_in_other_words(asked, words.text("住宅加装电梯"))
    assert held == pytest.approx(1.0, abs=0.01)


def test_words_that_only_ask_and_figures_are_none(words: EverydayWords) -> None:
    assert len(words.question("什么可以").rows) == 0
    assert len(words.text("2026，30。").rows) == 0
    assert held_in_other_words(words.question("什么可以"), words.text("电梯")) == 0.0
    assert held_in_other_words(words.question("电梯"), words.text("")) == 0.0
    assert not words.text("").whole.any()


def test_a_word_of_the_text_counts_once_and_traditional_characters_are_read(
    words: EverydayWords,
) -> None:
    once, twice = words.text("电梯"), words.text("電梯，电梯")
    assert np.allclose(once.whole, twice.whole)


def test_what_no_dictionary_knows_is_made_of_what_stands_in_it(words: EverydayWords) -> None:
    made, known = words.text("乜電梯"), words.text("电梯")
    assert float(made.whole @ known.whole) > 0.5
    assert not EverydayWords(lambda text: [text]).text("乜乜乜").whole.any()
