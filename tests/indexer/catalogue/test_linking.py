"""Whatever the order of arrival, the catalogue ends up saying the same."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from indexer.catalogue import Catalogue
from indexer.model import Mention, PolicyDocument, RelationType, StatusValue
from indexer.model.validity import status_on
from tests.indexer.catalogue.making import EXTRACTED, document, repeals

OLD, NEW = "云栖市养犬管理规定", "云栖市养犬管理办法"
NOTICE = f"云栖市人民政府关于印发《{OLD}》的通知"


def library() -> list[PolicyDocument]:
    """A rule, the notice that carries it, the measures that end it, and those that end these."""
    issues = Mention(RelationType.ISSUES, EXTRACTED, target_title=OLD)
    return [
        document("old", OLD, effective="2010-01-01"),
        document("notice", NOTICE, effective="2010-01-01", mentions=(issues,)),
        document("new", NEW, effective="2020-05-01", mentions=(repeals(OLD),)),
        document("end", "云栖市人民政府关于废止部分文件的决定", effective="2024-01-01",
                 mentions=(repeals(NEW),)),
    ]  # fmt: skip


def statuses(catalogue: Catalogue, day: date) -> dict[str, StatusValue]:
    ids = [c.id for c in catalogue.changes_since(0) if not c.deleted]
    return {i: status_on(c.timeline, day).value for i, c in catalogue.cards(ids).items()}


EXPECTED = {
    date(2015, 1, 1): ("old", "notice"),
    date(2021, 1, 1): ("new",),
    date(2024, 6, 1): ("end",),
}


def in_force(catalogue: Catalogue, day: date) -> tuple[str, ...]:
    found = statuses(catalogue, day)
    return tuple(i for i in ("old", "notice", "new", "end") if found.get(i) is StatusValue.IN_FORCE)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_every_order_of_arrival_ends_the_same(catalogue: Catalogue, order: tuple[int, ...]) -> None:
    documents = library()
    for position in order:
        with catalogue.write() as writer:
            writer.put(documents[position])
    for day, expected in EXPECTED.items():
        assert in_force(catalogue, day) == expected


def test_all_at_once_ends_the_same(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        for each in library():
            writer.put(each)
    for day, expected in EXPECTED.items():
        assert in_force(catalogue, day) == expected
    assert catalogue.revision() == 4


def test_a_target_that_arrives_later_is_resolved_and_changes_revision(catalogue: Catalogue) -> None:
    old, _, new, _ = library()
    with catalogue.write() as writer:
        writer.put(new)
    (link,) = catalogue.relations("new")
    assert (link.direction, link.relation.target_id, link.other) == ("out", None, None)
    with catalogue.write() as writer:
        writer.put(old)
    (link,) = catalogue.relations("new")
    assert link.other is not None
    assert (link.relation.target_id, link.other.title) == ("old", OLD)
    (back,) = catalogue.relations("old")
    assert (back.direction, back.relation.source_id) == ("in", "new")
    assert back.relation.mention.evidence == EXTRACTED


def test_a_speaker_that_arrives_later_gives_its_target_a_new_revision(catalogue: Catalogue) -> None:
    old, _, new, _ = library()
    with catalogue.write() as writer:
        writer.put(old)
    with catalogue.write() as writer:
        writer.put(new)
    assert {c.id for c in catalogue.changes_since(1)} == {"old", "new"}
    assert [e.type.value for e in catalogue.events("old")] == ["effective", "repealed"]


def test_removing_the_speaker_revives_the_target(catalogue: Catalogue) -> None:
    old, _, new, _ = library()
    with catalogue.write() as writer:
        writer.put(old)
        writer.put(new)
    assert statuses(catalogue, date(2021, 1, 1))["old"] is StatusValue.REPEALED
    with catalogue.write() as writer:
        writer.delete("new")
    assert statuses(catalogue, date(2021, 1, 1))["old"] is StatusValue.IN_FORCE
    assert catalogue.relations("old") == []


def test_removing_the_target_leaves_the_mention_unresolved(catalogue: Catalogue) -> None:
    old, _, new, _ = library()
    with catalogue.write() as writer:
        writer.put(old)
        writer.put(new)
    with catalogue.write() as writer:
        writer.delete("old")
    (link,) = catalogue.relations("new")
    assert (link.relation.target_id, link.relation.resolved_by) == (None, "")
    with catalogue.write() as writer:
        writer.put(old)
    (link,) = catalogue.relations("new")
    assert link.relation.target_id == "old"
    assert statuses(catalogue, date(2021, 1, 1))["old"] is StatusValue.REPEALED


def test_a_speaker_that_says_it_no_more(catalogue: Catalogue) -> None:
    old, _, new, _ = library()
    with catalogue.write() as writer:
        writer.put(old)
        writer.put(new)
    with catalogue.write() as writer:
        writer.put(document("new", NEW, effective="2020-05-01"))
    assert statuses(catalogue, date(2021, 1, 1))["old"] is StatusValue.IN_FORCE


def test_a_speaker_whose_date_moves_moves_its_targets(catalogue: Catalogue) -> None:
    old, _, new, _ = library()
    with catalogue.write() as writer:
        writer.put(old)
        writer.put(new)
    with catalogue.write() as writer:
        writer.review("new", "effective_from", "2023-01-01", "staff")
    assert statuses(catalogue, date(2021, 1, 1))["old"] is StatusValue.IN_FORCE
    assert statuses(catalogue, date(2023, 1, 1))["old"] is StatusValue.REPEALED


def test_a_second_document_of_the_number_makes_it_ambiguous_until_it_goes(
    catalogue: Catalogue,
) -> None:
    number = "云政发〔2010〕1号"
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法", number=number))
        writer.put(
            document(
                "s", "云栖市废止决定", effective="2020-01-01", mentions=(repeals(None, number),)
            )
        )
    assert catalogue.relations("s")[0].relation.target_id == "a"
    with catalogue.write() as writer:
        writer.put(document("b", "乙办法", number=number))
    assert catalogue.relations("s")[0].relation.target_id is None
    with catalogue.write() as writer:
        writer.delete("b")
    assert catalogue.relations("s")[0].relation.target_id == "a"


def test_numbers_are_compared_in_their_normal_form(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        writer.put(document("a", "甲办法", number="云政发[2010]1号"))
        writer.put(document("s", "云栖市废止决定", mentions=(repeals(None, "云政发〔2010〕1号"),)))
    assert catalogue.relations("s")[0].relation.target_id == "a"


# ---------------------------------------------------------------- several files of one document


def copies() -> list[PolicyDocument]:
    """A page and its Word file, which differ in a word, and the measures that end what they are."""
    _, _, new, _ = library()
    page, file = (
        document(identity, OLD, effective="2010-01-01", text=text)
        for identity, text in (
            ("a", "为规范养犬，制定本规定。"),
            ("b", "为了规范养犬，制定本规定。"),
        )
    )
    return [page, file, new]


ENDED = {"a": StatusValue.REPEALED, "b": StatusValue.REPEALED, "new": StatusValue.IN_FORCE}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_what_ends_a_document_ends_its_copies(catalogue: Catalogue, order: tuple[int, ...]) -> None:
    documents = copies()
    for position in order:
        with catalogue.write() as writer:
            writer.put(documents[position])
    assert statuses(catalogue, date(2021, 1, 1)) == ENDED
    assert statuses(catalogue, date(2015, 1, 1))["b"] is StatusValue.IN_FORCE


@pytest.mark.parametrize("gone", ["a", "b"])
def test_a_copy_that_is_removed_leaves_the_other_ended(catalogue: Catalogue, gone: str) -> None:
    with catalogue.write() as writer:
        for one in copies():
            writer.put(one)
    with catalogue.write() as writer:
        writer.delete(gone)
    left = {i: status for i, status in ENDED.items() if i != gone}
    assert statuses(catalogue, date(2021, 1, 1)) == left
    with catalogue.write() as writer:
        writer.delete("new")
    assert set(statuses(catalogue, date(2021, 1, 1)).values()) == {StatusValue.IN_FORCE}


@pytest.mark.parametrize("changed", ["a", "b"])
def test_what_proves_to_be_another_document_is_no_copy_any_more(
    catalogue: Catalogue, changed: str
) -> None:
    """Of two versions the later is meant; the other file was an older one."""
    with catalogue.write() as writer:
        for one in copies():
            writer.put(one)
    with catalogue.write() as writer:
        writer.put(document(changed, OLD, effective="2005-01-01"))
    (other,) = {"a", "b"} - {changed}
    assert catalogue.relations("new")[0].relation.target_id == other
    ending = {i: [e for e in catalogue.events(i) if e.source_id == "new"] for i in ("a", "b")}
    assert ending[other]
    assert not ending[changed]
    assert statuses(catalogue, date(2021, 1, 1))[other] is StatusValue.REPEALED
