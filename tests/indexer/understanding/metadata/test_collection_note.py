"""A collection's note before a text speaks of the text, and is none of its words."""

from __future__ import annotations

import doctest
from datetime import date

import pytest

from indexer.model import PolicyDocument, RelationType
from indexer.model.validity import status_on
from indexer.understanding.metadata import collection_note
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import Understanding, understand
from indexer.understanding.validity.events import events
from indexer.understanding.validity.timeline import timeline

NOTE = (
    "注:本篇法规已被《云溪市人民政府关于公布清理结果的通知》"
    "(发布日期:2007年12月26日 实施日期:2008年1月1日)"
)
TEXT = (
    "云溪市人民政府关于调整停车收费的通知\n(云政发〔2006〕72号 二〇〇六年九月十四日)\n"
    "各县人民政府：\n经研究，决定从2006年10月1日起调整停车收费。\n"
)


def read(text: str) -> Understanding:
    return understand(
        text, (), name="a.txt", declared={}, authority=Authority.load(), region="云溪市"
    )


def test_the_examples_beside_the_rule() -> None:
    failures, tried = doctest.testmod(collection_note)
    assert (failures, tried > 0) == (0, True)


@pytest.mark.parametrize("parted", ["", "\n"])
@pytest.mark.parametrize("mark", ["", "*"])
def test_the_note_gives_the_status_and_nothing_else(mark: str, parted: str) -> None:
    text = f"{mark}{NOTE}废止{parted}{TEXT}"
    found = read(text)
    (status,) = found.values["status"]
    assert status.value == "repealed"
    assert status.evidence.quote == f"{mark}{NOTE}废止"
    assert found.values["title"][0].value == "云溪市人民政府关于调整停车收费的通知"
    assert found.values["written_date"][0].value == "2006-09-14"
    assert "published_date" not in found.values
    assert not [m for m in found.mentions if m.type is RelationType.REPEALS]
    title = found.values["title"][0].evidence
    assert text[title.start : title.end] == title.quote


def test_it_holds_until_the_day_that_the_note_tells() -> None:
    """Shown as repealed on every day, it was ended before it was written."""
    found = read(f"{NOTE}废止\n{TEXT}")
    document = PolicyDocument("1", TEXT, (), found.values)
    statuses = timeline(document, events(document, ()))
    on = {day: status_on(statuses, date.fromisoformat(day)).value for day in DAYS}
    assert on == dict(zip(DAYS, ("not_yet_effective", "unknown", "repealed"), strict=True))


DAYS = ("2006-01-01", "2007-06-01", "2008-01-01")


@pytest.mark.parametrize(
    ("days", "since"),
    [
        ("(发布日期:2007年12月26日 实施日期:2008年1月1日)", "2008-01-01"),
        ("(发布日期：2007年12月26日)", "2007-12-26"),
        ("(实施日期:不详)", None),
        ("", None),
    ],
)
def test_the_day_of_its_end(days: str, since: str | None) -> None:
    found = read(f"注:本篇法规已被《云溪市人民政府关于清理结果的通知》{days}废止\n{TEXT}").values
    assert [value.value for value in found.get("status_date", ())] == ([since] if since else [])


def test_what_a_notice_is_said_to_have_ended_is_this_text() -> None:
    """Read as the text's own, it ended the catalogue that it was ended by."""
    told = "根据1997年9月8日甲部发布的关于公布废止和失效的规章目录(第六批)的通知失效\n"
    found = read(TEXT.replace("\n各县", f"\n{told}各县", 1))
    assert [value.value for value in found.values["status"]] == ["expired"]
    assert [value.value for value in found.values["status_date"]] == ["1997-09-08"]
    ends = (RelationType.REPEALS, RelationType.LAPSES)
    assert not [mention for mention in found.mentions if mention.type in ends]
    clause = "根据甲部发布的关于公布失效目录的通知失效的文件，按其规定办理。\n"
    assert "status" not in read(TEXT + clause).values


def test_what_was_amended_is_said_so() -> None:
    assert read(f"{NOTE}修改\n{TEXT}").values["status"][0].value == "amended"


def test_a_clause_of_the_texts_own_is_no_note() -> None:
    own = TEXT + "《云溪市停车收费办法》同时废止。\n注：本办法已被《甲办法》废止。\n"
    found = read(own)
    assert [m.type for m in found.mentions if m.type is RelationType.REPEALS]
