"""The invariants of the analysis, on texts of our own and on whatever hypothesis finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.analyzer import Analyzer, default_analyzer

ALPHABET = (
    "国办发财税政府令第条款项年月日号一二三十百千万亿两〇零点分之"
    "12345〔〕[]()（）《》，。 a-bＡ%.國務院\n"
)
texts = st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=60))


@given(texts)
@settings(max_examples=500, deadline=None)
def test_terms_are_those_of_tokens_and_offsets_lie_in_the_text(text: str) -> None:
    analyzer = default_analyzer()
    tokens = analyzer.tokens(text)
    assert analyzer.terms(text) == [t.term for t in tokens]
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    folded = default_analyzer().fold(text)
    assert len(folded) == len(text)
    assert default_analyzer().fold(folded) == folded


def test_numbers_stand_whole_and_in_parts() -> None:
    analyzer: Analyzer = default_analyzer()
    terms = analyzer.terms("（國辦發〔２０１９〕５４號）")
    assert terms[0] == "国办发〔2019〕54号"
    assert {"国办发", "2019", "54", "号"} <= set(terms)
