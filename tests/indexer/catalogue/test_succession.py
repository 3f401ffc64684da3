"""Wordings of one instrument in the catalogue, whatever the order in which they come."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest

from indexer.catalogue import Catalogue
from indexer.model import Basis, Evidence, PolicyDocument, StatusValue, Value
from indexer.model.validity import status_on
from tests.indexer.catalogue.making import document

TITLE = "云栖市养犬管理条例"
NOTE = "2024年1月5日云栖市第十届人民代表大会常务委员会第二次会议修正"


def revised(made: PolicyDocument, day: str) -> PolicyDocument:
    found = Value(day, Evidence(Basis.EXTRACTED, "history_note", NOTE))
    return replace(made, values={**made.values, "amended_on": (found,)})


def library() -> list[PolicyDocument]:
    return [
        document("old", TITLE, effective="2010-06-01"),
        revised(document("middle", TITLE, effective="2010-06-01"), "2018-04-02"),
        revised(document("new", TITLE, effective="2010-06-01"), "2024-01-05"),
    ]


def on(catalogue: Catalogue, day: date) -> list[StatusValue]:
    cards = catalogue.cards(["old", "middle", "new"])
    return [status_on(c.timeline, day).value for _, c in sorted(cards.items(), reverse=True)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_one_wording_holds_on_each_day(catalogue: Catalogue, order: tuple[int, ...]) -> None:
    for position in order:
        with catalogue.write() as writer:
            writer.put(library()[position])
    value = StatusValue
    # old, new, middle
    assert on(catalogue, date(2015, 1, 1)) == [
        value.IN_FORCE, value.NOT_YET_EFFECTIVE, value.NOT_YET_EFFECTIVE
    ]  # fmt: skip
    assert on(catalogue, date(2020, 1, 1)) == [
        value.REPEALED, value.NOT_YET_EFFECTIVE, value.AMENDED
    ]  # fmt: skip
    assert on(catalogue, date(2026, 1, 1)) == [value.REPEALED, value.AMENDED, value.REPEALED]
    reason = status_on(catalogue.cards(["old"])["old"].timeline, date(2026, 1, 1)).reason
    assert reason == f"自2018-04-02起由《{TITLE}》的修订文本取代"


def test_the_earlier_text_holds_again_when_the_later_goes(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        for each in library():
            writer.put(each)
    with catalogue.write() as writer:
        writer.delete("new")
    assert status_on(catalogue.cards(["middle"])["middle"].timeline, date(2026, 1, 1)).value is (
        StatusValue.AMENDED
    )


def test_relations_go_both_ways_and_carry_the_note(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        for each in library():
            writer.put(each)
    found = [
        (link.direction, link.other.id if link.other else None, link.relation.mention.evidence)
        for link in catalogue.relations("middle")
    ]
    assert {(d, other) for d, other, _ in found} == {("in", "new"), ("out", "old")}
    assert all(evidence.quote == NOTE for _, _, evidence in found)
    line = [(s.earlier.card.id, s.later.card.id) for s in catalogue.wordings("old")]
    assert line == [("old", "middle"), ("middle", "new")]
    assert [e.source_id for e in catalogue.events("old") if e.type.value == "repealed"] == [
        "middle"
    ]
