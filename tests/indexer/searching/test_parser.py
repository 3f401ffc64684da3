"""The query language: nothing that is typed is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.searching.parser import (
    Clause,
    ClauseKind,
    Conjunction,
    Disjunction,
    Expression,
    Negation,
    clauses,
    first_clauses,
    parse,
)


def plain(text: str, field: str | None = None) -> Clause:
    return Clause(text, ClauseKind.PLAIN, field)


def phrase(text: str, field: str | None = None) -> Clause:
    return Clause(text, ClauseKind.PHRASE, field)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("加装电梯", plain("加装电梯")),
        ("加装 电梯", Conjunction((plain("加装"), plain("电梯")))),
        ('"加装电梯" 补贴', Conjunction((phrase("加装电梯"), plain("补贴")))),
        ("“加装电梯”补贴", Conjunction((phrase("加装电梯"), plain("补贴")))),
        ("电梯 -维修", Conjunction((plain("电梯"), Negation(plain("维修"))))),
        ("电梯 OR 扶梯", Disjunction((plain("电梯"), plain("扶梯")))),
        (
            "(电梯 OR 扶梯) 补贴",
            Conjunction((Disjunction((plain("电梯"), plain("扶梯"))), plain("补贴"))),
        ),
        (
            "（电梯 OR 扶梯） 补贴",
            Conjunction((Disjunction((plain("电梯"), plain("扶梯"))), plain("补贴"))),
        ),
        ("title:电梯", plain("电梯", "title")),
        ("标题：电梯", plain("电梯", "title")),
        ('title:"加装电梯"', phrase("加装电梯", "title")),
        ("issuer:财政局 预算", Conjunction((plain("财政局", "issuer"), plain("预算")))),
        ("《关于印发〈办法〉的通知》", Clause("关于印发〈办法〉的通知", ClauseKind.TITLE)),
        ("管理办法（试行）", plain("管理办法（试行）")),
    ],
)
def test_the_language(query: str, expected: Expression) -> None:
    assert parse(query) == expected


@pytest.mark.parametrize(
    "query",
    ["国办发〔2019〕54号", "国办发[2019]54号", "国办发（2019）54号", "国办发【2019】54 号"],
)
def test_a_number_is_one_clause_in_any_spelling(query: str) -> None:
    (clause,) = clauses(parse(query))
    assert clause.kind is ClauseKind.NUMBER
    assert clause.text == "国办发〔2019〕54号"


def test_a_number_within_words() -> None:
    found = clauses(parse("落实国办发〔2019〕54号的意见"))
    assert [c.kind for c in found] == [ClauseKind.PLAIN, ClauseKind.NUMBER, ClauseKind.PLAIN]


@pytest.mark.parametrize(
    "query",
    ['"', "(", ")", "-", "OR", "a OR", "OR b", '"开', "《无尾", "((((", "- -", "title:", ":"],
)
def test_operators_with_nothing_to_act_on_are_text_or_nothing(query: str) -> None:
    found = parse(query)
    assert found is None or clauses(found) or clauses(found, negated=True)


def test_unbalanced_quote_is_searched_as_text() -> None:
    assert [c.text for c in clauses(parse('"加装电梯'))] == ['"加装电梯']


def test_negated_clauses_are_kept_apart() -> None:
    found = parse("电梯 -(维修 OR 拆除)")
    assert [c.text for c in clauses(found)] == ["电梯"]
    assert [c.text for c in clauses(found, negated=True)] == ["维修", "拆除"]


def test_deep_brackets_stay_bounded() -> None:
    assert parse("(" * 900 + "电梯" + ")" * 900) is not None


@given(st.text(max_size=200))
def test_never_raises(query: str) -> None:
    found = parse(query)
    if found is not None:
        clauses(found)


@given(
    st.lists(st.sampled_from(list('"“”()（）-－ OR|《》title:标题：电梯2019〔〕号\n')), max_size=60)
)
def test_never_raises_on_operators(pieces: list[str]) -> None:
    found = parse("".join(pieces))
    if found is not None:
        clauses(found)


def test_of_too_many_clauses_the_first_are_kept() -> None:
    expression = parse('甲 ("乙" OR 丙) -丁 戊')
    assert expression is not None
    assert first_clauses(expression, 5) == (expression, 0)
    assert first_clauses(expression, 4) == (parse('甲 ("乙" OR 丙) -丁'), 1)
    assert first_clauses(expression, 2) == (parse('甲 "乙"'), 3)
