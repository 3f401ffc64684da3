from __future__ import annotations

from pathlib import Path

import pytest

from indexer.evaluation.retrieval import JudgedQuery, evaluate, read_judged
from indexer.model.errors import UsageError


def test_measures_follow_the_order_of_the_answer() -> None:
    answers = {"甲": ["a", "x", "b"], "乙": ["x", "y", "c"]}
    queries = [
        JudgedQuery("1", "甲", {"a": 1, "b": 1}),
        JudgedQuery("2", "乙", {"c": 1, "missing": 1}),
        JudgedQuery("3", "丙", {}),
    ]
    found = evaluate(lambda query, k: answers[query][:k], queries, [1, 10])
    assert (found.queries, found.unjudged) == (2, 1)
    assert found.measures["Success@1"] == 0.5
    assert found.measures["RR@10"] == pytest.approx((1 + 1 / 3) / 2)
    assert found.measures["R@1"] == pytest.approx(0.25)
    assert found.measures["R@10"] == pytest.approx(0.75)
    assert found.by_query["2"]["RR@10"] == pytest.approx(1 / 3)
    assert 0 < found.measures["nDCG@10"] < 1


def test_a_query_without_an_answer_counts_as_nothing_found() -> None:
    found = evaluate(lambda query, k: [], [JudgedQuery("1", "甲", {"a": 1})], [10])
    assert set(found.measures.values()) == {0.0}
    assert found.queries == 1


def test_no_judged_query() -> None:
    assert evaluate(lambda query, k: [], [JudgedQuery("1", "甲", {})], [10]).queries == 0


def test_files(tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text("1\t加装电梯 手续\n\n2\t医保\n", encoding="utf-8")
    (tmp_path / "a.qrels").write_text("1 0 d1 1\n1 0 d2 0\n2\t0\td 3\t2\n", encoding="utf-8")
    assert read_judged(tmp_path / "q.tsv", tmp_path / "a.qrels") == [
        JudgedQuery("1", "加装电梯 手续", {"d1": 1, "d2": 0}),
        JudgedQuery("2", "医保", {"d 3": 2}),
    ]


@pytest.mark.parametrize(
    ("queries", "qrels", "message"),
    [
        ("1 没有制表符", "1 0 a 1", "第1行"),
        ("1\t甲", "1 0 a\n", "a.qrels 第1行"),
        ("1\t甲", "1 0 a 很", "第1行"),
    ],
)
def test_lines_that_cannot_be_read(tmp_path: Path, queries: str, qrels: str, message: str) -> None:
    (tmp_path / "q.tsv").write_text(queries, encoding="utf-8")
    (tmp_path / "a.qrels").write_text(qrels, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_judged(tmp_path / "q.tsv", tmp_path / "a.qrels")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法读取"):
        read_judged(tmp_path / "none.tsv", tmp_path / "none.qrels")
