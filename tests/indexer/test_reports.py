from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue
from indexer.errors import UsageError
from indexer.metadata.authority import Authority
from indexer.model import Basis, Mention, PolicyDocument, Quality, RelationType
from indexer.reports import REPORTS, Question, report, working_days_after
from tests.indexer.catalogue.making import EXTRACTED, claim, document, repeals
from tests.indexer.library import open_catalogue, put

TODAY = date(2026, 11, 23)
AUTHORITY = Authority.load()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_catalogue(tmp_path) as opened:
        yield opened


def rows(catalogue: Catalogue, name: str, days: int = 90) -> list[tuple[str, ...]]:
    """Without the common columns but for the id."""
    made = report(name, Question(catalogue, AUTHORITY, TODAY, days))
    assert all(len(row) == len(made.columns) for row in made.rows)
    return [(row[0], *row[4:]) for row in made.rows]


def valued(made: PolicyDocument, **values: str) -> PolicyDocument:
    claims = {name: claim(value) for name, value in values.items()}
    return replace(made, values={**made.values, **claims})


def speaks(type_: RelationType, title: str) -> Mention:
    return Mention(type_, EXTRACTED, target_title=title)


def test_validity_lists_what_rests_on_something_repealed(catalogue: Catalogue) -> None:
    rests = (speaks(RelationType.BASED_ON, "甲条例"),)
    put(
        catalogue,
        document("a", "甲条例", effective="2010-01-01"),
        document("b", "乙条例", effective="2020-01-01", mentions=(repeals("甲条例"),)),
        document("c", "丙细则", effective="2012-01-01", mentions=rests),
        document("d", "丁细则", effective="2012-01-01",
                 mentions=(speaks(RelationType.BASED_ON, "乙条例"),)),
    )  # fmt: skip
    assert rows(catalogue, "validity") == [
        ("c", "现行有效", "所依据的《甲条例》已废止", EXTRACTED.quote)
    ]


def test_expiring_lists_what_ends_soon(catalogue: Catalogue) -> None:
    put(
        catalogue,
        valued(document("a", "甲办法", effective="2022-01-01"), expires_on="2026-12-31"),
        valued(document("b", "乙办法", effective="2022-01-01"), expires_on="2027-12-31"),
        valued(document("c", "丙办法", effective="2022-01-01"), expires_on="2026-01-01"),
    )
    assert [row[:2] for row in rows(catalogue, "expiring")] == [("a", "2026-12-31")]
    assert [row[0] for row in rows(catalogue, "expiring", days=500)] == ["a", "b"]


def test_conflicts_are_listed_with_the_sentence(catalogue: Catalogue) -> None:
    flagged = document("a", "甲条例", effective="2010-01-01")
    flag = {"status": claim("现行有效", Basis.DECLARED)}
    put(
        catalogue,
        replace(flagged, values={**flagged.values, **flag}),
        document("b", "乙条例", effective="2020-01-01", mentions=(repeals("甲条例"),)),
    )
    ((identity, reason, source, quote),) = rows(catalogue, "conflicts")
    assert (identity, source, quote) == ("a", "乙条例", EXTRACTED.quote)
    assert "现行有效" in reason


def test_quality_lists_doubts_and_unknown_bodies(catalogue: Catalogue) -> None:
    put(
        catalogue,
        replace(document("a", "甲", issuers=("财政部",)), quality=Quality(doubts=("乱码较多",))),
        document("b", "乙", issuers=("不知名组织",)),
    )
    assert rows(catalogue, "quality") == [
        ("a", "提取质量", "乱码较多"), ("b", "机关未收录", "不知名组织"),
    ]  # fmt: skip


def test_interpretations_that_lack_or_came_late(catalogue: Catalogue) -> None:
    def policy(identity: str, title: str, day: str) -> PolicyDocument:
        return valued(document(identity, title), published_date=day)

    def interpretation(identity: str, title: str, day: str) -> PolicyDocument:
        made = document(
            identity, f"{identity}解读", mentions=(speaks(RelationType.INTERPRETS, title),)
        )
        return valued(made, published_date=day, kind="interpretation")

    put(
        catalogue,
        policy("none", "甲办法", "2020-05-08"),
        policy("late", "乙办法", "2020-05-08"),
        policy("timely", "丙办法", "2020-05-08"),
        policy("before the rule", "丁办法", "2015-05-08"),
        policy("not yet due", "戊办法", "2026-11-20"),
        interpretation("i1", "乙办法", "2020-05-14"),
        interpretation("i2", "丙办法", "2020-05-13"),
    )
    assert rows(catalogue, "interpretations") == [
        ("none", "2020-05-13", "没有解读", ""),
        ("late", "2020-05-13", "解读逾期", "2020-05-14"),
    ]


def test_working_days_pass_over_weekends() -> None:
    assert working_days_after(date(2026, 11, 20), 3) == date(2026, 11, 25)
    assert working_days_after(date(2026, 11, 21), 1) == date(2026, 11, 23)


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_library(catalogue: Catalogue, name: str) -> None:
    assert rows(catalogue, name) == []


def test_a_report_that_is_none(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="没有报表"):
        rows(catalogue, "nonsense")
