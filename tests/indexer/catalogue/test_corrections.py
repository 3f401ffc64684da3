"""Staff's word outlives all that a reading does, and can be taken back."""

from __future__ import annotations

import pytest

from indexer.catalogue import Catalogue
from indexer.catalogue.corrections import Ruling
from indexer.model import PolicyDocument, RelationType, Review, Scope
from indexer.model.errors import UsageError
from tests.indexer.catalogue.making import document, repeals


def put(catalogue: Catalogue, *documents: PolicyDocument) -> None:
    with catalogue.write() as writer:
        for one in documents:
            writer.put(one)


def say(catalogue: Catalogue, ruling: Ruling, document_id: str = "new") -> None:
    with catalogue.write() as writer:
        writer.staff.rule(document_id, ruling)


def ruling(title: str, target: str | None, *, holds: bool = True, added: bool = False) -> Ruling:
    return Ruling(
        RelationType.REPEALS, title, None, target, holds, added, Scope.WHOLE, None,
        Review("王", "2026-11-29T01:00:00Z", "核对原件"),
    )  # fmt: skip


def targets(catalogue: Catalogue, document_id: str = "new") -> list[str | None]:
    links = catalogue.relations(document_id)
    return [link.relation.target_id for link in links if link.direction == "out"]


def status(catalogue: Catalogue, document_id: str) -> str:
    return catalogue.cards([document_id])[document_id].timeline[-1].status.value


def library(catalogue: Catalogue) -> PolicyDocument:
    new = document("new", "新办法", effective="2024-01-01", mentions=(repeals("旧办法"),))
    old = document("old", "旧办法", effective="2010-01-01")
    other = document("other", "旧办法（试行）", effective="2008-01-01")
    put(catalogue, new, old, other)
    return new


def test_who_when_and_why_are_kept_with_the_value(catalogue: Catalogue) -> None:
    put(catalogue, document("a", "甲办法"))
    with catalogue.write() as writer:
        writer.review("a", "title", "甲管理办法", "王", "与原件核对")
    best = catalogue.document("a").best("title")
    assert best is not None and best.evidence.review is not None
    review = best.evidence.review
    assert (review.who, review.why) == ("王", "与原件核对")
    (one,) = catalogue.corrections("a")
    assert (one.before, one.former, one.after, one.at) == ("甲办法", None, "甲管理办法", review.at)


def test_undoing_goes_back_to_what_staff_had_said_before(catalogue: Catalogue) -> None:
    put(catalogue, document("a", "甲办法"))
    for title in ("一", "二"):
        with catalogue.write() as writer:
            writer.review("a", "title", title, "王")
    with pytest.raises(UsageError, match="先撤销后者"), catalogue.write() as writer:
        writer.staff.undo("a", "李", change=1)
    for expected in ("一", "甲办法"):
        with catalogue.write() as writer:
            writer.staff.undo("a", "李")
        assert catalogue.document("a").title == expected
    with pytest.raises(UsageError, match="没有可撤销"), catalogue.write() as writer:
        writer.staff.undo("a", "李")


def test_what_staff_said_waits_for_a_removed_document_but_no_release(catalogue: Catalogue) -> None:
    put(catalogue, document("a", "甲办法"), document("b", "乙办法"))
    with catalogue.write() as writer:
        writer.review("a", "title", "甲管理办法", "王")
        writer.publish("a", True, "王")
        writer.publish("b", False, "王")
    with catalogue.write() as writer:
        writer.delete("a")
        writer.delete("b")
    put(catalogue, document("a", "甲办法"), document("b", "乙办法"))
    found = catalogue.documents(["a", "b"])
    assert found["a"].title == "甲管理办法"
    assert "publication" not in found["a"].values
    assert not found["b"].published


def test_no_such_relation(catalogue: Catalogue) -> None:
    new = library(catalogue)
    assert (targets(catalogue), status(catalogue, "old")) == (["old"], "repealed")
    say(catalogue, ruling("旧办法", None, holds=False))
    assert (targets(catalogue), status(catalogue, "old")) == ([], "in_force")
    put(catalogue, new)  # read once more
    assert (targets(catalogue), status(catalogue, "old")) == ([], "in_force")
    with catalogue.write() as writer:
        writer.staff.undo("new", "王")
    assert (targets(catalogue), status(catalogue, "old")) == (["old"], "repealed")


def test_another_one_is_meant(catalogue: Catalogue) -> None:
    new = library(catalogue)
    say(catalogue, ruling("旧办法", "other"))
    for _ in range(2):
        assert targets(catalogue) == ["other"]
        assert (status(catalogue, "old"), status(catalogue, "other")) == ("in_force", "repealed")
        put(catalogue, new)


def test_a_relation_that_no_sentence_tells(catalogue: Catalogue) -> None:
    new = library(catalogue)
    say(catalogue, ruling("旧办法（试行）", "other", added=True))
    for _ in range(2):
        assert targets(catalogue) == ["old", "other"]
        assert status(catalogue, "other") == "repealed"
        put(catalogue, new)
    with catalogue.write() as writer:
        writer.delete("other")
    assert targets(catalogue) == ["old", None]
    put(catalogue, document("other", "改了名的办法", effective="2008-01-01"))
    assert targets(catalogue) == ["old", "other"]
    with catalogue.write() as writer:
        writer.staff.undo("new", "王")
    assert (targets(catalogue), status(catalogue, "other")) == (["old"], "in_force")
