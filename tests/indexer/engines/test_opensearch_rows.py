"""A document as OpenSearch gets it; no server is needed."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from analyzers.analyzer import default_analyzer
from indexer.engines.opensearch.mapping import CUT, SCALE
from indexer.engines.opensearch.rows import Averages, analysed, row
from tests.contracts.engine import document


@pytest.mark.parametrize("text", ["", "电梯", "二〇二四年，电梯安全 abc 电梯。", "〇电梯\n停车场"])
def test_lengths_are_those_of_what_is_counted(text: str) -> None:
    found = analysed(document("a", text), default_analyzer())
    for pair in (False, True):
        totals = {name: counted.total() for name, counted in found.counts(pair).items()}
        assert found.lengths(pair) == totals


def test_a_row_has_each_word_as_often_as_it_stands_and_its_impact_once() -> None:
    found = analysed(document("a", "电梯停车电梯"), default_analyzer())
    made = row(document("a", "电梯停车电梯"), found, Averages.over([found]))
    assert made["w_title"].split("\n") == ["电梯", "停车", "电梯"]
    assert (made["lw_title"], made["lp_title"]) == (3, 5)
    impacts = dict(line.split(CUT) for line in made["i"].split("\n"))
    assert {word: int(impact) / SCALE for word, impact in impacts.items()} == {"电梯": 2, "停车": 1}


def test_what_is_held_of_many_is_little_more_than_their_texts() -> None:
    # The first commit of a generation holds all its documents: counted words and pairs of 260,000
    # short ones were five gigabytes.
    chance, analyzer = random.Random(4), default_analyzer()
    texts = ["".join(chr(chance.randrange(0x4E00, 0x6E00)) for _ in range(120)) for _ in range(300)]
    many = [document(str(n), text) for n, text in enumerate(texts)]
    analysed(many[0], analyzer)
    tracemalloc.start()
    try:
        held = [analysed(one, analyzer) for one in many]
        size = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert len(held) == 300
    assert size < 25 * sum(map(len, texts))
