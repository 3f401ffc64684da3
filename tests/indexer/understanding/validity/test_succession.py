"""Of several wordings of one instrument one holds on each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indexer.model import Basis, EventType, Evidence, Kind, RelationType, StatusValue, Value
from indexer.model.validity import status_on
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import understand
from indexer.understanding.validity.directory import DocumentCard
from indexer.understanding.validity.events import events
from indexer.understanding.validity.succession import (
    Revision,
    Wording,
    line_of,
    may_have_wordings,
    successions,
)
from indexer.understanding.validity.timeline import timeline
from tests.indexer.understanding.validity.build import card, document, mention, told

NOTE = Evidence(Basis.EXTRACTED, "history_note", "2024年1月5日修正")
TITLE = "云栖市养犬管理条例"


def wording(
    name: str,
    *,
    title: str = TITLE,
    kind: Kind = Kind.LAW,
    written: str | None = None,
    effective: str | None = None,
    revised: str | None = None,
    issuers: tuple[str, ...] = (),
) -> Wording:
    card = DocumentCard(
        name,
        title,
        kind=kind,
        issuers=issuers,
        written_date=date.fromisoformat(written) if written else None,
        effective_from=date.fromisoformat(effective) if effective else None,
    )
    return Wording(card, Revision(date.fromisoformat(revised), NOTE) if revised else None)


OLD = wording("old", written="2010-03-01", effective="2010-06-01")
MIDDLE = wording("middle", written="2010-03-01", effective="2010-06-01", revised="2018-04-02")
NEW = wording("new", written="2010-03-01", effective="2010-06-01", revised="2024-01-05")


def pairs(*family: Wording) -> list[tuple[str, str, str]]:
    found = successions(family)
    return [(s.earlier.card.id, s.later.card.id, str(s.day)) for s in found]


def test_each_wording_ends_the_one_before_it() -> None:
    expected = [("old", "middle", "2018-04-02"), ("middle", "new", "2024-01-05")]
    assert pairs(OLD, MIDDLE, NEW) == pairs(NEW, OLD, MIDDLE) == expected


def test_a_whole_revision_holds_from_its_own_day_of_effect() -> None:
    later = wording("later", effective="2024-07-01", revised="2023-12-29")
    assert pairs(OLD, later) == [("old", "later", "2024-07-01")]


def test_a_text_without_its_note_is_the_first_one() -> None:
    bare = wording("bare", effective="2010-06-01")
    assert pairs(bare, NEW) == [("bare", "new", "2024-01-05")]
    assert pairs(bare, OLD) == []  # the same text, whose first lines were lost


def test_copies_of_one_wording_share_its_fate_and_do_not_end_each_other() -> None:
    copy = replace(MIDDLE, card=replace(MIDDLE.card, id="copy"))
    assert pairs(MIDDLE, copy) == []
    assert pairs(OLD, MIDDLE, copy, NEW) == [
        ("old", "copy", "2018-04-02"),
        ("old", "middle", "2018-04-02"),
        ("copy", "new", "2024-01-05"),
        ("middle", "new", "2024-01-05"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # measures of two bodies, one name
        ({"issuers": ("甲市财政局",)}, {"issuers": ("乙市财政局",), "revised": "2024-01-05"}),
        # the same body's measures of another year, of which nothing says that they are revised
        ({"issuers": ("甲市财政局",)}, {"issuers": ("甲市财政局",), "written": "2024-01-05"}),
        # a notice and what it carries
        ({}, {"title": "关于印发《资金管理办法》的通知", "revised": "2024-01-05"}),
    ],
)
def test_what_is_no_succession(one: dict[str, object], other: dict[str, object]) -> None:
    plain = {"title": "资金管理办法", "kind": Kind.POLICY, "written": "2010-03-01"}
    assert pairs(wording("a", **{**plain, **one}), wording("b", **{**plain, **other})) == []  # type: ignore[arg-type]


def test_measures_that_say_in_their_title_that_they_are_revised() -> None:
    plain = {"kind": Kind.POLICY, "issuers": ("甲市财政局",)}
    old = wording("old", title="关于印发《资金管理办法》的通知", written="2010-03-01", **plain)  # type: ignore[arg-type]
    new = wording(
        "new",
        title="关于印发《资金管理办法（2024年修订）》的通知",
        written="2024-01-05",
        **plain,  # type: ignore[arg-type]
    )
    assert pairs(old, new) == [("old", "new", "2024-01-05")]


def test_what_bears_one_title_every_year_has_no_wordings() -> None:
    for title in ("关于做好防汛工作的通知", "政府工作报告", "关于印发《年度工作要点》的通知"):
        assert not may_have_wordings(title, Kind.POLICY)
    assert not may_have_wordings(TITLE, Kind.DRAFT)
    assert may_have_wordings("中华人民共和国民法典", Kind.LAW)


def test_the_evidence_is_the_note_of_the_later_text() -> None:
    (found,) = successions([OLD, NEW])
    assert (found.evidence().quote, found.evidence().basis) == (NOTE.quote, Basis.INFERRED)
    relation = found.relation()
    assert (relation.source_id, relation.target_id) == ("new", "old")


def test_the_line_of_a_document_is_its_own_instrument_only() -> None:
    found = successions([OLD, MIDDLE, NEW])
    assert line_of("old", reversed(found)) == found
    assert line_of("elsewhere", found) == ()


NOTICE = "云栖市人民政府关于印发云栖市养犬管理办法{}的通知"


@pytest.mark.parametrize("mark", ["（2021年修订）", "（修订版）", "（2021修正）"])
def test_a_reissue_whose_title_says_so(mark: str) -> None:
    """The notices that carry them are of one instrument, whatever mark the later title has."""
    old = wording("old", title=NOTICE.format(""), kind=Kind.POLICY, effective="2014-07-01")
    new = wording(
        "new", title=NOTICE.format(mark), kind=Kind.POLICY, written="2021-08-20",
        effective="2021-10-01",
    )  # fmt: skip
    assert pairs(old, new) == [("old", "new", "2021-10-01")]
    again = wording(
        "again", title="云栖市人民政府关于重新印发云栖市养犬管理办法的通知", kind=Kind.POLICY,
        written="2023-08-20", effective="2023-10-01",
    )  # fmt: skip
    assert pairs(old, again) == [("old", "again", "2023-10-01")]


@pytest.mark.parametrize(
    ("says", "is_new"),
    [
        ("修订后的《云栖市养犬管理办法》已经市政府第8次常务会议审议通过，现印发给你们。", True),
        ("市政府对《云栖市养犬管理办法》进行了修订，现予重新印发。", True),
        ("修订后的《中华人民共和国动物防疫法》已经公布，现将《云栖市养犬管理办法》印发。", False),
        ("现将《云栖市养犬管理办法》印发给你们。", False),
    ],
)
def test_a_reissue_whose_words_say_so(says: str, is_new: bool) -> None:
    title = NOTICE.format("")
    text = f"{title}\n云政发〔2021〕5号\n各区：\n{says}\n云栖市人民政府\n2021年8月20日\n"
    found = understand(text, (), name="a.txt", declared={}, authority=Authority.load(), region=None)
    revised = [(one.value, one.evidence.rule) for one in found.values.get("amended_on", ())]
    assert revised == ([("2021-08-20", "reissued")] if is_new else [])
    if is_new:
        assert found.values["amended_on"][0].evidence.quote == says


def test_a_reissued_text_is_in_force_and_not_amended() -> None:
    revised = Value("2021-08-20", Evidence(Basis.EXTRACTED, "reissued"))
    doc = document(effective_from="2021-10-01", amended_on=revised)
    found = timeline(doc, events(doc, ()))
    held = [status_on(found, date(2021, month, 2)).value for month in (9, 10)]
    assert held == [StatusValue.NOT_YET_EFFECTIVE, StatusValue.IN_FORCE]


def test_who_keeps_an_instrument_is_no_later_wording_of_it() -> None:
    """重新公布《甲》 without its text."""
    old = document(title="云岭市停车办法", effective_from="2015-08-01")
    name = "关于重新公布《云岭市停车办法》的通知"
    later = card("n", name, written_date="2020-07-18")
    earlier = card("d", "关于印发《云岭市停车办法》的通知", written_date="2015-07-01")
    (one,) = successions([Wording(earlier), Wording(later)])
    kept = told(mention(RelationType.CONFIRMS, "云岭市停车办法"), later)
    types = [event.type for event in events(old, [kept], successions=[one])]
    assert EventType.CONFIRMED in types and EventType.REPEALED not in types
    assert EventType.REPEALED in [event.type for event in events(old, [], successions=[one])]
