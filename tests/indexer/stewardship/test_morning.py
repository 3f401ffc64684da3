"""The morning's page, what is missing, what is there twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.catalogue import Attempt, AttemptOutcome, Catalogue, KnownSource, SourceOutcome
from indexer.model import PolicyDocument
from indexer.model.errors import QuarantineReason
from indexer.stewardship import missing, morning
from indexer.stewardship.listing import Question
from indexer.stewardship.reports import report
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.consultation import consultation_end
from tests.indexer.catalogue.making import claim, document, repeals
from tests.indexer.library import open_catalogue, put

AUTHORITY = Authority.load()
MONDAY = date(2026, 11, 23)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_catalogue(tmp_path) as opened:
        yield opened


def rows(catalogue: Catalogue, name: str, day: date = MONDAY) -> list[tuple[str, ...]]:
    made = report(name, Question(catalogue, AUTHORITY, day, 30))
    assert all(len(row) == len(made.columns) for row in made.rows)
    return list(made.rows)


def valued(made: PolicyDocument, **values: str) -> PolicyDocument:
    return replace(made, values={**made.values, **{k: claim(v) for k, v in values.items()}})


def came(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    monkeypatch.setattr("indexer.catalogue.writing.now", lambda: at)


def test_the_page_of_a_monday(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    came(catalogue, monkeypatch, "2026-01-05T01:00:00.000000Z")
    put(
        catalogue,
        document("old", "旧办法", effective="2010-01-01"),
        document("ends", "周六的办法", effective="2015-01-01"),
        valued(document("soon", "将到期的办法", effective="2020-01-01"), expires_on="2026-12-20"),
        valued(document("later", "还早的办法", effective="2020-01-01"), expires_on="2027-12-20"),
        valued(
            document("draft", "意见稿", text="请于2026年12月1日前将意见反馈至邮箱。"), kind="draft"
        ),
        document("ending", "废止决定", effective="2026-11-21", mentions=(repeals("周六的办法"),)),
    )
    came(catalogue, monkeypatch, "2026-11-20T09:00:00.000000Z")  # on Friday
    put(catalogue, document("new", "新办法", effective="2026-01-01", mentions=(repeals("旧办法"),)))
    told = [(row[0], row[1], row[5]) for row in rows(catalogue, "today")]
    assert told == [
        (morning.NEW, "new", "2026-11-20"),
        (morning.ENDED_NOW, "old", "2026-01-01"),
        (morning.ENDED_NOW, "ends", "2026-11-21"),
        (morning.EXPIRING, "soon", "2026-12-20"),
        (morning.CONSULTING, "draft", "2026-12-01"),
    ]
    assert rows(catalogue, "today", date(2026, 3, 2)) == []


def test_what_came_and_was_removed_again(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    came(catalogue, monkeypatch, "2026-11-23T01:00:00.000000Z")
    put(catalogue, document("new", "新办法"), document("gone", "误收的办法"))
    with catalogue.write() as writer:
        writer.delete("gone")
    assert [row[1] for row in rows(catalogue, "today")] == ["new"]


def test_the_mail_is_escaped_and_needs_nothing_else(catalogue: Catalogue) -> None:
    title = '<b onclick="x">办法</b>'
    put(catalogue, valued(document("a/b", title, effective="2020-01-01"), expires_on="2026-12-20"))
    made = report("today", Question(catalogue, AUTHORITY, MONDAY, 30))
    page = morning.as_html(made, "https://portal.example/p/")
    assert "<b onclick" not in page
    assert "&lt;b onclick" in page
    assert 'href="https://portal.example/p/documents/a%2Fb"' in page
    assert "<script" not in page and "src=" not in page


def test_a_mail_tells_nothing_of_what_is_withheld(catalogue: Catalogue) -> None:
    put(
        catalogue,
        valued(document("a", "张三的处分", effective="2020-01-01"), expires_on="2026-12-20"),
    )
    with catalogue.write() as writer:
        writer.publish("a", False)
    made = report("today", Question(catalogue, AUTHORITY, MONDAY, 30))
    page = morning.as_html(made, None, morning.withheld(catalogue))
    assert "张三" not in page and "暂不公开的文件 a" in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开征求意见时间：2026年11月1日至2026年11月30日。", date(2026, 11, 30)),
        ("意见反馈截止时间为2026年12月9日。", date(2026, 12, 9)),
        ("有关单位和个人可在1月5日前提出修改意见。", date(2027, 1, 5)),
        ("公示期为7个工作日，期间可反馈意见。", date(2026, 11, 11)),
        ("意见建议截止到2026年2月30日。", None),
        ("上一次意见征求至2020年1月1日。", None),
        ("本办法自2027年1月1日起施行，有效期至2030年1月1日。", None),
    ],
)
def test_until_when_opinions_are_taken(text: str, expected: date | None) -> None:
    assert consultation_end(text, date(2026, 11, 2)) == expected


def refused(location: str, reason: QuarantineReason) -> KnownSource:
    return KnownSource(
        location, location, 9, 1, "ab" * 32, SourceOutcome.QUARANTINED, reason=reason.value,
        detail="细节",
    )  # fmt: skip


def test_what_is_refused_since_when_and_how_often(catalogue: Catalogue) -> None:
    def tried(outcome: AttemptOutcome, at: str) -> Attempt:
        reason = "encrypted" if outcome is AttemptOutcome.QUARANTINED else ""
        return Attempt("x", "/d/x.pdf", "", outcome, reason, at=at)

    with catalogue.write() as writer:
        writer.remember(refused("/d/x.pdf", QuarantineReason.ENCRYPTED))
        writer.record(tried(AttemptOutcome.QUARANTINED, "2026-01-01T00:00:00Z"))
        writer.record(tried(AttemptOutcome.ADDED, "2026-02-01T00:00:00Z"))
        writer.record(tried(AttemptOutcome.QUARANTINED, "2026-03-01T02:00:00Z"))
        writer.record(tried(AttemptOutcome.QUARANTINED, "2026-04-01T02:00:00Z"))
    (row,) = rows(catalogue, "quarantine")
    told = dict(zip(missing.QUARANTINE, row, strict=True))
    assert (told["路径"], told["原因"], told["说明"]) == ("/d/x.pdf", "文件已加密", "细节")
    assert (told["自何时"], told["试过几次"]) == ("2026-03-01 10:00", "2")
    assert "未加密" in told["怎么办"]


def test_staff_are_told_what_to_do_for_every_reason() -> None:
    assert set(missing.ADVICE) == set(QuarantineReason)


def test_what_is_there_twice(catalogue: Catalogue) -> None:
    number = "云政发〔2020〕9号"
    put(
        catalogue,
        document("a", "甲办法", number=number, text="第一条 甲。\n第二条 乙。"),
        document("b", "甲办法", number=number, text="第一条 甲。\n第二条 丙。"),
        document("c", "甲办法", number=number, text="第一条 甲。\n第二条 丙。"),
    )
    copy = KnownSource(
        "/d/a - 副本.txt", "a - 副本.txt", 9, 1, "ab" * 32, SourceOutcome.DUPLICATE,
        document_id="a", detail="与 a.txt 内容相同",
    )  # fmt: skip
    with catalogue.write() as writer:
        writer.remember(copy)
    told = [(row[0], row[1], row[5], row[8]) for row in rows(catalogue, "duplicates")]
    assert [row[:3] for row in told] == [
        ("副本", "a", "a"),
        ("同号异文", "b", "a"),
        ("同号同文", "c", "b"),
    ]
    assert "-第二条 乙。" in told[1][3] and "+第二条 丙。" in told[1][3]
