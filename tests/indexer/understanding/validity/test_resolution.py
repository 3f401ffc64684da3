"""Who is meant: number, title with issuer or date, core with region, else nobody."""

import doctest
from typing import Any

import pytest

from indexer.model import Kind, RelationType
from indexer.understanding.validity import copies, resolution
from indexer.understanding.validity.directory import MemoryDirectory
from indexer.understanding.validity.resolution import UNRESOLVED, Resolution, resolve
from tests.indexer.understanding.validity.build import card, mention

REPEALS = RelationType.REPEALS
SPEAKER = card(
    "s", "云岭市停车管理办法", "云政规〔2022〕1号", issuers=("云岭市人民政府",), region="云岭市",
    written_date="2022-05-01",
)  # fmt: skip


def test_the_examples_beside_the_rules() -> None:
    for module in (copies, resolution):
        failures, tried = doctest.testmod(module)
        assert (failures, tried > 0) == (0, True)


def test_the_number_wins_over_the_title() -> None:
    by_number = card("a", "云岭市停车收费办法", "云政发〔2015〕8号")
    by_title = card("b", "云岭市停车场办法", issuers=("云岭市人民政府",))
    held = MemoryDirectory([by_number, by_title])
    said = mention(REPEALS, "云岭市停车场办法", "云政发〔2015〕8号")
    assert resolve(said, SPEAKER, held) == Resolution("a", "number")


def test_one_number_two_documents_the_title_decides() -> None:
    held = MemoryDirectory(
        [
            card("nanjing", "南岭市停车通知", "宁政办发〔2015〕8号", region="南岭市"),
            card("here", "云岭市停车通知", "宁政办发〔2015〕8号", region="云岭市"),
        ]
    )
    assert (
        resolve(mention(REPEALS, "云岭市停车通知", "宁政办发〔2015〕8号"), SPEAKER, held).target_id
        == "here"
    )
    assert resolve(mention(REPEALS, None, "宁政办发〔2015〕8号"), SPEAKER, held).target_id == "here"


def test_a_common_title_needs_the_issuer() -> None:
    held = MemoryDirectory(
        [
            card("other", "关于规范停车的通知", issuers=("海州市公安局",), region="海州市"),
            card("ours", "关于规范停车的通知", issuers=("云岭市公安局",), region="云岭市"),
        ]
    )
    said = mention(REPEALS, "关于规范停车的通知")
    assert resolve(said, SPEAKER, held) == Resolution("ours", "title+issuer")
    named = mention(REPEALS, "关于规范停车的通知", issuer="原海州市公安局")
    assert resolve(named, SPEAKER, held).target_id == "other"


def test_another_towns_notice_is_never_taken_for_ours() -> None:
    other = card("other", "关于规范停车的通知", issuers=("海州市公安局",), region="海州市")
    assert (
        resolve(mention(REPEALS, "关于规范停车的通知"), SPEAKER, MemoryDirectory([other]))
        is UNRESOLVED
    )


def test_the_same_title_means_the_older_text_and_never_itself() -> None:
    old = card("old", SPEAKER.title, written_date="2010-03-01", region="云岭市")
    new = card("new", SPEAKER.title, written_date="2026-01-01", region="云岭市")
    held = MemoryDirectory([SPEAKER, new, old])
    assert resolve(mention(REPEALS, SPEAKER.title), SPEAKER, held).target_id == "old"
    alone = MemoryDirectory([SPEAKER, new])
    assert resolve(mention(REPEALS, SPEAKER.title), SPEAKER, alone) is UNRESOLVED


def test_the_same_title_without_any_date_stays_open_unless_the_number_tells() -> None:
    undated = card("x", SPEAKER.title, "云政发〔2010〕5号", region="云岭市")
    held = MemoryDirectory([SPEAKER, undated])
    assert resolve(mention(REPEALS, SPEAKER.title), SPEAKER, held) is UNRESOLVED
    numbered = mention(REPEALS, SPEAKER.title, "云政发〔2010〕5号")
    assert resolve(numbered, SPEAKER, held) == Resolution("x", "number")


def test_the_date_in_the_clause_picks_the_version() -> None:
    held = MemoryDirectory(
        [
            card("v1", "云岭市养犬条例", written_date="1999-08-06"),
            card("v2", "云岭市养犬条例", written_date="2008-01-09"),
        ]
    )
    said = mention(REPEALS, "云岭市养犬条例", on="1999-08-06")
    assert resolve(said, SPEAKER, held) == Resolution("v1", "title+date")


def test_trial_measures_are_not_their_successor() -> None:
    final = card("f", "云岭市养犬办法", issuers=("云岭市人民政府",), region="云岭市")
    said = mention(REPEALS, "云岭市养犬办法（试行）")
    assert resolve(said, SPEAKER, MemoryDirectory([final])) is UNRESOLVED


def test_the_instrument_is_found_by_the_notice_that_carries_it() -> None:
    notice = card(
        "n", "云岭市人民政府关于印发《云岭市养犬办法》的通知", "云政发〔2012〕3号", region="云岭市"
    )
    held = MemoryDirectory([notice])
    assert resolve(mention(REPEALS, "云岭市养犬办法"), SPEAKER, held) == Resolution(
        "n", "core+region"
    )
    wrong = mention(REPEALS, "云岭市养犬办法", "云政发〔2009〕9号")
    assert resolve(wrong, SPEAKER, held) is UNRESOLVED


def test_drafts_and_later_documents_are_no_targets() -> None:
    draft = card("d", "云岭市养犬办法", kind=Kind.DRAFT, region="云岭市")
    later = card("l", "云岭市养犬办法", written_date="2025-01-01", region="云岭市")
    held = MemoryDirectory([draft, later])
    assert resolve(mention(REPEALS, "云岭市养犬办法"), SPEAKER, held) is UNRESOLVED
    cited = mention(RelationType.CITES, "云岭市养犬办法")
    assert resolve(cited, SPEAKER, held).target_id == "l"


@pytest.mark.parametrize(
    ("differing", "meant"),
    [
        ({}, "a"),
        ({"number": None}, "a"),
        ({"number": "云岭市令第5号"}, "a"),
        ({"written_date": None}, "a"),  # the number tells
        ({"written_date": None, "effective_from": "2010-05-01"}, "a"),
        ({"number": "云岭市令〔2010〕第6号"}, None),
        ({"number": "云岭市办令〔2010〕第5号"}, None),
        ({"issuers": ("云岭市公安局",)}, "a"),  # the speaker's own
        ({"number": None, "issuers": (), "written_date": None}, "a"),  # no wording of any day
    ],
)
def test_files_of_one_document_are_one(differing: dict[str, Any], meant: str | None) -> None:
    given = {"number": "云岭市令〔2010〕第5号", "written_date": "2010-03-01",
             "issuers": ("云岭市人民政府",)}  # fmt: skip
    a, b = (card(i, "云岭市养犬规定", region="云岭市", **(given | more))
            for i, more in (("a", {}), ("b", differing)))  # fmt: skip
    for held in (MemoryDirectory([a, b]), MemoryDirectory([b, a])):
        assert resolve(mention(REPEALS, "云岭市养犬规定"), SPEAKER, held).target_id == meant


def test_announcements_of_one_day_are_no_copies() -> None:
    for title in ("通告", "云岭市人民政府公告"):
        one, other = (
            card(i, title, written_date="2010-03-01", issuers=("云岭市人民政府",)) for i in "ab"
        )
        held = MemoryDirectory([one, other])
        assert resolve(mention(REPEALS, title), SPEAKER, held) is UNRESOLVED
