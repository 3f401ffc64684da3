"""The measure itself: what is missed, read in excess, or not silent lowers it."""

from indexer.evaluation.clauses import compare_clauses

REPEAL = "本办法自2024年1月1日起施行，《云岭市甲办法》同时废止。"


def clause(
    text: str, *ops: dict[str, object], negative: bool = False, **own: str
) -> dict[str, object]:
    return {"id": "x", "text": text, "self": own, "ops": list(ops), "negative": negative}


def test_a_right_reading_scores_in_full() -> None:
    op = {"op": "repeal", "target_title": "云岭市甲办法", "scope": "whole"}
    tables = compare_clauses([clause(REPEAL, op, effective="2024-01-01")])
    assert (tables.changes.f1, tables.effective.f1) == (1.0, 1.0)
    assert ("变更对象", "1.000", "1", "1", "1") in tables.rows()


def test_a_wrong_target_counts_twice() -> None:
    op = {"op": "repeal", "target_title": "云岭市乙办法", "scope": "whole"}
    tables = compare_clauses([clause(REPEAL, op, effective="2023-01-01")])
    assert (tables.changes.right, tables.changes.read, tables.changes.expected) == (0, 1, 1)
    assert tables.effective.right == 0
    assert len(tables.changes.wrong) == 2


def test_scope_and_operation_must_agree() -> None:
    partial = {"op": "repeal", "target_title": "云岭市甲办法", "scope": "partial"}
    lapse = {"op": "lapse", "target_title": "云岭市甲办法", "scope": "whole"}
    for op in (partial, lapse):
        assert compare_clauses([clause(REPEAL, op)]).changes.right == 0


def test_a_negative_that_speaks_is_not_silent() -> None:
    assert compare_clauses([clause(REPEAL, negative=True)]).silent.right == 0
    silent = compare_clauses([clause("许可证有效期五年。", negative=True)]).silent
    assert (silent.right, silent.expected) == (1, 1)


def test_a_label_that_the_clause_does_not_state_is_left_out() -> None:
    tables = compare_clauses([clause("废止《云岭市甲办法》。", effective="2020-05-05")])
    assert tables.effective.expected == 0
    assert tables.unmeasured == ["x effective 2020-05-05: the clause says nothing of it"]
