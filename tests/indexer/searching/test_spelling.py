"""What a repair leaves as it is, and how to ask for what was typed."""

from __future__ import annotations

import pytest

from analyzers.analyzer import default_analyzer
from analyzers.synonyms import SynonymTable
from indexer.model.queries import SearchRequest
from indexer.searching.spelling import Spelling, quoted_where_changed, says_other_numbers
from tests import library


@pytest.mark.parametrize("word", ["营改增", "城建税", "保监会", "发改局", "营改增试点"])
def test_words_of_dictionaries_and_synonyms_are_known(word: str) -> None:
    known = list(Spelling(default_analyzer(), SynonymTable.load()).known(word))
    assert word in known or "营改增" in known


def test_numbers_are_known() -> None:
    known = Spelling(default_analyzer(), SynonymTable.load()).known("七百一十一号令")
    assert "七百一十一" in known


def test_no_number_word_is_made() -> None:
    assert says_other_numbers("里四", "十四")
    assert not says_other_numbers("十四条里", "十四条例")


def test_the_hits_of_a_repair_are_shown_beside_nothing_with_a_way_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with library.opened(tmp_path_factory.mktemp("repaired"), library.ALL) as service:
        service.prepare_helps()
        found = service.search(SearchRequest(q="住房公鸡金"))
        assert (found.total, found.hits) == (0, ())
        assert found.relaxed is not None
        right = service.search(SearchRequest(q="住房公积金"))
        assert found.relaxed.note == "按“住房公积金”查找"
        assert [h.id for h in found.relaxed.hits] == [h.id for h in right.hits]
        assert found.relaxed.total == right.total
        assert found.relaxed.as_typed == '"住房公鸡金"'
        typed = service.search(SearchRequest(q=found.relaxed.as_typed))
        assert typed.relaxed is None or typed.relaxed.as_typed is None


def test_only_what_was_changed_is_quoted() -> None:
    assert quoted_where_changed("加装电剃 补助", "加装电梯 补助") == '"加装电剃" 补助'
