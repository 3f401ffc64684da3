"""The status of every day, by the precedence of the handbook."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from indexer.model import (
    Basis,
    EventType,
    Kind,
    PolicyDocument,
    RelationType,
    Scope,
    Status,
    StatusValue,
)
from indexer.model.evidence import Review
from indexer.model.validity import status_on
from indexer.understanding.validity.events import Incoming, carried, events
from indexer.understanding.validity.timeline import timeline
from tests.indexer.understanding.validity.build import card, day, document, mention, told, value

LATER = card("s", "云岭市停车条例", effective_from="2022-07-01", published_date="2022-05-20")
V = StatusValue


def at(when: str, doc: PolicyDocument, *incoming: Incoming) -> Status:
    return status_on(timeline(doc, events(doc, incoming)), day(when))


def test_in_force_from_its_own_effective_date_and_not_before() -> None:
    doc = document(effective_from="2020-01-01")
    assert at("2019-12-31", doc).value is V.NOT_YET_EFFECTIVE
    status = at("2020-01-01", doc)
    assert (status.value, status.basis, status.since) == (
        V.IN_FORCE, Basis.INFERRED, day("2020-01-01"),
    )  # fmt: skip
    assert status.reason == "自2020-01-01起施行，未见废止或失效的规定"


def test_nothing_known_is_unknown_on_every_day() -> None:
    doc = document()
    assert timeline(doc, ())[0].since == date.min
    assert at("2030-01-01", doc).value is V.UNKNOWN
    assert at("2030-01-01", doc).basis is None


@pytest.mark.parametrize("kind", [Kind.POLICY, Kind.INTERPRETATION])
def test_what_was_not_yet_written_held_on_no_day(kind: Kind) -> None:
    doc = document(written_date="2025-03-01", kind=kind)
    before = at("2010-01-01", doc)
    assert (before.value, before.reason) == (V.NOT_YET_EFFECTIVE, "这一天文件尚未印发")
    assert at("2025-03-01", doc).value is V.UNKNOWN
    put_there = document(published_date="2025-03-01", kind=kind)
    assert at("2010-01-01", put_there).value is V.UNKNOWN


@pytest.mark.parametrize(
    ("type_", "expected"), [(RelationType.REPEALS, V.REPEALED), (RelationType.LAPSES, V.EXPIRED)]
)
def test_a_later_instrument_ends_it_from_its_effective_date(
    type_: RelationType, expected: StatusValue
) -> None:
    doc = document(effective_from="2010-01-01")
    end = told(mention(type_, "某办法"), LATER)
    assert at("2022-06-30", doc, end).value is V.IN_FORCE
    ended = at("2022-07-01", doc, end)
    assert (ended.value, ended.basis, ended.since) == (
        expected, Basis.EXTRACTED, day("2022-07-01"),
    )  # fmt: skip
    assert "《云岭市停车条例》" in ended.reason


def test_a_stated_day_wins_over_the_speakers_effective_date() -> None:
    end = told(mention(RelationType.REPEALS, from_date="2024-01-01"), LATER)
    assert at("2023-12-31", document(effective_from="2010-01-01"), end).value is V.IN_FORCE
    assert at("2024-01-01", document(effective_from="2010-01-01"), end).value is V.REPEALED


def test_its_own_term_ends_after_the_last_day() -> None:
    doc = document(effective_from="2022-01-01", expires_on="2026-12-31")
    assert at("2026-12-31", doc).value is V.IN_FORCE
    after = at("2027-01-01", doc)
    assert (after.value, after.since) == (V.EXPIRED, day("2027-01-01"))
    assert after.reason == "有效期至2026-12-31，已届满"


def test_partial_repeal_and_amendment_leave_it_in_force() -> None:
    doc = document(effective_from="2010-01-01")
    partial = told(mention(RelationType.REPEALS, scope=Scope.PARTIAL, provision="第三条"), LATER)
    amend = told(mention(RelationType.AMENDS, from_date="2015-03-01"), LATER)
    assert at("2016-01-01", doc, amend, partial).value is V.AMENDED
    status = at("2023-01-01", doc, amend, partial)
    assert status.value is V.PARTIALLY_IN_FORCE
    assert status.reason.startswith("第三条被《云岭市停车条例》")


def test_drafts_and_interpretations_are_never_in_force() -> None:
    draft = document(kind=Kind.DRAFT, effective_from="2020-01-01")
    reading = document(kind=Kind.INTERPRETATION, effective_from="2020-01-01", status="有效")
    assert at("2021-01-01", draft).value is V.DRAFT
    assert at("2021-01-01", reading).value is V.UNKNOWN


def test_a_draft_ends_nothing_and_a_retelling_shows_without_moving() -> None:
    doc = document(effective_from="2010-01-01")
    draft = card("x", "停车条例（征求意见稿）", kind=Kind.DRAFT, effective_from="2022-07-01")
    page = card("y", "《停车条例》解读", kind=Kind.INTERPRETATION, published_date="2022-07-02")
    said = mention(RelationType.REPEALS, "某办法")
    assert at("2023-01-01", doc, told(said, draft), told(said, page)).value is V.IN_FORCE
    assert [e.type for e in events(doc, [told(said, draft)])] == [EventType.EFFECTIVE]
    retold = events(doc, [told(said, page)])[-1]
    assert (retold.type, retold.date) == (EventType.REPEALED, None)


def test_what_is_less_than_even_shows_and_moves_nothing() -> None:
    doc = document(effective_from="2010-01-01")
    perhaps = told(mention(RelationType.LAPSES, from_date="2021-01-01", confidence=0.4), LATER)
    assert at("2022-01-01", doc, perhaps).value is V.IN_FORCE
    assert "待人工核实" in events(doc, [perhaps])[-1].note


def test_flags_dated_and_undated() -> None:
    undated = document(effective_from="2010-01-01", status=value("全文废止", Basis.DECLARED))
    assert at("2009-01-01", undated).value is V.NOT_YET_EFFECTIVE
    assert at("2020-01-01", undated).since is None
    dated = document(
        effective_from="2010-01-01",
        status=value("失效", Basis.DECLARED),
        status_date=value("2018-05-01", Basis.DECLARED),
    )
    assert at("2018-04-30", dated).value is V.IN_FORCE
    assert at("2018-05-01", dated).value is V.EXPIRED
    assert at("2018-05-01", dated).basis is Basis.DECLARED


def test_an_undated_flag_is_explained_by_the_documents_own_end() -> None:
    flag = value("失效", Basis.DECLARED)
    doc = document(effective_from="2021-09-01", expires_on="2024-08-31", status=flag)
    assert at("2023-01-01", doc).value is V.IN_FORCE
    assert at("2024-09-01", doc).value is V.EXPIRED
    assert at("2024-09-01", doc).since == day("2024-09-01")


def test_an_explicit_instrument_beats_a_flag_and_staff_beat_both() -> None:
    end = told(mention(RelationType.REPEALS), LATER)
    flagged = document(effective_from="2010-01-01", status=value("有效", Basis.DECLARED))
    assert at("2023-01-01", flagged, end).value is V.REPEALED
    reviewed = document(effective_from="2010-01-01", status=value("现行有效", Basis.REVIEWED))
    assert at("2023-01-01", reviewed, end).value is V.IN_FORCE
    assert at("2023-01-01", reviewed, end).basis is Basis.REVIEWED
    assert "待复核" not in at("2023-01-01", reviewed, end).reason


def test_where_something_ends_it_after_staff_spoke_that_is_told_with_their_word() -> None:
    end = told(mention(RelationType.REPEALS), LATER)
    status = value("现行有效", Basis.REVIEWED)
    said = replace(status, evidence=replace(status.evidence, review=Review("a", "2015-01-01T08")))
    status_then = at("2023-01-01", document(effective_from="2010-01-01", status=said), end)
    assert status_then.value is V.IN_FORCE
    assert "待复核" in status_then.reason and "废止" in status_then.reason


def test_a_dated_flag_outlives_an_older_expiry_only() -> None:
    fields = {"effective_from": "2015-01-01", "expires_on": "2019-12-31"}
    kept = document(**fields, status="有效", status_date="2021-06-01")
    stale = document(**fields, status="有效", status_date="2018-06-01")
    assert at("2022-01-01", kept).value is V.IN_FORCE
    assert at("2022-01-01", stale).value is V.EXPIRED


def test_confirmation_after_the_term_revives_and_before_it_does_not_extend() -> None:
    doc = document(effective_from="2015-01-01", expires_on="2019-12-31")
    after = told(mention(RelationType.CONFIRMS, from_date="2020-06-01"), LATER)
    before = told(mention(RelationType.CONFIRMS, from_date="2018-06-01"), LATER)
    assert at("2020-03-01", doc, after).value is V.EXPIRED
    assert at("2020-06-01", doc, after).value is V.IN_FORCE
    assert at("2020-06-01", doc, before).value is V.EXPIRED
    assert "待核实" not in at("2020-06-01", doc, before).reason


def test_kept_shortly_before_its_end_is_told_with_the_end() -> None:
    doc = document(effective_from="2015-01-01", expires_on="2019-12-31")
    kept = told(mention(RelationType.CONFIRMS, from_date="2019-12-05"), LATER)
    status = at("2020-06-01", doc, kept)
    assert status.value is V.EXPIRED
    assert "称其继续有效（2019-12-05），是否延长待核实" in status.reason


def test_regional_default_term_is_inferred_and_for_normative_documents_only() -> None:
    fields = {"title": "湖南省某厅停车管理办法", "region": "湖南省", "effective_from": "2018-03-01"}
    doc = document(**fields, genre="办法")
    assert at("2023-02-28", doc).value is V.IN_FORCE
    status = at("2023-03-01", doc)
    assert (status.value, status.basis) == (V.EXPIRED, Basis.INFERRED)
    assert "湖南省" in status.reason and "推定" in status.reason
    trial = document(**{**fields, "title": "湖南省某厅停车管理办法（试行）"}, genre="办法")
    assert at("2020-03-01", trial).value is V.EXPIRED
    for other in (
        document(kind=Kind.LAW, **fields, genre="办法"),
        document(**fields, genre="办法", doc_number="湖南省人民政府令第300号"),
        document(**fields, genre="函"),
        document(**{**fields, "region": "湖北省"}, genre="办法"),
        document(**fields, genre="办法", term="长期有效"),
    ):
        assert at("2030-01-01", other).value is V.IN_FORCE
    # What was amended after its presumed end had not ended.
    changed = document(**fields, genre="办法", amended_on="2024-05-12")
    assert at("2030-01-01", changed).value is V.AMENDED


def test_an_undated_flag_beats_a_default_but_not_its_own_term() -> None:
    flag = value("有效", Basis.DECLARED)
    title = "湖南省某厅停车管理办法"
    fields = {"title": title, "region": "湖南省", "effective_from": "2010-03-01"}
    assert at("2024-01-01", document(**fields, status=flag)).value is V.IN_FORCE
    own = document(**fields, status=flag, expires_on="2012-02-29")
    assert at("2024-01-01", own).value is V.EXPIRED


def test_amended_by_its_own_note_stays_in_force_and_says_so() -> None:
    doc = document(
        effective_from="2002-10-15", amended_on=value("2016-02-06", Basis.EXTRACTED, "history_note")
    )
    assert at("2010-01-01", doc).value is V.IN_FORCE
    status = at("2020-01-01", doc)
    assert (status.value, status.since) == (V.AMENDED, day("2016-02-06"))


def test_a_revised_text_does_not_hold_before_the_day_that_it_names() -> None:
    revised = value("2018-11-22", Basis.EXTRACTED, "history_note")
    doc = document(effective_from="2019-03-01", amended_on=revised)
    before = at("2018-12-01", doc)
    assert (before.value, before.basis) == (V.NOT_YET_EFFECTIVE, Basis.INFERRED)
    assert before.reason == "这一文本自2019-03-01起施行，此前施行的是旧文本"
    assert at("2018-01-01", doc).value is V.NOT_YET_EFFECTIVE
    assert at("2019-03-01", doc).value is V.AMENDED
    # A day that is far from any revision is no revision's; and what was confirmed, held.
    late = document(effective_from="2022-03-01", amended_on=revised)
    assert at("2018-12-01", late).value is V.AMENDED
    kept = told(mention(RelationType.CONFIRMS, from_date="2018-12-15"), LATER)
    assert at("2018-12-20", doc, kept).value is not V.NOT_YET_EFFECTIVE


def test_what_ends_the_carrier_ends_the_instrument() -> None:
    notice = card("n", "关于印发《停车办法》的通知")
    whole = told(mention(RelationType.REPEALS, "关于印发《停车办法》的通知"), LATER, "n")
    part = told(mention(RelationType.REPEALS, scope=Scope.PARTIAL), LATER, "n")
    cites = told(mention(RelationType.CITES), LATER, "n")
    passed = carried([whole, part, cites], notice)
    assert [p.relation.mention for p in passed] == [whole.relation.mention]
    doc = document("instrument", effective_from="2010-01-01")
    assert at("2023-01-01", doc, *passed).value is V.REPEALED


def test_changes_are_in_order_and_never_repeat() -> None:
    doc = document(effective_from="2010-01-01", expires_on="2025-01-01")
    line = timeline(doc, events(doc, [told(mention(RelationType.AMENDS), LATER)]))
    assert [change.since for change in line] == sorted(change.since for change in line)
    assert all(a.status != b.status for a, b in itertools.pairwise(line))
    assert line[0].since == date.min


def test_a_longer_term_moves_the_end() -> None:
    doc = document(effective_from="2019-01-01", expires_on="2022-12-31")
    said = mention(
        RelationType.CONFIRMS, from_date="2022-06-01", provision="有效期延长至2025-12-31"
    )
    longer = told(said, LATER)
    assert at("2025-12-31", doc, longer).value is V.IN_FORCE
    assert at("2026-01-01", doc, longer).value is V.EXPIRED
    years = told(
        mention(RelationType.CONFIRMS, from_date="2022-06-01", provision="有效期延长2年"), LATER
    )
    assert at("2024-12-31", doc, years).value is V.IN_FORCE
    assert at("2025-01-01", doc, years).value is V.EXPIRED


def test_a_doubtful_end_is_told_with_the_status_that_it_does_not_move() -> None:
    """自D起暂停执行《甲》: it holds, as far as is known, and the reader is told."""
    doc = document(effective_from="2010-01-01")
    pause = mention(
        RelationType.LAPSES, "某办法", from_date="2024-05-01", provision="暂停执行", confidence=0.4
    )
    quote = "自2024年5月1日起暂停执行《某办法》。"
    pause = replace(pause, evidence=replace(pause.evidence, quote=quote))
    assert at("2024-04-30", doc, told(pause, LATER)).reason.endswith("未见废止或失效的规定")
    status = at("2024-05-01", doc, told(pause, LATER))
    assert status.value is V.IN_FORCE
    assert status.reason == (
        "自2010-01-01起施行；《云岭市停车条例》有“暂停执行”的规定（2024-05-01），是否影响效力待核实"
    )
    kept = mention(RelationType.CONFIRMS, "某办法", from_date="2024-09-01")
    after = at("2024-10-01", doc, told(pause, LATER), told(kept, LATER))
    assert after.value is V.IN_FORCE
    assert "暂停" not in after.reason
    ended = told(mention(RelationType.REPEALS, "某办法", from_date="2025-01-01"), LATER)
    assert "暂停" not in at("2025-01-01", doc, told(pause, LATER), ended).reason
