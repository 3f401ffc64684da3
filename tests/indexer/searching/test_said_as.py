"""What people say for what regulations write: orders passages of questions, finds nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from analyzers.analyzer import default_analyzer
from analyzers.synonyms import read_synonyms
from indexer.model.queries import SearchRequest
from indexer.searching.said_as import PAIRS, SaidAs, said_in
from tests import library

EDGES = default_analyzer().edges


def test_the_longest_stands_and_short_ones_stand_as_words() -> None:
    assert [one.words for one in said_in("转给别家行吗", EDGES)] == ["转给别家"]
    assert not list(said_in("承包地被征收", EDGES))


def test_a_question_is_cut_once_by_the_words_of_the_library() -> None:
    cut: list[str] = []

    def of_library(folded: str) -> range:
        cut.append(folded)
        return range(len(folded) + 1)

    said = SaidAs(of_library)
    # Where every character is a word, it stands within 承包地 too.
    for _ in range(3):
        assert [one.words for one in said.of("承包地被征收吗？")] == ["包地"]
    assert said.of("承包地被征收吗") == said.of("承包地被征收吗？")
    assert len(cut) == 1


def test_each_pair_is_told_once_and_says_something_else() -> None:
    pairs = list(read_synonyms(PAIRS))
    assert 1_000 < len(pairs) < 2_000
    assert len({source for source, _ in pairs}) == len(pairs)
    assert all(source != one for source, targets in pairs for one in targets)


def test_a_clause_in_the_words_of_regulations_answers(tmp_path: Path) -> None:
    rules = library.document(
        "rules",
        "第一条 灶具销售门店应当公示价格，灶具应当摆放整齐。\n"
        "第二条 摊位经营权不得转让，违反的，由市场监督管理部门收回。\n第三条 摊位每日清扫。",
        title="惠州市集市摊位管理办法", kind="policy", effective_from="2020-01-01",
    )  # fmt: skip
    with library.opened(tmp_path, [rules]) as service:
        answer = service.answer_on(SearchRequest(q="摊位能转给别人吗"), date(2026, 11, 30))
        assert answer.passages[0].passage.heading == "第二条"
        assert not service.search(SearchRequest(q="转给别人")).total
