"""The words of a question that an answer must hold."""

from __future__ import annotations

from analyzers.analyzer import default_analyzer
from analyzers.synonyms import SynonymTable
from indexer.searching.parser import parse
from indexer.searching.plan import Planner
from indexer.searching.telling_words import Library, telling_words
from indexer.searching.weights import RankingWeights

TEXT = "课后服务收费。学校应当公示。"


def words_of(question: str) -> dict[str, float]:
    analyzer = default_analyzer()
    planner = Planner(analyzer, SynonymTable.load(), RankingWeights())
    plan = planner.plan(question, parse(question))
    terms = set(analyzer.terms(TEXT))
    known = Library(lambda term: int(term in terms), 1, lambda _: (), analyzer.is_word)
    return {word.text: word.weight for word in telling_words(plan, known)}


def test_what_segmentation_glued_is_no_word() -> None:
    words = words_of("课后班要公示吗")
    assert "班要" not in words
    assert {"课后", "公示"} <= set(words)


def test_a_character_counts_less_than_a_word() -> None:
    words = words_of("学校骗怎么办")
    assert 0 < words["骗"] < words["学校"]


def test_how_it_is_asked_is_no_word_of_it() -> None:
    words = words_of("学校最多马上收多少一次")
    assert not {"最多", "马上", "一次", "多少"} & set(words)


def test_of_what_is_asked_for_the_matter_counts() -> None:
    assert "举报" in words_of("学校举报电话")
